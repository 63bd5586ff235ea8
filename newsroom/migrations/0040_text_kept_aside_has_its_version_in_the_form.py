from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0039_what_is_published_and_saved_gets_its_seal"),
    ]

    operations = [
        migrations.RemoveField(model_name="editbuffer", name="base_version"),
    ]
