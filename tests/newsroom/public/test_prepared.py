"""A prepared question gives what its queryset would, whatever it is asked, and refuses what cannot be prepared."""

import datetime

import pytest
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, make_section, schedule
from newsroom.models import Edition, EditionTag, Section
from newsroom.public import prepared as module
from newsroom.public.prepared import prepared

from .conftest import make_photo

pytestmark = pytest.mark.django_db


def live_with_slug(now, slug):
    has_tags = Exists(EditionTag.objects.filter(content_object=OuterRef("pk")))
    return Edition.objects.live(now).filter(slug=slug).select_related("section", "lead_photo").annotate(tagged=has_tags)


def headlines(now, sections):
    rows = Edition.objects.live(now).filter(section__in=sections, language="en")
    return rows.newest_first().values_list("headline", "section__name", "first_published_at", "card__shown")[:3]


def test_it_gives_what_its_queryset_gives(django_assert_num_queries):
    now = timezone.now
    make_edition("One", section="News", tags=["chips"])
    make_edition("Two", section="Policy")
    schedule(make_article("To come"), at=now() + datetime.timedelta(hours=1))
    sections = list(Section.objects.values_list("pk", flat=True))
    asked, listed = prepared(live_with_slug), prepared(headlines)
    for slug in ("one", "two", "to-come", "neither", "o'ne %s {0} ?", "\ue0001"):
        at = now()
        with django_assert_num_queries(1):
            found = asked(at, slug)
        assert found == list(live_with_slug(at, slug))
        with django_assert_num_queries(0):
            shown = [(each.headline, each.section.name, each.tagged, each.lead_photo) for each in found]
        assert shown == {"one": [("One", "News", True, None)], "two": [("Two", "Policy", False, None)]}.get(slug, [])
    later = now() + datetime.timedelta(hours=2)
    assert [edition.headline for edition in asked(later, "to-come")] == ["To come"]
    for some in (sections, sections[:1], [*sections, 77], []):
        assert listed(later, some) == list(headlines(later, some))
    assert len(listed.plans) == 3


def test_it_puts_the_question_into_sql_once(monkeypatch):
    built = []

    @prepared
    def ids(now, section):
        built.append(section)
        return Edition.objects.live(now).filter(section=section).values_list("pk", flat=True)

    edition = make_edition()
    section = edition.section_id
    for _ in range(3):
        assert ids(timezone.now(), section) == [edition.pk]
    assert len(built) == 2
    assert ids(timezone.now(), section + 1) == []
    assert len(built) == 2


def test_a_value_that_is_changed_on_its_way_is_refused():
    next_one = prepared(lambda number: Edition.objects.filter(number=number + 1))
    begins = prepared(lambda start: Section.objects.filter(name__startswith=start))
    for question, value in ((next_one, 3), (begins, "N")):
        with pytest.raises(TypeError, match="as it is given"):
            question(value)


def test_a_clock_that_is_not_handed_in_is_refused():
    """Otherwise the moment of the first question would stand for ever."""
    question = prepared(lambda slug: Edition.objects.live().filter(slug=slug))
    with pytest.raises(TypeError, match="neither a value"):
        question("one")


def test_a_prefetch_is_refused():
    with pytest.raises(TypeError, match="prefetched"):
        prepared(lambda slug: Edition.objects.filter(slug=slug).prefetch_related("tags"))("one")


def test_the_number_of_plans_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "_MOST_PLANS", 2)
    question = prepared(lambda ids: Section.objects.filter(pk__in=ids).values_list("name", flat=True))
    make_section("News")
    section = Section.objects.get().pk
    for length in range(1, 6):
        assert question([section, *range(10**6, 10**6 + length)]) == ["News"]
    assert len(question.plans) == 2


def test_lists_of_nearly_the_same_length_share_a_plan(django_assert_num_queries):
    names = sorted(make_section(f"Section {number}").name for number in range(9))
    ids = list(Section.objects.order_by("name").values_list("pk", flat=True))
    question = prepared(lambda ids: Section.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))
    for length in (9, 10, 11, 12):
        assert question([*ids, *range(10**6, 10**6 + length - 9)]) == names
    assert len(question.plans) == 1
    assert question(ids[:8]) == names[:8]
    assert len(question.plans) == 2


def test_instances_are_what_a_queryset_gives(django_assert_num_queries):
    edition = make_edition("One", section="News", lead_photo=make_photo("abc"))
    make_edition("Without a picture", section="News")

    def in_section(section):
        rows = Edition.objects.filter(section=section).select_related("section", "lead_photo").order_by("pk")
        return rows.defer("body").annotate(twice=F("number") * 2)

    ours, theirs = prepared(in_section)(edition.section_id), list(in_section(edition.section_id))
    assert [each.headline for each in ours] == ["One", "Without a picture"]
    for mine, other in zip(ours, theirs, strict=True):
        for one, two in ((mine, other), (mine.section, other.section), (mine.lead_photo, other.lead_photo)):
            if two is None:
                assert one is None
                continue
            assert type(one) is type(two)
            values = [{**each.__dict__, "_state": None} for each in (one, two)]
            assert values[0] == values[1]
            states = [{**each._state.__dict__, "fields_cache": set(each._state.fields_cache)} for each in (one, two)]
            assert states[0] == states[1]
        assert mine.get_deferred_fields() == {"body"}
        with django_assert_num_queries(1):
            body = mine.body
        assert body == Edition.objects.get(pk=mine.pk).body
    assert ours[0].lead_photo.url == edition.lead_photo.url


def test_rows_of_another_make_are_refused():
    make_section("News")
    with pytest.raises(TypeError, match="a list of values"):
        prepared(lambda slug: Section.objects.filter(slug=slug).values("name"))("news")
