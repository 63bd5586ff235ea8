"""Every answer, whatever it is, carries the headers that keep mischief out; scored as Mozilla's Observatory does."""

import pytest

from .conftest import Site

ODD = ["/nothing/", "/news/2013/opening-hours/", "/%ff", "/?page=x", "/news/?page=0", "/search/?q=%00", "/media/x.jpg",
       "/static/nothing.css", "/admin/", "/oembed/"]  # fmt: skip


@pytest.fixture(scope="module")
def answers(site: Site):
    return [*site.answers.values(), *(site.get(path) for path in ODD)]


def test_every_answer_says_what_browsers_must_not_do(answers):
    for answer in answers:
        said = answer.headers
        where = (answer.path, answer.status)
        assert said.get("x-content-type-options") == "nosniff", where
        assert said.get("referrer-policy") in ("same-origin", "no-referrer"), where
        assert said.get("permissions-policy"), where
        assert "server" not in said or not any(char.isdigit() for char in said["server"]), where
        assert "x-powered-by" not in said, where


def test_pages_have_a_policy_without_exceptions(answers):
    for answer in answers:
        if answer.kind != "text/html" or answer.path.startswith("/admin/"):
            continue
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, answer.path
        assert "frame-ancestors 'none'" in policy, answer.path
        assert not any(word in policy for word in ("unsafe", "nonce-", "http:", "*")), answer.path
        assert answer.headers["x-frame-options"] == "DENY", answer.path
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", answer.path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", answer.path


def test_pictures_and_documents_may_be_fetched_from_elsewhere_and_do_nothing_else(answers):
    media = [each for each in answers if each.path.startswith("/media/") and each.status == 200]
    assert len(media) > 50
    assert any(each.path.startswith("/media/files/") for each in media)
    for answer in media:
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin", answer.path
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox", answer.path
        if answer.path.startswith("/media/files/"):
            assert answer.kind == "application/pdf", answer.path
            assert answer.headers["content-disposition"].startswith("attachment"), answer.path
        else:
            assert answer.kind.startswith("image/"), answer.path


def test_no_reader_is_given_a_cookie_and_nothing_differs_by_reader(answers):
    for answer in answers:
        if answer.path.startswith("/admin/"):
            continue
        assert "set-cookie" not in answer.headers, answer.path
        assert answer.headers.get("vary", "Accept-Encoding") == "Accept-Encoding", answer.path


def test_nothing_is_written_into_a_page_that_its_policy_would_refuse(site: Site):
    for answer in site.pages:
        html = answer.page.html
        assert " style=" not in html, answer.path
        assert "<style" not in html, answer.path
        assert " onclick=" not in html, answer.path
        assert html.count("<script") == html.count("<script type="), answer.path
