"""A story's past in the desk: its timeline, any two of its states beside each other, and an old one brought back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from companies.admin.base import require
from newsroom.desk import restoring, workflow
from newsroom.desk.admin import words
from newsroom.desk.admin.steps import conflict_page
from newsroom.desk.admin.story_tags import live_edition
from newsroom.desk.comparison import compare
from newsroom.desk.snapshot import content_of_edition
from newsroom.desk.steps import STEPS
from newsroom.models import Article, Edition, Event, Revision

LIVE = "live"
MOST_OFFERED = 300  # revisions in the choice of what to compare; the timeline leads to every one
# Events that made the revision they name; the others only speak of it.
MAKES_REVISION = {"created", "edited", "planned", "restored", STEPS["retag"].done, STEPS["discard"].done}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline: what happened, and the revision it made, if it made one."""

    happening: words.Happening
    made: int | None

    @property
    def before(self) -> int | None:
        """The revision that was the newest until then."""
        return self.made - 1 if self.made and self.made > 1 else None


@dataclass(frozen=True, slots=True)
class State:
    """One side of a comparison."""

    key: str
    name: str
    content: dict


class RestoreForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Comment",
        required=False,
        max_length=2000,
        help_text="Stands in the history; colleagues read it.",
        widget=AdminTextInputWidget,
    )


class HistoryViews(admin.ModelAdmin):
    """The timeline of a story, and what one does from there."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/compare/", wrap(self.compare_view), name="newsroom_article_compare"),
            path("<path:object_id>/restore/<int:number>/", wrap(self.restore_view), name="newsroom_article_restore"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """Revisions, steps and comments on one line, instead of Django's log of saves."""
        story = self._story(request, object_id)
        page = self.get_paginator(request, story.events.all(), 100).get_page(request.GET.get("p"))
        context = self._page(request, story, f"History: {story.headline}") | {
            "page": page,
            "entries": entries(page),
            "live": live_edition(story),
        }
        return TemplateResponse(request, "admin/newsroom/article/object_history.html", context)

    def compare_view(self, request, object_id):
        story = self._story(request, object_id)
        edition = live_edition(story)
        newest = story.revision
        sides = [
            request.GET.get("from") or (LIVE if edition else str(max(1, newest - 1))),
            request.GET.get("to") or str(newest),
        ]
        before, after = (self._state(story, edition, side) for side in sides)
        context = self._page(request, story, f"Compare: {story.headline}") | {
            "before": before,
            "after": after,
            "changed": compare(before.content, after.content),
            "choices": self._choices(story, edition, sides),
        }
        return TemplateResponse(request, "admin/newsroom/article/compare.html", context)

    def restore_view(self, request, object_id, number):
        story = self._story(request, object_id)
        require(self.has_change_permission(request))
        if refusal := workflow.refusal(story, "edit", by=request.user):
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(self._history_url(story))
        revision = _revision(story, str(number))
        form = RestoreForm(request.POST or None, initial={"version": story.version})
        if request.method == "POST" and form.is_valid():
            return self._restore(request, story, revision, form.cleaned_data)
        now = _revision(story, str(story.revision))
        kept = {name: value for name, value in revision.content.items() if name not in restoring.STAYS}
        context = self._page(request, story, f"Restore revision {number}: {story.headline}") | {
            "revision": revision,
            "saved": words.moment(revision.at),
            "changed": compare(now.content, kept),
            "lost": restoring.recall(story, revision.content).lost,
            "stays": list(restoring.STAYS.values()),
            "form": form,
            "fieldset": admin.helpers.Fieldset(form, fields=["comment"], model_admin=self),
            "history_url": self._history_url(story),
            "is_shown": edition_is_shown(story),
        }
        return TemplateResponse(request, "admin/newsroom/article/restore.html", context)

    def _restore(self, request, story, revision, cleaned):
        story.version = cleaned["version"]
        try:
            made, lost = restoring.restore(story, revision, by=request.user, comment=cleaned["comment"])
        except workflow.StepRefused as refusal:
            comment = [("comment", cleaned["comment"])] if cleaned["comment"] else []
            return conflict_page(self, request, story, refusal, comment)
        if made is None:
            said = f"The story says already what revision {revision.number} said, so nothing was changed."
        else:
            said = f"The story says again what revision {revision.number} said. That is revision {made.number}."
            self.log_change(request, story, f"Restored revision {revision.number}.")
        self.message_user(request, said, messages.SUCCESS)
        if lost:
            self.message_user(request, f"Not restored: {'; '.join(lost)}.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:newsroom_article_change", args=[quote(story.pk)]))

    # What they share

    def _story(self, request, object_id) -> Article:
        """The story, if this user may see it; for anybody else there is none."""
        story = self.get_object(request, unquote(object_id))
        if story is None:
            raise Http404
        require(self.has_view_or_change_permission(request, story))
        return story

    def _page(self, request, story, title: str) -> dict:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": story,
            "object": story,
            "state": words.state(story, is_live=workflow.is_live(story)),
            "zone": words.office_zone(),
            "can_restore": not workflow.refusal(story, "edit", by=request.user),
        }

    def _history_url(self, story) -> str:
        return reverse(f"{self.admin_site.name}:newsroom_article_history", args=[quote(story.pk)])

    def _state(self, story: Article, edition: Edition | None, key: str) -> State:
        if key == LIVE:
            if edition is None:
                raise Http404
            edition = Edition.objects.get(pk=edition.pk)
            name = f"what readers see: edition {edition.number}, since {words.moment(edition.live_from)}"
            return State(key, name, content_of_edition(edition))
        revision = _revision(story, key)
        return State(key, _name(revision.number, revision.at, revision.author_name), revision.content)

    def _choices(self, story: Article, edition: Edition | None, chosen: list[str]) -> list[tuple[str, str]]:
        """What can stand on either side, newest first."""
        choices = [(LIVE, "what readers see")] if edition else []
        rows = story.revisions.values_list("number", "at", "author_name")
        newest = rows[:MOST_OFFERED]
        choices += [(str(number), _name(number, at, author)) for number, at, author in newest]
        offered = {key for key, _ in choices}
        older = [int(key) for key in chosen if key not in offered]
        if older:
            choices += [(str(n), _name(n, at, author)) for n, at, author in rows.filter(number__in=older)]
        return choices


def entries(events: Iterable[Event]) -> list[Entry]:
    """The events as lines of the timeline."""
    return [Entry(words.happening(event), event.revision if event.verb in MAKES_REVISION else None) for event in events]


def edition_is_shown(story: Article) -> bool:
    return live_edition(story) is not None


def _revision(story: Article, key: str) -> Revision:
    """A revision of this story by its number; 404 for anything else."""
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else 0
    revision = story.revisions.filter(number=number).first()
    if revision is None:
        raise Http404
    return revision


def _name(number: int, at, author: str) -> str:
    return f"revision {number}, {words.moment(at)}" + (f", {author}" if author else "")
