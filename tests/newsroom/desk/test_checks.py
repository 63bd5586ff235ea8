"""What stops a story on its way to readers, and what is only advice."""

import datetime

import pytest
from django.utils import timezone

from companies.models import Photo
from newsroom.demo.make import make_article, make_company, make_edition, make_section
from newsroom.desk import checks, lengths, workflow
from newsroom.models import Redirect
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


def make_photo(name="photos/ab/abcdef.jpg", **fields):
    photo = Photo(file=name, width=800, height=600, **fields)
    super(Photo, photo).save()
    return photo


def found(body="", **fields) -> tuple[list[str], list[str]]:
    """(what stops publishing, what is advice) for a story with that text."""
    findings = checks.before_publishing(make_article(body=body or "<p>Text.</p>", **fields))
    return (
        [f.message for f in findings if f.is_error],
        [f.message for f in findings if not f.is_error],
    )


def test_a_sound_story_has_nothing_against_it():
    other = make_edition("Earlier")
    make_photo(alt_text="Guo Hong at a lathe", credit="Li Na")
    body = (
        f'<h2>A</h2><p><a href="{other.get_absolute_url()}">earlier</a> <a href="https://example.org/x">out</a></p>'
        "<blockquote><p>q</p><cite>Guo Hong</cite></blockquote><table><tbody><tr><th>a</th></tr></tbody></table>"
        '<figure><img src="/media/photos/ab/abcdef.jpg" alt="Guo Hong at a lathe"></figure>'
        '<p class="related">Earlier</p>'
    )
    assert found(body, lead_photo=Photo.objects.get()) == ([], [])


def test_a_draft_of_nothing_says_everything_that_is_missing():
    article = make_article("x", section=None, body="", standfirst="")
    article.headline = ""
    fields = [finding.field for finding in checks.before_review(article) if finding.is_error]
    assert fields == ["headline", "section", "body"]


@pytest.mark.parametrize(
    "alt", ["IMG_2041.jpg", "DSC00042", "boardroom_final_2", "photo-3", "20240611-101500", "x.webp"]
)
def test_a_file_name_is_no_alternative_text(alt):
    errors, _ = found(lead_photo=make_photo(alt_text=alt, credit="Li Na"))
    assert errors == [f"The lead picture has a file name for its alternative text: “{alt}”. Say what one sees."]


@pytest.mark.parametrize("part", ["a_", "_", "1", "1-", "a.", "image1", "a_1"])
def test_an_alternative_text_that_is_made_to_be_slow_is_looked_at_once(part):
    """Looking for underlines used to take as many ways through them as there are, which never came to an end."""
    make_photo(alt_text="Guo Hong at a lathe", credit="Li Na")
    hostile = f'<figure><img src="/media/photos/ab/abcdef.jpg" alt="{part * 3000}!"></figure>'
    assert not [why for why in found(f"<p>Text.</p>{hostile}")[0] if "file name" in why]


@pytest.mark.parametrize("alt", ["Guo Hong", "The 5G mast, seen from below", "中关村广场", "A chip of 40-nm width"])
def test_words_are_an_alternative_text(alt):
    assert found(lead_photo=make_photo(alt_text=alt, credit="Li Na"))[0] == []


def test_pictures_in_the_text_are_held_to_the_same_rule():
    make_photo("photos/aa/quiet.jpg", is_decorative=True)
    make_photo("photos/bb/loud.jpg")
    figure = '<figure><img src="/media/photos/{}" alt="{}"><figcaption>The square</figcaption></figure>'
    errors, _ = found(figure.format("aa/quiet.jpg", "") + figure.format("bb/loud.jpg", ""))
    assert errors == [
        "Picture 2 in the text (“The square”) needs an alternative text, or the tick that it is decorative."
    ]
    assert found(figure.format("bb/loud.jpg", "A square"))[0] == []


def test_a_link_on_this_site_has_to_lead_somewhere(settings):
    settings.SITE_URL = "https://news.example.org"
    live, moved, withdrawn = make_edition("Live"), make_edition("Moved"), make_edition("Withdrawn")
    workflow.withdraw(withdrawn.article, reason="It was wrong.")
    make_company("Xiaomi"), make_company("Hidden", is_listed=False)
    Redirect.objects.create(old_path="/old/page.html", new_path="/about/")
    good = [
        live.get_absolute_url(),
        f"https://news.example.org{moved.get_absolute_url()}#part",
        "/companies/xiaomi/",
        "/sections/news/",
        "/old/page.html",
        "/news/2024/",
        "https://example.org/nowhere/",
        "mailto:press@example.org",
    ]
    bad = [
        withdrawn.get_absolute_url(),
        "/news/2024/never-written/",
        "/companies/hidden/",
        "/sections/gardening/",
        "https://news.example.org/nowhere.html",
        "/admin/newsroom/article/1/change/",
        "/news/%00/",  # PostgreSQL takes no question with that sign
        "/news/%ed%a0%80/%ff/",
        f"/news/{'a' * 3000}/",
    ]
    errors, _ = found("".join(f'<p><a href="{link}">here</a></p>' for link in good + bad))
    assert errors == [f"“here” leads to {link}, where readers find nothing." for link in bad]
    with pytest.raises(workflow.StepRefused, match="where readers find nothing"):
        workflow.submit(make_article(body='<p><a href="/news/2024/never-written/">here</a></p>'))


def test_advice_does_not_stop_a_story():
    errors, advice = found(
        "<blockquote><p>q</p></blockquote><table><tbody><tr><td>1</td></tr></tbody></table>"
        '<p class="related">Never written</p>',
        standfirst="",
        headline="word " * 30,
    )
    assert errors == []
    assert [sentence.split(".")[0] for sentence in advice] == [
        "Without a standfirst, lists and feeds show no summary",
        "Search engines cut headlines over 110 characters",
        "A quotation does not name its speaker",
        "A table has no heading row: a screen reader cannot say what its figures are",
        "Readers see no story called “Never written”, so that line leads nowhere",
    ]


def test_an_archive_is_not_held_to_how_a_story_of_today_is_made():
    body = '<p><a href="/nowhere/">x</a></p><figure><img src="/media/photos/ab/x.jpg" alt=""></figure>'
    story = make_article(body=body)
    assert checks.errors(checks.before_publishing(story, is_archive=True)) == []
    assert workflow.bring_in([story])


def test_looking_costs_the_same_whatever_stands_in_the_text():
    story = make_article(section=make_section())
    count = iter(range(1000))

    def more(number):
        for _ in range(number):
            n = next(count)
            make_photo(f"photos/ab/{n}.jpg", alt_text="A square")
            story.body += (
                f'<p><a href="/companies/c{n}/">c</a> <a href="/news/2024/s{n}/">s</a></p><p class="related">r{n}</p>'
                f'<figure><img src="/media/photos/ab/{n}.jpg" alt="A square"></figure>'
            )

    assert same_queries(more, lambda: checks.before_publishing(story)) <= 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 words"),
        ("One", "1 word · 1 min to read"),
        ("<p>" + "word " * 412 + "</p>", "412 words · 2 min to read"),
        ("中关村" * 400, "1,200 characters · 3 min to read"),
        ("Xiaomi 小米", "2 characters and 1 word · 1 min to read"),
    ],
)
def test_lengths_count_words_and_han_characters(text, said):
    assert lengths.of("", "", text).text == said


def test_no_story_appeared_before_the_first_year_of_an_address():
    """It would stand in lists for ever under an address that leads nowhere, since that moment never moves."""
    first = timezone.make_aware(datetime.datetime(1900, 1, 1))  # noqa: DTZ001  made aware
    assert found(backdated_to=first)[0] == []
    for moment in (first - datetime.timedelta(minutes=1), datetime.datetime(1026, 11, 27, tzinfo=datetime.UTC)):
        assert "before 1900" in found(backdated_to=moment)[0][0]
