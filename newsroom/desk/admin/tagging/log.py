"""What was decided at the tagging desk, act by act, and taking an act back."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.db.models import Count, Subquery
from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from companies.admin.base import moment
from newsroom.desk import workflow
from newsroom.desk.tagging import undo
from newsroom.models import Decision

ACTS = 50
_NAMED = 3  # of what an act decided
_LARGEST = 41  # decisions of an act at most, more or less: the lines of a page, and a tag


@dataclass(frozen=True, slots=True)
class Act:
    """Everything that one press of a button decided."""

    batch: str
    at: str
    who: str
    said: str
    details: str
    is_undone: bool
    can_undo: bool
    today: int = 0  # how many decisions of this day stand, by the same person


def describe(decisions: list[Decision]) -> str:
    """What one act did: “accepted 3, rejected 1: Lenovo Group, Baidu”."""
    first = decisions[0]
    if first.verb == Decision.Verb.RULE:
        after = first.details.get("after", "")
        how = {"after_full": "only after the full name", "never": "never"}.get(after, "as the register says")
        if first.other_tag_id:
            how = "as another’s name"
        return f"“{first.name}” counts {how} for {first.tag_name}"
    counts = {}
    for decision in decisions:
        word = decision.get_verb_display()
        counts[word] = counts.get(word, 0) + 1
    names = list(dict.fromkeys(decision.tag_name for decision in decisions if decision.tag_name))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    said = ", ".join(f"{number} {word}" if number > 1 else word for word, number in counts.items())
    return f"{said}: {', '.join(names[:_NAMED])}{more}"


class Log(admin.ModelAdmin):
    def last_act(self, user) -> Act | None:
        """The newest act of this person that stands, for the button that takes it back."""
        standing = undo.standing(user).order_by()
        newest = undo.standing(user).values("batch")[:1]
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        of_today = standing.filter(at__gte=midnight).values("by").annotate(number=Count("pk")).values("number")
        made = Decision.objects.filter(batch=Subquery(newest), undone_by=None)
        decisions = list(made.annotate(today=Subquery(of_today)).order_by("pk")[:200])
        if not decisions:
            return None
        first = decisions[0]
        said = describe(decisions)
        return Act(first.batch, moment(first.at), first.by_name, said, "", False, True, today=first.today or 0)

    def log_view(self, request):
        at = int(page) if (page := request.GET.get("p", "")).isdecimal() and len(page) < 6 else 0
        mine = request.GET.get("whose") == "mine"
        rows = Decision.objects.filter(by=request.user) if mine else Decision.objects.all()
        # Read off the newest decisions, since an act has few and the table grows for ever.
        newest = rows.order_by("-pk").values_list("batch", flat=True)[: (at + 1) * ACTS * _LARGEST]
        batches = list(dict.fromkeys(newest))[at * ACTS : (at + 1) * ACTS + 1]
        by_batch: dict[str, list[Decision]] = {}
        chosen = batches[:ACTS]
        found = Decision.objects.filter(batch__in=chosen).select_related("article", "undone_by").defer("article__body")
        for decision in found.order_by("pk"):
            by_batch.setdefault(decision.batch, []).append(decision)
        return self.screen(
            request,
            "decided",
            "Tagging desk: decided",
            "decided",
            crumb="Decided",
            acts=[self._act(by_batch[batch]) for batch in chosen],
            is_mine=mine,
            earlier=self.url("decided", query=f"p={at - 1}") if at else "",
            later=self.url("decided", query=f"p={at + 1}") if len(batches) > ACTS else "",
        )

    def _act(self, decisions: list[Decision]) -> Act:
        first = decisions[0]
        standing = [one for one in decisions if getattr(one, "undone_by", None) is None]
        stories = list(dict.fromkeys(one.article.headline for one in decisions if one.article))
        more = f" and {len(stories) - _NAMED} more stories" if len(stories) > _NAMED else ""
        is_undo = first.verb == Decision.Verb.UNDO
        return Act(
            first.batch,
            moment(first.at),
            first.by_name,
            describe(decisions),
            f"in {'; '.join(f'“{story}”' for story in stories[:_NAMED])}{more}" if stories else "",
            not standing,
            any(map(undo.has_its_story, standing)) and not is_undo,
        )

    def undo_view(self, request):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            outcome = undo.undo(request.POST.get("batch", "")[:32].replace("\x00", ""), by=request.user)
        except workflow.StepRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            if not outcome.done and not outcome.refused:
                self.message_user(request, "That was taken back already, or there is nothing to take back.")
            self.tell(request, outcome, f"Taken back: {outcome.done}." if outcome.done else "")
        back = request.POST.get("back", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return self.to(back if safe and back.startswith("/") else reverse("admin:newsroom_mention_changelist"))
