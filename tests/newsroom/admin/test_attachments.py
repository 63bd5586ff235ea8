"""Documents at the desk: the library, the field of a story's form, and what a story's history says of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from newsroom.demo.make import make_article, make_edition
from newsroom.desk import restoring, shared, sharing, workflow
from newsroom.models import Article, Attachment, Edition
from newsroom.models.attachment import MOST
from tests.newsroom.admin.screens import change_url, fields_of, submit, url
from tests.newsroom.papers import PDF, make_attachment, office, paper
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def bring_in(client, data: bytes, name="Plan_2026.pdf", **fields):
    sent = {"file": SimpleUploadedFile(name, data), "_end": "1", **fields}
    return client.post(url("newsroom_attachment_add"), sent, follow=True)


def test_a_reporter_brings_in_a_document_under_a_name_nobody_can_guess(reporter):
    bring_in(reporter.client, PDF)
    document = Attachment.objects.get()
    assert (document.title, document.kind, document.size) == ("Plan 2026", "pdf", len(PDF))
    assert "Plan" not in document.file.name
    assert len(document.file.name.rpartition("/")[2]) == 24 + len(".pdf")
    reporter.client.post(
        url("newsroom_attachment_change", document.pk),
        {"title": "Plan", "file": SimpleUploadedFile("x", b"x"), "_end": "1"},
    )
    document.refresh_from_db()
    assert document.title == "Plan"
    with document.file as file:
        assert file.read() == PDF


def test_a_document_that_is_there_already_is_taken_again_only_by_wish(reporter):
    bring_in(reporter.client, PDF)
    page = bring_in(reporter.client, PDF, name="Other.pdf").content.decode()
    assert "This file is in the library already" in page
    assert Attachment.objects.count() == 1
    bring_in(reporter.client, PDF, name="Other.pdf", again="on")
    assert Attachment.objects.count() == 2


def test_the_name_of_a_file_makes_no_document_of_it(reporter):
    page = bring_in(reporter.client, b"<html><script>alert(1)</script>", name="report.pdf")
    assert "This is not a document we take" in page.content.decode()
    assert not Attachment.objects.exists()
    bring_in(reporter.client, office("docx"), name="report.html")
    assert Attachment.objects.get().file.name.endswith(".docx")


def test_what_goes_out_with_it_is_said(reporter):
    page = bring_in(reporter.client, office("docx", main='<d><w:del w:id="1"/></d>'))
    assert "tracked changes" in page.content.decode()


def test_a_story_carries_documents_in_the_order_chosen(reporter):
    one, two = make_attachment("One"), make_attachment("Two", "odt")
    story = make_article("Plans", by=reporter)
    submit(reporter.client, change_url(story), attachments=[str(two.pk), str(one.pk)])
    story.refresh_from_db()
    assert story.attachments == [two.as_carried, one.as_carried]
    assert story.revision == 2
    page = reporter.client.get(change_url(story))
    assert fields_of(page)["attachments"] == [str(two.pk), str(one.pk)]
    submit(reporter.client, change_url(story))
    story.refresh_from_db()
    assert story.revision == 2


def _left_open(client, story, chosen) -> str:
    answer = submit(client, change_url(story), attachments=chosen)
    return client.get(answer.headers["Location"]).content.decode()


def test_what_is_not_in_the_library_is_not_carried(reporter):
    story = make_article("Plans", by=reporter)
    for chosen in (["999999"], ["x"], ["1 OR 1=1"]):
        assert "was deleted meanwhile" in _left_open(reporter.client, story, chosen)
    many = [str(make_attachment(f"{n}", data=PDF + b"\n" * n).pk) for n in range(MOST + 1)]
    assert f"at most {MOST}" in _left_open(reporter.client, story, many)
    story.refresh_from_db()
    assert story.attachments == []


def test_the_form_asks_as_much_for_many_as_for_one(reporter):
    story = make_article("Plans", by=reporter)

    def carry(number):
        story.attachments = [
            make_attachment(f"{n}", data=PDF + b"\n" * (number * 100 + n)).as_carried for n in range(number)
        ]
        workflow.save(story, by=reporter)

    carry(1)
    reporter.client.get(change_url(story))
    same_queries(lambda n: carry(min(n, MOST)), lambda: reporter.client.get(change_url(story)))


def test_who_only_looks_sees_them_and_cannot_choose(make_user):
    document = make_attachment("Plan")
    story = make_article("Plans", attachments=[document.as_carried])
    viewer = make_user(permissions=["newsroom.view_article"])
    page = viewer.client.get(change_url(story)).content.decode()
    assert f'<a href="{document.file.url}">Plan</a>' in page
    assert 'name="attachments"' not in page


def test_a_document_in_use_is_not_deleted_and_its_uses_are_named(managing_editor):
    draft, live, free = make_attachment("Draft"), make_attachment("Live", "odt"), make_attachment("Free", "ods")
    story = make_article("A draft", attachments=[draft.as_carried])
    edition = make_edition("Live", attachments=[live.as_carried])
    for document, user in ((draft, story), (live, edition)):
        address = url("newsroom_attachment_delete", document.pk)
        for answer in (managing_editor.client.get(address), managing_editor.client.post(address, {"post": "yes"})):
            assert "is in use" in answer.content.decode()
            assert str(user) in answer.content.decode()
    managing_editor.client.post(url("newsroom_attachment_delete", free.pk), {"post": "yes"})
    assert set(Attachment.objects.all()) == {draft, live}
    page = managing_editor.client.get(url("newsroom_attachment_change", draft.pk)).content.decode()
    assert change_url(story) in page


def test_history_tells_of_them_and_brings_them_back(editor):
    one, two = make_attachment("One"), make_attachment("Two", "odt")
    story = make_article("Plans", by=editor, attachments=[one.as_carried, two.as_carried])
    story.attachments = [two.as_carried]
    workflow.save(story, by=editor)
    page = editor.client.get(f"{url('newsroom_article_compare', story.pk)}?from=1&to=2").content.decode()
    assert "One (pdf)" in page
    restoring.restore(story, story.revisions.get(number=1), by=editor)
    story.refresh_from_db()
    assert [each["title"] for each in story.attachments] == ["One", "Two"]
    story.attachments = []
    workflow.save(story, by=editor)
    two.delete()
    _, lost = restoring.restore(story, story.revisions.get(number=1), by=editor)
    assert lost == ["the attachment “Two”, which was deleted"]
    assert story.attachments == [one.as_carried]


def test_an_edition_keeps_its_own_list(editor):
    document = make_attachment("Plan")
    edition = make_edition("Live", attachments=[document.as_carried])
    story = edition.article
    story.attachments = []
    workflow.save(story)
    document.title = "Other"
    document.save()
    edition = Edition.objects.get(pk=edition.pk)
    assert [each["title"] for each in edition.attachments] == ["Plan"]
    assert "Plan" in editor.client.get(url("newsroom_edition_change", edition.pk)).content.decode()
    workflow.discard(Article.objects.get(pk=story.pk))
    assert Article.objects.get(pk=story.pk).attachments == edition.attachments


def test_two_who_changed_them_both_are_asked(editor, reporter):
    one, two = make_attachment("One"), make_attachment("Two", "odt")
    story = make_article("Plans", by=editor)
    page = editor.client.get(change_url(story))
    story.attachments = [one.as_carried]
    workflow.save(story, by=editor)
    sent = fields_of(page) | {"attachments": [str(two.pk)], "_save": "Save"}
    answer = editor.client.post(change_url(story), sent)
    assert answer.status_code == 409
    assert 'value="theirs"' in answer.content.decode()
    assert "attachments" in answer.content.decode()
    assert fields_of(answer)["attachments"] == [str(two.pk)]
    answer = editor.client.post(change_url(story), fields_of(page) | {"headline": "Mine", "_save": "Save"})
    assert fields_of(answer)["attachments"] == [str(one.pk)]


def test_the_preview_and_a_share_link_show_them_by_their_own_gate(editor):
    shared._kept.clear()
    document, other = make_attachment("Plan"), make_attachment("Other", "odt")
    story = make_article("Plans", by=editor, attachments=[document.as_carried])
    page = editor.client.get(url("newsroom_article_preview", story.pk)).content.decode()
    assert document.file.url in page
    assert not Edition.objects.exists()
    stranger = Client()
    link, token = sharing.share(story, story.revisions.get(), by=editor)
    answer = stranger.get(f"/shared/{token}/", follow=True)
    assert f"{document.file.url}" not in answer.content.decode().replace(
        f"/shared/story/{link.pk}{document.file.url}", ""
    )
    address = f"/shared/story/{link.pk}{document.file.url}"
    assert address in answer.content.decode()
    file = stranger.get(address)
    assert b"".join(file) == paper("pdf")
    assert file["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file["Cache-Control"] == "private, no-store"
    assert stranger.get(f"/shared/story/{link.pk}{other.file.url}").status_code == 404
    assert stranger.get(document.file.url).status_code == 404
    sharing.revoke(link, by=editor)
    assert stranger.get(address).status_code == 404


def test_a_share_link_gives_no_document_that_the_library_has_no_more(editor):
    document, kept = make_attachment("Plan"), make_attachment("Kept", "odt")
    story = make_article("Plans", by=editor, attachments=[document.as_carried, kept.as_carried])
    link, token = sharing.share(story, story.revisions.get(), by=editor)
    stranger = Client()
    stranger.get(f"/shared/{token}/")
    Attachment.objects.filter(pk=document.pk)._raw_delete("default")  # and a disk that did not delete its file
    assert stranger.get(f"/shared/story/{link.pk}{document.file.url}").status_code == 404
    assert b"".join(stranger.get(f"/shared/story/{link.pk}{kept.file.url}")) == paper("odt")


def test_only_a_managing_editor_deletes_and_a_tagger_brings_in_nothing(editor, tagger):
    document = make_attachment()
    assert editor.client.get(url("newsroom_attachment_delete", document.pk)).status_code == 403
    assert tagger.client.get(url("newsroom_attachment_add")).status_code == 403
    assert tagger.client.get(document.file.url).status_code == 404
