"""Links in the text of a story: where they stand, where never, and that they change nothing else."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.demo.make import make_company, make_edition, make_person
from newsroom.models import EditionMention
from newsroom.public.links import MOST, Named, named_in, named_in_each, roles_of, with_links
from newsroom.story_words import words_of

PAGES = {1: "/companies/lenovo/", 2: "/companies/at-t/", 3: "/people/guo-hong/", 4: "/companies/小米/"}
FILL = "<p>" + "word " * 400 + "</p>"


def places(markup: str, *names: tuple[int, str], role="mentioned") -> list[Named]:
    """Every place in the text where one of the names stands, as the desk confirms them."""
    text = words_of(markup).text
    return [
        Named("body", match.start(), match.end(), match[0], role, tag)
        for tag, name in names
        for match in re.finditer(re.escape(name), text)
    ]


def linked(markup: str, *names: tuple[int, str], **more) -> str:
    return with_links(markup, places(markup, *names, **more), PAGES)


LENOVO = (1, "Lenovo")


def test_the_first_mention_is_a_link_and_no_other():
    markup = f"<p>Lenovo grew. Lenovo’s rivals did not.</p>{FILL}"
    assert linked(markup, LENOVO) == markup.replace("Lenovo grew", '<a href="/companies/lenovo/">Lenovo</a> grew')


# What a plugin that links names in WordPress had to mend, release after release; each is a case here.
NEVER = [
    ("a heading", "<h2>Lenovo grows</h2>"),
    ("a small heading", "<h3>About Lenovo</h3>"),
    ("a link", '<p><a href="https://x.org/">at Lenovo today</a></p>'),
    ("emphasis in a link", '<p><a href="/x/">the <strong>Lenovo</strong> group</a></p>'),
    ("a caption", '<figure><img src="/media/a.jpg" alt="Lenovo"><figcaption>Lenovo</figcaption></figure>'),
    ("another's words", "<blockquote><p>Lenovo is ours.</p></blockquote>"),
    ("who said them", "<p><cite>Lenovo</cite></p>"),
    ("code", "<p><code>Lenovo</code></p>"),
    ("the head of a table", "<table><thead><tr><th>Lenovo</th></tr></thead></table>"),
    ("an attribute", '<p><img src="/media/a.jpg" alt="Lenovo" width="1" height="1"> said</p>'),
    ("a comment", "<p>said<!-- Lenovo --></p>"),
    ("a related story", '<p class="related"><a href="/news/2013/x/">Lenovo grows</a></p>'),
    ("a related story without its link", '<p class="related">Lenovo grows</p>'),
    ("a name in two pieces", "<p>Len<em>ovo</em> said</p>"),
]


@pytest.mark.parametrize(("where", "markup"), NEVER, ids=[where for where, _ in NEVER])
def test_never_in(where, markup):
    assert linked(markup + FILL, LENOVO) == markup + FILL


@pytest.mark.parametrize(("where", "markup"), NEVER, ids=[where for where, _ in NEVER])
def test_but_at_the_first_place_after_it(where, markup):
    after = f"{markup}<p>Lenovo said so.</p>{FILL}"
    expected = after.replace("<p>Lenovo said so", '<p><a href="/companies/lenovo/">Lenovo</a> said so')
    assert linked(after, LENOVO) == expected


def test_entities_quotes_and_case_stay_as_they_are_written():
    markup = f"<p>“AT&amp;T” &lt;b&gt; LENOVO&nbsp;&#8212; AT&amp;T’s &quot;it&quot; &copy;</p>{FILL}"
    result = linked(markup, (2, "AT&T"), (1, "LENOVO"))
    assert '“<a href="/companies/at-t/">AT&amp;T</a>” &lt;b&gt; <a href="/companies/lenovo/">LENOVO</a>&nbsp;' in result
    assert re.sub(r"</?a\b[^>]*>", "", result) == markup


def test_thousands_of_names_take_no_longer_than_each_by_itself():
    names = [f"Firm{number:05}" for number in range(12_000)]
    markup = f"<p>{' '.join(names)}</p>"
    pages = {tag: f"/companies/{name.lower()}/" for tag, name in enumerate(names)}
    named = [Named("body", tag * 10, tag * 10 + 9, name, "mentioned", tag) for tag, name in enumerate(names)]
    began = time.thread_time()
    assert with_links(markup, named, pages).count("<a ") == MOST
    assert time.thread_time() - began < 2, "each compared with each takes four times as long and more"


def test_names_that_overlap_give_one_link():
    markup = f"<p>Guo Hong Lenovo</p>{FILL}"
    named = [Named("body", 0, 8, "Guo Hong", "mentioned", 3), Named("body", 4, 15, "Hong Lenovo", "mentioned", 1)]
    assert with_links(markup, named, PAGES).count("<a ") == 1


def test_of_names_that_begin_alike_the_longest_is_the_link():
    markup = f"<p>Legend Star opens</p>{FILL}"
    assert '<a href="/people/guo-hong/">Legend Star</a> opens' in linked(markup, (1, "Legend"), (3, "Legend Star"))


def test_an_address_outside_ascii_and_one_with_a_quote_are_written_safely():
    markup = f"<p>小米 grows</p>{FILL}"
    assert '<a href="/companies/小米/">小米</a>' in linked(markup, (4, "小米"))
    named = places(markup, (4, "小米"))
    assert 'href="/x/&quot;&gt;/"' in with_links(markup, named, {4: '/x/">/'})


def test_a_place_that_the_text_no_longer_has_is_left_alone():
    markup = f"<p>Sohu grows</p>{FILL}"
    assert with_links(markup, [Named("body", 0, 4, "Sina", "about", 1)], PAGES) == markup
    assert with_links(markup, [Named("body", 5_000_000, 5_000_004, "Sina", "about", 1)], PAGES) == markup
    assert with_links(markup, [Named("headline", 0, 4, "Sohu", "about", 1)], PAGES) == markup


def test_whoever_has_no_page_is_not_linked():
    markup = f"<p>Lenovo grows</p>{FILL}"
    assert with_links(markup, places(markup, LENOVO), {1: ""}) == markup
    assert with_links(markup, places(markup, LENOVO), {}) == markup


def test_one_link_in_forty_words_and_eight_in_all_what_it_is_about_first():
    names = [(number, f"Name{chr(96 + number)}") for number in range(1, 13)]
    pages = {number: f"/companies/{number}/" for number, _ in names}
    sentence = "<p>" + " and ".join(name for _, name in names) + "</p>"
    named = places(sentence, *names[:-1]) + places(sentence, names[-1], role="about")
    assert with_links(sentence, named, pages) == sentence, "23 words bear no link"
    longer = sentence + "<p>" + "word " * 60 + "</p>"
    assert re.findall(r"<a [^>]*>(\w+)", with_links(longer, named, pages)) == ["Namea", "Namel"]
    assert with_links(sentence + FILL, named, pages).count("<a ") == 8


def test_a_page_that_the_editor_linked_already_is_not_linked_again():
    markup = f'<p><a href="/companies/lenovo/">The firm</a> is Lenovo.</p>{FILL}'
    assert linked(markup, LENOVO) == markup


def test_what_the_editor_linked_counts_among_the_links_that_a_text_bears():
    pages = {1: "/companies/a/", 2: "/companies/b/", 3: "/companies/c/"}
    rest = "<p>Beta and Gamma " + "word " * 80 + "</p>"
    markup = f'<p><a href="/companies/a/">Alpha</a></p>{rest}'
    named = places(markup, (2, "Beta"), (3, "Gamma"))
    assert re.findall(r"<a [^>]*>(\w+)", with_links(markup, named, pages)) == ["Alpha", "Beta"]
    assert with_links(markup, named, pages | {1: ""}).count("<a ") == 3
    short = '<p><a href="/companies/a/">Alpha</a></p><p>Beta and Gamma</p>'
    assert with_links(short, places(short, (2, "Beta"), (3, "Gamma")), pages) == short


@pytest.mark.parametrize(("characters", "links"), [(38, 0), (76, 1), (116, 2), (36 + 4 * 40, 2)])
def test_a_character_of_chinese_counts_as_a_word(characters, links):
    markup = "<p>小米和联想" + "中" * (characters - 5) + "</p>"
    named = places(markup, (4, "小米"), (1, "联想"))
    assert with_links(markup, named, PAGES).count("<a ") == links


def test_words_beside_chinese_count_as_well():
    markup = "<p>小米和联想" + "中" * 19 + " word" * 20 + "</p>"
    assert linked(markup, (4, "小米"), (1, "联想")).count("<a ") == 1


@pytest.mark.parametrize("roles", [("about", "mentioned"), ("mentioned", "about")])
def test_a_story_is_about_whom_any_of_its_places_says_it_is_about(roles):
    assert roles_of([Named("body", at, at + 4, "Sina", role, 1) for at, role in enumerate(roles)]) == {1: "about"}


# Properties

_TEXT = st.text(alphabet="Lenovo Guo Hg<&>\"'小米 é\n", max_size=30)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_INLINE = st.one_of(
    _TEXT.map(_escaped),
    st.tuples(st.sampled_from(["em", "strong", "cite", "code", "a"]), _TEXT).map(
        lambda it: f"<{it[0]}{' href="/x/"' if it[0] == 'a' else ''}>{_escaped(it[1])}</{it[0]}>"
    ),
    st.sampled_from(["Lenovo", "小米", "Guo Hong", "<br>", "&nbsp;"]),
)
_BLOCK = st.tuples(st.sampled_from(["p", "h2", "blockquote", "li", "td"]), st.lists(_INLINE, max_size=6)).map(
    lambda it: f"<{it[0]}>{''.join(it[1])}</{it[0]}>"
)


class _Checker(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.nested = [], False

    def handle_starttag(self, tag, attrs):
        if tag in ("br", "img"):
            return
        self.nested |= tag == "a" and "a" in self.open
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@settings(max_examples=150)
@given(st.lists(_BLOCK, max_size=6).map("".join), st.sampled_from(["about", "mentioned"]))
def test_text_stays_markup_stays_well_formed_and_twice_is_once(markup, role):
    markup += FILL
    named = places(markup, LENOVO, (3, "Guo Hong"), (4, "小米"), role=role)
    result = with_links(markup, named, PAGES)
    assert words_of(result).text == words_of(markup).text
    assert len(result) == len(markup) + sum(
        len(f'<a href="{p}"></a>') for p in re.findall(r'<a href="(/[cp][^"]+)">', result)
    )
    checker = _Checker()
    checker.feed(result)
    assert not checker.open
    assert not checker.nested
    assert with_links(result, named, PAGES) == result


# On the page


@pytest.mark.django_db
def test_the_page_of_a_story_links_whom_the_desk_confirmed(client):
    lenovo, hidden = make_company("Lenovo"), make_company("Sohu", is_listed=False)
    guo = make_person("Guo Hong")
    body = f"<p>Guo Hong met Lenovo and Sohu.</p>{FILL}"
    edition = make_edition("A meeting", body=body, tags=[lenovo, hidden, guo])
    page = client.get(edition.get_absolute_url())
    assert '<a href="/companies/lenovo/">Lenovo</a> and Sohu' not in page.content.decode(), "nobody decided yet"
    for place in places(
        edition.body_html, (lenovo.tag_id, "Lenovo"), (hidden.tag_id, "Sohu"), (guo.tag_id, "Guo Hong")
    ):
        EditionMention.objects.create(
            edition=edition, tag_id=place.tag, field="body", start=place.start, end=place.end, surface=place.surface,
            sentence="Guo Hong met Lenovo and Sohu.", sentence_hash="x", role=place.role,
            first_published_at=edition.first_published_at,
        )  # fmt: skip
    said = client.get(edition.get_absolute_url()).content.decode()
    expected = '<a href="/people/guo-hong/">Guo Hong</a> met <a href="/companies/lenovo/">Lenovo</a> and Sohu.'
    assert expected in said
    edition.refresh_from_db()
    assert "<a " not in edition.body_html, "links are kept nowhere"


def test_who_is_unlinked_at_one_place_is_linked_at_none():
    markup = f"<p>Lenovo grew. Guo Hong saw Lenovo grow.</p>{FILL}"
    first, last, guo = places(markup, LENOVO, (3, "Guo Hong"))
    named = [first, last._replace(is_unlinked=True), guo]
    expected = markup.replace("Guo Hong", '<a href="/people/guo-hong/">Guo Hong</a>')
    assert with_links(markup, named, PAGES) == expected
    headline = Named("headline", 0, 6, "Lenovo", "about", 1, is_unlinked=True)
    assert with_links(markup, [headline, first, last, guo], PAGES) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("names_unlinked", [False, True])
def test_a_story_can_have_its_names_as_plain_words(client, names_unlinked):
    lenovo = make_company("Lenovo")
    edition = make_edition("Plain", body=f"<p>Lenovo grew.</p>{FILL}", tags=[lenovo], names_unlinked=names_unlinked)
    assert edition.names_unlinked == names_unlinked
    EditionMention.objects.create(
        edition=edition, tag=lenovo.tag, field="body", start=0, end=6, surface="Lenovo", sentence="Lenovo grew.",
        sentence_hash="x", first_published_at=edition.first_published_at,
    )  # fmt: skip
    page = client.get(edition.get_absolute_url()).content.decode()
    assert ("<p>Lenovo grew.</p>" in page) == names_unlinked
    assert ('<p><a href="/companies/lenovo/">Lenovo</a> grew.</p>' in page) != names_unlinked


@pytest.mark.django_db
def test_machines_get_the_places_as_data(client):
    lenovo = make_company("Lenovo")
    edition = make_edition("Named", body=f"<p>Lenovo grew.</p>{FILL}", tags=[lenovo])
    assert "_mentions" not in client.get("/feed.json").json()["items"][0]
    EditionMention.objects.create(
        edition=edition, tag=lenovo.tag, field="body", start=0, end=6, surface="Lenovo", sentence="Lenovo grew.",
        sentence_hash="x", first_published_at=edition.first_published_at,
    )  # fmt: skip
    item = client.get("/feed.json").json()["items"][0]
    [place] = item["_mentions"]["places"]
    assert place == {
        "field": "body", "start": 0, "end": 6, "text": "Lenovo", "role": "mentioned", "name": "Lenovo",
        "url": "http://testserver/companies/lenovo/",
    }  # fmt: skip
    assert "/companies/lenovo/" not in item["content_html"]
    ninjs = client.get(edition.get_absolute_url().removesuffix("/") + ".ninjs.json").json()
    assert ninjs["organisations"][0]["rel"] == "mentions"


@pytest.mark.django_db
def test_places_come_in_the_order_of_the_text_whoever_was_decided_on_first():
    edition, tags = make_edition(), [make_company("Lenovo").tag_id, make_company("Sohu").tag_id]
    for tag, start in ((tags[1], 9), (tags[1], 0), (tags[0], 0)):
        EditionMention.objects.create(
            edition=edition, tag_id=tag, field="body", start=start, end=start + 4, surface="Sohu", sentence="x",
            sentence_hash="x", nth=start, first_published_at=edition.first_published_at,
        )  # fmt: skip
    found = [(place.start, place.tag) for place in named_in(edition.pk)]
    assert found == [(place.start, place.tag) for place in named_in_each([edition.pk])[edition.pk]]
    assert found == [(0, tags[0]), (0, tags[1]), (9, tags[1])]
