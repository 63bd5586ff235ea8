"""What goes out and comes into an empty site gives equal public pages; other formats say what the pages say."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from PIL import Image

from companies.models import Photo
from newsroom.demo.make import make_article, make_company, make_edition, make_person, publish
from newsroom.desk import translations, workflow
from newsroom.desk.importers import detect
from newsroom.export import wxr
from newsroom.models import Article, Edition, OldAddress, Translation
from tests.newsroom.papers import make_attachment

pytestmark = pytest.mark.django_db
PAGES = [
    "/", "/news/", "/news/2013/", "/sections/enterprises/", "/people/", "/companies/", "/topics/", "/corrections/",
    "/people/guo-hong/", "/companies/xiaomi/", "/topics/start-ups/", "/feed/", "/feed.atom", "/feed.json",
    "/people/guo-hong/feed/", "/companies/xiaomi/feed.atom", "/topics/start-ups/feed.json",
    "/sitemap.xml", "/sitemap-2013.xml", "/sitemap-pages.xml", "/news-sitemap.xml", "/llms.txt", "/robots.txt",
    "/search/?q=companies", "/search/feed.json?q=companies", "/companies/xiaomi/media-kit.zip",
]  # fmt: skip
NAMES = ("again.jsonl", "stories.jsonl")
DAY = datetime(2013, 10, 25, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def picture() -> Photo:
    image = io.BytesIO()
    Image.new("RGB", (1000, 600), "navy").save(image, "PNG")
    return Photo.objects.create(
        file=ContentFile(image.getvalue(), name="a.png"),
        alt_text="A tower at dusk",
        caption="The tower.",
        credit="Photo: Li Na",
        licence="CC BY 4.0",
    )


@pytest.fixture
def _used_numbers():
    """Rows that are gone again, so that no number says by chance what it will say in the site of the import."""
    for number in range(3):
        about = [make_company(), make_person(title="Guest"), f"topic {number}"]
        make_edition(tags=about, section=f"Section {number}", lead_photo=picture())
    make_article()
    empty(reset_sequences=False)


def empty(**options) -> None:
    connection.check_constraints()  # PostgreSQL empties no table while it still has to look at its rows
    call_command("flush", interactive=False, verbosity=0, **options)


@pytest.fixture
def park(_used_numbers):
    xiaomi = make_company(
        "Xiaomi", chinese_name="小米", summary="Makes phones.", aliases=["Mi"], topics=["phones"], website="https://mi.example",
    )  # fmt: skip
    guo = make_person("Guo Hong", chinese_name="郭洪", title="Director", organisation=xiaomi, family_name="Guo")
    photo = picture()
    article = make_article(
        "Park aims “high” & higher",
        tags=[xiaomi, guo, "start-ups"],
        credits=[
            {"name": "Wang Yifei", "outlet": "chinadaily.com.cn"},
            {"name": "Guo Hong", "role": "editor", "person": guo},
        ],
        section="Enterprises",
        backdated_to=DAY,
        backdated_update=datetime(2013, 10, 27, 2, 30, tzinfo=UTC),
        standfirst="Two young companies show the way.",
        dateline="Beijing",
        kind="feature",
        lead_photo=photo,
        contact="Zhao Min, +86 10 5555 0000",
        ai_note="Translated by a machine, looked over by Li Na.",
        seo_title="High",
        names_unlinked=True,
        source_url="https://old.example.org/2013/10/high/",
        attachments=[make_attachment("Annual report").as_carried, make_attachment("A form", "docx").as_carried],
        body=f'<p>Sold &lt;15&gt; million.</p>\n<figure>\n<img src="{photo.url}" alt="A tower">\n'
        "<figcaption>Again.</figcaption>\n</figure>\n<ul>\n<li>one</li>\n</ul>",
    )
    OldAddress.objects.create(path="/?p=12", article=article)
    publish(article)
    article.standfirst = "Three young companies show the way."
    workflow.save(article)
    workflow.approve(article)
    workflow.correct(article, text="There are three, not two.")
    second = make_edition(
        "Second story", tags=["start-ups"], backdated_to=DAY, language="zh-Hans", body="<p>第二条。</p>"
    )
    translations.relate(second.article, article)
    # An export of what readers see does not name it.
    translations.relate(make_article("Not yet", tags=["secret"], language="zh-Hant"), article)


def pages(client) -> dict[str, str]:
    """Every public page, but for what an import begins anew: names of pictures and numbers of editions."""
    stories = [edition.get_absolute_url() for edition in Edition.objects.live()]
    paths = [
        *PAGES,
        *stories,
        *(f"{s[:-1]}{suffix}" for s in stories for suffix in (".md", ".txt", ".ninjs.json", ".zip")),
    ]
    paths += [f"/oembed/?url=http://testserver{story}" for story in stories]
    found = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = _files_of(answer.content) if ".zip" in path else answer.content.decode()
        page = re.sub(r"(photos|files)/[\w-]{2}/[\w.-]+?\.(\w+)", r"\1/x.\2", page)
        page = re.sub(r'<p class="screen-only"><a href="[^"]*changes/">Compare the versions</a></p>', "", page)
        found[path] = re.sub(r'"version": "\d+"', "", page)
    return found


def _files_of(archive: bytes) -> str:
    """What an archive holds, but for the checksums, which follow from the rest."""
    with zipfile.ZipFile(io.BytesIO(archive)) as kit:
        return "\n".join(f"{name} {kit.read(name)}" for name in kit.namelist() if not name.endswith("SUMS.txt"))


def test_export_and_import_into_an_empty_site_give_equal_pages(park, client, tmp_path, settings):
    before = pages(client)
    out = tmp_path / "out"
    out.mkdir()
    call_command("export_companies", out / "companies.jsonl", verbosity=0)
    call_command("export_people", out / "people.jsonl", verbosity=0)
    call_command("export_stories", out / "stories.jsonl", pictures=out, verbosity=0)
    empty()
    settings.MEDIA_ROOT = str(tmp_path / "new-media")
    call_command("import_companies", out / "companies.jsonl", verbosity=0)
    call_command("import_people", out / "people.jsonl", verbosity=0)
    call_command("import_stories", out / "stories.jsonl", publish=True, verbosity=0)
    after = pages(client)
    assert after.keys() == before.keys()
    for path, page in before.items():
        assert after[path] == page, path
    assert client.get("/?p=12").status_code == 301
    assert Photo.objects.get().licence == "CC BY 4.0"
    assert Article.objects.count() == 2
    assert list(Article.objects.order_by("names_unlinked").values_list("names_unlinked", flat=True)) == [False, True]
    assert dict(Translation.objects.values_list("language", "is_original")) == {"en": True, "zh-Hans": False}
    call_command("export_stories", out / "again.jsonl", verbosity=0)
    rows, olds = ([json.loads(line) for line in (out / name).read_text().splitlines()] for name in NAMES)
    for row, old in zip(rows, olds, strict=True):
        for each in (row, old):
            each.pop("photo", None)
            for document in each.get("attachments", ()):
                document.pop("file")
            each.pop("addresses", None)  # where it first appeared has become one
            each["body"] = re.sub(r"photos/[\w./-]+", "x", each["body"])
        assert row == old


def test_wordpress_export_is_read_back_with_all_that_wordpress_knows(park, tmp_path):
    call_command(
        "export_stories", tmp_path / "out.xml", format="wxr", all=True, url="https://news.example.org", verbosity=0
    )
    items = list(detect.items(tmp_path / "out.xml"))
    found = {item.title: item for item in items if item.story}
    high = found["Park aims “high” & higher"].story
    assert (high.section, high.status, high.slug) == ("Enterprises", "published", "park-aims-high-higher")
    assert high.published == DAY
    assert "&lt;15&gt;" in high.body
    assert [credit.name for credit in high.credits] == ["Wang Yifei"]
    assert set(high.tags) == {"start-ups", "Xiaomi", "Guo Hong"}
    assert high.photo.alt_text == "A tower at dusk"
    assert high.photo.file.startswith("https://news.example.org/media/photos/")
    assert found["Not yet"].story.status == "draft"


# What WordPress's own importer takes from every post, most of it without looking whether it is there.
POST = [
    "title", "link", "pubDate", "{dc}creator", "guid", "description", "{content}encoded", "{excerpt}encoded",
    "{wp}post_id", "{wp}post_date", "{wp}post_date_gmt", "{wp}comment_status", "{wp}ping_status", "{wp}post_name",
    "{wp}status", "{wp}post_parent", "{wp}menu_order", "{wp}post_type", "{wp}post_password", "{wp}is_sticky",
]  # fmt: skip
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/", "wp": "http://wordpress.org/export/1.2/",
}  # fmt: skip


def test_wordpress_export_has_what_the_importer_of_wordpress_asks_for(park, tmp_path):
    file = tmp_path / "out.xml"
    call_command("export_stories", file, format="wxr", all=True, url="https://news.example.org", verbosity=0)
    names = [re.sub(r"\{(\w+)\}", lambda match: f"{{{SPACES[match[1]]}}}", name) for name in POST]
    channel = ElementTree.parse(file).find("channel")  # noqa: S314  our own
    order = [child.tag for child in channel]
    wp = f"{{{SPACES['wp']}}}"
    assert channel.findtext(f"{wp}wxr_version") == "1.2"
    assert max(at for at, tag in enumerate(order) if tag == f"{wp}author") < order.index("item")
    logins = [author.findtext(f"{wp}author_login") for author in channel.findall(f"{wp}author")]
    items = channel.findall("item")
    for item in items:
        assert [name for name in names if item.find(name) is None] == []
        assert item.findtext(names[3]) in logins
    numbers = [item.findtext(f"{wp}post_id") for item in items]
    assert len(set(numbers)) == len(numbers) == 4
    (picture,) = [item for item in items if item.findtext(f"{wp}post_type") == "attachment"]
    assert picture.findtext(f"{wp}post_parent") in numbers
    bodies = "".join(item.findtext(names[6]) for item in items)
    assert 'src="https://news.example.org/media/photos/' in bodies
    # The oldest of its parsers reads line by line: an element of the channel or a story's beginning and end on each.
    assert all(line.count("<wp:author>") + line.count("<wp:base_") <= 1 for line in file.read_text().splitlines())


def test_markdown_files_have_front_matter_and_the_text(park, tmp_path):
    call_command("export_stories", tmp_path / "md", format="markdown", verbosity=0)
    text = (tmp_path / "md/2013/park-aims-high-higher.md").read_text()
    _, front, body = text.split("---\n", 2)
    values = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in front.splitlines())}
    assert values["title"] == "Park aims “high” & higher"
    assert values["authors"] == ["Wang Yifei"]
    assert values["companies"] == ["Xiaomi"]
    assert values["corrections"][0]["text"] == "There are three, not two."
    assert r"Sold \<15\> million." in body
    assert len(list((tmp_path / "md").rglob("*.md"))) == 2


def test_ninjs_lines_are_what_the_public_address_answers(park, client, tmp_path):
    call_command("export_stories", tmp_path / "out.jsonl", format="ninjs", url="http://testserver", verbosity=0)
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    newest = Edition.objects.live().newest_first()
    for line, edition in zip(lines, newest, strict=True):
        assert client.get(f"{edition.get_absolute_url()[:-1]}.ninjs.json").content.decode() == line


def test_no_word_ends_the_part_of_an_export_that_it_stands_in():
    words = "a ]]> b & <c>"
    for part in (wxr._cdata(f"{words}\x0b"), wxr._element("x", f"{words}\x0b"), wxr._category("tag", words)):
        assert "".join(ElementTree.fromstring(f"<r>{part}</r>").itertext()) == words  # noqa: S314  our own
