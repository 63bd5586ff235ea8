"""What somebody typed into the form of a story, as the plain values in which a revision keeps a story."""

import re
from copy import copy

from django.http import QueryDict

from newsroom.desk.snapshot import content_of
from newsroom.models import Article, ArticleCredit

_ROW = re.compile(r"credits-\d+-id")


def content_of_form(model_admin, request, story: Article | None, post: QueryDict) -> dict:
    """The content that a save of `post` would give the story. Nothing is made: a topic may be one that is not there.

    What the form could not take, a date that is none, stays as the story has it.
    """
    instance = copy(story) if story else Article()
    form = model_admin.get_form(request, story, change=story is not None)(post, instance=instance)
    form.is_valid()
    content = content_of(form.instance, tags=[], credits=credits_of_form(model_admin, request, post))
    return content | {"tags": form.chosen_names()}


def credits_of_form(model_admin, request, post: QueryDict) -> list[ArticleCredit]:
    """The credits that were typed, none of them saved, those that are not complete yet included."""
    rows = post.copy()
    # As rows that are all new: one of them may stand for a credit that somebody else has taken out.
    rows["credits-INITIAL_FORMS"] = "0"
    for key in [key for key in rows if _ROW.fullmatch(key)]:
        rows[key] = ""
    credits = []
    for formset_class, inline in model_admin.get_formsets_with_inlines(request, None):
        if inline.model is ArticleCredit:
            formset = formset_class(rows, instance=Article(), prefix=formset_class.get_default_prefix())
            formset.is_valid()
            for form in formset.forms:
                said = getattr(form, "cleaned_data", {})
                if not said.get("DELETE") and any(said.get(name) for name in ("name", "outlet", "person")):
                    credits.append(form.instance)
    return sorted(credits, key=lambda credit: credit.order)
