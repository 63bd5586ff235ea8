"""What pages say of themselves to machines: JSON-LD and the tags for sharing. It is what they show."""

import datetime
import json
import re
from html import unescape

import pytest

from companies.models import Company, Photo
from newsroom import social_cards
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.models import Correction, Edition, EditionMention

from .conftest import DAY, make_photo, republish

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
STORY = "/news/2013/park-aims-high/"
OFFICE = f"{SITE}/#organization"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def html_of(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def graph(client, path) -> dict:
    """The things that the page speaks of, by their type."""
    scripts = SCRIPT.findall(html_of(client, path))
    assert len(scripts) == 1
    assert not set("<>&") & set(scripts[0])
    data = json.loads(scripts[0])
    assert data["@context"] == "https://schema.org"
    things = {thing["@type"]: thing for thing in data["@graph"]}
    assert len(things) == len(data["@graph"])
    return things


def metas(client, path) -> dict[str, list[str]]:
    found = {}
    for name, content in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', html_of(client, path)):
        found.setdefault(name, []).append(unescape(content))
    return found


class TestStory:
    def test_who_what_when_where(self, client, story):
        things = graph(client, STORY)
        article = things["NewsArticle"]
        assert set(things) == {"NewsArticle", "BreadcrumbList"}
        assert article["mainEntityOfPage"] == f"{SITE}{STORY}"
        assert article["headline"] == re.search("<h1>(.*?)</h1>", html_of(client, STORY)).group(1)
        assert article["datePublished"] == article["dateModified"] == "2013-10-25T10:00:00+08:00"
        assert article["author"] == [{"@type": "Person", "name": "Wang Yifei"}]
        assert article["editor"] == [{"@type": "Person", "name": "Niva Whyman"}]
        assert article["publisher"]["@id"] == OFFICE
        assert article["publisher"]["name"] == "Zhongguancun Science Park"
        assert (article["articleSection"], article["inLanguage"]) == ("Enterprises", "en")
        assert article["keywords"] == ["start-ups"]
        assert article["isAccessibleForFree"] is True
        assert "correction" not in article

    def test_about_whom_the_head_names_and_mentions_of_the_others(self, client, story):
        before = graph(client, STORY)["NewsArticle"]
        company = {
            "@type": "Organization",
            "name": "Xiaomi",
            "alternateName": "小米",
            "@id": f"{SITE}/companies/xiaomi/#organization",
            "url": f"{SITE}/companies/xiaomi/",
        }
        assert "about" not in before
        assert before["mentions"][0] == company
        assert before["mentions"][1]["@id"] == f"{SITE}/people/guo-hong/#person"
        republish(story, headline="小米 aims high")
        after = graph(client, STORY)["NewsArticle"]
        assert after["about"] == [company]
        assert [thing["name"] for thing in after["mentions"]] == ["Guo Hong"]

    def test_who_has_one_name_only_is_about_by_that_name(self, client):
        edition = make_edition("Chips", standfirst="By Sohu.", tags=[make_company("Sohu"), make_company("Baidu")])
        article = graph(client, edition.get_absolute_url())["NewsArticle"]
        assert [[thing["name"] for thing in article[part]] for part in ("about", "mentions")] == [["Sohu"], ["Baidu"]]

    def test_letters_of_a_longer_word_are_no_name(self, client):
        firms = [make_company("Mi"), make_company("AI", chinese_name="艾"), make_company("TCL")]
        edition = make_edition("A Miracle of SAIL", standfirst="TCL’s, not xMi.", tags=firms)
        article = graph(client, edition.get_absolute_url())["NewsArticle"]
        assert [[thing["name"] for thing in article[part]] for part in ("about", "mentions")] == [["TCL"], ["Mi", "AI"]]

    def test_what_somebody_decided_counts_more_than_the_headline(self, client, story, xiaomi):
        republish(story, headline="小米 aims high")
        edition = Edition.objects.get(article=story.article, live_until=None)
        EditionMention.objects.create(
            edition=edition, tag=xiaomi.tag, field="headline", start=0, end=2, surface="小米", role="mentioned",
            sentence="小米 aims high", sentence_hash="x", first_published_at=edition.first_published_at,
        )  # fmt: skip
        article = graph(client, STORY)["NewsArticle"]
        assert [thing["name"] for thing in article["mentions"]] == ["Xiaomi"]
        assert [thing["name"] for thing in article["about"]] == ["Guo Hong"], "added by hand"

    def test_ninjs_says_the_same_of_everybody(self, client, story, xiaomi):
        def said() -> list[dict[str, str]]:
            article, item = graph(client, STORY)["NewsArticle"], client.get(f"{STORY[:-1]}.ninjs.json").json()
            return [
                {thing["name"]: part for part in ("about", "mentions") for thing in article.get(part, [])},
                {thing["name"]: thing["rel"] for thing in (*item["people"], *item["organisations"])},
            ]

        assert said() == [{"Xiaomi": "mentions", "Guo Hong": "mentions"}] * 2
        republish(story, headline="小米 aims high")
        assert said() == [{"Xiaomi": "about", "Guo Hong": "mentions"}] * 2
        EditionMention.objects.create(
            edition=Edition.objects.get(article=story.article, live_until=None), tag=xiaomi.tag, field="headline",
            start=0, end=2, surface="小米", role="mentioned", sentence="小米 aims high", sentence_hash="x",
            first_published_at=story.first_published_at,
        )  # fmt: skip
        assert said() == [{"Xiaomi": "mentions", "Guo Hong": "about"}] * 2

    def test_an_unlisted_profile_has_neither_address_nor_id(self, client, story, guo):
        guo.is_listed = False
        guo.save()
        assert graph(client, STORY)["NewsArticle"]["mentions"][1] == {
            "@type": "Person", "name": "Guo Hong", "alternateName": "郭洪",
        }  # fmt: skip

    def test_a_profiled_author_and_a_picture(self, client, media_root):
        credits = [
            {"name": "Wang Yi-fei", "person": make_person("Wang Yifei")},
            {"name": "Li Na", "role": "translator"},
        ]
        photo = make_photo("abc", credit="Photo: Li Na")
        make_edition("One", lead_photo=photo, lead_caption="Tonight", credits=credits, backdated_to=DAY)
        article = graph(client, "/news/2013/one/")["NewsArticle"]
        address = f"{SITE}/people/wang-yifei/"
        assert article["author"] == [
            {"@type": "Person", "name": "Wang Yi-fei", "@id": f"{address}#person", "url": address}
        ]
        assert article["translator"] == [{"@type": "Person", "name": "Li Na"}]
        assert article["image"] == {
            "@type": "ImageObject",
            "url": f"{SITE}/media/photos/abc.jpg",
            "width": 1600,
            "height": 1000,
            "caption": "Tonight",
            "creditText": "Photo: Li Na",
        }
        assert graph(client, "/people/wang-yifei/")["ProfilePage"]["mainEntity"]["@id"] == f"{address}#person"

    def test_a_story_without_a_picture_has_its_card(self, client):
        edition = make_edition("Plain", backdated_to=DAY)
        path = edition.get_absolute_url()
        card = f"{SITE}/media/{social_cards.name_of(edition)}"
        image = graph(client, path)["NewsArticle"]["image"]
        assert image == {"@type": "ImageObject", "url": card, "width": 1200, "height": 630}
        shared = metas(client, path)
        assert (shared["og:image"], shared["og:image:width"], shared["og:image:height"]) == ([card], ["1200"], ["630"])

    @pytest.mark.parametrize(("width", "height", "is_shared"), [(320, 200, False), (599, 900, False), (600, 315, True)])
    def test_a_picture_too_small_to_be_shared_leaves_that_to_the_card(
        self, client, media_root, width, height, is_shared
    ):
        photo = make_photo("tiny")
        Photo.objects.filter(pk=photo.pk).update(width=width, height=height, renditions=[])
        edition = make_edition("Tiny", lead_photo=Photo.objects.get(pk=photo.pk), backdated_to=DAY)
        path, card = edition.get_absolute_url(), f"{SITE}/media/{social_cards.name_of(edition)}"
        address = f"{SITE}{photo.url}" if is_shared else card
        assert graph(client, path)["NewsArticle"]["image"]["url"] == address
        assert metas(client, path)["og:image"] == [address]
        assert f'src="{photo.url}"' in html_of(client, path)
        (of_front_page,) = metas(client, "/")["og:image"]
        assert (of_front_page == address) is is_shared

    @pytest.mark.parametrize("name", ["Park News Desk", "Xinhua News Agency", "新华社", "the editors"])
    def test_a_desk_that_signs_is_no_person(self, client, name):
        path = make_edition("Signed", credits=[name, "Desk Newsome"], backdated_to=DAY).get_absolute_url()
        assert graph(client, path)["NewsArticle"]["author"] == [
            {"@type": "Organization", "name": name},
            {"@type": "Person", "name": "Desk Newsome"},
        ]

    def test_without_writer_the_office_speaks(self, client):
        make_edition("One", backdated_to=DAY)
        assert [author["@id"] for author in graph(client, "/news/2013/one/")["NewsArticle"]["author"]] == [OFFICE]

    def test_a_correction_is_said(self, client, story):
        fixed = republish(story, body="<p>Right.</p>", change="correction")
        Correction.objects.create(edition=fixed, text="We had <it> wrong.", at=fixed.live_from)
        article = graph(client, STORY)["NewsArticle"]
        (correction,) = article["correction"]
        assert correction["@type"] == "CorrectionComment"
        assert correction["text"] == "We had <it> wrong."
        assert correction["datePublished"] == article["dateModified"]

    def test_nothing_in_a_name_ends_the_script(self, client):
        name = "</script><script>x</script> & ]]> <!--"
        make_edition(name, slug="h", tags=[make_company(name, slug="c"), name + " topic"], backdated_to=DAY)
        assert graph(client, "/news/2013/h/")["NewsArticle"]["headline"] == name
        assert graph(client, "/companies/c/")["ProfilePage"]["mainEntity"]["name"] == name
        assert graph(client, "/news/")["CollectionPage"]["mainEntity"]["itemListElement"][0]["name"] == name

    def test_the_same_moments_everywhere(self, client, story):
        republish(story, body="<p>More.</p>", change="update", note="More.")
        article, tags = graph(client, STORY)["NewsArticle"], metas(client, STORY)
        feed = json.loads(client.get("/feed.json").content)["items"][0]
        item = json.loads(client.get(f"{STORY[:-1]}.ninjs.json").content)
        sitemap = client.get("/sitemap-2013.xml").content.decode()

        def same(*texts):
            return len({datetime.datetime.fromisoformat(text).replace(microsecond=0) for text in texts}) == 1

        (published,), (modified,) = tags["article:published_time"], tags["article:modified_time"]
        assert same(article["datePublished"], published, feed["date_published"], item["contentCreated"])
        lastmod = re.search("<lastmod>(.*?)<", sitemap).group(1)
        assert same(article["dateModified"], modified, feed["date_modified"], item["versionCreated"], lastmod)


class TestProfiles:
    def test_a_person(self, client, story, guo, media_root):
        guo.aliases.create(text="Kuo Hung")
        guo.aliases.create(text="Goo", kind="misspelling")
        guo.roles.create(title="Adviser", company=make_company("Hub"))
        guo.roles.create(title="Clerk", ended=datetime.date(2000, 1, 1))
        guo.picture = make_photo("guo")
        guo.save()
        things = graph(client, "/people/guo-hong/")
        assert set(things) == {"ProfilePage", "BreadcrumbList"}
        person = things["ProfilePage"]["mainEntity"]
        assert (person["@type"], person["name"]) == ("Person", "Guo Hong")
        assert person["@id"] == f"{SITE}/people/guo-hong/#person"
        assert person["alternateName"] == ["郭洪", "Kuo Hung"]
        assert person["jobTitle"] == ["Director", "Adviser"]
        assert [each["name"] for each in person["worksFor"]] == ["Zhongguancun Administrative Committee", "Hub"]
        assert person["worksFor"][1]["@id"] == f"{SITE}/companies/hub/#organization"
        assert person["image"]["url"] == f"{SITE}/media/photos/guo.jpg"

    def test_a_company(self, client, story, xiaomi):
        facts = {"legal_name": "Xiaomi Inc.", "founded": 2010, "website": "https://mi.example/?a=1&b=2"}
        Company.objects.filter(pk=xiaomi.pk).update(**facts)
        company = graph(client, "/companies/xiaomi/")["ProfilePage"]["mainEntity"]
        assert (company["@type"], company["name"]) == ("Organization", "Xiaomi")
        assert company["legalName"] == "Xiaomi Inc."
        assert company["alternateName"] == ["小米", "Mi"]
        assert company["foundingDate"] == "2010"
        assert company["sameAs"] == [facts["website"]]
        assert company["description"] == "Makes phones."

    def test_nothing_that_is_not_known(self, client):
        make_edition("One", tags=[make_company("Quiet")])
        company = graph(client, "/companies/quiet/")["ProfilePage"]["mainEntity"]
        assert set(company) == {"@type", "@id", "name", "url"}


class TestLists:
    @pytest.mark.parametrize(
        "path", ["/news/", "/news/2013/", "/news/2013/10/", "/sections/enterprises/", "/topics/start-ups/"]
    )
    def test_of_stories(self, client, story, path):
        workflow.withdraw(make_edition("Gone", tags=["start-ups"]).article, reason="Wrong.")
        make_article("Draft")
        page = graph(client, path)["CollectionPage"]
        assert page["url"] == f"{SITE}{path}"
        assert page["mainEntity"]["itemListElement"] == [
            {"@type": "ListItem", "position": 1, "name": "Park aims high", "url": f"{SITE}{STORY}"}
        ]

    @pytest.mark.parametrize(
        ("path", "name"), [("people", "Guo Hong"), ("companies", "Xiaomi"), ("topics", "start-ups")]
    )
    def test_of_names(self, client, story, path, name):
        items = graph(client, f"/{path}/")["CollectionPage"]["mainEntity"]["itemListElement"]
        (item,) = [item for item in items if item["name"] == name]
        assert client.get(item["url"].removeprefix(SITE)).status_code == 200

    def test_of_corrections(self, client, story):
        Correction.objects.create(edition=story, text="Wrong.", at=story.live_from)
        (item,) = graph(client, "/corrections/")["CollectionPage"]["mainEntity"]["itemListElement"]
        assert item["url"] == f"{SITE}{STORY}"


def test_home_introduces_site_and_office(client, story):
    things = graph(client, "/")
    assert set(things) == {"WebSite", "NewsMediaOrganization"}
    assert things["WebSite"]["publisher"]["@id"] == things["NewsMediaOrganization"]["@id"] == OFFICE
    assert client.get(things["NewsMediaOrganization"]["publishingPrinciples"].removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/about/", "AboutPage"),
        ("/feeds/", "WebPage"),
        ("/news/", "CollectionPage"),
        ("/companies/", "CollectionPage"),
        ("/companies/xiaomi/", "ProfilePage"),
        (STORY, "NewsArticle"),
    ],
)
def test_the_trail_is_the_one_on_the_page(client, story, path, kind):
    things = graph(client, path)
    assert kind in things
    steps = things["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    shown = re.search(r'<nav class="crumbs".*?</nav>', html_of(client, path), re.DOTALL).group()
    assert [step["name"] for step in steps] == re.findall(r"<(?:a href=[^>]+|span[^>]+)>([^<]+)<", shown)


@pytest.mark.parametrize("path", ["/search/?q=park", "/nowhere/"])
def test_what_is_not_indexed_says_nothing(client, story, path):
    assert not SCRIPT.search(client.get(path).content.decode())


class TestSharing:
    def test_a_story(self, client, media_root, xiaomi):
        writer = make_person("Wang Yifei")
        make_edition(
            "One",
            lead_photo=make_photo("abc"),
            tags=["chips", xiaomi],
            credits=[{"name": "Wang Yi-fei", "person": writer}, "Li Na"],
            language="zh-Hant",
            backdated_to=DAY,
        )
        tags = metas(client, "/news/2013/one/")
        assert tags["og:type"] == ["article"]
        assert tags["og:locale"] == ["zh_TW"]
        assert tags["og:url"] == [f"{SITE}/news/2013/one/"]
        assert tags["og:image"] == [f"{SITE}/media/photos/abc.jpg"]
        assert (tags["og:image:width"], tags["og:image:height"]) == (["1600"], ["1000"])
        assert tags["og:image:alt"] == ["A tower at dusk"]
        assert tags["twitter:card"] == ["summary_large_image"]
        assert tags["article:published_time"] == tags["article:modified_time"] == ["2013-10-25T10:00:00+08:00"]
        assert tags["article:section"] == ["News"]
        assert tags["article:tag"] == ["chips", "Xiaomi"]
        assert tags["article:author"] == [f"{SITE}/people/wang-yifei/"]

    def test_a_page_without_picture(self, client, story):
        tags = metas(client, "/news/")
        assert tags["twitter:card"] == ["summary_large_image"]
        assert tags["og:locale"] == ["en_GB"]
        assert tags["og:image"] == [f"{SITE}/media/{social_cards.name_of_site()}"]
