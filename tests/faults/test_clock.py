"""The clock of the running server jumps, and goes through the two nights on which it does so by law."""

import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.faults.conftest import WORKERS

BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = {
    # Half past one, then half past three: nobody's clock shows half past two.
    "spring": [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)],
    # Half past two, and an hour later half past two.
    "autumn": [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)],
}


class Office:
    """The site as it is served in Berlin, by a clock that can be set."""

    def __init__(self, site, file):
        self.site, self.file = site, file
        self.set(timedelta(0))
        settings = {"TIME_ZONE": "Europe/Berlin", "CLOCK": str(file)}
        self.server = site.start(app="tests.faults.other_clock", **settings)
        self.environment = site.environment | settings

    def set(self, ahead: timedelta) -> None:
        part = self.file.with_suffix(".new")
        part.write_text(str(ahead.total_seconds()))
        part.replace(self.file)

    def set_to(self, moment: datetime) -> None:
        self.set(moment - datetime.now(UTC))

    @contextmanager
    def desk_at(self, moment: datetime):
        """Let the desk's own process be at that moment, too."""
        do = self.site.desk.do
        do("import time_machine", f"trip = time_machine.travel({moment.timestamp()})", "_ = trip.start()")
        try:
            yield
        finally:
            do("trip.stop()")

    def shows(self, are_shown: dict[str, bool]) -> bool:
        """Whether every worker soon shows these stories, and not the others: each page is asked for a few times a
        worker, and it takes a second at most until what a worker knows of the clock is from now.
        """
        expected = {path: {200 if is_shown else 404} for path, is_shown in are_shown.items()}
        for _ in range(9):
            time.sleep(0.6)  # a worker looks twice a second
            said = {path: {self.server.get(path).status for _ in range(3 * WORKERS)} for path in are_shown}
            if said == expected:
                return True
        return False

    def ticks(self) -> None:
        """Four at once, by that clock."""
        command = [sys.executable, "-m", "tests.faults.other_clock"]
        place = self.environment["PYTHONPATH"]
        done = subprocess.run(command, env=self.environment, cwd=place, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def office(site, tmp_path_factory):
    office = Office(site, tmp_path_factory.mktemp("clock") / "ahead")
    yield office
    office.server.stop()
    site.desk.do("Vital.objects.note(Vital.TICK)")  # it was noted by that clock


def scheduled(site, headline: str, at: datetime) -> tuple[int, str]:
    told = site.desk.do(
        "from datetime import datetime",
        f"due = schedule(make_article({headline!r}, by=edda), at=datetime.fromisoformat({at.isoformat()!r}))",
        "print(due.article_id, due.get_absolute_url())",
    )
    number, path = told.split()
    return int(number), path


def went_out_once(site, number: int) -> bool:
    told = site.desk.do(
        f"story = Article.objects.get(pk={number})",
        "print(story.stage, story.editions.count(), story.events.filter(to_stage='published').count())",
    )
    return told == "published 1 1"


@pytest.mark.parametrize("hours", [1, -1])
def test_a_jump_of_an_hour_shows_what_the_clock_says_and_loses_no_word(site, office, hours):
    office.set(timedelta(0))
    old = site.desk.do(f"print(make_edition('Out before a jump of {hours}').get_absolute_url())")
    now = datetime.now(UTC)
    number, due = scheduled(site, f"Due within a jump of {hours}", now + timedelta(minutes=30))
    story = site.story(f"Written through a jump of {hours}")
    editor = site.editor(office.server)
    form = editor.open(story)
    assert office.shows({old: True, due: False})

    office.set(timedelta(hours=hours))
    # Back an hour, nothing is out yet that came out since; ahead an hour, what was due is.
    assert office.shows({old: hours > 0, due: hours > 0})
    for path in ("/", "/news/", "/feed/", "/sitemap.xml", "/search/?q=jump"):
        assert office.server.get(f"{path}{'&' if '?' in path else '?'}jump={hours}").status == 200
    office.ticks()
    assert editor.save(story, form, headline="Saved by the wrong clock").status == 302, "nobody was signed out"

    office.set(timedelta(0))
    assert office.shows({old: True, due: False}), "nothing shows before its time, noted or not"
    assert editor.save(story, editor.open(story), headline="Saved by the right one").status == 302
    assert editor.open(story)["headline"] == ["Saved by the right one"]

    office.set(timedelta(minutes=31))
    assert office.shows({old: True, due: True})
    office.ticks()
    assert went_out_once(site, number)


@pytest.mark.parametrize("night", NIGHTS)
def test_on_both_nights_each_story_comes_at_its_moment_and_once(site, office, night):
    moments = NIGHTS[night]
    office.set_to(moments[0] - timedelta(hours=1))
    with office.desk_at(moments[0] - timedelta(hours=1)):
        stories = [scheduled(site, f"Comes in {night}, {n}", moment) for n, moment in enumerate(moments)]
        editor = site.editor(office.server)
        draft = site.story(f"Written on a night in {night}")
    paths = [path for _, path in stories]
    month = editor.ask("GET", f"/admin/newsroom/article/calendar/?month={moments[0].astimezone(BERLIN):%Y-%m}")
    assert month.status == 200
    for n, (number, _) in enumerate(stories):
        assert f"Comes in {night}, {n}" in month.text
        page = editor.ask("GET", f"/admin/newsroom/article/{number}/change/")
        assert page.status == 200
        assert f"{moments[n].astimezone(BERLIN):%H:%M}" in page.text
    for n, moment in enumerate(moments):
        office.set_to(moment - timedelta(minutes=1))
        assert office.shows({path: place < n for place, path in enumerate(paths)})
        office.set_to(moment)
        assert office.shows({path: place <= n for place, path in enumerate(paths)})
        office.ticks()
        assert editor.save(draft, editor.open(draft), headline=f"Save {n}").status == 302
    assert all(went_out_once(site, number) for number, _ in stories)
    assert editor.open(draft)["headline"] == [f"Save {len(moments) - 1}"]
