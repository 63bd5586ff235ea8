"""Files at the root of the site that machines ask for by a name agreed on elsewhere: robots, security and llms.txt."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from newsroom.models import Edition
from newsroom.public.markdown import escaped
from newsroom.public.views.base import PublicView

# Whoever reviews the page that security.txt names moves this on, by less than a year (RFC 9116, 2.5.5).
SECURITY_REVIEWED = datetime(2026, 11, 23, tzinfo=UTC)
SECURITY_EXPIRES = datetime(2027, 10, 31, tzinfo=UTC)
NEWEST = 20  # stories named in llms.txt


@method_decorator(csrf_exempt, name="dispatch")
class Robots(View):
    """Says where the sitemaps are. Asks no database: an error here would keep search engines away from everything."""

    def get(self, request):
        origin = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
        lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", ""]
        lines += [f"Sitemap: {origin}/{name}" for name in ("sitemap.xml", "news-sitemap.xml")]
        response = HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
        response["Cache-Control"] = "public, max-age=3600"
        return response


class SecurityTxt(PublicView):
    """Where to report a weakness. What has run out is not served: a stale contact is worse than none."""

    def get(self, request):
        if self.now >= SECURITY_EXPIRES:
            raise Http404
        lines = [
            f"Contact: {self.absolute('/contacts/')}",
            f"Expires: {SECURITY_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: en, zh",
            f"Canonical: {self.absolute('/.well-known/security.txt')}",
            "",
        ]
        return self.keep(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


class LlmsTxt(PublicView):
    """What is where, as Markdown (llmstxt.org): sections, directories, feeds, and the newest stories as plain files."""

    def get(self, request):
        parts = [
            f"# {escaped(self.frame.site_name)} News",
            f"> {escaped(self.frame.site_tagline)}",
            "Every story has three plain forms: put `.md`, `.txt` or `.ninjs.json` (IPTC ninjs 3.1) in the place of the"
            " last slash of its address.",
            self.listed("Sections", [(each.name, each.path) for each in self.frame.sections]),
            self.listed(
                "Directories",
                [
                    ("People", "/people/"),
                    ("Companies", "/companies/"),
                    ("Topics", "/topics/"),
                    ("All stories", "/news/"),
                    ("Corrections", "/corrections/"),
                    ("About", "/about/"),
                    ("Editorial policies", "/policies/"),
                    ("Contacts", "/contacts/"),
                ],
            ),
            self.listed(
                "Feeds",
                [
                    ("RSS", "/feed/"),
                    ("Atom", "/feed.atom"),
                    ("JSON Feed", "/feed.json"),
                    ("Sitemap", "/sitemap.xml"),
                    ("Feeds of sections, companies, people and topics", "/feeds/"),
                ],
            ),
            self.listed("Newest stories", self.newest()),
        ]
        text = "\n\n".join(part for part in parts if part)
        return self.keep(HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8"))

    def newest(self) -> list[tuple[str, str]]:
        stories = Edition.objects.live(self.now).newest_first().only("slug", "headline", "first_published_at")[:NEWEST]
        return [(story.headline, f"{story.get_absolute_url().removesuffix('/')}.md") for story in stories]

    def listed(self, heading: str, links: list[tuple[str, str]]) -> str:
        lines = [f"- [{escaped(name)}]({self.absolute(path)})" for name, path in links]
        return "\n".join([f"## {heading}", "", *lines]) if lines else ""
