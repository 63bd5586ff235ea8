"""Who wrote a saved page, and who is only named on it: readers who comment, cited papers, accounts, labels."""

import pytest

from tests.newsroom.importers.test_html_page import linked_data, page, parse

PARK = "<h1>Trams reach the park</h1>"


def writers(markup: str) -> list[str]:
    return [credit.name for credit in parse(markup).credits if credit.role == "writer"]


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("<p class=byline>Posted by Pat Okafor and Lin Moyan - Tram team</p>", ["Pat Okafor", "Lin Moyan"]),
        ("<li class=post-author>Post author By Pat Okafor</li>", ["Pat Okafor"]),
        ("<span class='author vcard'>Author Pat Okafor</span>", ["Pat Okafor"]),
        ("<div class=author-by>Por</div><div class='author vcard'>Pat Okafor @pat_okafor</div>", ["Pat Okafor"]),
        ("<p><span>By</span><span>Pat Okafor</span></p>", ["Pat Okafor"]),
        ("<p><span>By</span><span>J.R. Stone</span></p>", ["J.R. Stone"]),
        ("<a rel=author href=/a>pokafor</a>", ["pokafor"]),
        ("<a class=author-follow href=/a>Follow</a>", []),
        ("<meta name=author content='No Author'>", []),
    ],
)
def test_a_label_is_no_name(byline, expected):
    assert writers(page(top=PARK + byline)) == expected


@pytest.mark.parametrize(
    "comments",
    [
        "<ol class=commentlist><li class=comment><div class='comment-author vcard'>Sam Reader says:</div></li></ol>",
        "<div id=comments><span class=author>Sam Reader</span><time datetime=2020-01-01>1 January</time></div>",
        "<div class='w-comments-item'><div class=w-comments-item-author>Sam Reader</div></div>",
        "<form class=comment-form><p class=comment-form-author><label>Name (required)</label></p></form>",
    ],
)
def test_who_comments_wrote_nothing_of_it(comments):
    assert writers(page(text="<p>Trams.</p>" + comments)) == []
    assert writers(page(top=PARK + "<span class=author>Pat Okafor</span>", text=comments)) == ["Pat Okafor"]


def test_a_list_that_ends_before_the_text_hides_no_byline():
    assert writers(page(top=PARK + "<p class=comments>3 comments</p><p class=byline>By Pat Okafor</p>")) == [
        "Pat Okafor"
    ]


def test_who_is_cited_wrote_nothing_of_it():
    cited = "<ol><li><meta itemprop=author content='A. Cited, B. Cited'>A. Cited, B. Cited: On trams.</li></ol>"
    head = "<meta name=citation_author content='Pat Okafor'>"
    assert writers(page(head, text="<p>Trams.</p>" + cited)) == ["Pat Okafor"]


def graph(account: str, publisher: str = '{"@id": "#office"}') -> str:
    return linked_data(
        '{"@graph": [{"@type": "NewsArticle", "headline": "Trams reach the park", "author": {"@id": "#account"},'
        f'"publisher": {publisher}}},'
        f'{{"@type": ["Person", "Organization"], "@id": "#account", "name": "{account}"}},'
        '{"@type": "Organization", "@id": "#office", "name": "Cedar Daily"}]}'
    )


def test_who_is_referred_to_is_looked_up():
    assert writers(page(graph("Pat Okafor"))) == ["Pat Okafor"]
    assert writers(page(graph("Pat Okafor", '{"@id": "#account"}'))) == ["Pat Okafor"], "somebody's own site"
    assert writers(page(graph("Cedar Daily"))) == []


def test_the_account_that_put_a_page_in_is_believed_after_its_byline():
    byline = "<p class=byline>By <a rel=author href=/p>Pat Okafor</a></p>"
    assert writers(page(graph("Desk Clerk"), top=PARK + byline)) == ["Pat Okafor"]


def test_the_longer_of_two_lists_that_agree_is_taken():
    first = linked_data(
        '{"@type": "NewsArticle", "headline": "Trams reach the park", "author": {"name": "Pat Okafor"}}'
    )
    assert writers(page(first + "<meta name=author content='Pat Okafor, Lin Moyan'>")) == ["Pat Okafor", "Lin Moyan"]
    assert writers(page(first + "<meta name=author content='Lin Moyan, Sam Reader'>")) == ["Pat Okafor"]
