"""The queue by story, and one story with everything it may be about."""

from django.contrib import admin, messages
from django.http import Http404
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from companies.admin.fields import is_number
from newsroom.desk import workflow
from newsroom.desk.admin import words
from newsroom.desk.admin.step_forms import live_edition
from newsroom.desk.admin.story_list import with_live
from newsroom.desk.admin.tagging import claiming
from newsroom.desk.admin.tagging.filters import QueueFilter
from newsroom.desk.admin.tagging.find import named, which
from newsroom.desk.admin.tagging.panel import relinked
from newsroom.desk.admin.tagging.rows import TIERS, consequences, rows_of, tags_of, tags_with_profiles
from newsroom.desk.tagging import decisions, suggestions
from newsroom.desk.tagging.decisions import Outcome, Verdict
from newsroom.desk.tagging.directory import current_names
from newsroom.desk.tagging.story_text import StoryText
from newsroom.models import Article, Decision, Mention

PAGE = 50
MOST_CHIPS = 12  # in a row of the list
MOST_UNKNOWN = 12
MOST_MARKED = 60_000  # characters of a story that are shown with its names marked

ACCEPT, REJECT = "accept", "reject"


class ByStory(admin.ModelAdmin):
    def stories_view(self, request):
        queue = QueueFilter(request.GET)
        at = int(page) if (page := request.GET.get("p", "")).isdecimal() and len(page) < 6 else 0
        stories = with_live(queue.stories()).only("headline", "stage", "scheduled_for", "changed_at", "needs_sign_off")
        found = list(stories[at * PAGE : (at + 1) * PAGE + 1])
        page = found[:PAGE]
        return self.screen(
            request,
            "stories",
            "Tagging desk",
            "stories",
            queue=queue,
            rows=self._chips(page, request.user),
            query=queue.query,
            first=page[0] if page else None,
            earlier=self.url("changelist", query=_with(queue.query, at - 1)) if at else "",
            later=self.url("changelist", query=_with(queue.query, at + 1)) if len(found) > PAGE else "",
        )

    def _chips(self, stories: list[Article], user) -> list[dict]:
        """Each story with what is suggested for it, in two queries for all of them."""
        ids = [story.pk for story in stories]
        waiting: dict[int, dict[int, str]] = {pk: {} for pk in ids}
        taken: dict[int, str] = {}
        rows = Mention.objects.suggested().filter(article__in=ids).select_related("claimed_by")
        for row in rows.only("article", "tag", "tier", "claimed_until", "claimed_by__username"):
            tiers = waiting[row.article_id]
            tiers[row.tag_id] = min(tiers.get(row.tag_id, row.tier), row.tier, key=TIERS.__getitem__)
            if claiming.is_with_another(row, user):
                taken[row.article_id] = row.claimed_by.username
        tags = tags_with_profiles(tag for tiers in waiting.values() for tag in tiers)
        return [
            {
                "story": story,
                "url": self.url("story", story.pk),
                "state": words.state(story, is_live=story.is_live),
                "chips": [
                    (tags[tag], tier)
                    for tag, tier in sorted(waiting[story.pk].items(), key=lambda item: TIERS[item[1]])
                    if tag in tags
                ][:MOST_CHIPS],
                "more": max(0, len(waiting[story.pk]) - MOST_CHIPS),
                "taken": taken.get(story.pk, ""),
            }
            for story in stories
        ]

    # One story

    def story_view(self, request, pk: int):
        queue = QueueFilter(request.GET)
        story = Article.objects.select_related("section").filter(pk=pk).first()
        if story is None:
            raise Http404
        if request.method == "POST":
            return self._decide_story(request, story, queue)
        suggestions.catch_up(story)
        mentions = list(Mention.objects.filter(article=story).in_order())
        claiming.claim((row for row in mentions if row.status == Mention.Status.SUGGESTED), request.user)
        tags = tags_of(story)
        known = {tag.pk: tag for tag in tags}
        known |= tags_with_profiles({row.tag_id for row in mentions} - known.keys())
        rows = rows_of(mentions, known, {tag.pk for tag in tags})
        waiting = [row for row in rows if row.waiting]
        edition = live_edition(story)
        following = self._next(queue, story, request.user)
        return self.screen(
            request,
            "story",
            story.headline,
            "stories",
            story=story,
            state=words.state(story, is_live=edition is not None),
            public_url=edition.get_absolute_url() if edition else "",
            open_rows=[row for row in waiting if row.tier != Mention.Tier.WEAK],
            weak_rows=[row for row in waiting if row.tier == Mention.Tier.WEAK],
            decided_rows=[row for row in rows if row.decided],
            tags=tags,
            text=marked_text(story, mentions),
            proposals=self._unknown(story),
            crumb=story.headline,
            taken=next((m.claimed_by.username for m in _others(mentions, request.user)), ""),
            next_url=self.url("story", following, query=queue.query) if following else "",
            queue_url=self.url("changelist", query=queue.query),
        )

    def _unknown(self, story: Article) -> list[dict]:
        """Organisations in the story that the directory does not have, each with the way to add it."""
        text = StoryText.of_article(story)
        found = current_names().directory.find(text.text, headline_end=text.headline_end).proposals
        by_name = {" ".join(proposal.surface.split()): proposal for proposal in found}
        return [
            {
                "surface": surface,
                "near": ", ".join(dict.fromkeys(name.text for name in proposal.near[:2])),
                "url": self.url("new_name", query=urlencode({"new": "company", "text": surface})),
            }
            for surface, proposal in list(by_name.items())[:MOST_UNKNOWN]
        ]

    def _next(self, queue: QueueFilter, story: Article, user) -> int | None:
        """The story that comes after this one in the queue, and that nobody else has open; else the first one."""
        stories = claiming.not_with_others(queue.stories().exclude(pk=story.pk), user).values_list("pk", flat=True)
        after = stories.filter(changed_at__lte=story.changed_at)
        return after.first() or stories.first()

    def _decide_story(self, request, story: Article, queue: QueueFilter):
        batch = decisions.new_batch()
        verdicts = self.verdicts(request)
        outcome = decisions.decide(verdicts, by=request.user, batch=batch)
        added = self._add_by_hand(request, story, outcome)
        self._set_marks(request, story)
        accepted = sum(verdict.accept for verdict in verdicts) - len(
            [v for v in verdicts if v.accept and v.mention in outcome.refused]
        )
        self.tell(request, outcome, self._said(story, outcome, accepted, added))
        if "stay" in request.POST or added is None:
            return self.to(self.url("story", story.pk, query=queue.query))
        following = self._next(queue, story, request.user)
        if following is None:
            self.message_user(request, "That was the last story of this queue.", messages.INFO)
            return self.to(self.url("changelist", query=queue.query))
        return self.to(self.url("story", following, query=queue.query))

    def verdicts(self, request) -> list[Verdict]:
        """What was said of each row, with the places that were taken out of it."""
        post, verdicts = request.POST, []
        for name, said in post.items():
            if not name.startswith("verdict-") or said not in (ACCEPT, REJECT):
                continue
            tag = name.removeprefix("verdict-")
            typed = post.get(f"instead-{tag}", "").strip() if said == ACCEPT else ""
            instead = self._another(request, typed) if typed else None
            if typed and instead is None:
                continue  # it is not clear who is meant, so nothing is said of this row
            for pk in post.get(f"ids-{tag}", "").split(","):
                if not pk.isdecimal() or len(pk) > 18:
                    continue
                accept = said == ACCEPT and f"not-{pk}" not in post
                verdicts.append(
                    Verdict(
                        int(pk),
                        accept,
                        instead=instead if accept else None,
                        scope=Decision.Scope.STORY if said == REJECT else Decision.Scope.MENTION,
                        role=_role(post, tag),
                        is_unlinked=f"unlinked-{tag}" in post,
                    )
                )
        return verdicts

    def _another(self, request, typed: str):
        """Whom a row means instead; a name that several go by is nobody's."""
        found = named(typed)
        if len(found) == 1:
            return found[0]
        self.message_user(request, which(typed, found), messages.WARNING)
        return None

    def _add_by_hand(self, request, story: Article, outcome: Outcome):
        """Tag whoever was typed in; None where it is not clear who is meant."""
        typed = request.POST.get("add", "").strip()
        if not typed:
            return []
        found = named(typed)
        if len(found) != 1:
            self.message_user(request, which(typed, found), messages.WARNING)
            return None
        try:
            decisions.retag_by_hand(Article.objects.get(pk=story.pk), add=found, by=request.user, batch=outcome.batch)
        except workflow.StepRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return None
        return found

    def _set_marks(self, request, story: Article) -> None:
        """What was said of rows that were decided before."""
        was = {
            int(key): role
            for name, role in request.POST.items()
            if (key := name.removeprefix("was-role-")) != name and is_number(key)
        }
        for tag in tags_with_profiles(was).values():
            now = _role(request.POST, tag.pk)
            if now != was[tag.pk]:
                decisions.set_role(story, tag, now, by=request.user)
        said = relinked(request.POST)
        for tag in tags_with_profiles(said).values():
            decisions.set_unlinked(story, tag, said[tag.pk], by=request.user)

    def _said(self, story: Article, outcome: Outcome, accepted: int, added) -> str:
        parts = []
        if outcome.done:
            parts.append(f"{accepted} accepted, {outcome.done - accepted} rejected")
        if added:
            parts.append(f"{', '.join(str(tag.profile or tag) for tag in added)} added by hand")
        if not parts:
            return ""
        where = ""
        if workflow.is_live(story) and (outcome.tagged or added):
            pages = consequences(tags_of(story))
            where = f" Readers find it on {pages} now." if pages else ""
        return f"“{story.headline}”: {', '.join(parts)}.{where}"


def _others(mentions: list[Mention], user):
    return (mention for mention in mentions if claiming.is_with_another(mention, user))


def _role(post, tag) -> str:
    return Mention.Role.ABOUT if post.get(f"role-{tag}") == Mention.Role.ABOUT else Mention.Role.MENTIONED


def _with(query: str, page: int) -> str:
    return "&".join(part for part in (query, f"p={page}" if page else "") if part)


def marked_text(story: Article, mentions: list[Mention]) -> list[tuple[str, str]]:
    """The words of the story, paragraph by paragraph, with each name marked: (field, paragraph as HTML)."""
    marked = []
    for field, said in StoryText.of_article(story).fields:
        places = sorted(
            (mention for mention in mentions if mention.field == field and mention.status != Mention.Status.STALE),
            key=lambda mention: (mention.start, -mention.end),
        )
        begins = 0
        for paragraph in said[:MOST_MARKED].split("\n\n"):
            ends = begins + len(paragraph)
            inside = [mention for mention in places if begins <= mention.start and mention.end <= ends]
            marked.append((field, _with_marks(said, begins, ends, inside)))
            begins = ends + 2
    return [(field, paragraph) for field, paragraph in marked if paragraph]


def _with_marks(said: str, at: int, ends: int, mentions: list[Mention]) -> str:
    pieces = []
    for mention in mentions:
        if mention.start >= at:
            pieces.append(format_html("{}", said[at : mention.start]))
            surface = said[mention.start : mention.end]
            pieces.append(format_html('<mark class="tier-{} {}">{}</mark>', mention.tier, mention.status, surface))
            at = mention.end
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, format_html("{}", said[at:ends])]))
