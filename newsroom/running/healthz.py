"""/healthz: whether this machine can answer readers. For load balancers; details for whoever may know them.

It says no only where sending readers elsewhere would help: no database, or one that waits for its migrations. All
machines share the cache, readers never need it, and without it only the door is shut: so that, like a tick or a backup
that is late, is somebody's work, and told in the details.
"""

from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.models import Delivery, Edition, Generation, Vital
from newsroom.running import media_there, room, trouble
from newsroom.running.postgresql import rights
from newsroom.running.sqlite3 import state

TICK_IS_LATE, BACKUP_IS_OLD = timedelta(minutes=5), timedelta(hours=26)
_migrated = False  # once they are all there and may be read, that stays so while this process lives


@require_safe
def healthz(request):
    wrong = _wrong()
    status = 503 if wrong else 200
    if _may_know(request, database_answers="database" not in wrong):
        response = JsonResponse({"ok": not wrong, **wrong, **({} if wrong else _details())}, status=status)
    else:
        response = HttpResponse("ok\n" if not wrong else "not ok\n", status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response


def _wrong() -> dict[str, str]:
    global _migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        if not _migrated:
            executor = MigrationExecutor(connection)
            if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return {"migrations": f"{len(waiting)} wait"}
            if tables := rights.refused(("SELECT",)):
                return {"database": f"The user of DATABASE_URL may not read {tables[0]}."}
            _migrated = True
        # A file that is damaged answers SELECT 1 all the same; of these two every page is made.
        Generation.objects.values_list("number").first()
        Edition.objects.order_by("-pk").values_list("number").first()
    except Exception as error:
        return {"database": trouble.in_words(error) or type(error).__name__}
    return {}


def _may_know(request, *, database_answers: bool) -> bool:
    """Whoever brings the token, or is signed in as staff. Readers have no session, so theirs is not asked for."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.HEALTH_TOKEN and compare_digest(given.encode(), settings.HEALTH_TOKEN.encode()):
        return True
    return database_answers and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff


def _cache() -> dict:
    """Where failed sign-ins are counted; without it nobody gets in."""
    try:
        cache.get("healthz")
    except Exception as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _database() -> dict:
    """It answers. Where it takes no changes readers go on, and another machine would find it no other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            is_open = cursor.fetchone() == ("off",)
        wrong = "" if is_open else "It takes no changes: it is a replica, or set to be read only."
    else:
        wrong = state.wrong(connection)
    told = {"ok": not wrong, "vendor": connection.vendor}
    return told | {"error": wrong} if wrong else told


def _disk() -> dict:
    left = room.free()
    return {"ok": left is None or left >= room.LEAST, "free_mb": left if left is None else left // 1_000_000}


def _missing_media() -> dict:
    if not media_there.are_missing():
        return {}
    return {"ok": False, "error": "The pictures are not where they should lie. Is their disk mounted?"}


def _details() -> dict:
    now = timezone.now()
    vitals = list(Vital.objects.all())
    signs = {sign.name: sign.at for sign in vitals}
    seen = next((sign.details for sign in vitals if sign.name == Vital.BACKUP), {})
    damaged, decayed = seen.get("damaged", 0), seen.get("decayed", 0)
    astray = seen.get("astray", 0)

    def sign(name: str, most: timedelta) -> dict:
        at = signs.get(name)
        age = int((now - at).total_seconds()) if at else None
        return {"at": at and at.isoformat(), "age_seconds": age, "ok": Vital.is_recent(at, most, now)}

    given_up = Delivery.objects.given_up().count()
    return {
        "database": _database(),
        "migrations": {"ok": True},
        "cache": _cache(),
        "tick": sign(Vital.TICK, TICK_IS_LATE),
        "backup": sign(Vital.BACKUP, BACKUP_IS_OLD),
        "disk": _disk(),
        # As the last backup saw, and whether they are there at all.
        "media": {"ok": not damaged, "damaged": damaged} | _missing_media(),
        "stories": {"ok": not decayed, "decayed": decayed},
        "rows": {"ok": not astray, "astray": astray},
        "mail": {"ok": not given_up, "given_up": given_up, "waiting": Delivery.objects.due().count()},
        "held": signs.get(Vital.HOLD) is not None,
        "generation": Generation.objects.values_list("number", flat=True).first(),
    }
