"""The files at the root that machines ask for first, each by the name under which the office is known."""

import pytest

KEPT = "Cache-Control"


def test_robots_is_kept_for_an_hour_and_names_the_sitemaps_where_the_site_is_known(client, settings):
    answer = client.get("/robots.txt", headers={"Host": "localhost"})
    assert answer[KEPT] == "public, max-age=3600"
    assert answer.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /search/\n\n"
        "Sitemap: http://localhost/sitemap.xml\nSitemap: http://localhost/news-sitemap.xml\n"
    )
    settings.SITE_URL = "https://news.example"
    named = client.get("/robots.txt", headers={"Host": "localhost"}).content.decode()
    assert "Sitemap: https://news.example/sitemap.xml\nSitemap: https://news.example/news-sitemap.xml\n" in named


@pytest.mark.django_db
def test_the_icon_leads_to_the_file_for_a_day(client):
    """For good, but not for ever: the file is called otherwise when it changes."""
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (301, "/static/img/favicon.ico")
    assert answer[KEPT] == "public, max-age=86400"
