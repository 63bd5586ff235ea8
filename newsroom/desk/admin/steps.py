"""Steps in the desk's screens: which are offered, which are not and why, and the page that asks before one is taken."""

from copy import copy

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.forms import CharField
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst

from companies.admin.base import require
from companies.admin.whole_forms import ENDING
from newsroom.desk import mails, rehearsal, workflow
from newsroom.desk.admin import words
from newsroom.desk.admin.looking import lines
from newsroom.desk.admin.queues import REVIEW_VERBS
from newsroom.desk.admin.step_forms import FORMS
from newsroom.desk.admin.story_tags import live_edition
from newsroom.desk.history import name_of
from newsroom.desk.steps import STEPS, barred, objection, owns, stage_now
from newsroom.models import Article, Stage, Translation

# These concern the saved text as a whole, so their buttons save first; the others begin at a link.
SAVE_FIRST = ("submit", "approve", "publish", "update", "schedule")


def conflict_page(model_admin, request, article: Article | None, why, typed):
    """Tells somebody who came second what happened, or why it can't be, and gives back what they wrote."""
    was_late = article is None or isinstance(why, workflow.StaleStory)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "The story has moved on" if was_late else "This can’t be done now",
        "opts": model_admin.opts,
        "original": article,
        "why": str(why),
        "typed": typed,
    }
    return TemplateResponse(request, "admin/newsroom/article/conflict.html", context, status=409)


class StepViews(admin.ModelAdmin):
    """Steps for the screen of a story."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/step/<slug:name>/", view, name="newsroom_article_step"), *super().get_urls()]

    def step_url(self, article: Article, name: str) -> str:
        return reverse(f"{self.admin_site.name}:newsroom_article_step", args=[quote(article.pk), name])

    def may_take(self, request, name: str) -> bool:
        """Whether the user has the step's permission; its stage is another question."""
        return name in FORMS and request.user.has_perm(STEPS[name].permission)

    def step_view(self, request, object_id, name):
        require(self.has_view_or_change_permission(request))
        article = self.get_object(request, unquote(object_id))
        if article is None or name not in FORMS:
            raise Http404
        require(self.has_view_or_change_permission(request, article) and self.may_take(request, name))
        if request.method == "POST":
            return self._take_step(request, article, name)
        if refusal := workflow.refusal(article, name, by=request.user):
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(self._change_url(article))
        return self._step_page(request, name, FORMS[name](article=article, request=request))

    def _take_step(self, request, article, name):
        form = FORMS[name](request.POST, article=article, request=request)
        is_valid = form.is_valid()
        if "version" not in form.cleaned_data:
            form.add_error(None, "The form came without its version. Open the page again.")
            return self._step_page(request, name, form)
        seen_version = form.cleaned_data["version"]
        if refusal := workflow.refusal(article, name, by=request.user, seen_version=seen_version):
            return self._too_late(request, article, name, form, refusal)
        if ENDING not in request.POST:
            form.add_error(None, "The form arrived cut off, so nothing was done. Look it over and send it again.")
            is_valid = False
        if not is_valid:
            return self._step_page(request, name, form)
        try:
            said = form.take(article)
        except workflow.StaleStory as refusal:
            return self._too_late(request, article, name, form, refusal)
        except workflow.StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._step_page(request, name, form)
        self.log_change(request, article, f"{capfirst(STEPS[name].done)}.")
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self._change_url(article))

    def _too_late(self, request, article, name, form, why):
        """What happened meanwhile; where that is what was asked for, by the same button pressed twice, all is well."""
        seen, comment = form.cleaned_data["version"], _words_alone(form)
        if comment is None or not workflow.was_just_taken(
            article, name, by=request.user, seen_version=seen, comment=comment
        ):
            return conflict_page(self, request, article, why, form.typed())
        said = f"{capfirst(STEPS[name].done)}: “{article.headline}”. The button was pressed twice; it was done once."
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self._change_url(article))

    def _step_page(self, request, name, form):
        _begin_at_what_is_wrong(form)
        step, findings = STEPS[name], form.findings()
        stands_against = any(finding.is_error for finding in findings)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{step.label}: {form.article.headline}",
            "opts": self.opts,
            "original": form.article,
            "step": step,
            "form": form,
            "fieldset": admin.helpers.Fieldset(
                form, fields=[field.name for field in form.visible_fields()], model_admin=self
            ),
            "media": self.media + form.media,
            "state": words.state(form.article, is_live=form.live is not None),
            "errors": lines([finding for finding in findings if finding.is_error]),
            "told": _told(name, form.article, request.user),
            "consequences": None if stands_against else _consequences(form),
            "advice": lines([finding for finding in findings if not finding.is_error]),
            "change_url": self._change_url(form.article),
            "can_change": self.has_change_permission(request, form.article),
            "zone": words.office_zone(),
        }
        return TemplateResponse(request, "admin/newsroom/article/step.html", context)

    def _change_url(self, article):
        return reverse(f"{self.admin_site.name}:newsroom_article_change", args=[quote(article.pk)])

    # In the form

    def _step_context(self, request, article) -> dict:
        """What the form of a story needs to offer steps: buttons that save first, links, and reasons."""
        if article is None or article.pk is None:
            return {"save_first": [STEPS["submit"]] if self.may_take(request, "submit") else []}
        can_change = self.has_change_permission(request, article)
        article.seen = live = live_edition(article)  # for the link to it as well
        objections = {name: objection(article, STEPS[name], request.user, is_live=live is not None) for name in FORMS}
        offered = [name for name, why in objections.items() if not why]
        save_first = [name for name in SAVE_FIRST if can_change and name in offered]
        if can_change and not save_first and _submits_after_saving(article, request.user):
            save_first.append("submit")
        # Who edits a story that readers don't see sets its tags in the form.
        links = [
            name for name in offered if name not in save_first and not (name == "retag" and can_change and not live)
        ]
        return {
            "save_first": [STEPS[name] for name in save_first],
            "step_links": [(STEPS[name], self.step_url(article, name)) for name in links],
            "missing": _reasons(article, request.user, objections),
            "state": words.state(article, is_live=live is not None),
            "is_locked": article.is_locked,
            "goes_live": words.moment(article.scheduled_for),
            "is_approved": can_change and stage_now(article) == Stage.APPROVED,
            "returned": stage_now(article) == Stage.DRAFT and last_return(article),
            "embargo": article.embargoed_until
            and article.embargoed_until > timezone.now()
            and words.moment(article.embargoed_until),
        }

    def _on_to_step(self, request, article):
        """To the page of the step whose button was pressed; the story is saved."""
        name = request.POST.get("_save")
        if name not in SAVE_FIRST or not self.may_take(request, name):
            return None
        why = workflow.objections(article, request.user)[name]
        if not why:
            return HttpResponseRedirect(self.step_url(article, name))
        stage = stage_now(article)
        if name == "submit" and stage != Stage.DRAFT:
            why = (
                f"Nothing has changed in “{article.headline}”, so there is nothing new to submit: it is {stage.label}."
            )
        elif stage == Stage.DRAFT and name != "submit":
            why = f"“{article.headline}” is saved. A changed text needs a review before it goes out: submit it next."
        else:
            why = f"“{article.headline}” is saved. {why}"
        self.message_user(request, why, messages.WARNING)
        return HttpResponseRedirect(self._change_url(article))


def _words_alone(form) -> str | None:
    """The comment in a form that asks for nothing else which is not so already; None where it does."""
    asked = [field for field in form.visible_fields() if field.name in form.changed_data and field.value()]
    words = [field.value().strip() for field in asked if isinstance(field.field, CharField)]
    return "".join(words) if len(words) == len(asked) < 2 else None


def _told(name: str, article: Article, by) -> str:
    """Who gets a mail when the step is taken."""
    if name == "schedule":
        told = "Nobody now. When it goes live: whoever scheduled it, and its writers"
        if Translation.objects.beside(article).exists():
            told += "; where readers are told of an update, those who wrote its other languages too"
        return f"{told}."
    people = mails.people_told(name, article, by=by.pk)
    names = ", ".join(dict.fromkeys(name_of(person) for person in people))
    if not names:
        return "Nobody is sent a mail. The first page and the history of the story show it."
    if name == "update":
        names += ", where readers are told of the change"
    return f"By mail: {names}." if mails.is_on() else f"{names}: on the first page of the desk. No mail is sent here."


def _consequences(form):
    """What the step does to readers, by page; without it the page still asks."""
    try:
        return form.consequences()
    except rehearsal.NotShown:
        return None


def last_return(article: Article):
    """The event that gave the story back to its writer, if that is the last thing review did with it."""
    event = article.events.filter(verb__in=REVIEW_VERBS).first()
    return event if event and event.verb == STEPS["return"].done else None


def _submits_after_saving(article: Article, by) -> bool:
    """Whether a change, which makes the story a draft again, is what submitting waits for."""
    after = copy(article)
    after.stage, after.scheduled_for = STEPS["edit"].moves.get(stage_now(article), article.stage), None
    return not objection(after, STEPS["submit"], by, is_live=False)


def _reasons(article: Article, by, objections: dict[str, str]) -> list[tuple]:
    """Steps that the stage and the role would allow, and that are somebody else's to take all the same."""
    reasons = []
    for name, why in objections.items():
        step = STEPS[name]
        fits = stage_now(article) in step.moves and by.has_perm(step.permission)
        if not why or not fits or (name == "approve" and stage_now(article) == Stage.DRAFT):
            continue
        if step.four_eyes and by.pk in barred(article, step) and (name != "sign_off" or article.needs_sign_off):
            reasons.append((step, "needs a second pair of eyes: " + _part_in(article, step, by)))
        elif step.only_own and not owns(article, by) and "somebody else" in why:
            reasons.append((step, "it is somebody else’s story"))
    return reasons


def _part_in(article: Article, step, by) -> str:
    """What bars `by` from being the second pair of eyes."""
    if step.name == "sign_off":
        return "you published this"
    return "you wrote this" if article.edited_by_id == by.pk else "you submitted this"


def _begin_at_what_is_wrong(form) -> None:
    """The first field that was refused has the focus: it may stand a screen below the sentence that sends one there."""
    if name := next((name for name in form.fields if name in form.errors), None):
        widget = form.fields[name].widget
        first, *_ = getattr(widget, "widgets", [widget])
        first.attrs["autofocus"] = True
