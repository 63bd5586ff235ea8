"""WordPress exports: what comes of every kind of entry."""

import time
import tracemalloc
from datetime import UTC, datetime

import pytest

from newsroom.desk.importers import wxr
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.record import CreditRecord, PhotoRecord
from newsroom.desk.importers.wp_text import wp_html

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="{scheme}://wordpress.org/export/{version}/">
<channel><title>Cedar Hill News</title><link>https://news.cedar.example/en</link><language>en-GB</language>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>https://news.cedar.example/en</wp:base_blog_url>
<image><title>a logo</title><link>https://elsewhere.example</link></image>
<wp:author><wp:author_login>lin</wp:author_login>
<wp:author_display_name><![CDATA[Lin Moyan]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>pat</wp:author_login><wp:author_display_name/><wp:author_first_name>Pat</wp:author_first_name>
<wp:author_last_name>Okafor</wp:author_last_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id>
<wp:category_nicename>labs</wp:category_nicename><wp:cat_name>Labs &amp; lathes</wp:cat_name></wp:category>
"""
FIELDS = {
    "title": "Trams reach the park",
    "link": "https://news.cedar.example/en/2019/trams/",
    "dc:creator": "lin",
    "content:encoded": "First line.\n\nSecond <b>line</b>.",
    "excerpt:encoded": "",
    "wp:post_id": "11",
    "wp:post_date": "2019-05-01 08:30:00",
    "wp:post_date_gmt": "2019-05-01 00:30:00",
    "wp:post_name": "trams",
    "wp:status": "publish",
    "wp:post_type": "post",
}


def entry(*more, **fields):
    values = FIELDS | {name.replace("__", ":"): value for name, value in fields.items()}
    inner = "".join(f"<{n}><![CDATA[{v}]]></{n}>\n" for n, v in values.items() if v is not None)
    return f"<item>{inner}{''.join(more)}</item>\n"


def meta(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def category(name, domain="category"):
    return f'<category domain="{domain}" nicename="x"><![CDATA[{name}]]></category>'


@pytest.fixture
def items(write):
    def items(*entries, version="1.2", scheme="http", tail="</channel></rss>", **options):
        content = HEAD.format(version=version, scheme=scheme) + "".join(entries) + tail
        return list(wxr.items(write(content), **options))

    return items


@pytest.fixture
def story(items):
    def story(*more, **fields):
        (item,) = items(entry(*more, **fields))
        return item.story

    return story


@pytest.mark.parametrize(("version", "scheme"), [("1.0", "http"), ("1.1", "https"), ("1.2", "http"), ("1.2", "https")])
def test_a_post_of_any_version_is_a_story(items, version, scheme):
    (item,) = items(entry(category("Labs & lathes"), category("Trams", "post_tag")), version=version, scheme=scheme)
    story = item.story
    assert (item.source_id, item.type, item.status, item.logins) == ("11", "post", "publish", ["lin"])
    assert (item.categories, item.tags, item.skipped) == (["Labs & lathes"], ["Trams"], "")
    assert (story.id, story.source) == ("11", "wordpress:news.cedar.example/en")
    assert (story.headline, story.slug, story.status) == ("Trams reach the park", "trams", "published")
    assert story.body == "<p>First line.</p>\n<p>Second <strong>line</strong>.</p>"
    assert (story.section, story.tags) == ("Labs & lathes", ["Trams"])
    assert story.credits == [CreditRecord("Lin Moyan")]
    assert story.published.isoformat() == "2019-05-01T08:30:00+08:00"
    assert story.source_url == "https://news.cedar.example/en/2019/trams/"
    assert story.language == "en"
    assert story.warnings == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("publish", "published"),
        ("draft", "draft"),
        ("pending", "draft"),
        ("auto-draft", "draft"),
        ("future", "scheduled"),
        ("private", "private"),
        ("pitched", "draft"),
    ],
)
def test_what_was_not_public_never_becomes_it(story, status, expected):
    found = story(wp__status=status)
    assert found.status == expected
    assert any("pitched" in warning for warning in found.warnings) == (status == "pitched")


def test_a_password_makes_an_entry_private(story):
    found = story(wp__post_password="open sesame")  # noqa: S106
    assert found.status == "private"
    assert found.warnings == ["The entry was behind a password; it comes in as private."]


def test_what_is_no_story_is_listed_with_its_reason(items):
    found = items(
        entry(wp__status="trash"),
        entry(wp__post_type="page", wp__post_id="2"),
        entry(wp__post_type="nav_menu_item", wp__post_id="3"),
        entry(wp__post_type="attachment", wp__status="inherit", wp__post_id="4"),
        entry(wp__post_type="event", wp__post_id="5"),
        entry(wp__post_type="revision", wp__status="inherit", wp__post_id="6"),
        entry(title="", content__encoded="", wp__post_id="7"),
    )
    assert [item.skipped for item in found] == [
        "in the bin",
        "a page; ask for pages to bring it in",
        "an entry of a menu",
        "a picture or file of the library",
        "of the kind “event”, which was not asked for",
        "an earlier version of a post",
        "empty",
    ]
    assert wxr.skipped(found[:2] + found[:1]) == "Skipped: 2 in the bin, 1 a page; ask for pages to bring it in."


def test_pages_and_own_kinds_come_as_asked(items):
    page, event = items(
        entry(wp__post_type="page"), entry(wp__post_type="event", wp__post_id="2"), types=("page", "event")
    )
    assert page.story
    assert event.story


def test_featured_pictures_are_found_wherever_they_stand(items):
    picture = entry(
        "<wp:attachment_url>https://news.cedar.example/up/2019/tram.jpg</wp:attachment_url>",
        meta("_wp_attachment_image_alt", "A red tram"),
        wp__post_type="attachment",
        wp__status="inherit",
        wp__post_id="12",
        excerpt__encoded="The <em>first</em> tram",
    )
    first, _, last = items(
        entry(meta("_thumbnail_id", "12")), picture, entry(meta("_thumbnail_id", "99"), wp__post_id="13")
    )
    assert first.story.photo == PhotoRecord(
        "https://news.cedar.example/up/2019/tram.jpg", "A red tram", "The first tram"
    )
    assert last.story.photo is None
    assert last.story.warnings == ["The featured picture, 99 in the library, is not in the file."]


def test_comments_are_counted_and_left(items):
    (item,) = items(entry(*["<wp:comment><wp:comment_content>Nice</wp:comment_content></wp:comment>"] * 3))
    assert item.comments == 3
    assert item.story.warnings == ["3 comments were left."]
    assert "Nice" not in item.story.body


def test_dates_that_cannot_be_are_said_and_not_guessed(story):
    assert story(wp__post_date_gmt="0000-00-00 00:00:00").published == datetime(2019, 5, 1, 8, 30)  # noqa: DTZ001
    wrong = story(wp__post_date="2019-02-31 00:00:00", wp__post_date_gmt="soon")
    assert wrong.published is None
    assert wrong.warnings == ["The date “soon” is none that can be."]
    draft = story(wp__status="draft", wp__post_date="0000-00-00 00:00:00", wp__post_date_gmt="0000-00-00 00:00:00")
    assert (draft.published, draft.warnings) == (None, [])
    changed = {"wp__post_modified": "2019-06-01 08:30:00", "wp__post_modified_gmt": "2019-06-01 00:30:00"}
    begun = story(wp__status="pending", wp__post_date_gmt="0000-00-00 00:00:00", **changed)
    assert (begun.published, begun.updated) == (None, None)
    taken_back = story(wp__status="draft")
    assert taken_back.published == datetime(2019, 5, 1, 0, 30, tzinfo=UTC)
    mailed = story("<pubDate>Wed, 01 May 2019 00:30:00 +0000</pubDate>", wp__post_date=None, wp__post_date_gmt=None)
    assert mailed.published == datetime(2019, 5, 1, 0, 30, tzinfo=UTC)


def test_a_later_change_is_the_update(story):
    changed = story(wp__post_modified="2019-06-01 08:30:00", wp__post_modified_gmt="2019-06-01 00:30:00")
    assert changed.updated.isoformat() == "2019-06-01T08:30:00+08:00"
    same = story(wp__post_modified="2019-05-01 08:30:00", wp__post_modified_gmt="2019-05-01 00:30:00")
    assert same.updated is None


def test_addresses_in_other_scripts_are_readable_again(items):
    (item,) = items(entry(wp__post_name="%e6%9c%89%e8%bd%a8", title="有轨电车开进松树岭园区，员工十五分钟到岗"))
    assert item.story.slug == "有轨"
    assert item.slug == "%e6%9c%89%e8%bd%a8", "the item says what the file says"


def test_language_is_told_by_the_letters(story):
    text = "松树岭园区新添三条班车线路，员工最快十五分钟到岗，这对园区企业来说是好消息。"
    assert story(title=text, content__encoded=text).language == "zh-Hans"
    text = "松樹嶺園區新添三條班車線路，員工最快十五分鐘到崗，這對園區企業來說是好消息。"
    assert story(title=text, content__encoded=text).language == "zh-Hant"


def terms(language, group):
    return (
        f'<category domain="language" nicename="{language}"><![CDATA[{language.title()}]]></category>'
        f'<category domain="post_translations" nicename="{group}"><![CDATA[{group}]]></category>'
    )


def wpml(group, language, source=""):
    values = {"group": group, "language_code": language, "source_language_code": source}
    values = {f"_wpml_import_{'translation_' if name == 'group' else ''}{name}": each for name, each in values.items()}
    return "".join(meta(name, value) for name, value in values.items() if value)


def test_what_polylang_and_wpml_call_translations_names_its_original(items):
    source = "wordpress:news.cedar.example/en"
    entries = [
        entry(terms("zh", "pll_1"), wp__post_id="21", title="电车开进园区"),
        entry(terms("en", "pll_1"), wp__post_id="22"),
        entry(terms("en", "pll_2"), wp__post_id="23"),
        entry(terms("zh", "pll_3"), wp__post_id="24", wp__status="trash"),
        entry(terms("fr", "pll_3"), wp__post_id="25"),
        entry(wpml("7", "en", "zh-hans"), wp__post_id="31"),
        entry(wpml("7", "zh-hans"), wp__post_id="32", title="三十二"),
        entry(meta("_icl_lang_duplicate_of", "31"), wp__post_id="33"),
    ]
    found = {item.source_id: item.story.translation_of for item in items(*entries) if item.story}
    assert found == {
        "21": (source, "22"),
        "31": (source, "32"),
        "33": (source, "31"),
        **dict.fromkeys(["22", "23", "25", "32"]),
    }


def test_a_group_of_translations_is_looked_through_once_however_many_are_in_it():
    asked = 0

    class Language(str):
        __slots__ = ()

        def lower(self):
            nonlocal asked
            asked += 1
            return super().lower()

    site = wxr._Site(language="en")
    site.groups["one"] = [wxr._Member(str(n), Language("zh"), is_original=n == 7) for n in range(100)]
    assert {site.original_of(str(n), "one") for n in range(100)} == {"7", ""}
    assert asked == 100


def test_an_entry_with_thousands_of_categories_takes_no_square_of_time(items):
    began = time.process_time()
    (item,) = items(entry(*(category(f"c{n}") for n in range(15_000)), category("c0")))
    assert len(item.categories) == 15_000
    assert time.process_time() - began < 2


def test_titles_may_hold_markup_and_be_missing(story):
    assert story(title="A <em>very</em> fine &amp; <b>new</b> tram").headline == "A very fine & new tram"
    found = story(title="", content__encoded="The tram that everybody waited for came at nine. Nobody was there.")
    assert found.headline == "The tram that everybody waited for came at nine. Nobody was there."
    assert found.warnings == ["The entry has no title; its first words stand in for one."]


def test_the_main_category_is_the_section_and_the_others_are_tags(story):
    names = [category(name) for name in ("Uncategorized", "Transport", "Labs & lathes")]
    assert story(*names).section == "Transport"
    marked = story(*names, category("Trams", "post_tag"), meta("_yoast_wpseo_primary_category", "3"))
    assert (marked.section, marked.tags) == ("Labs & lathes", ["Transport", "Trams"])
    assert story(names[0]).section == ""


def test_categories_without_numbers_are_nobodys_main_one(items):
    """WXR 1.0 numbers no category: what it names last is not what every story stands under."""
    listed = "<wp:category><wp:category_nicename>x</wp:category_nicename><wp:cat_name>Labs</wp:cat_name></wp:category>"
    (item,) = items(listed, entry(category("Transport"), category("Labs")), version="1.0")
    assert (item.story.section, item.story.tags) == ("Transport", ["Labs"])


def test_an_excerpt_is_the_standfirst_and_not_said_twice(story):
    found = story(excerpt__encoded="First <i>line</i>.", content__encoded="First line.\n\nSecond line.")
    assert (found.standfirst, found.body) == ("First line.", "<p>Second line.</p>")


def test_authors_fall_back_to_what_the_file_has(story):
    assert story(dc__creator="pat").credits == [CreditRecord("Pat Okafor")]
    assert story(dc__creator="gone").credits == [CreditRecord("gone")]
    assert story(dc__creator=" lin>").credits == [CreditRecord("Lin Moyan")]


def test_ids_used_twice_cost_no_story(items):
    one, again, other = items(entry(), entry(), entry(title="Another", wp__post_name="another"))
    assert one.story.id == "11"
    assert again.skipped == "a repetition of an entry before it"
    assert other.story.id == "11:another"
    assert other.story.warnings == ["The file gives the id 11 to several entries; this one is kept as 11:another."]


def test_an_entry_without_id_has_one_all_the_same(items):
    (item,) = items(entry("<guid>https://news.cedar.example/?p=4</guid>", wp__post_id=None))
    assert item.story.id == "https://news.cedar.example/?p=4"


def test_a_broken_file_gives_what_can_be_read(items):
    one, broken, three = items(
        entry(), "<item><title>A < B</title></item>\n", entry(wp__post_id="12", title="Afterwards"), tail=""
    )[:3]
    assert one.story
    assert isinstance(broken, Unreadable)
    assert "line " in broken.where
    assert "column " in broken.where
    assert three.title == "Afterwards"


def test_a_text_that_cannot_be_read_costs_its_story_only(items):
    hostile, fine = items(entry(content__encoded="<b>" * 600), entry(wp__post_id="12"))
    assert hostile.reason == "“Trams reach the park”: The text has more than 500 elements open inside each other."
    assert fine.story


def test_a_long_file_needs_little_memory(write):
    text = "<p>" + "A sentence about trams. " * 60 + "</p>"
    content = HEAD.format(version="1.2", scheme="http") + "".join(
        entry(wp__post_id=str(number), content__encoded=text) for number in range(1500)
    )
    path = write(content + "</channel></rss>")
    tracemalloc.start()
    assert sum(1 for _ in wxr.read(path)) == 1500
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size * 2
    assert peak < 8_000_000


# The text of a post


def body(content, **options):
    return wp_html(content, **options).body


def test_blocks_are_unwrapped_and_old_text_beside_them_keeps_its_paragraphs():
    assert (
        body(
            "Old\n\ntext\n<!-- wp:paragraph -->\n<p>New\ntext</p>\n<!-- /wp:paragraph -->\n"
            '<!-- wp:group {"a":{"b":1}} --><div><!-- wp:paragraph --><p>inside</p><!-- /wp:paragraph --></div>'
            "<!-- /wp:group -->"
            "<!-- wp:separator --><hr/><!-- /wp:separator -->tail\n\nend<!--more-->"
        )
        == "<p>Old</p>\n<p>text</p>\n<p>New text</p>\n<p>inside</p>\n<hr>\n<p>tail</p>\n<p>end</p>"
    )


def test_reusable_blocks_stand_where_they_are_used(items):
    kept, _ = items(
        entry(content__encoded='<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph --><!-- wp:block {"ref":90} /-->'),
        entry(
            wp__post_type="wp_block",
            wp__post_id="90",
            content__encoded='<!-- wp:paragraph --><p>About us</p><!-- /wp:paragraph --><!-- wp:block {"ref":90} /-->',
        ),
    )
    assert kept.story.body == "<p>a</p>\n<p>About us</p>"


def test_captions_become_figures():
    figure = '<figure>\n<img src="http://h/i.jpg" alt="q">\n<figcaption>The <em>tram</em></figcaption>\n</figure>'
    image = '<a href="x"><img src="http://h/i.jpg" alt="q" /></a>'
    assert body(f'a [caption id="b" width="3"]{image} The <i>tram</i>[/caption] c') == f"<p>a</p>\n{figure}\n<p>c</p>"
    assert body(f'[caption caption="The tram"]{image}[/caption]').count("<figcaption>The tram</figcaption>") == 1
    assert body(
        "[caption]no picture[/caption] [caption]never closed"
    ) == "<p>no picture [caption]never closed</p>".replace("[caption]", "")


def test_galleries_show_what_the_library_has(items):
    found = items(
        entry(content__encoded='[gallery ids="12,13"]'),
        entry(
            "<wp:attachment_url>http://h/a.jpg</wp:attachment_url>",
            wp__post_id="12",
            wp__post_type="attachment",
            wp__status="inherit",
            excerpt__encoded="Rails",
        ),
    )
    assert (
        found[0].story.body == '<figure>\n<img src="http://h/a.jpg" alt="">\n<figcaption>Rails</figcaption>\n</figure>'
    )


def test_shortcodes_go_and_brackets_of_writers_stay():
    result = wp_html('[vc_row a="1"]kept[/vc_row] [sic] [the park] [[gallery]] [contact-form-7 id="4"] [1] [A]')
    assert result.body == "<p>kept [sic] [the park] [gallery] [1] [A]</p>"
    assert result.notes == ["Shortcodes were taken out: contact-form-7, vc_row."]


def test_players_and_addresses_alone_become_links():
    link = '<p><a href="https://video.example/1">https://video.example/1</a></p>'
    assert body("a\n\nhttps://video.example/1\n\nb") == f"<p>a</p>\n{link}\n<p>b</p>"
    assert body("[embed]https://video.example/1[/embed]") == link
    assert body('[video src="https://video.example/1"][/video]') == link


def test_blocks_without_text_are_named():
    result = wp_html('<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph --><!-- wp:latest-posts {"n":3} /-->')
    assert result.notes == ["Blocks that hold no text were left out: latest-posts."]


@pytest.mark.parametrize(
    "hostile", ["[caption]", "[caption ", "<!-- wp:a {", "<!-- a", "[a b='", "<!-- wp:block {} /-->"]
)
def test_texts_built_to_cost_time_do_not(hostile):
    wp_html(hostile * 40_000)


def test_what_stands_once_in_a_file_and_is_shown_again_and_again_is_short_and_not_shown_for_ever(items):
    long = "x" * 5000
    picture = entry(
        meta("_wp_attachment_image_alt", long), wp__post_id="12", wp__post_type="attachment", wp__post_parent="11",
        wp__attachment_url=f"https://a.example/{long}.jpg", excerpt__encoded=long,
    )  # fmt: skip
    short = entry(
        wp__post_id="13", wp__post_type="attachment", wp__post_parent="11", wp__attachment_url="/a.jpg"
    )  # fmt: skip
    name = f"<wp:author_login>b</wp:author_login><wp:author_display_name>{long}</wp:author_display_name>"
    _, _, item = items(
        f"<wp:author>{name}</wp:author>",
        picture,
        short,
        entry(content__encoded='[gallery ids="12,13"]' * 1000, dc__creator="b"),
    )
    assert len(item.authors[0]) == 200
    assert item.story.body.count("<figure>") == 1000
    assert len(item.story.body) < 1000 * 5000
    assert "Shortcodes were taken out: gallery (500)." in item.story.warnings


@pytest.mark.parametrize(
    "shortcode",
    [
        "[audio https://a.example/x.mp3]",
        '[audio "https://a.example/x.mp3"]',
        '[video poster="https://a.example/p.jpg" width="640" mp4="https://a.example/x.mp3"][/video]',
        '[embed width="600"]https://a.example/x.mp3[/embed]',
    ],
)
def test_a_player_leads_to_what_it_plays_however_its_shortcode_names_it(shortcode):
    assert body(shortcode) == '<p><a href="https://a.example/x.mp3">https://a.example/x.mp3</a></p>'


def test_a_player_of_which_nobody_knows_what_it_plays_is_named():
    assert wp_html('[playlist ids="1,2"]').notes == ["Shortcodes were taken out: playlist."]


def test_footnotes_and_covers_that_the_theme_draws_stand_in_the_text(story):
    text = (
        '<!-- wp:cover {"url":"https:\\/\\/a.example\\/i.jpg","hasParallax":true,"alt":"A tram"} -->'
        '<div class="wp-block-cover has-parallax"><!-- wp:paragraph --><p>Trams<sup data-fn="u" class="fn">'
        '<a href="#u" id="u-link">1</a></sup></p><!-- /wp:paragraph --></div><!-- /wp:cover -->\n'
        "<!-- wp:footnotes /-->"
    )
    notes = meta("footnotes", '[{"content":"By <em>rail</em>.","id":"u"},{"content":1},2]')
    found = story(notes, content__encoded=text)
    assert found.body == (
        '<figure>\n<img src="https://a.example/i.jpg" alt="A tram">\n</figure>\n<p>Trams<sup>1</sup></p>\n'
        "<ol>\n<li>By <em>rail</em>.</li>\n</ol>"
    )
    assert found.warnings == []
    for odd in ("{", "[", "{}", "1"):
        assert "footnotes" in story(meta("footnotes", odd), content__encoded=text).warnings[0]
    assert "<figure>" not in body(text.replace("true", "false")), "it stands in the text itself"
    assert body('<!-- wp:cover {"url":1,"hasParallax":true} --><p>a</p><!-- /wp:cover -->') == "<p>a</p>"
