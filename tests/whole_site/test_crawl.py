"""What must hold for every page that a reader can get to."""

from collections import Counter

from .conftest import Site


def test_no_link_is_broken(site: Site):
    wrong = [
        f"{answer.status} {answer.path} (found on {answer.found_on})"
        for answer in site.answers.values()
        if answer.status not in (200, 301, 302) and answer.path != "/nothing/"
    ]
    assert not wrong
    assert len(site.pages) > 80


def test_nothing_that_a_page_shows_has_moved(site: Site):
    """A link that is answered with a redirect costs its reader a second question."""
    moved = [
        f"{answer.path} (found on {answer.found_on})"
        for answer in site.answers.values()
        if answer.status in (301, 302) and answer.found_on not in ("", "/nothing/")
    ]
    assert not moved


def test_titles_and_descriptions_are_there_and_each_is_one_pages_own(site: Site):
    pages = [answer for answer in site.pages if answer.page.is_indexed]
    for name, values in (
        ("title", [answer.page.title for answer in pages]),
        ("description", [answer.page.metas.get("description", "") for answer in pages]),
    ):
        assert all(values), [page.path for page, value in zip(pages, values, strict=True) if not value]
        again = {value for value, times in Counter(values).items() if times > 1}
        assert not again, name


def test_each_page_is_its_own_canonical_and_has_one_main_heading(site: Site):
    for answer in site.pages:
        page = answer.page
        if page.is_indexed:
            assert page.canonical == site.origin + answer.path, answer.path
            assert page.metas["og:url"] == page.canonical, answer.path
        assert page.headings.count(1) == 1, answer.path
        steps = [after - before for before, after in zip(page.headings, page.headings[1:], strict=False)]
        assert max(steps, default=0) <= 1, f"{answer.path}: a level of headings is left out"
        assert page.lang == "en", answer.path
        assert len(page.ids) == len(set(page.ids)), answer.path


def test_every_picture_has_its_size_and_says_whether_it_says_something(site: Site):
    eager = 0
    for answer in site.pages:
        for image in answer.page.images:
            assert image.get("width", "").isdigit(), (answer.path, image)
            assert image.get("height", "").isdigit(), (answer.path, image)
            assert "alt" in image, (answer.path, image)
        first = [image for image in answer.page.images if image.get("fetchpriority") == "high"]
        assert len(first) <= 1, answer.path
        assert not any(image.get("loading") == "lazy" for image in first), answer.path
        eager += len(first)
    assert eager > 20


def test_pages_keep_within_their_weight(site: Site):
    styles = scripts = 0
    for answer in site.answers.values():
        if answer.page and answer.status == 200 and "/news/2" in answer.path:
            assert len(answer.body) <= 60_000, answer.path
        if answer.kind == "text/css":
            styles += len(site.get(answer.path, **{"Accept-Encoding": "gzip"}).body)
        if answer.kind == "text/javascript":
            scripts += len(site.get(answer.path, **{"Accept-Encoding": "gzip"}).body)
    assert 0 < styles <= 20_000
    assert 0 < scripts <= 15_000
    story = next(answer for answer in site.pages if "eleven-enterprises" in answer.path).page
    lead = next(image for image in story.images if image.get("fetchpriority"))
    copies = {int(part.split()[1][:-1]): part.split()[0] for part in lead["srcset"].split(",")}
    on_a_phone = len(site.answers[copies[min(width for width in copies if width >= 2 * 360)]].body)
    assert on_a_phone <= 150_000
