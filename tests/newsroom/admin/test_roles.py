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
