from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0003_what_became_of_a_company_and_earlier_names"),
        ("newsroom", "0020_imports_of_companies_and_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="mention",
            name="mention_waiting_by_name",
        ),
        migrations.RemoveIndex(
            model_name="mention",
            name="mention_waiting_by_story",
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("status", "suggested")),
                fields=["tag", "name", "tier", "article", "status"],
                name="mention_waiting_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("status", "suggested")),
                fields=["article", "tier", "tag", "status"],
                name="mention_waiting_by_story",
            ),
        ),
    ]
