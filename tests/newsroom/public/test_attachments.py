"""Documents that stories carry: who may fetch them when, as what they come, and where they are named."""

import json
import xml.etree.ElementTree as ET
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import workflow
from newsroom.documents import KINDS
from newsroom.models import Edition
from newsroom.models.attachment import file_name
from tests.newsroom.papers import make_attachment, paper

from .conftest import DAY, content_of, republish

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(media_root):
    return make_attachment("Annual report 2013")


@pytest.fixture
def story(report):
    return make_edition("Park aims high", backdated_to=DAY, attachments=[report.as_carried], section="Enterprises")


def test_nobody_can_tell_that_a_document_of_a_draft_is_there(client, report, make_reader):
    make_article("Tomorrow", attachments=[report.as_carried])
    never = client.get("/media/files/ab/abcdefabcdefabcdefabcdef.pdf")
    for headers in (
        {},
        {"Range": "bytes=0-3"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"},
    ):
        for ask in (client.get, client.head):
            answer = ask(report.file.url, headers=headers)
            assert (answer.status_code, dict(answer.headers)) == (404, dict(ask(never.request["PATH_INFO"]).headers))
    assert make_reader().get(report.file.url).status_code == 404
    desk = make_reader("newsroom.view_attachment").get(report.file.url)
    assert content_of(desk) == paper("pdf")
    assert desk["Cache-Control"] == "private, no-store"


@pytest.fixture
def make_reader(django_user_model):
    """Somebody with an account and these permissions; gives their client."""

    def make_one(*permissions):
        user = django_user_model.objects.create_user(f"u{len(permissions)}", password="x", is_staff=True)
        for label in permissions:
            user.user_permissions.add(Permission.objects.get(codename=label.partition(".")[2]))
        client = Client()
        client.force_login(user)
        return client

    return make_one


def test_a_document_comes_as_a_file_to_keep_and_never_as_a_page(client, story, report):
    answer = client.get(report.file.url)
    assert content_of(answer) == paper("pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Annual report 2013.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    again = client.get(report.file.url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Type" not in again, "it has nothing that were of a kind"
    head = client.head(report.file.url)
    assert (content_of(head), head["Content-Length"]) == (b"", str(report.size))
    assert client.post(report.file.url).status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_what_it_is(client, media_root, kind):
    document = make_attachment("年度报告 / a\r\nb", kind)
    make_edition("Live", attachments=[document.as_carried])
    answer = client.get(document.file.url)
    assert content_of(answer) == paper(kind)
    assert answer["Content-Type"] == KINDS[kind].content_type
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%B9%B4")
    assert answer["Content-Disposition"].endswith(f"%20a%20b.{kind}")


def test_a_document_is_public_exactly_while_a_live_edition_carries_it(client, report):
    soon = timezone.now() + timedelta(hours=2)
    story = make.schedule(make_article("Soon", attachments=[report.as_carried]), at=soon).article
    assert client.get(report.file.url).status_code == 404
    with time_machine.travel(soon + timedelta(seconds=1)):
        assert content_of(client.get(report.file.url)) == paper("pdf")
        story.refresh_from_db()
        republish(Edition.objects.live().get(article=story), attachments=[])
        assert client.get(report.file.url).status_code == 404


def test_a_withdrawn_story_takes_its_documents_along(client, story, report):
    workflow.withdraw(story.article, reason="Wrong", by=None)
    assert client.get(report.file.url).status_code == 404


def test_a_document_that_two_stories_carry_is_called_as_the_newer_calls_it(client, report):
    old, new = (make_edition(title, attachments=[report.as_carried | {"title": title}]) for title in ("Old", "New"))

    def is_called() -> str:
        answer = client.get(report.file.url)
        assert content_of(answer) == paper("pdf")
        return answer["Content-Disposition"]

    assert is_called() == 'attachment; filename="New.pdf"'
    Edition.objects.filter(pk=old.pk).update(live_from=timezone.now())
    assert is_called() == 'attachment; filename="Old.pdf"'
    Edition.objects.update(live_from=new.live_from)
    assert is_called() == 'attachment; filename="New.pdf"', "of two of one moment the later made"


def test_of_two_documents_of_one_story_each_comes_as_itself(client, report):
    other = make_attachment("Figures", "odt")
    make_edition("Carries both", attachments=[report.as_carried, other.as_carried])
    for document in (report, other):
        answer = client.get(document.file.url)
        assert content_of(answer) == paper(document.kind)
        assert answer["Content-Type"] == KINDS[document.kind].content_type
        assert file_name(document.as_carried) in answer["Content-Disposition"]


def test_work_at_the_desk_changes_nothing_of_what_readers_get(client, story, report):
    def seen():
        file = client.get(report.file.url)
        return client.get("/news/2013/park-aims-high/").content, content_of(file), dict(file.headers)

    before = seen()
    report.title = "Secret takeover of Lenovo"
    report.save()
    other = make_attachment("Another", data=paper("pdf") + b"\n")
    article = story.article
    article.attachments = [other.as_carried]
    workflow.save(article)
    assert seen() == before
    assert client.get(other.file.url).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "files/",
        "files/../photos/x.pdf",
        "files/a",
        "files/%2e%2e/x.pdf",
        "files/" + "a" * 300 + ".pdf",
        "files/x\0.pdf",
    ],
)
def test_odd_names_are_not_there(admin_client, name):
    assert admin_client.get(f"/media/{name}").status_code == 404


def test_the_page_lists_them_with_kind_and_size(client, story, report):
    page = client.get("/news/2013/park-aims-high/").content.decode()
    assert f'<a href="{report.file.url}" download>Annual report 2013</a>' in page
    assert "PDF, 1" in page
    graph = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])["@graph"]
    (media,) = next(thing for thing in graph if thing["@type"] == "NewsArticle")["associatedMedia"]
    assert media == {
        "@type": "MediaObject",
        "name": "Annual report 2013",
        "contentUrl": f"http://testserver{report.file.url}",
        "encodingFormat": "application/pdf",
        "contentSize": f"{report.size} B",
    }
    assert 'class="documents"' not in client.get(make_edition("None").get_absolute_url()).content.decode()


def test_other_forms_of_the_story_name_them_as_their_formats_do(client, report, media_root):
    form = make_attachment("Form", "docx")
    make_edition("Park aims high", backdated_to=DAY, attachments=[report.as_carried, form.as_carried])
    address = f"http://testserver{report.file.url}"
    about = {"url": address, "length": str(report.size), "type": "application/pdf"}
    (only,) = ET.fromstring(client.get("/feed/").content).findall(".//item/enclosure")  # noqa: S314  our own
    assert only.attrib == about
    atom = ET.fromstring(client.get("/feed.atom").content)  # noqa: S314  our own
    links = [each.attrib for each in atom.iter("{http://www.w3.org/2005/Atom}link") if each.get("rel") == "enclosure"]
    assert links[0] == {"rel": "enclosure", "href": address} | {name: about[name] for name in ("length", "type")}
    assert len(links) == 2
    (item,) = client.get("/feed.json").json()["items"]
    assert item["attachments"][0] == {
        "url": address,
        "mime_type": "application/pdf",
        "title": "Annual report 2013",
        "size_in_bytes": report.size,
    }
    stem = "/news/2013/park-aims-high"
    one, other = client.get(f"{stem}.ninjs.json").json()["associations"]
    assert (one["uri"], one["title"], one["renditions"][0]["sizeInBytes"]) == (
        address,
        "Annual report 2013",
        report.size,
    )
    assert other["renditions"][0]["contentType"] == KINDS["docx"].content_type
    assert f"PDF: Annual report 2013, {address}" in client.get(f"{stem}.txt").content.decode()
    assert f"Word document: [Form](http://testserver{form.file.url})" in client.get(f"{stem}.md").content.decode()


def test_the_kit_has_the_documents_in_it(client, story, report):
    with zipfile.ZipFile(BytesIO(client.get("/news/2013/park-aims-high.zip").content)) as kit:
        assert kit.read("park-aims-high/documents/01-Annual report 2013.pdf") == paper("pdf")
    report.file.storage.delete(report.file.name)
    assert client.get("/news/2013/park-aims-high.zip").status_code == 200
    assert client.get(report.file.url).status_code == 404


def test_a_page_asks_no_more_with_documents_than_without(client, media_root, django_assert_num_queries):
    counted = []
    for number in (0, 1, 20):
        papers = [make_attachment(f"P{n}", data=paper("pdf") + b"\n" * n).as_carried for n in range(number)]
        edition = make_edition(f"Story {number}", attachments=papers)
        for path in (edition.get_absolute_url(), "/feed.json"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{path}?again={number}")
            counted.append((path == "/feed.json", len(queries)))
    assert len(set(counted)) == 2
    with django_assert_num_queries(3):
        content_of(client.get(f"/media/{papers[0]['file']}"))


def test_one_of_a_kind_that_is_no_longer_taken_takes_no_page_down(client, report):
    old = make_attachment("An old one", "odt").as_carried | {"kind": "rtf"}
    page = client.get(make_edition("Live", attachments=[old, report.as_carried]).get_absolute_url())
    assert page.status_code == 200
    assert "Annual report 2013" in page.content.decode()
    assert "An old one" not in page.content.decode()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('a/b\\c:d*e?"<f>|\x00\n\x7fg', "a b c d e f g"),
        ("report\u202efdp\u2066.exe", "report fdp .exe"),  # which a screen would show as another ending
        (" ../ .hidden. ", "hidden"),
        ("年报" * 80, "年报" * 50),
        (" ..", "document"),
    ],
)
def test_no_title_is_a_path_hides_an_ending_or_is_longer_than_a_name_may_be(title, name):
    assert file_name({"title": title, "kind": "pdf"}) == f"{name}.pdf"
