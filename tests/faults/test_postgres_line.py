"""The line to PostgreSQL breaks behind a COMMIT, and nobody can say whether it was done."""

from urllib.parse import urlencode

import pytest

from tests.faults.line import Line

BUSY, MOVED_ON = 503, 302


@pytest.fixture(scope="module")
def cut_site(site):
    """A server whose line to the database can be cut; None on SQLite, which has none."""
    if site.is_sqlite:
        yield None
        return
    line = Line(site.postgres.home)
    url = site.environment["DATABASE_URL"].replace(str(site.postgres.home), str(line.home))
    server = site.start(DATABASE_URL=url)
    server.line = line
    try:
        yield server
    finally:
        server.stop()
        line.close()


@pytest.mark.parametrize("fate", [Line.LOSE, Line.LOSE_ANSWER, Line.CUT_ANSWER])
def test_what_may_be_saved_or_not_is_called_so_and_sent_again_it_is_there_once(site, cut_site, fate):
    if cut_site is None:
        return
    editor = site.editor(cut_site)
    story = site.story(f"Before {fate}")
    approved = int(site.desk.do(f"s = make_article('Out, {fate}'); workflow.approve(s); print(s.pk)"))
    change, add, step = (
        f"/admin/newsroom/article/{story}/change/",
        "/admin/newsroom/article/add/",
        f"/admin/newsroom/article/{approved}/step/publish/",
    )

    def send(address, form):
        return editor.ask("POST", address, urlencode(form | {"_save": ["Save"]}, doseq=True))

    for address, typed in (
        (change, {"headline": [f"Typed, {fate}"]}),
        (add, {"headline": [f"New, {fate}"]}),
        (step, {}),
    ):
        form = editor.fields_of(editor.ask("GET", address)) | typed
        cut_site.line.next(b"COMMIT", fate)
        answer = send(address, form)
        assert answer.status == BUSY
        assert "it is not sure that anything was saved" in answer.text
        assert "successfully" not in answer.text
        assert all(words in answer.text for words in typed.get("headline", ()))
        assert send(address, editor.fields_of(answer)).status == MOVED_ON, "sent again, it is no conflict with oneself"
        assert "not sure" not in editor.ask("GET", "/admin/newsroom/article/").text

    assert editor.open(story)["headline"] == [f"Typed, {fate}"]
    said = site.desk.do(
        f"one, out = Article.objects.get(pk={story}), Article.objects.get(pk={approved})",
        f"new = Article.objects.filter(headline='New, {fate}').count()",
        "published = out.events.filter(to_stage='published').count()",
        "print(one.revisions.count(), new, out.stage, out.editions.count(), published)",
    )
    assert said == "2 1 published 1 1"
