"""Kits for journalists: whole, cleared, steady, and there only when the page is."""

import datetime
import hashlib
import io
import time
import zipfile
from threading import Event, Thread
from urllib.parse import quote

import docx
import pytest
from django.http import HttpResponse
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, make_person, publish
from newsroom.desk import workflow
from newsroom.public.kits import views
from newsroom.public.kits.archive import MOST_PICTURES
from tests.newsroom.papers import PDF, make_attachment
from tests.newsroom.public.conftest import make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(media_root):
    xiaomi = make_company("Xiaomi", chinese_name="小米", body="<p>Makes phones.</p>", website="https://mi.example")
    make_company("Unlisted", body="Secret.", is_listed=False)
    cleared = make_photo("ab/tower", credit="Photo: Li Na", licence="Free for the press", caption="The tower.")
    inside = make_photo("cd/inside", licence="CC BY 4.0")
    barred = make_photo("ef/barred", credit="An agency")
    return make_edition(
        "Park aims higher",
        tags=[xiaomi, make_person("Guo Hong"), "chips"],
        credits=["Wang Yifei"],
        lead_photo=cleared,
        contact="Zhao Min\n+86 10 5555 0000",
        body=f"<h2>More</h2>\n<p>Sold <strong>15</strong> million to <a href='https://x.example/'>all</a>.</p>"
        f'<figure><img src="{inside.url}" alt="x"></figure><figure><img src="{barred.url}" alt="y"></figure>'
        "<ul><li>一二三</li></ul>",
    )


def kit(client, path) -> dict[str, bytes]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"].startswith("public")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def address(edition) -> str:
    return edition.get_absolute_url().rstrip("/") + ".zip"


@pytest.fixture
def office(settings):
    settings.PRESS_NAME, settings.PRESS_PHONE, settings.PRESS_EMAIL = "Press office", "+86 10", "p@park.example"


def test_kit_holds_all_that_a_paper_needs(client, story, office):
    files = kit(client, address(story))
    assert set(files) == {
        "story.txt", "story.md", "story.docx", "pictures/01-a-tower-at-dusk.jpg", "pictures/02-a-tower-at-dusk.jpg",
        "pictures/captions.txt", "companies.txt", "contacts.txt", "SHA256SUMS.txt",
    }  # fmt: skip
    assert "cleared for print lie in the kit" in client.get("/contacts/").content.decode()  # and no other picture does
    assert files["story.txt"] == client.get(address(story).replace(".zip", ".txt")).content
    assert files["story.md"] == client.get(address(story).replace(".zip", ".md")).content
    captions = files["pictures/captions.txt"].decode()
    for words in ("Credit: Photo: Li Na", "Licence: Free for the press", "Caption: The tower.", "1600 × 1000 pixels"):
        assert words in captions
    companies = files["companies.txt"].decode()
    assert "About Xiaomi 小米" in companies
    assert "Makes phones." in companies
    assert "As of 20" in companies
    assert files["contacts.txt"].decode() == "Zhao Min\n+86 10 5555 0000\n\nPress office\n+86 10\np@park.example\n"
    for line in files["SHA256SUMS.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest


def test_document_opens_with_headings_lists_and_links(client, story):
    document = docx.Document(io.BytesIO(kit(client, address(story))["story.docx"]))
    found = [(p.style.name, p.text) for p in document.paragraphs]
    assert found[0] == ("Title", "Park aims higher")
    assert ("Heading 2", "More") in found
    assert ("List Bullet", "一二三") in found
    assert any(text == "Sold 15 million to all (https://x.example/)." for _, text in found)
    assert any(run.bold and run.text == "15" for p in document.paragraphs for run in p.runs)


def test_pictures_without_a_licence_stay_out(client, story):
    assert "agency" not in kit(client, address(story))["pictures/captions.txt"].decode()


def test_equal_content_gives_equal_bytes_and_a_conditional_answer(client, story):
    first, second = client.get(address(story)), client.get(address(story))
    assert first.content == second.content
    assert client.get(address(story), headers={"if-none-match": first["ETag"]}).status_code == 304


def test_kit_is_there_when_the_page_is_and_gone_with_it(client, story):
    draft = make_article("Secret")
    assert client.get(f"/news/2026/{draft.slug}.zip").status_code == 404
    article = story.article
    article.refresh_from_db()
    old = address(story)
    article.slug = "higher"
    workflow.save(article)
    new = publish(article)
    assert client.get(old)["Location"] == address(new)
    workflow.withdraw(article, reason="Wrong.")
    assert client.get(address(new)).status_code == 410


def test_media_kit_of_a_company_has_its_text_pictures_and_stories(client, story):
    make_article("Not yet", tags=["Xiaomi"])
    files = kit(client, "/companies/xiaomi/media-kit.zip")
    assert {"about.txt", "about.docx", "pictures/captions.txt", "stories.txt", "SHA256SUMS.txt"} <= set(files)
    assert "Park aims higher" in files["stories.txt"].decode()
    assert "Not yet" not in files["stories.txt"].decode()
    assert client.get("/companies/unlisted/media-kit.zip").status_code == 404
    assert client.get("/companies/nobody/media-kit.zip").status_code == 404
    assert "/companies/xiaomi/media-kit.zip" in client.get("/companies/xiaomi/").content.decode()


def test_a_kit_is_called_as_its_page_also_in_chinese(client):
    make_edition("中关村", slug="中关村", tags=[make_company("联想集团", slug="联想")])
    make_edition("Plan", slug="plan")
    year = timezone.localdate().year
    for path, name in (
        (f"/news/{year}/中关村.zip", f"*=utf-8''{quote('中关村')}.zip"),
        ("/companies/联想/media-kit.zip", f"*=utf-8''{quote('联想')}-media-kit.zip"),
        (f"/news/{year}/plan.zip", '="plan.zip"'),
    ):
        assert client.get(path)["Content-Disposition"] == f"attachment; filename{name}"


def test_companies_without_a_page_take_no_place_of_those_with_one(client):
    hidden = [make_company(f"A {number}", is_listed=False, body="Secret.") for number in range(MOST_PICTURES)]
    edition = make_edition("Many", tags=[*hidden, make_company("Xiaomi", body="Makes phones.")])
    text = kit(client, address(edition))["companies.txt"].decode()
    assert "Makes phones." in text
    assert "Secret" not in text


def test_media_kit_has_the_logo_and_portraits_of_who_is_there_now(client, media_root):
    company = make_company("Xiaomi", picture=make_photo("logo", alt_text="Logo", licence="Free for the press"))
    make_edition("Pictured", tags=[company], lead_photo=make_photo("tower", alt_text="Tower", licence="CC BY 4.0"))
    today = timezone.localdate()
    people = [
        ("Lin Bin", {"order": 1, "ended": today}, {}, "Free for the press"),
        ("Lei Jun", {"started": today}, {}, "Free for the press"),
        ("Barred", {}, {}, ""),
        ("Unlisted", {}, {"is_listed": False}, "Free for the press"),
        ("Former", {"ended": today - datetime.timedelta(days=1)}, {}, "Free for the press"),
        ("Coming", {"started": today + datetime.timedelta(days=1)}, {}, "Free for the press"),
    ]
    for name, role, fields, licence in people:
        photo = make_photo(name.lower().replace(" ", "-"), alt_text=name, licence=licence)
        make_person(name, picture=photo, **fields).roles.create(title="Chair", company=company, **role)
    make_person("Faceless").roles.create(title="Clerk", company=company)
    pictures = [name for name in kit(client, "/companies/xiaomi/media-kit.zip") if name.endswith(".jpg")]
    assert pictures == [f"pictures/{name}.jpg" for name in ("01-logo", "02-lei-jun", "03-lin-bin", "04-tower")]


def test_media_kit_says_whom_to_ask_and_dates_by_the_clock_of_the_office(client, office):
    company = make_company("Xiaomi", press_name="Zhao Min", press_phone="+86 10 1", press_email="zhao@mi.example")
    early = timezone.make_aware(datetime.datetime(2013, 10, 25, 0, 30))  # noqa: DTZ001  made aware
    make_edition("Before dawn", tags=[company], backdated_to=early)
    files = kit(client, "/companies/xiaomi/media-kit.zip")
    assert files["contacts.txt"].decode() == (
        "Zhao Min\n+86 10 1\nzhao@mi.example\n\nPress office\n+86 10\np@park.example\n"
    )
    assert files["stories.txt"].decode().startswith("2013-10-25  Before dawn\n")


def test_document_tells_the_day_and_what_a_machine_did(client):
    story = make_edition("Drawn", ai_note="The picture was drawn by machine.")
    document = docx.Document(io.BytesIO(kit(client, address(story))["story.docx"]))
    texts = [p.text for p in document.paragraphs]
    assert f"Published {timezone.localdate()}" in texts
    assert texts[-2] == "Use of AI: The picture was drawn by machine."


def test_pictures_end_where_the_kit_would_be_too_large(client, story, monkeypatch):
    monkeypatch.setattr("newsroom.public.kits.archive.LARGEST", 10)
    assert [name for name in kit(client, address(story)) if name.endswith(".jpg")] == [
        "pictures/01-a-tower-at-dusk.jpg"
    ]


def test_there_are_only_so_many_pictures_and_so_much_of_documents(client, media_root, monkeypatch):
    texts = [
        f"<figure><img src='{make_photo(name, licence='Free').url}' alt='x'></figure>" for name in ("ab/a", "cd/b")
    ]
    one, other = make_attachment("One"), make_attachment("Two", data=PDF + b"\n")
    story = make_edition("With papers", body="".join(texts), attachments=[one.as_carried, other.as_carried])

    def inside(folder):
        return [name for name in kit(client, address(story)) if name.startswith(folder) and not name.endswith(".txt")]

    assert (len(inside("pictures/")), len(inside("documents/"))) == (2, 2)
    with monkeypatch.context() as patched:
        patched.setattr("newsroom.public.kits.archive.LARGEST", one.size)
        assert len(inside("documents/")) == 1
    with monkeypatch.context() as patched:
        patched.setattr("newsroom.public.kits.archive.MOST_PICTURES", 1)
        assert len(inside("pictures/")) == 1
    for lost in (*media_root.rglob("*.jpg"), media_root / other.file.name):
        lost.unlink()
    assert (len(inside("pictures/")), len(inside("documents/"))) == (0, 1), "what a disk lost costs nobody the rest"


def test_no_words_of_a_company_that_is_not_shown_stand_in_a_kit(client):
    hidden = make_company("Unlisted", body="<p>Secret.</p>", is_listed=False)
    files = kit(client, address(make_edition("Of them", tags=[hidden])))
    assert "companies.txt" not in files


def test_the_name_of_a_download_is_nothing_but_a_name():
    for name, said in (
        ('a"; filename="b\\c\r\nSet-Cookie: x', '="a; filename=bcSet-Cookie: x.zip"'),
        ('"\r\n\x00小', "*=utf-8''%E5%B0%8F.zip"),
    ):
        assert views.attached(HttpResponse(), name)["Content-Disposition"] == f"attachment; filename{said}"


def test_no_more_than_one_waits_for_a_kit_so_that_threads_are_left_for_pages(monkeypatch):
    monkeypatch.setattr(views, "_WAIT", 20)
    waits, done = Event(), Event()

    def wait():
        waits.set()
        with views.in_turn():
            done.set()

    with views.in_turn():
        with views.in_turn():
            thread = Thread(target=wait)
            thread.start()
            waits.wait(10)
            for _ in range(2):
                deadline = time.monotonic() + 10
                while views._WAITING.acquire(blocking=False):  # until the other has come as far as that
                    views._WAITING.release()
                    assert time.monotonic() < deadline
                began = time.monotonic()
                with pytest.raises(views.Busy), views.in_turn():
                    pass
                assert time.monotonic() - began < 5
            assert not done.is_set()
        assert done.wait(10), "the one who waited is the next"
        thread.join(10)
    with views.in_turn(), views.in_turn():
        pass


def test_readers_who_come_while_others_wait_are_told_to_come_again(client, story, monkeypatch):
    monkeypatch.setattr(views, "_WAIT", 0.01)
    with views.in_turn(), views.in_turn():
        answer = client.get(address(story))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert client.get(address(story)).status_code == 200


def test_kits_ask_as_many_questions_for_any_number_of_tags(client, story, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(address(story))
    with django_assert_max_num_queries(8):
        client.get("/companies/xiaomi/media-kit.zip")


def test_a_kit_stands_in_no_search_engine(client, story):
    for path in (address(story), "/companies/xiaomi/media-kit.zip"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["X-Robots-Tag"] == "noindex"
