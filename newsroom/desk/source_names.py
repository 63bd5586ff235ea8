"""What people say to the companies and people that a story's source names beside its text."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from newsroom.desk import workflow
from newsroom.desk.history import name_of
from newsroom.models import Article, SourceName


@transaction.atomic
def decide(article: Article, *, accepted: Iterable[int] = (), rejected: Iterable[int] = (), by) -> tuple[int, int]:
    """Tag the story with those accepted, and propose those rejected no more; how many of each that were.

    The ids are those of rows that wait; of others, and of other stories', nothing happens. Raises what the workflow
    raises where `by` may not tag the story.
    """
    waiting = SourceName.objects.filter(article=article, status=SourceName.Status.SUGGESTED).select_related("tag")
    names = {name.pk: name for name in waiting}
    taken = [names[pk] for pk in accepted if pk in names]
    refused = [names[pk] for pk in rejected if pk in names and names[pk] not in taken]
    if taken:
        workflow.retag(article, add=[name.tag for name in taken], by=by, comment="Named by the story’s source.")
    now = timezone.now()
    for status, rows in ((SourceName.Status.ACCEPTED, taken), (SourceName.Status.REJECTED, refused)):
        SourceName.objects.filter(pk__in=[name.pk for name in rows]).update(
            status=status, decided_by=by, decided_by_name=name_of(by), decided_at=now
        )
    return len(taken), len(refused)
