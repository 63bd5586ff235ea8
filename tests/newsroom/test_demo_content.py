"""The demo's stories, directory and drawings are whole and agree with each other."""

import re
import time
from collections import Counter
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from itertools import islice

import pytest

from companies.models import Tag
from newsroom.demo import site
from newsroom.demo.directory import COMPANIES, PEOPLE, TOPICS
from newsroom.demo.drawings import FIGURES, SCENES, draw, is_drawing
from newsroom.demo.stories import STORIES
from newsroom.demo.stories.build import OFFICE, body_html
from newsroom.demo.synthetic import UNTIL, synthetic_directory, synthetic_stories
from newsroom.models import SearchName
from newsroom.models.search import rebuild_names

TAGS = {"p", "h2", "ul", "li", "blockquote", "cite"}
SECTIONS = {"News", "Enterprises", "Policy", "People", "Services"}
KINDS = {"press_release", "news", "feature", "notice", "event"}
ALIAS_LANGUAGES = {"en", "zh-Hans", "zh-Hant", "pinyin"}
ALIAS_KINDS = {"official", "short", "former", "acronym", "brand", "pinyin", "misspelling"}
ALIAS_MATCHES = {"exact", "any", "after_full", "never"}
BY_NAME = {entry.name: entry for entry in [*COMPANIES, *PEOPLE]}

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
each_entry = pytest.mark.parametrize("entry", [*COMPANIES, *PEOPLE], ids=lambda entry: entry.slug)


class Checker(HTMLParser):
    """Notes every tag that is not allowed, not closed, or closed out of order."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag not in TAGS or dict(attrs) not in ({}, {"class": "related"}):
            self.faults.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


def faults_of(html):
    checker = Checker()
    checker.feed(html)
    checker.close()
    return checker.faults + checker.open


def related_headlines(story):
    return [unescape(line) for line in re.findall(r'<p class="related">(.*?)</p>', story.body)]


def text_of(story):
    return unescape(re.sub(r"<[^>]+>", " ", f"{story.headline}\n{story.standfirst}\n{story.body}"))


@pytest.mark.parametrize("field", ["id", "slug", "headline", "standfirst"])
def test_no_two_stories_share(field):
    values = [getattr(story, field) for story in STORIES]
    assert [value for value, count in Counter(values).items() if count > 1] == []


def test_there_is_a_variety_of_stories():
    assert len(STORIES) >= 16
    assert {story.section for story in STORIES} == SECTIONS
    assert {story.kind for story in STORIES} == KINDS
    assert 2 <= sum(story.language == "zh-Hans" for story in STORIES) <= 3
    assert {tag for story in STORIES for tag in story.tags} == set(TOPICS)
    assert 5 <= len(TOPICS) <= 15


def test_one_story_tells_the_whole_page():
    story = next(story for story in STORIES if "Wang Yifei" in {credit.name for credit in story.credits})
    assert [(credit.name, credit.role, credit.outlet) for credit in story.credits] == [
        ("Wang Yifei", "writer", "chinadaily.com.cn"),
        ("Niva Whyman", "editor", ""),
    ]
    assert (story.section, str(story.published)) == ("News", "2013-10-25")
    assert [person.name for person in story.people[:3]] == ["Zhang Yiping", "Yu Jun", "Yu Yang"]
    assert related_headlines(story)
    assert "<blockquote>" in story.body


@each_story
def test_a_story_is_complete(story):
    assert 70 <= len(story.standfirst) <= 160
    assert 4 <= story.body.count("<p") <= 24
    assert len(story.headline) <= 90
    assert story.credits
    assert story.tags
    assert story.photo.alt_text
    assert story.photo.caption
    assert story.photo.credit == "Illustration: Park News Desk"


@each_story
def test_a_story_appeared_between_october_and_november_2013(story):
    day = story.published.date() if isinstance(story.published, datetime) else story.published
    assert "2013-10-08" <= str(day) <= "2013-11-20"
    assert story.updated is None or story.updated > story.published


@each_story
def test_a_body_is_well_formed(story):
    assert faults_of(story.body) == []


@each_story
def test_a_related_line_names_another_story(story):
    headlines = {other.headline for other in STORIES if other is not story}
    assert set(related_headlines(story)) <= headlines


@each_story
def test_names_stand_in_the_directory_and_in_the_text(story):
    names = [*story.companies, *(person.name for person in story.people)]
    assert len(names) == len(set(names))
    text = text_of(story)
    for name in names:
        entry = BY_NAME[name]
        known = [entry.name, *(alias.text for alias in entry.aliases)]
        # The side column of the main story presents people whom its text does not name.
        if story.id == "demo-zhongguancun-worldwide-role" and name in ("Zhang Yiping", "Yu Jun", "Yu Yang"):
            continue
        assert any(each in text for each in known), f"{name} is not in the text"


@each_story
def test_the_directory_entries_that_a_text_names_are_listed(story):
    text = text_of(story)
    listed = {*story.companies, *(person.name for person in story.people)}
    wide = {"Zhongguancun Science Park", "Zhongguancun Administrative Committee"}  # their names are in most texts
    assert {name for name in BY_NAME if name in text and name not in wide} <= listed


@each_story
def test_a_photo_can_be_drawn(story):
    assert is_drawing(story.photo.file)


def test_no_two_stories_share_a_drawing():
    files = [story.photo.file for story in STORIES]
    assert [file for file, count in Counter(files).items() if count > 1] == []


@each_entry
def test_a_directory_entry_is_complete(entry):
    assert entry.summary.endswith(".")
    assert faults_of(entry.body) == []
    assert 1 <= entry.body.count("<p>") <= 3
    assert is_drawing(entry.drawing)
    assert set(entry.topics) <= set(TOPICS)
    assert re.fullmatch(r"[a-z0-9-]+", entry.slug)


@each_entry
def test_aliases_use_known_words(entry):
    assert {alias.language for alias in entry.aliases} <= ALIAS_LANGUAGES
    assert {alias.kind for alias in entry.aliases} <= ALIAS_KINDS
    assert {alias.match for alias in entry.aliases} <= ALIAS_MATCHES
    texts = [alias.text for alias in entry.aliases]
    assert len(texts) == len(set(texts))
    assert not entry.chinese_name or entry.chinese_name in texts


def test_roles_lead_to_companies_of_the_directory():
    companies = {company.name for company in COMPANIES}
    assert {role.company for person in PEOPLE for role in person.roles} <= companies


def test_plain_text_becomes_html():
    text = """
        One & one
        make two.

        ## A heading

        * first
        * second

        > Said. | Somebody

        -> Another story
    """
    assert body_html(text) == (
        "<p>One &amp; one make two.</p>\n<h2>A heading</h2>\n<ul>\n<li>first</li>\n<li>second</li>\n</ul>\n"
        "<blockquote><p>Said.</p><cite>Somebody</cite></blockquote>\n"
        '<p class="related">Another story</p>'
    )


@pytest.mark.parametrize("kind", [*SCENES, *FIGURES])
def test_a_drawing_is_the_same_every_time_and_has_its_size(kind):
    first = draw(f"drawing:{kind}-3", width=160, height=100)
    assert (first.size, first.mode) == ((160, 100), "RGB")
    assert first.tobytes() == draw(f"{kind}-3", width=160, height=100).tobytes()
    assert len(first.getcolors(maxcolors=16000)) > 8
    assert draw(f"{kind}-3", width=90, height=120).size == (90, 120)


def test_the_number_in_a_key_changes_the_drawing():
    assert draw("skyline-1", width=80, height=50).tobytes() != draw("skyline-2", width=80, height=50).tobytes()


def test_an_unknown_drawing_is_refused():
    assert not is_drawing("drawing:volcano-1")
    with pytest.raises(KeyError, match="volcano"):
        draw("drawing:volcano-1", width=10, height=10)


def test_synthetic_stories_are_the_same_every_time():
    first = list(synthetic_stories(60))
    assert first == list(synthetic_stories(60))
    assert first[:10] == list(synthetic_stories(10))
    assert first != list(synthetic_stories(60, seed=2))


def test_synthetic_stories_say_what_they_are():
    companies, people = synthetic_directory()
    known = {company.name for company in companies}, {person.name for person in people}
    assert (len(known[0]), len(known[1])) == (500, 400)
    for number, story in enumerate(synthetic_stories(200), 1):
        assert story.id == f"synthetic-{number:06}"
        assert story.headline.startswith(f"Sample story {number:06}: ")
        assert "generated for load tests" in story.body or "负载测试" in story.body
        assert set(story.companies) <= known[0]
        assert {person.name for person in story.people} <= known[1]
        assert 3 <= story.body.count("<h2>") <= 7
        assert faults_of(story.body) == []


def test_synthetic_stories_are_realistic_in_length_date_and_language():
    stories = list(islice(synthetic_stories(100_000), 2000))
    english = [story for story in stories if story.language == "en"]
    assert 0.12 < 1 - len(english) / len(stories) < 0.18
    lengths = [len(re.sub(r"<[^>]+>", " ", story.body).split()) for story in english]
    assert min(lengths) >= 300
    assert max(lengths) <= 1200
    moments = Counter(story.published for story in stories)
    assert UNTIL - timedelta(days=3653) <= min(moments)
    assert max(moments) < UNTIL
    assert any(count > 1 for count in moments.values())
    tags = Counter(tag for story in stories for tag in story.tags).most_common()
    assert len(tags) > 150
    assert tags[0][1] > 20 * tags[100][1]


def test_synthetic_stories_end_before_a_given_moment():
    until = datetime(2020, 5, 1, tzinfo=OFFICE)
    assert all(story.published < until for story in synthetic_stories(50, until=until))


def test_synthetic_stories_are_fast():
    start = time.process_time()
    for _ in synthetic_stories(2000):
        pass
    assert time.process_time() - start < 1.2  # 100,000 in a minute


@pytest.mark.django_db
def test_search_knows_every_name_of_the_demo_as_a_rebuild_would_find_them():
    site.load_directory(COMPANIES, PEOPLE)

    def names():
        return set(SearchName.objects.exclude(tag__in=Tag.objects.topics()).values_list("tag", "text", "is_whole"))

    known = names()
    assert "36ke.com" in {text for _, text, _ in known}
    rebuild_names()
    assert names() == known
