"""Everything where a story shows while it is live, for the tests of the clock: within one process, and with servers."""

from datetime import date

from django.urls import get_resolver, resolve

SLUG = "zephyr-opens"
# What no beginning or end of a story changes (corrections are told when they are made), or is looked at by itself.
STILL = {
    "people/", "companies/", "feeds/people/", "feeds/companies/", "about/", "contacts/", "policies/", "accessibility/",
    "robots.txt", ".well-known/security.txt", "favicon.ico",
    "corrections/", "news/<year:year>/<name:slug>/changes/",
}  # fmt: skip
# There before and after, and changed by nothing: the year of the story was in it already.
UNCHANGED = ["/sitemap.xml"]


def surfaces(day: date, origin: str, *others: str) -> list[str]:
    """The addresses where “Zephyr opens” shows, in the section Labs, about Zephyr, Zoe and winds, published on the day.

    `others` are those that a test knows by itself: of files, and of a story beside which it stands as related.
    """
    story = f"/news/{day.year}/{SLUG}"
    paths = [
        "/", "/news/", f"/news/{day.year}/", f"/news/{day.year}/{day.month:02}/", f"{story}/", "/sections/labs/",
        "/topics/winds/", "/topics/", "/companies/zephyr/", "/people/zoe/", "/feed/", "/sections/labs/feed/",
        "/companies/zephyr/feed/", "/people/zoe/feed/", "/topics/winds/feed/", "/sitemap.xml",
        f"/sitemap-{day.year}.xml", f"/sitemap-{day.year}-{day.month:02}.xml", "/sitemap-pages.xml",
        "/feed.atom", "/feed.json", "/companies/zephyr/feed.atom", "/people/zoe/feed.json", "/news-sitemap.xml",
        "/llms.txt", *own_forms(day)[1:], "/search/?q=zephyr+opens", "/search/feed.json?q=zephyr+opens",
        "/search/suggest/?q=zephyr+op", "/search/?q=winds", "/feeds/", "/feeds/topics/",
        "/sections/labs/feed.atom", "/sections/labs/feed.json", "/topics/winds/feed.atom", "/topics/winds/feed.json",
        "/companies/zephyr/feed.json", "/people/zoe/feed.atom", f"/companies/zephyr/?year={day.year}",
        "/people/zoe/?part=about", "/companies/zephyr/media-kit.zip", f"/oembed/?url={origin}{story}/", *others,
    ]  # fmt: skip
    asked = {resolve(path.partition("?")[0]).route for path in paths}
    assert asked | STILL == {str(pattern.pattern) for pattern in get_resolver("newsroom.public.urls").url_patterns}
    assert not asked & STILL
    return paths


def own_forms(day: date) -> list[str]:
    """The addresses of the story itself, which answer 410 when it is over."""
    return [f"/news/{day.year}/{SLUG}{end}" for end in ("/", ".md", ".txt", ".ninjs.json", ".zip")]
