"""Tags and the profiles that claim them."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from companies.models import Company, Tag
from companies.models.tag import tag_key
from companies.text import to_html
from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section
from newsroom.models import Redirect

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AI", "ａｉ"),
        ("Über", "über"),
        ("cloud  computing", " Cloud Computing "),
        ("Straße", "STRASSE"),
        ("ﬁnance", "Finance"),
    ],
)
def test_spellings_that_a_reader_takes_for_one_are_one_tag(one, other):
    assert tag_key(one) == tag_key(other)
    assert Tag.objects.get_or_make([one, other])[one] == Tag.objects.named(other)
    assert Tag.objects.count() == 1


def test_names_of_different_things_stay_apart():
    assert len({tag_key(name) for name in ["量子", "量子 ", "量", "36氪", "36Kr"]}) == 4


class TestClaims:
    def test_a_profile_claims_the_topic_of_its_name(self):
        topic = Tag.objects.create(name="xiaomi")
        company = make_company("Xiaomi")
        assert company.tag == topic
        assert not Tag.objects.topics()

    def test_namesakes_get_tags_and_addresses_of_their_own(self):
        first, second, third = make_person("Wang Wei"), make_person("Wang Wei"), make_company("Wang Wei")
        assert [profile.tag.name for profile in (first, second, third)] == ["Wang Wei", "Wang Wei (2)", "Wang Wei (3)"]
        assert [profile.slug for profile in (first, second, third)] == ["wang-wei", "wang-wei-2", "wang-wei"]
        assert second.tag.profile == second

    def test_claimed_tag_cannot_be_deleted(self):
        company = make_company()
        with pytest.raises(ProtectedError):
            company.tag.delete()


class TestDeletion:
    def test_unused_profile_goes_with_its_tag(self):
        make_company("Short-lived", topics=["x"], aliases=["SL"]).delete()
        assert list(Tag.objects.values_list("name", flat=True)) == ["x"]

    @pytest.mark.parametrize("make", [make_company, make_person])
    def test_profile_in_use_is_refused_with_the_list_of_uses_and_no_story_is_lost(self, make):
        profile = make("In use")
        draft, edition = make_article("A draft", tags=[profile]), make_edition("A live story", tags=[profile])
        for delete in (profile.delete, type(profile).objects.filter(pk=profile.pk).delete):
            with pytest.raises(ProtectedError) as refusal, transaction.atomic():
                delete()
            assert {draft, edition} <= set(refusal.value.protected_objects)
            assert "“A draft”" in str(refusal.value)
        assert type(profile).objects.filter(pk=profile.pk).exists()
        assert edition.tags.get() == profile.tag

    def test_company_that_somebody_works_for_is_kept(self):
        company = make_company()
        make_person(title="President", organisation=company)
        with pytest.raises(ProtectedError):
            company.delete()

    def test_credited_person_is_kept(self):
        person = make_person("Wang Yifei")
        make_edition(credits=[{"name": "Wang Yifei", "person": person}])
        with pytest.raises(ProtectedError):
            person.delete()


class TestAddresses:
    def test_changed_address_leaves_one_redirect_however_often_it_moves(self):
        company = make_company("First Name")
        for slug in ("second-name", "third-name"):
            company.slug = slug
            company.save()
        assert dict(Redirect.objects.values_list("old_path", "new_path")) == {
            "/companies/first-name/": "/companies/third-name/",
            "/companies/second-name/": "/companies/third-name/",
        }

    def test_going_back_to_an_old_address_leaves_no_circle(self):
        section = make_section("News")
        for slug in ("stories", "news"):
            section.slug = slug
            section.save()
        assert dict(Redirect.objects.values_list("old_path", "new_path")) == {"/sections/stories/": "/sections/news/"}

    def test_pure_chinese_name_has_an_address(self):
        assert make_company("小米").get_absolute_url() == "/companies/小米/"
        assert Company.objects.create(name="???").slug == "company"


def test_plain_text_that_looks_a_little_like_marks_is_shown_as_it_was_written():
    said = to_html("Uses <angle> brackets & says 5 < 6.\n\nIt <b>means</b> them.")
    assert said == ("<p>Uses &lt;angle&gt; brackets &amp; says 5 &lt; 6.</p>\n<p>It &lt;b&gt;means&lt;/b&gt; them.</p>")
