"""What the database itself refuses, whoever writes and past whatever form: each of its rules, broken once."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from companies.models import Company, CompanyAlias, CompanyTopic, Photo, Tag
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.models import (
    Article,
    ArticleTag,
    Attachment,
    Delivery,
    EditBuffer,
    Edition,
    EditionAttachment,
    EditionMention,
    EditionTag,
    Generation,
    ImportLine,
    ImportRun,
    Mention,
    NameRecord,
    NamesVersion,
    OldAddress,
    Presence,
    Redirect,
    Revision,
    SavedForm,
    Slot,
    SourceName,
    Translation,
    Twins,
)
from people.models import PersonAlias, PersonTopic, Role

pytestmark = pytest.mark.django_db


def _rows() -> None:
    """At least one row of each table that has a rule."""
    now = timezone.now()
    acme = make_company("Acme", aliases=["Ac"], topics=["chips"])
    make_person("Guo", aliases=["Gu"], topics=["chips"], title="Director")
    edition = make_edition("Out", tags=[acme])
    story, other, li = edition.article, make_article("Other"), User.objects.create_user("li")
    place = {"tag": acme.tag, "field": "body", "start": 0, "end": 4, "surface": "Acme", "sentence": "Acme."}
    file = Attachment(file="files/ab/a.pdf", title="Report", kind="pdf", size=1)
    photo = Photo(file="photos/ab/a.jpg", width=1, height=1)
    run = ImportRun.objects.create(name="a.csv", size=1)
    for row in (
        file, photo, EditionAttachment(edition=edition, attachment=file),
        Mention(article=story, name="Acme", tier="sure", score=1, **place),
        EditionMention(edition=edition, first_published_at=now, **place),
        NameRecord(tag=acme.tag, name="Acme"), SourceName(article=story, tag=acme.tag, name="Acme", given="tag"),
        ImportLine(run=run, number=1), Slot(story=story), Redirect(old_path="/a/", new_path="/b/"),
        OldAddress(path="/a", article=story), NamesVersion(pk=1), Generation(pk=1),
        Translation(article=story, language="en", is_original=True), Translation(article=other, language="zh-Hans"),
        Twins(first=acme.tag, second=Tag.objects.create(name="Later")),
        Delivery(kind="mail", event=story.events.first(), target="li@example.org"),
        EditBuffer(user=li, token="1", payload={}, saved_at=now), SavedForm(user=li, token="1", article=story),
        Presence(article=story, user=li, seen_at=now),
    ):  # fmt: skip
        type(row)._base_manager.bulk_create([row], ignore_conflicts=type(row) in (NamesVersion, Generation))


def _once_more(model, **changes):
    """The first row a second time, past whatever a save would look at; but for what it says otherwise."""

    def write():
        row = model._base_manager.earliest("pk")
        row.pk = None
        for name, value in changes.items():
            setattr(row, name, value)
        model._base_manager.bulk_create([row])

    return write


def _become(model, **values):
    return lambda: model._base_manager.update(**values)


BROKEN = {
    "article_approved_as_it_stands": _become(Article, stage="approved", approved_revision=0),
    "article_once_per_source": _once_more(Article, slug="another"),
    "article_scheduled_has_a_time": _become(Article, stage="scheduled", approved_revision=models.F("revision")),
    "article_slug_once": _once_more(Article, source_id="another"),
    "article_stage_known": _become(Article, stage="lost"),
    "article_tag_once": _once_more(ArticleTag),
    "company_alias_once": _once_more(CompanyAlias),
    "company_not_its_own_successor": _become(Company, successor=models.F("pk")),
    "company_topic_once": _once_more(CompanyTopic),
    "delivery_once_per_event_and_target": _once_more(Delivery),
    "delivery_waits_or_is_over": _become(Delivery, delivered_at=timezone.now()),
    "edit_buffer_once_a_page": _once_more(EditBuffer),
    "edition_attachment_once": _once_more(EditionAttachment),
    "edition_ends_after_it_begins": _become(Edition, live_until=models.F("live_from")),
    "edition_mention_once": _once_more(EditionMention),
    # Over before the first begins, or PostgreSQL's rule about two at one moment is what refuses.
    "edition_number_once": _once_more(
        Edition, live_from=timezone.now() - timedelta(days=9), live_until=timezone.now() - timedelta(days=8)
    ),
    "edition_one_open_end": _once_more(Edition, number=2),
    "edition_tag_once": _once_more(EditionTag),
    "form_saved_once": _once_more(SavedForm),
    "generation_is_one_row": _become(Generation, id=2),
    "import_line_once": _once_more(ImportLine),
    "mention_has_a_length": _become(Mention, end=0),
    "mention_once": _once_more(Mention),
    "name_record_once": _once_more(NameRecord),
    "names_version_is_one_row": _become(NamesVersion, id=2),
    "old_address_begins_with_slash": _become(OldAddress, path="a"),
    "person_alias_once": _once_more(PersonAlias),
    "person_topic_once": _once_more(PersonTopic),
    "photo_focal_point_inside": _become(Photo, focal_x=1.1),
    "presence_once": _once_more(Presence),
    "redirect_leads_elsewhere": _become(Redirect, new_path="/a/"),
    "revision_number_once": _once_more(Revision),
    "role_ends_after_it_starts": _become(Role, started=date(2026, 11, 2), ended=date(2026, 11, 1)),
    "slot_ends_after_it_starts": _become(Slot, ends_at=models.F("starts_at")),
    "slot_holds_one_thing_of_its_place": _become(Slot, place="news"),
    "source_name_once": _once_more(SourceName),
    "tag_has_a_name": lambda: Tag.objects.filter(name="Later").update(key=""),
    "translation_of_one_original": lambda: Translation.objects.update(
        group=Translation.objects.earliest("pk").group, is_original=True
    ),
    "translation_one_per_language": lambda: Translation.objects.update(
        group=Translation.objects.earliest("pk").group, language="en"
    ),
    "twins_in_order": _become(Twins, second=models.F("first")),
    "twins_once": _once_more(Twins),
}


def _says(rule, model, said: str) -> bool:
    """Whether the database refused because of this rule; of one that forbids doubles SQLite names the columns."""
    if connection.vendor == "sqlite" and isinstance(rule, models.UniqueConstraint):
        columns = (model._meta.get_field(name).column for name in rule.fields)
        return said.endswith(": " + ", ".join(f"{model._meta.db_table}.{column}" for column in columns))
    # Of two without an end PostgreSQL refuses the second by its rule about two at one moment.
    return rule.name in said or (rule.name == "edition_one_open_end" and "edition_intervals_apart" in said)


def test_each_rule_of_the_database_holds():
    _rows()
    rules = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in ("newsroom", "people", "companies"):
            rules |= {rule.name: (rule, model) for rule in model._meta.constraints}
    assert rules.keys() == BROKEN.keys()
    for name, write in BROKEN.items():
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            write()
        rule, model = rules[name]
        assert _says(rule, model, str(refused.value)), f"{name}: {refused.value}"
