"""How the running system does, for those who can do something about it: one query, however much there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import CharField, F, Func, IntegerField, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone

from newsroom.desk.admin import words
from newsroom.models import Article, Delivery, Generation, Stage, Vital
from newsroom.running import room

TICK_IS_LATE = timedelta(minutes=5)
BACKUP_IS_OLD = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know; where `is_wrong`, somebody has to look. `url` leads to more, where there is more."""

    text: str
    is_wrong: bool = False
    url: str = ""


def lines(request, site) -> list[Line]:
    """Nothing for those who can't help. What is wrong stands first."""
    if not request.user.has_perm("newsroom.view_delivery"):
        return []
    now = timezone.now()
    known = _ask(now)
    deliveries = reverse(f"{site.name}:newsroom_delivery_changelist")
    found = [
        known["read_only"] == "on"
        and Line("The database takes no changes at this moment, so nothing can be saved; readers go on.", True),
        (left := room.free()) is not None
        and left < room.LEAST
        and Line(
            f"The disk of the server has {left // 1_000_000} MB left. A full disk refuses every save, and the last "
            f"{room.FOR_TEXTS // 1_000_000} MB take no picture or document: tell whoever runs the server.",
            True,
        ),
        _tick(known["tick"], now),
        _backup(known["backup"], now),
        (damaged := int(known["damaged"] or 0))
        and Line(
            f"{_count(damaged, 'file', 'files')} of the site’s pictures and documents are lost or "
            "damaged, as the last backup saw. Whoever runs the server finds which by “manage.py check_media”.",
            True,
        ),
        (decayed := int(known["decayed"] or 0))
        and Line(
            f"{_count(decayed, 'edition or revision', 'editions and revisions')} of stories lost letters on the disk, "
            "as the last backup saw. Whoever runs the server finds which by “manage.py check_stories”.",
            True,
        ),
        (astray := int(known["astray"] or 0))
        and Line(
            f"{_count(astray, 'kind')} of rows point to rows that are not there, as the last backup saw. It says "
            "which to whoever runs the server.",
            True,
        ),
        known["failed"]
        and Line(f"{_count(known['failed'], 'message')} could not be delivered.", True, f"{deliveries}?state=given_up"),
        known["overdue"]
        and Line(
            f"{_count(known['overdue'], 'story', 'stories')} went live and the desk has not noted it yet; readers see "
            "everything. The tick is behind.",
            True,
            f"{reverse(f'{site.name}:newsroom_article_changelist')}?stage=published",
        ),
        known["hold"]
        and Line(
            f"Mail is held since {words.moment(known['hold'])}, when this site was restored from a backup. "
            "Whoever runs the server releases it with “manage.py release”.",
            True,
            deliveries,
        ),
    ]
    return sorted(filter(None, found), key=lambda line: not line.is_wrong)


def _ask(now: datetime) -> dict:
    vitals = {
        name: Subquery(Vital.objects.filter(name=name).values("at")[:1])
        for name in (Vital.TICK, Vital.BACKUP, Vital.HOLD)
    }
    for name in ("damaged", "decayed", "astray"):
        seen = Vital.objects.filter(name=Vital.BACKUP).annotate(seen=KT(f"details__{name}")).values("seen")
        vitals[name] = Subquery(seen[:1])
    late = Article.objects.filter(stage=Stage.SCHEDULED, scheduled_for__lte=now - TICK_IS_LATE)
    if connection.vendor == "postgresql":
        setting = Func(Value("transaction_read_only"), function="current_setting", output_field=CharField())
    else:
        setting = Value("")
    counts = {"read_only": setting, "failed": _number(Delivery.objects.given_up()), "overdue": _number(late)}
    # Any table of one row would do to hang the question on.
    return Generation.objects.values(**vitals, **counts).first() or dict.fromkeys([*vitals, *counts])


def _number(rows: QuerySet) -> Subquery:
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(number=count).values("number"))


_WRONG_CLOCK = "The server’s clock is wrong, or was."


def _tick(at: datetime | None, now: datetime) -> Line:
    if at is None:
        return Line("The tick has never run here, so no mail goes out.", True)
    if at > now + Vital.AHEAD:
        return Line(f"The tick ran last {words.moment(at)}, which is still to come. {_WRONG_CLOCK}", True)
    if now - at > TICK_IS_LATE:
        return Line(f"The tick ran last {words.ago(at, now)}. Mail waits; readers see everything in time.", True)
    return Line(f"The tick ran {words.ago(at, now)}.")


def _backup(at: datetime | None, now: datetime) -> Line:
    if at is None:
        return Line("No backup was ever made here.", True)
    if at > now + Vital.AHEAD:
        return Line(f"The last backup is from {words.moment(at)}, which is still to come. {_WRONG_CLOCK}", True)
    return Line(f"The last backup is from {words.ago(at, now)}.", now - at > BACKUP_IS_OLD)


def _count(number: int, one: str, many: str = "") -> str:
    return f"1 {one}" if number == 1 else f"{number} {many or one + 's'}"
