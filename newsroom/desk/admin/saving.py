"""How the form of a story is saved, and how its text comes back where that cannot be: nothing typed is ever lost."""

from contextlib import suppress
from itertools import chain

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError, OperationalError
from django.http import HttpResponseRedirect, QueryDict

from companies.admin.fields import set_tags
from companies.admin.whole_forms import ENDING
from newsroom.desk import comparison, kept, three_way, workflow
from newsroom.desk.admin import conflict, keeping, left_open, rescue, steps
from newsroom.desk.admin.rescue import BUSY
from newsroom.desk.admin.tagging import panel
from newsroom.desk.admin.typed import content_of_form, credits_of_form
from newsroom.desk.snapshot import content_of
from newsroom.desk.steps import STEPS, stage_now
from newsroom.running.patience import patience

CUT_OFF = (
    "The text arrived here cut off, as happens when a connection drops. Nothing was saved. What arrived is in the "
    "form; compare it with what you wrote before you save it."
)
LEFT_OPEN = (
    "Saved, but not all of it. What is marked in red below could not be stored: the story keeps what it had there "
    "until you mend it and save once more."
)
# What tells forms of one story apart; one that comes without its version is no form of ours.
_OF_THE_PAGE = {"version", "base", "token"}
# Why a form comes back unsaved.
STALE, BUSY_NOW, CUT, RESTORED, REFUSED = "stale", "busy", "cut", "restored", "refused"
_STATUS = {STALE: 409, BUSY_NOW: 503, CUT: 400, RESTORED: 200, REFUSED: 200}


class Saving(admin.ModelAdmin):
    """The form's POST, from what arrived to what is written."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "GET" and (buffer := kept.find(request.user, request.GET.get("restore", ""))):
            return self._restored(request, object_id, buffer)
        if request.method != "POST" or not self._may_write(request, object_id):
            return super().changeform_view(request, object_id, form_url, extra_context)
        if ENDING not in request.POST:
            return self._given_back(request, object_id, CUT, CUT_OFF)
        try:
            if page := self._saved_before(request, object_id) or self._without_a_form(request, object_id):
                return page
            self._fill_in(request, object_id)
            self._decide(request, object_id)
            request.is_saving = True
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except workflow.StepRefused as refusal:
            return self._refused(request, object_id, refusal)
        except OperationalError as error:
            rescue.unsay(request)
            return self._given_back(request, object_id, BUSY_NOW, rescue.why(error))
        except IntegrityError:
            if page := self._saved_before(request, object_id):  # a moment ago, by the same button pressed twice
                return page
            raise
        if response.status_code == 302 and not self._is_left_open(request):
            with suppress(OperationalError), patience():
                kept.forget(request.user, request.POST.get("token", ""))
        return response

    def _may_write(self, request, object_id) -> bool:
        return self.has_add_permission(request) if object_id is None else self.has_change_permission(request)

    def _refused(self, request, object_id, why: workflow.StepRefused):
        """The page for a save that was not to be: what happened, and the text."""
        try:
            if page := self._without_a_form(request, object_id):
                return page
            if isinstance(why, workflow.StaleStory):
                return self._in_conflict(request, object_id, why)
            return self._given_back(request, object_id, REFUSED, why)
        except OperationalError:  # so busy that not even both texts can be read; saved again, it comes here again
            return rescue.page(request, self.admin_site, BUSY, status=_STATUS[BUSY_NOW])

    def _saved_before(self, request, object_id):
        """The way on for the form of a new story that was sent again; None where it was not.

        The same text needs nothing. Another one, by somebody who went back in the browser and wrote on, is offered in
        the form of the story that there is now.
        """
        if object_id is not None or not (story := kept.saved(request.user, request.POST.get("token", ""))):
            return None
        there, typed = content_of(story), content_of_form(self, request, None, request.POST)
        typed["slug"] = typed["slug"] or there["slug"]  # left to us
        if not comparison.compare(there, typed):
            return self._on_to_step(request, story) or self.response_post_save_add(request, story)
        try:
            token = kept.keep(request.user, story.pk, request.POST["token"], request.POST).token
        except kept.NotKept as why:
            return self._given_back(request, object_id, REFUSED, why)
        return HttpResponseRedirect(f"{self._form_url(story)}?restore={token}")

    # A text that comes back

    def _given_back(self, request, object_id, kind: str, why, **more):
        """The form again with what was typed, not saved, and a sentence."""
        if kind in (BUSY_NOW, REFUSED):  # what was cut off must not take the place of a whole text
            self._keep(request, object_id)
        request.is_saving, request.given_back = False, {"kind": kind, "why": str(why), **more}
        status = _STATUS[kind]
        try:
            # Not through the view's transaction: nothing is written, and a busy database would refuse to begin one.
            response = self._changeform_view(request, object_id, "", None)
            if hasattr(response, "render"):
                response.render()
        except OperationalError:
            return rescue.page(request, self.admin_site, str(why), status=status)
        response.status_code = status
        return response

    def _keep(self, request, object_id) -> None:
        """Keep the text aside, so that it is there tomorrow too. Where that fails it is on the screen all the same."""
        with suppress(OperationalError, kept.NotKept), patience():
            story = self.get_object(request, unquote(object_id)) if object_id else None
            kept.keep(request.user, story and story.pk, request.POST.get("token", ""), request.POST)

    def _restored(self, request, object_id, buffer):
        story = self.get_object(request, unquote(object_id)) if object_id else None
        if (story and story.pk) != buffer.article_id or not (
            self.has_change_permission(request, story) if story else self.has_add_permission(request)
        ):
            return super().changeform_view(request, object_id)
        at = self._offer(buffer, story)["at"]
        _as_posted(request, kept.as_post(buffer))
        if request.GET.get("after") == "save":
            why = LEFT_OPEN
        else:
            why = f"This is the text of {at}, which is not saved yet. Look it over, then save it."
        return self._given_back(request, object_id, RESTORED, why)

    def _without_a_form(self, request, object_id):
        """A page with the typed text, for a story that was scheduled, deleted or taken away while somebody wrote."""
        if object_id is None:
            return None
        story = self.get_object(request, unquote(object_id))
        if story is not None and stage_now(story) in STEPS["edit"].moves:
            return None
        self._keep(request, object_id)
        why = (
            workflow.refusal(story, "edit", seen_version=_number(request.POST.get("version", "")))
            if story
            else "The story was deleted while you wrote."
        )
        return steps.conflict_page(self, request, story, why, rescue.typed(request.POST))

    # Two people, one story

    def _in_conflict(self, request, object_id, why):
        """Both texts on one page. What only the other one changed is taken over into the form."""
        request.is_saving = False
        story = self.get_object(request, unquote(object_id))
        post = request.POST
        theirs = content_of(story)
        mine = content_of_form(self, request, story, post)
        if self._is_own_save(request, story, theirs, mine):
            return self._done_before(request, story)
        self._keep(request, object_id)
        base = story.revisions.filter(number=_number(post.get("base", ""))).values_list("content", flat=True).first()
        found = conflict.find(base, theirs, mine)
        unbound = self.get_form(request, story, change=True)(instance=story)
        merged = conflict.with_theirs(post, found.only_theirs, unbound)
        mine_are_other = any(part.name == "credits" for part in found.both) or "credits" in found.only_mine
        credits = credits_of_form(self, request, post) if mine_are_other else None
        merged = conflict.with_credits(merged, story, credits)
        if found.text is not None:
            merged["body"] = found.text
        _as_posted(request, merged)
        last, is_own = story.events.first(), why.by == {request.user.pk}
        who = "the other window" if is_own else (last and last.actor_name) or "Somebody"
        what = keeping.what_happened(why, request.user)
        return self._given_back(
            request, object_id, STALE, what, conflict=found, theirs=story.version, who=who, is_own=is_own
        )

    def _is_own_save(self, request, story, there: dict, typed: dict) -> bool:
        """Whether this very form was saved, and the answer never came back to who sent it."""
        newest = story.revisions.first()
        return (
            newest is not None
            and newest.author_id == request.user.pk
            and newest.number == (_number(request.POST.get("base", "")) or 0) + 1
            and story.version == (_number(request.POST.get("version", "")) or 0) + 1
            and not conflict.find(None, there, typed).both
        )

    def _done_before(self, request, story):
        with suppress(OperationalError), patience():
            kept.forget(request.user, request.POST.get("token", ""))
        return self.response_change(request, story)

    def _fill_in(self, request, object_id) -> None:
        """Let what the page did not ask for stay as it is: it was opened before an upgrade, and nobody emptied that."""
        if object_id is None:
            return
        fields = self.get_form(request, None, change=True).base_fields
        unasked = [
            name
            for name, field in fields.items()
            if name not in _OF_THE_PAGE and field.widget.value_omitted_from_data(request.POST, request.FILES, name)
        ]
        if unasked and (story := self.get_object(request, unquote(object_id))):
            unbound = self.get_form(request, story, change=True)(instance=story)
            _as_posted(request, conflict.with_theirs(request.POST, unasked, unbound))

    def _decide(self, request, object_id) -> None:
        """Take over what was decided on the page of a conflict, if the story is still as that page showed it."""
        theirs = _number(request.POST.get("theirs", ""))
        if object_id is None or theirs is None:
            return
        story = self.get_object(request, unquote(object_id))
        if story is None or story.version != theirs:
            return  # moved on once more: the next page shows that
        chosen = [
            key.removeprefix(conflict.TAKE)
            for key, value in request.POST.items()
            if key.startswith(conflict.TAKE) and value == "theirs"
        ]
        unbound = self.get_form(request, story, change=True)(instance=story)
        merged = conflict.with_theirs(request.POST, [name for name in chosen if name != "credits"], unbound)
        if "credits" in chosen:
            merged = conflict.with_credits(merged, story, None)
        for label, place in conflict.places_chosen(request.POST):
            text = three_way.put_in(merged.get("body", ""), place)
            if text is None:
                why = f"You wrote on in {label} of the text, so yours stands there and not theirs."
                self.message_user(request, why, messages.WARNING)
            else:
                merged["body"] = text
        merged["version"], merged["base"] = str(theirs), str(story.revision)
        _as_posted(request, merged)

    # Writing

    def save_model(self, request, obj, form, change):
        if change:
            obj.version = form.cleaned_data["version"]
        workflow.begin_edit(obj, by=request.user)
        if not change:
            kept.note_saved(request.user, request.POST.get("token", ""), obj)
        if form.went:
            self.message_user(request, f"Not all of the text could stay. {' '.join(form.went)}", messages.WARNING)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        story, said = form.instance, panel.Said.of(request.POST)
        had = set(story.tag_items.values_list("tag_id", flat=True))
        tags = [*form.chosen_tags(), *said.tags()]
        set_tags(story.tag_items, tags)
        workflow.finish_edit(story, by=request.user)
        panel.keep(story, said, had, {tag.pk for tag in tags}, by=request.user)
        if form.left or any(formset.left for formset in formsets):
            request.left_open = form, formsets

    def delete_model(self, request, obj):
        workflow.delete(obj, by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return (
            self._left_open(request, obj)
            or self._on_to_step(request, obj)
            or super().response_add(request, obj, post_url_continue)
        )

    def response_change(self, request, obj):
        return self._left_open(request, obj) or self._on_to_step(request, obj) or super().response_change(request, obj)

    # What a save had to leave out

    def _is_left_open(self, request) -> bool:
        return hasattr(request, "left_open")

    def _left_open(self, request, story):
        """Back to the form, where what could not be stored stands as it was typed; None where all is saved."""
        if not self._is_left_open(request):
            return None
        form, formsets = request.left_open
        request.is_saving = False
        saved = self.get_object(request, str(story.pk))
        unbound = self.get_form(request, saved, change=True)(instance=saved)
        post = left_open.still_open(request.POST, saved, form, formsets, unbound)
        address = self._form_url(saved)
        try:
            token = kept.keep(request.user, saved.pk, request.POST.get("token", ""), post).token
        except kept.NotKept:
            whys = [why for those in (form.left, *(formset.left for formset in formsets)) for why in those.values()]
            self.message_user(request, f"{LEFT_OPEN} {' '.join(chain.from_iterable(whys))}", messages.WARNING)
            return HttpResponseRedirect(address)
        return HttpResponseRedirect(f"{address}?restore={token}&after=save")


def _as_posted(request, post: QueryDict) -> None:
    """Let the request be one that sent `post`."""
    _ = request.FILES  # read before the method changes, which would read the body anew
    request.method, request.POST = "POST", post


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
