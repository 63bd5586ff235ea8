"""What a number that an old revision names has come to mean, after merges."""

import pytest
from django.utils import timezone

from newsroom.models import MergeRecord

pytestmark = pytest.mark.django_db


def merge(gone: int, kept: int, kind="company", **values) -> None:
    """The tags of companies and people have the number of their owner and a hundred."""
    MergeRecord.objects.create(
        kind=kind, gone_id=gone, kept_id=kept, gone_tag=gone + 100, kept_tag=kept + 100, at=timezone.now(), rows=[],
        **values,
    )  # fmt: skip


def heirs(kind, *ids):
    return MergeRecord.objects.heirs(kind, ids)


def test_a_number_leads_through_all_merges_and_one_that_was_never_merged_nowhere():
    merge(1, 2)
    merge(2, 3)
    merge(3, 4)
    assert heirs("company", 1, 3, 4, 9) == {1: 4, 3: 4}
    assert heirs("tag", 101, 104, 1) == {101: 104}


def test_a_merge_that_was_undone_leads_nowhere():
    merge(1, 2, undone_at=timezone.now())
    assert heirs("company", 1) == heirs("tag", 101) == {}


def test_companies_and_people_have_numbers_of_their_own():
    merge(1, 2, kind="person")
    assert heirs("company", 1) == {}
    assert heirs("person", 1) == {1: 2}
    assert heirs("tag", 101) == {101: 102}
