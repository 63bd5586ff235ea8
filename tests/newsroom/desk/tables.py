"""Every row of every table of ours, to hold one moment against another."""

from collections import Counter

from django.apps import apps

# What a merge and its undoing leave behind on purpose: their own records, and what says that something happened.
TRACES = {"newsroom.MergeRecord", "newsroom.Event", "newsroom.Generation", "newsroom.NamesVersion"}
# Made from the others anew each time, under numbers of their own.
DERIVED = {"newsroom.SearchName", "newsroom.SearchEntry"}


def dump() -> dict[str, Counter]:
    """Every row of every table of ours, column by column."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in ("companies", "people", "newsroom") or model._meta.label in TRACES:
            continue
        leave = {"id"} if model._meta.label in DERIVED else set()
        leave |= {"version"} if model._meta.label == "newsroom.Article" else set()
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in leave]
        rows[model._meta.label] = Counter(str(row) for row in model._base_manager.values_list(*columns))
    return rows
