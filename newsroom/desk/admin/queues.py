"""Whose turn it is: the stories behind a queue, alike on the first page and in the list."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from newsroom.desk.steps import STEPS
from newsroom.models import Event, Stage

# What review did with a story; the newest of these says whether it came back.
REVIEW_VERBS = [STEPS[name].done for name in ("submit", "return", "approve", "discard")]


def of(user) -> Q:
    """Begun or last written by `user`."""
    return Q(created_by=user) | Q(edited_by=user)


def returned(stories: QuerySet) -> QuerySet:
    """Drafts that came back from review and were not submitted again."""
    last = Event.objects.filter(article=OuterRef("pk"), verb__in=REVIEW_VERBS).order_by("-at", "-pk")
    drafts = stories.filter(stage=Stage.DRAFT)
    return drafts.annotate(last_verb=Subquery(last.values("verb")[:1])).filter(last_verb=STEPS["return"].done)


def waiting_for_review(stories: QuerySet, user) -> QuerySet:
    """Submitted stories of which `user` can be the second pair of eyes."""
    barred = Q(submitted_by__isnull=False, submitted_by=user) | Q(edited_by__isnull=False, edited_by=user)
    return stories.filter(stage=Stage.IN_REVIEW).exclude(barred)
