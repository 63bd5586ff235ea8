import re

from django.db import migrations

from newsroom.models.search.words import field

BATCH = 500
_ELEMENT = re.compile(r"<[^<>]*>")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def fill(apps, schema_editor):
    article = apps.get_model("newsroom", "Article")
    article_tag = apps.get_model("newsroom", "ArticleTag")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_drafttext")  # of a run that was undone
    after = 0
    while rows := list(
        article.objects.filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "stage", "headline", "standfirst", "body")[:BATCH]
    ):
        after = rows[-1][0]
        counted, drafts = [], {}
        for pk, stage, headline, standfirst, body in rows:
            text = _ELEMENT.sub(" ", body)
            counted.append((len(_HAN.sub(" ", text).split()) + len(_HAN.findall(text)), pk))
            if stage != "published":
                drafts[pk] = [headline, standfirst, text]
        for pk, name in article_tag.objects.filter(content_object__in=list(drafts)).values_list(
            "content_object", "tag__name"
        ):
            drafts[pk].append(name)
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany("UPDATE newsroom_article SET words = %s WHERE id = %s", counted)
            if schema_editor.connection.vendor == "postgresql":
                cursor.executemany(
                    "INSERT INTO newsroom_drafttext (rowid, vector) VALUES (%s, array_to_tsvector(%s::text[]))",
                    [(pk, sorted(set(field("\n".join(said))))) for pk, said in drafts.items()],
                )
            else:
                cursor.executemany(
                    "INSERT INTO newsroom_drafttext (rowid, words) VALUES (%s, %s)",
                    [(pk, " ".join(dict.fromkeys(field("\n".join(said))))) for pk, said in drafts.items()],
                )


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0017_what_the_desk_finds_drafts_by")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
