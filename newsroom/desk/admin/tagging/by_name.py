"""The queue by name: one name, all its places in the archive as lines, and what it is to be from now on."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone
from django.utils.http import urlencode

from companies.admin.fields import is_number
from companies.admin.lists import MOST_COUNTED, bounded
from companies.models import Tag
from newsroom.desk import workflow
from newsroom.desk.admin import words
from newsroom.desk.admin.tagging import claiming
from newsroom.desk.admin.tagging.filters import QueueFilter
from newsroom.desk.admin.tagging.find import hint, named
from newsroom.desk.admin.tagging.rows import Row, line, tags_with_profiles
from newsroom.desk.tagging import decisions, records
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Edition, Mention, NameRecord

PAGE = 50  # names
LINES = 40


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name that waits: whose it may be, where, and how it did so far."""

    row: Row
    name: str
    url: str
    counts: dict
    record: NameRecord | None


class ByName(admin.ModelAdmin):
    def names_view(self, request):
        queue = QueueFilter(request.GET)
        at = int(page) if (page := request.GET.get("p", "")).isdecimal() and len(page) < 6 else 0
        names = self._names(queue)
        found = list(names[at * PAGE : (at + 1) * PAGE + 1])
        tags = tags_with_profiles(one["tag"] for one in found)
        known = {
            (record.tag_id, record.name): record
            for record in NameRecord.objects.filter(tag__in=tags, name__in=[one["name"] for one in found])
        }
        ruled = NameRecord.objects.exclude(match="").select_related("tag").order_by("-match_at")
        return self.screen(
            request,
            "names",
            "Tagging desk: by name",
            "names",
            queue=queue,
            query=queue.query,
            rows=[
                NameRow(
                    Row(tags[one["tag"]]),
                    one["name"],
                    self._name_url(one["tag"], one["name"], queue.query),
                    one,
                    known.get((one["tag"], one["name"])),
                )
                for one in found[:PAGE]
                if one["tag"] in tags
            ],
            ruled=[(record, self._name_url(record.tag_id, record.name)) for record in ruled[:20]],
            earlier=self.url("names", query=_page(queue.query, at - 1)) if at else "",
            later=self.url("names", query=_page(queue.query, at + 1)) if len(found) > PAGE else "",
        )

    def _names(self, queue: QueueFilter):
        """The names that wait, those with most places first."""
        return (
            queue.mentions()
            .order_by()
            .values("tag", "name")
            .annotate(
                places=Count("pk"),
                sure=Count("pk", filter=Q(tier=Mention.Tier.SURE)),
            )
            .order_by("-places", "tag", "name")
        )

    def _name_url(self, tag: int, name: str, query: str = "") -> str:
        return self.url("name", tag, query="&".join(filter(None, [urlencode({"name": name}), query])))

    # One name

    def name_view(self, request, tag: int):
        queue = QueueFilter(request.GET)
        name = request.GET.get("name", "")[:300].replace("\x00", "")
        chosen = Tag.objects.with_profiles().filter(pk=tag).first()
        if chosen is None or not name:
            raise Http404
        if request.method == "POST":
            return self._decide_name(request, chosen, name, queue)
        waiting = self._waiting(queue, tag, name)
        mentions = self._lines(waiting.exclude(claiming.with_others(request.user)))
        claiming.release(request.user)
        claiming.claim(mentions, request.user)
        live = set(
            Edition.objects.live()
            .filter(article__in=[mention.article_id for mention in mentions])
            .values_list("article", flat=True)
        )
        record = NameRecord.objects.filter(tag=tag, name=name).select_related("instead").first()
        return self.screen(
            request,
            "name",
            f"“{name}”",
            "names",
            row=Row(chosen),
            hint=hint(chosen),
            name=name,
            record=record,
            lines=[
                (line(mention), words.state(mention.article, is_live=mention.article_id in live))
                for mention in mentions
            ],
            ids=",".join(str(mention.pk) for mention in mentions),
            counts=self._counts(waiting, request.user),
            crumb=name,
            rivals=self._rivals(chosen, name),
            queue_url=self.url("names", query=queue.query),
        )

    def _lines(self, free) -> list[Mention]:
        """The surest places, of the newest stories first: each tier is read off the index as far as a page goes."""
        found: list[Mention] = []
        for tier in Mention.Tier.values:
            of_tier = free.filter(tier=tier).select_related("article").defer("article__body")
            # In the index's own order; what one sees is put in the order of the text below.
            found += of_tier.order_by("-article_id", "-pk")[:LINES]
        tiers = list(Mention.Tier.values)
        return sorted(found[:LINES], key=lambda row: (tiers.index(row.tier), -row.article_id, row.field, row.start))

    def _counts(self, waiting, user) -> dict:
        """How many places wait, in how many stories, and how many colleagues have; no farther than one pages."""
        columns = ("article", "claimed_by", "claimed_until")
        rows = list(waiting.order_by("-article_id").values_list(*columns)[: MOST_COUNTED + 1])
        now = timezone.now()
        return {
            "places": bounded(len(rows), MOST_COUNTED),
            "stories": bounded(len({story for story, *_ in rows}), MOST_COUNTED if len(rows) <= MOST_COUNTED else 0),
            "with_others": sum(bool(until and until > now and who != user.pk) for _, who, until in rows),
        }

    def _waiting(self, queue: QueueFilter, tag: int, name: str):
        return queue.mentions().filter(tag=tag, name=name)

    def _rivals(self, tag: Tag, name: str) -> list[Row]:
        """Others who go by this name too."""
        return [Row(other) for other in named(name) if other.pk != tag.pk]

    def _decide_name(self, request, tag: Tag, name: str, queue: QueueFilter):
        act = request.POST.get("act", "accept")
        here = self._name_url(tag.pk, name, queue.query)
        try:
            if act in ("after_full", "never", "free"):
                self._rule(request, tag, name, act)
            elif act == "instead":
                self._mean_another(request, tag, name)
            else:
                self._decide_lines(request, name, reject_rest=act != "accept_only", reject_all=act == "reject_all")
        except workflow.StepRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return self.to(here)
        if (
            act != "free"
            and not self._waiting(queue, tag.pk, name).exclude(claiming.with_others(request.user)).exists()
        ):
            claiming.release(request.user)
            return self.to(self._next_name(queue, request) or self.url("names", query=queue.query))
        return self.to(here)

    def _decide_lines(self, request, name: str, *, reject_rest: bool, reject_all: bool) -> None:
        shown = [int(pk) for pk in request.POST.get("ids", "").split(",") if is_number(pk)]
        ticked = set() if reject_all else {int(pk) for pk in request.POST.getlist("yes") if is_number(pk)}
        verdicts = [Verdict(pk, pk in ticked) for pk in shown if pk in ticked or reject_rest]
        outcome = decisions.decide(verdicts, by=request.user)
        accepted = sum(pk in ticked and pk not in outcome.refused for pk in shown)
        said = f"“{name}”: {min(accepted, outcome.done)} accepted, {max(0, outcome.done - accepted)} rejected."
        live = len(outcome.tagged)
        if live:
            said += f" {live} {'story has' if live == 1 else 'stories have'} a new tag."
        self.tell(request, outcome, said if outcome.done else "")

    def _rule(self, request, tag: Tag, name: str, act: str) -> None:
        match = {"after_full": records.AFTER_FULL, "never": records.NEVER, "free": ""}[act]
        outcome = decisions.rule_name(tag, name, match, by=request.user)
        who = tag.profile or tag
        said = {
            "after_full": f"From now on “{name}” counts for {who} only where the story also gives the full name.",
            "never": f"“{name}” never means {who} from now on; {outcome.done} suggestions were rejected.",
            "free": f"“{name}” counts again as {who} says.",
        }[act]
        self.tell(request, outcome, said)

    def _mean_another(self, request, tag: Tag, name: str) -> None:
        typed = request.POST.get("another", "").strip()
        found = [other for other in named(typed) if other.pk != tag.pk]
        if len(found) != 1:
            self.message_user(
                request, f"“{typed}” is not the name or address of one other company or person.", messages.WARNING
            )
            return
        outcome = decisions.rule_name(tag, name, "", by=request.user, instead=found[0])
        who = found[0].profile
        self.tell(
            request,
            outcome,
            f"From now on “{name}” means {who}. {outcome.done} suggestions were rejected; reading the stories again "
            f"suggests {who} there.",
        )

    def _next_name(self, queue: QueueFilter, request) -> str:
        """The next name that has places nobody else has before them."""
        free = queue.mentions().exclude(claiming.with_others(request.user)).order_by()
        one = free.values("tag", "name").annotate(places=Count("pk")).order_by("-places", "tag", "name").first()
        return self._name_url(one["tag"], one["name"], queue.query) if one else ""


def _page(query: str, page: int) -> str:
    return "&".join(part for part in (query, f"p={page}" if page else "") if part)
