"""So that several people at once are offered different work: what somebody has before them is theirs for a while."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from newsroom.models import Mention

LASTS = timedelta(minutes=10)


def with_others(user) -> Q:
    """Mentions that somebody else has before them now."""
    return Q(claimed_until__gt=timezone.now()) & ~Q(claimed_by=user)


def claim(mentions: Iterable[Mention], user) -> None:
    """Take these for ten minutes. It only steers what others are offered; what is decided is checked each time."""
    until = timezone.now() + LASTS
    free = Mention.objects.suggested().filter(pk__in=[mention.pk for mention in mentions])
    free.exclude(with_others(user)).update(claimed_by=user, claimed_until=until)


def release(user) -> None:
    """Whoever leaves a queue gives back what they had."""
    Mention.objects.filter(claimed_by=user, claimed_until__gt=timezone.now()).update(
        claimed_by=None, claimed_until=None
    )


def not_with_others(stories: QuerySet, user) -> QuerySet:
    """Stories that nobody else has open in a queue."""
    theirs = Mention.objects.suggested().filter(with_others(user), article=OuterRef("pk"))
    return stories.exclude(Exists(theirs))


def is_with_another(mention: Mention, user) -> bool:
    """Whether somebody else has this one before them now."""
    until = mention.claimed_until
    return until is not None and until > timezone.now() and mention.claimed_by_id not in {None, user.pk}
