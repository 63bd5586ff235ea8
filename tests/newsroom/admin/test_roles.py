import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission

from newsroom.desk import roles
from newsroom.desk.steps import STEPS
from newsroom.models import Stage

pytestmark = pytest.mark.django_db


def test_migrating_makes_the_roles_and_every_permission_they_name_exists():
    for name, wanted in roles.ROLES.items():
        held = Group.objects.get(name=name).permissions.select_related("content_type")
        assert {f"{permission.content_type.app_label}.{permission.codename}" for permission in held} == set(wanted)


def test_making_the_roles_again_gives_back_what_is_missing_and_takes_nothing():
    group = Group.objects.get(name="tagger")
    extra = Permission.objects.get(codename="view_event")
    missing = group.permissions.get(codename="tag_article")
    group.permissions.remove(missing)
    group.permissions.add(extra)
    roles.ensure()
    assert {missing, extra} <= set(group.permissions.all())
    assert Group.objects.count() == len(roles.ROLES)


def test_no_role_may_touch_accounts():
    assert not Permission.objects.filter(group__isnull=False, content_type__app_label="auth").exists()


def test_the_page_of_states_names_every_stage_step_and_role():
    page = (settings.BASE_DIR / "docs" / "states.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {stage.label for stage in Stage} <= {row.split("|")[1].strip() for row in rows}
    for step in STEPS.values():
        mine = [number for number, row in enumerate(rows) if f"`{step.name}`" in row.split("|")[1]]
        assert len(mine) == 1, step.name
        assert ("**four eyes**" in rows[mine[0]]) == step.four_eyes
        assert ("must" in rows[mine[0]].split("|")[6]) == step.needs_comment, step.name


def steps_of_the_page() -> dict[str, list[list[str]]]:
    """The rows of the table of steps in the documentation, by step: from, to, readers must, role, comment."""
    _, _, page = (settings.BASE_DIR / "docs" / "states.md").read_text().partition("## Steps")
    found: dict[str, list[list[str]]] = {}
    name = ""
    for row in [line for line in page.partition("\nRestoring")[0].splitlines() if line.startswith("| ")][1:]:
        first, *cells = (cell.strip() for cell in row.split("|")[1:-1])
        name = first.partition("`")[2].strip("`)") if first else name
        found.setdefault(name, []).append(cells)
    return found


def test_the_table_of_steps_is_that_of_the_page():
    """From where to where, what readers must see, and who may: a change of one of the two has to be made in both."""
    stages, rows = {str(stage.label): stage for stage in Stage}, steps_of_the_page()
    assert rows.keys() == STEPS.keys()
    for step in STEPS.values():
        moves = {}
        for sources, target, *_ in rows[step.name]:
            for source in stages if sources == "any" else sources.partition(" that ")[0].split(", "):
                moves[stages[source]] = stages[source if target == "the same" else target]
        assert step.moves == moves, step.name
        _, _, readers, role, _ = rows[step.name][0]
        assert {"": None, "see it": True, "not see it": False}[readers] is step.is_live, step.name
        assert ("own" in role) == step.only_own, step.name
        may = [name for name in roles.ROLES if step.permission in roles.ROLES[name]]
        assert may[:1] == ([] if "importers" in role else [role.partition(":")[0].partition(",")[0]]), step.name
        assert ("tagger" in may) == ("tagger" in role), step.name
