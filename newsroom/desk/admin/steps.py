"""Steps in the desk's screens: which are offered, the page that says what will happen, and the form that asks."""

from datetime import time, timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from companies.admin.base import require
from companies.admin.fields import TopicsField, find_topics, offer_new, profiles_field
from companies.models import Company, Tag
from newsroom.desk import checks, workflow
from newsroom.desk.admin import words
from newsroom.models import Article, Edition
from people.models import Person, Role

# The fields whose autocompletes our three tag fields use.
COMPANIES = Role._meta.get_field("company")
PEOPLE = Role._meta.get_field("person")
TOPICS = Article._meta.get_field("tags")

# These take the saved text to readers, so their buttons save first; the others begin at a link.
SAVE_FIRST = ("publish", "schedule")


# Tags by kind


def sorted_tags(tags) -> dict[str, list]:
    """The tags as the three fields take them: companies and people by number, topics by name."""
    chosen = {"companies": [], "people": [], "topics": []}
    for tag in tags.with_profiles() if tags else ():
        profile = tag.profile
        if isinstance(profile, Company):
            chosen["companies"].append(profile.pk)
        elif isinstance(profile, Person):
            chosen["people"].append(profile.pk)
        else:
            chosen["topics"].append(tag.name)
    return chosen


def chosen_tags(cleaned: dict) -> list[Tag]:
    """The union of the three fields."""
    profiles = [*cleaned["companies"].select_related("tag"), *cleaned["people"].select_related("tag")]
    return list(dict.fromkeys([*(profile.tag for profile in profiles), *find_topics(cleaned["topics"])]))


def live_edition(article: Article) -> Edition | None:
    """What readers see of the story now."""
    return Edition.objects.live().filter(article=article).defer("body", "body_html").first()


# One form a step


def _moment(label: str, *, required: bool = False, help_text: str = "") -> forms.SplitDateTimeField:
    return forms.SplitDateTimeField(label=label, required=required, help_text=help_text, widget=AdminSplitDateTime)


class StepForm(forms.Form):
    """What a step asks, what it says before and after, and the call that takes it."""

    button = ""
    is_grave = False
    comment = forms.CharField(
        label="Comment for colleagues", required=False, max_length=2000, widget=AdminTextareaWidget(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, article: Article, request, **kwargs):
        self.article, self.request = article, request
        self.live = live_edition(article)
        kwargs.setdefault("initial", {}).update(version=article.version, **self.first_values())
        super().__init__(*args, **kwargs)

    def first_values(self) -> dict:
        return {}

    def will_happen(self) -> list[str]:
        """Sentences for the page that asks."""
        return []

    def findings(self) -> list[checks.Finding]:
        """What the checks say about the step."""
        return []

    def take(self, article: Article) -> str:
        """Take the step; the sentence to say afterwards. Raises StepRefused."""
        raise NotImplementedError

    def typed(self) -> list[tuple[str, str]]:
        """What was written into the form by hand, so that it can be given back."""
        return [
            (field.label, value)
            for field in self
            if isinstance(field.field, forms.CharField) and not field.is_hidden and (value := field.value())
        ]


class IssueForm(StepForm):
    """What publishing now and publishing later ask alike."""

    change = forms.ChoiceField(
        label="To readers this is",
        choices=[(Edition.Change.MINOR, "a minor change"), (Edition.Change.UPDATE, "an update they should notice")],
        widget=forms.RadioSelect,
        initial=Edition.Change.MINOR,
        help_text="An update moves the story’s “Updated” date; a minor change, a typo mended, does not.",
    )
    note = forms.CharField(
        label="What changed, for readers", required=False, max_length=300, widget=AdminTextInputWidget
    )
    until = _moment("Ends", help_text="Empty: it stays. Otherwise readers stop seeing it then, without another step.")
    field_order = ["at", "change", "note", "until", "comment"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.live is None:
            del self.fields["change"], self.fields["note"]

    def findings(self):
        return checks.before_publishing(self.article)

    def said(self) -> dict:
        """The answers, as the door takes them."""
        cleaned = self.cleaned_data
        return {
            "until": cleaned["until"],
            "change": cleaned.get("change", ""),
            "note": cleaned.get("note", ""),
            "comment": cleaned["comment"],
            "by": self.request.user,
        }

    def _replaces(self) -> list[str]:
        if self.live is None:
            return [
                "It will stand on the front page’s lists, in its section, in feeds, and on the page of each "
                "company, person and topic it is about."
            ]
        return [
            f"It takes the place of edition {self.live.number}, which readers have seen since "
            f"{words.moment(self.live.live_from)}. The address stays or, if you changed it, leads on."
        ]


class PublishForm(IssueForm):
    button = "Publish now"

    def will_happen(self):
        return ["Readers see the story as it is saved now, at once.", *self._replaces()]

    def take(self, article):
        edition = workflow.publish(article, **self.said())
        until = f" until {words.moment(edition.live_until)}" if edition.live_until else ""
        return format_html(
            '“{}” is live{}. <a href="{}">See it as readers do</a>', article.headline, until, edition.get_absolute_url()
        )


class ScheduleForm(IssueForm):
    button = "Schedule"
    at = _moment("Goes live", required=True)

    def first_values(self):
        tomorrow = timezone.localdate() + timedelta(days=1)
        nine = timezone.make_aware(timezone.datetime.combine(tomorrow, time(9)))
        return {"at": max(nine, self.article.embargoed_until or nine)}

    def findings(self):
        # Whether an embargo or an earlier date stands against it depends on the moment; the door asks again.
        return [f for f in super().findings() if f.field not in {"embargoed_until", "backdated_to"}]

    def will_happen(self):
        return [
            "Readers see the story from the moment you choose, and not before; nobody has to be here then.",
            *self._replaces(),
            "Until then the story cannot be edited. Unschedule it to go on writing.",
        ]

    def take(self, article):
        edition = workflow.schedule(article, at=self.cleaned_data["at"], **self.said())
        return f"“{article.headline}” goes live {words.moment(edition.live_from)}. Until then nobody can edit it."


class UnscheduleForm(StepForm):
    button = "Unschedule"

    def will_happen(self):
        return [
            f"The story does not go live {words.moment(self.article.scheduled_for)}, and can be edited again.",
            "What readers see now stays as it is.",
        ]

    def take(self, article):
        workflow.unschedule(article, by=self.request.user, comment=self.cleaned_data["comment"])
        return f"“{article.headline}” is no longer scheduled."


class WithdrawForm(StepForm):
    button = "Withdraw the story"
    is_grave = True
    reason = forms.CharField(
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="Readers who come to the address are told this, unless it goes entirely.",
    )
    gone = forms.BooleanField(
        label="Gone entirely",
        required=False,
        help_text="The address answers “410 Gone” and names neither headline nor reason. For what must not be found.",
    )
    field_order = ["reason", "gone"]
    comment = None

    def will_happen(self):
        return [
            "Readers stop seeing the story at once: on every list, feed and page of a company, person or topic.",
            "Its address answers with a notice and your reason.",
            "The working copy stays here and can be published again.",
        ]

    def take(self, article):
        cleaned = self.cleaned_data
        edition = self.live
        workflow.withdraw(article, reason=cleaned["reason"], gone=cleaned["gone"], by=self.request.user)
        return format_html(
            '“{}” is withdrawn. <a href="{}">See what readers are told</a>',
            article.headline,
            edition.get_absolute_url() if edition else "/",
        )


class RetagForm(StepForm):
    button = "Change the tags"
    companies = profiles_field(COMPANIES)
    people = profiles_field(PEOPLE)
    topics = TopicsField(TOPICS)
    field_order = ["companies", "people", "topics", "comment"]

    def __init__(self, *args, article, request, **kwargs):
        # What readers see or are about to see, and the working copy where there is nothing of the kind.
        current = article.editions.filter(Q(live_until=None) | Q(live_until__gt=timezone.now())).order_by("-number")
        edition = current.values_list("pk", flat=True).first()
        held = Q(edition_items__content_object=edition) if edition else Q(article_items__content_object=article)
        self.current = Tag.objects.filter(held)
        super().__init__(*args, article=article, request=request, **kwargs)
        self.fields["topics"].let(request.user)
        offer_new(self.fields["companies"], COMPANIES, request)
        offer_new(self.fields["people"], PEOPLE, request)

    def first_values(self):
        return sorted_tags(self.current)

    def will_happen(self):
        if self.live:
            return [
                "The story moves to and from the pages of these companies, people and topics at once.",
                "Its text and its “Updated” date stay.",
            ]
        return ["The working copy is tagged anew; readers see it when the story is live."]

    def take(self, article):
        current = list(self.current)
        with transaction.atomic():  # a new topic is made only if the story gets it
            chosen = chosen_tags(self.cleaned_data)
            event = workflow.retag(
                article,
                add=[tag for tag in chosen if tag not in current],
                remove=[tag for tag in current if tag not in chosen],
                by=self.request.user,
                comment=self.cleaned_data["comment"],
            )
        if event is None:
            return f"The tags of “{article.headline}” are as they were."
        said = [f"{verb} {', '.join(event.details[verb])}" for verb in ("added", "removed") if event.details[verb]]
        return f"The tags of “{article.headline}” are changed: {'; '.join(said)}."


FORMS = {
    "publish": PublishForm,
    "schedule": ScheduleForm,
    "unschedule": UnscheduleForm,
    "withdraw": WithdrawForm,
    "retag": RetagForm,
}


# The pages


def conflict_page(model_admin, request, article: Article | None, why: str, typed):
    """Tells somebody who came second what happened, and gives back what they wrote."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "The story has moved on",
        "opts": model_admin.opts,
        "original": article,
        "why": why,
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
        return request.user.has_perm(workflow.STEPS[name].permission)

    def step_view(self, request, object_id, name):
        require(self.has_view_or_change_permission(request))
        article = self.get_object(request, unquote(object_id))
        if article is None or name not in FORMS:
            raise Http404
        require(self.has_view_or_change_permission(request, article) and self.may_take(request, name))
        if request.method == "POST":
            return self._take_step(request, article, name)
        if refusal := workflow.refusal(article, name):
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(self._change_url(article))
        return self._step_page(request, name, FORMS[name](article=article, request=request))

    def _take_step(self, request, article, name):
        form = FORMS[name](request.POST, article=article, request=request)
        is_valid = form.is_valid()
        if "version" not in form.cleaned_data:
            form.add_error(None, "The form came without its version. Open the page again.")
            return self._step_page(request, name, form)
        if refusal := workflow.refusal(article, name, seen_version=form.cleaned_data["version"]):
            return conflict_page(self, request, article, str(refusal), form.typed())
        if not is_valid:
            return self._step_page(request, name, form)
        try:
            said = form.take(article)
        except workflow.StaleStory as refusal:
            return conflict_page(self, request, article, str(refusal), form.typed())
        except workflow.StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._step_page(request, name, form)
        self.log_change(request, article, f"{capfirst(workflow.STEPS[name].done)}.")
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self._change_url(article))

    def _step_page(self, request, name, form):
        step, findings = workflow.STEPS[name], form.findings()
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
            "errors": [finding for finding in findings if finding.is_error],
            "advice": [finding for finding in findings if not finding.is_error],
            "change_url": self._change_url(form.article),
            "can_change": self.has_change_permission(request, form.article),
            "zone": words.office_zone(),
        }
        return TemplateResponse(request, "admin/newsroom/article/step.html", context)

    def _change_url(self, article):
        return reverse(f"{self.admin_site.name}:newsroom_article_change", args=[quote(article.pk)])

    # In the form

    def _step_context(self, request, article) -> dict:
        """What the form of a story needs to offer steps: buttons that save first, and links."""
        mine = [name for name in FORMS if self.may_take(request, name)]
        if article is None or article.pk is None:
            return {"save_first": [workflow.STEPS[name] for name in SAVE_FIRST if name in mine]}
        can_change = self.has_change_permission(request, article)
        live = live_edition(article)
        legal = {step.name for step in workflow.legal_steps(article)}
        save_first = [name for name in SAVE_FIRST if name in mine and can_change]
        # Withdrawing needs something that readers see, and who edits the story sets its tags in the form.
        offered = legal & set(mine) - set(save_first)
        if live is None:
            offered -= {"withdraw"} | ({"retag"} if can_change else set())
        return {
            "save_first": [workflow.STEPS[name] for name in save_first],
            "step_links": [(workflow.STEPS[name], self.step_url(article, name)) for name in FORMS if name in offered],
            "state": words.state(article, is_live=live is not None),
            "is_locked": article.is_locked,
            "goes_live": words.moment(article.scheduled_for),
            "embargo": article.embargoed_until
            and article.embargoed_until > timezone.now()
            and words.moment(article.embargoed_until),
        }

    def _on_to_step(self, request, article):
        """To the page of the step whose button was pressed; the story is saved."""
        name = request.POST.get("_save")
        if name not in SAVE_FIRST or not self.may_take(request, name):
            return None
        if workflow.refusal(article, name):
            self.message_user(
                request,
                f"Nothing has changed in “{article.headline}”, so there is nothing new to {name}.",
                messages.INFO,
            )
            return HttpResponseRedirect(self._change_url(article))
        return HttpResponseRedirect(self.step_url(article, name))
