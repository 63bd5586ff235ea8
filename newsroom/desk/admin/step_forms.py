"""One form a step: what it asks, what it says before and after, and the call that takes it."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from companies.admin.fields import TopicsField, profiles_field
from companies.models import Tag
from newsroom.desk import checks, consequences, workflow
from newsroom.desk.admin import words
from newsroom.desk.admin.changes import Since, from_readers
from newsroom.desk.admin.story_tags import (
    COMPANIES,
    PEOPLE,
    TOPICS,
    chosen_tags,
    live_edition,
    ready_fields,
    sorted_tags,
)
from newsroom.desk.consequences import Consequences
from newsroom.desk.history import name_of
from newsroom.desk.tagging.decisions import retag_by_hand
from newsroom.models import Article, Correction, Edition


def _moment(label: str, *, required: bool = False, help_text: str = "") -> forms.SplitDateTimeField:
    return forms.SplitDateTimeField(label=label, required=required, help_text=help_text, widget=AdminSplitDateTime)


def _is_live(edition: Edition, what: str) -> str:
    return format_html(
        '“{}” {}. <a href="{}">See it as readers do</a>', edition.headline, what, edition.get_absolute_url()
    )


def far_enough(at: datetime) -> datetime:
    """A moment to go live, not so near that copies of the old page, which may be kept until then, are still shown."""
    nearest = timezone.now() + timedelta(seconds=settings.PUBLIC_CACHE_SECONDS)
    if at <= timezone.now():
        raise forms.ValidationError("That moment has passed. Choose a later one, or publish now.")
    if at < nearest:
        raise forms.ValidationError(
            f"That is nearer than the {settings.PUBLIC_CACHE_SECONDS} seconds for which readers may keep the old "
            "page. Choose a later moment, or publish now."
        )
    return at


def _reason(label: str = "Reason", *, help_text: str = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=2000, widget=AdminTextareaWidget(attrs={"rows": rows})
    )


class StepForm(forms.Form):
    """What a step asks, what it says before and after, and the call that takes it.

    Each form has a `take(article)` that takes the step and gives the sentence to say afterwards; it raises StepRefused.
    """

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

    def what_is_new(self) -> tuple[str, list[str]] | None:
        """What whoever vouches for the text has to look at."""
        return None

    def findings(self) -> list[checks.Finding]:
        """What the checks say about the step."""
        return []

    def consequences(self) -> Consequences | None:
        """The pages and feeds that the step changes; None where it changes none."""
        return None

    def typed(self) -> list[tuple[str, str]]:
        """What was written into the form by hand, so that it can be given back."""
        return [
            (field.label, value)
            for field in self
            if isinstance(field.field, forms.CharField) and not field.is_hidden and (value := field.value())
        ]


# Review


class SubmitForm(StepForm):
    button = "Submit for review"

    def will_happen(self):
        return [
            "It goes into the editors’ queue. Somebody else reads it, and approves it or gives it back with a comment.",
            "You can go on writing; they see the newest text.",
        ]

    def findings(self):
        return checks.before_review(self.article)

    def take(self, article):
        workflow.submit(article, by=self.request.user, comment=self.cleaned_data["comment"])
        return f"“{article.headline}” is in the editors’ queue. You see on the first page what becomes of it."


class ReturnForm(StepForm):
    button = "Return it"
    reason = _reason("What is to be done", help_text="The writer reads this on their first page and above the story.")
    comment = None

    def will_happen(self):
        writer = self.article.submitted_by or self.article.edited_by or self.article.created_by
        said = [f"The story is a draft again, on the first page of {name_of(writer) or 'its writer'}."]
        if self.article.approved_revision:
            said.append("Its approval is void.")
        return said

    def take(self, article):
        workflow.send_back(article, reason=self.cleaned_data["reason"], by=self.request.user)
        return f"“{article.headline}” went back with your comment."


class ApproveForm(StepForm):
    button = "Approve"
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def first_values(self):
        return {"revision": self.article.revision}

    def will_happen(self):
        return [
            f"You say that revision {self.article.revision} may go to readers. They see it when it is published.",
            "Whoever changes the text afterwards voids the approval.",
        ]

    def what_is_new(self):
        return Since(self.article).told()

    def findings(self):
        # What stops publishing does not stop a reader from finding the text good.
        return [replace(finding, is_error=False) for finding in checks.before_review(self.article)]

    def take(self, article):
        cleaned = self.cleaned_data
        workflow.approve(article, revision=cleaned["revision"], by=self.request.user, comment=cleaned["comment"])
        return f"“{article.headline}” is approved, revision {cleaned['revision']}. It can be published or scheduled."


class SignOffForm(StepForm):
    button = "Sign off"

    def will_happen(self):
        event = self.article.events.filter(verb=workflow.STEPS["emergency"].done).first()
        said = ["You say that you read what was published without a review, and that it may stay."]
        if event:
            said.append(f"{event.actor_name or 'The system'} published it {words.moment(event.at)}: {event.comment}")
        return said

    def take(self, article):
        workflow.sign_off(article, by=self.request.user, comment=self.cleaned_data["comment"])
        return f"“{article.headline}” is signed off."


class DiscardForm(StepForm):
    button = "Discard the changes"
    is_grave = True

    def will_happen(self):
        return [
            "The working copy says again what readers see now. What readers see stays.",
            "The revisions are kept, so that the text can be found again.",
        ]

    def what_is_new(self):
        if changed := from_readers(self.article, self.live) if self.live else []:
            return "This goes:", changed
        return "Nothing: readers see what the working copy says.", []

    def take(self, article):
        workflow.discard(article, by=self.request.user, comment=self.cleaned_data["comment"])
        return f"“{article.headline}” is again as readers see it."


# To readers


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

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("change") == Edition.Change.UPDATE and not cleaned.get("note"):
            self.add_error("note", "Say what changed: an update is one that readers are told of.")
        return cleaned

    def findings(self):
        return checks.before_publishing(self.article)

    def consequences(self):
        return consequences.of_publishing(self.request, self.article, self.live, at=self.moment())

    def moment(self):
        """When readers would see it."""
        return timezone.now()

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
            return []  # the pages that gain it are listed
        return [
            f"It takes the place of edition {self.live.number}, which readers have seen since "
            f"{words.moment(self.live.live_from)}. The address stays or, if you changed it, leads on."
        ]


class PublishForm(IssueForm):
    """A first edition, or an update of what readers see."""

    button = "Publish now"

    def will_happen(self):
        return ["Readers see the story as it is saved now, at once.", *self._replaces()]

    def take(self, article):
        edition = workflow.publish(article, **self.said())
        until = f" until {words.moment(edition.live_until)}" if edition.live_until else ""
        return _is_live(edition, f"is live{until}")


class ScheduleForm(IssueForm):
    button = "Schedule"
    at = _moment("Goes live", required=True)

    def moment(self):
        return (self.is_bound and self.cleaned_data.get("at")) or self.initial["at"]

    def first_values(self):
        tomorrow = timezone.localdate() + timedelta(days=1)
        nine = timezone.make_aware(timezone.datetime.combine(tomorrow, time(9)))
        return {"at": max(nine, self.article.embargoed_until or nine)}

    def clean_at(self):
        return far_enough(self.cleaned_data["at"])

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


class CorrectForm(StepForm):
    button = "Publish the correction"
    text = _reason(
        "What readers are told",
        help_text="What was wrong and is now right: “An earlier version gave the sum as 3 million yuan; it is 30.”",
    )
    kind = forms.ChoiceField(
        choices=Correction.Kind, widget=forms.RadioSelect, initial=Correction.Kind.CORRECTION, label="It is a"
    )
    until = _moment("Ends", help_text="Empty: it stays.")
    comment = None
    field_order = ["text", "kind", "until"]

    def will_happen(self):
        return [
            "Readers see the approved text at once, and your note with its date under the story.",
            "The story’s “Updated” date moves.",
        ]

    def consequences(self):
        return consequences.of_publishing(self.request, self.article, self.live, at=timezone.now(), is_correction=True)

    def findings(self):
        return checks.before_publishing(self.article)

    def take(self, article):
        cleaned = self.cleaned_data
        edition = workflow.correct(
            article, text=cleaned["text"], kind=cleaned["kind"], until=cleaned["until"], by=self.request.user
        )
        return _is_live(edition, "is corrected")


class EmergencyForm(StepForm):
    button = "Publish without a review"
    is_grave = True
    reason = _reason(help_text="Why it cannot wait. Your colleagues read this, readers don’t.")
    until = _moment("Ends", help_text="Empty: it stays.")
    comment = None
    field_order = ["reason", "until"]

    def will_happen(self):
        return [
            "Readers see the story as it is saved now, at once, though nobody else has read it.",
            "It stays flagged until somebody else has signed it off.",
        ]

    def consequences(self):
        return consequences.of_publishing(self.request, self.article, self.live, at=timezone.now())

    def findings(self):
        return checks.before_publishing(self.article)

    def take(self, article):
        cleaned = self.cleaned_data
        edition = workflow.emergency(article, reason=cleaned["reason"], until=cleaned["until"], by=self.request.user)
        return _is_live(edition, "is live, and waits for somebody else to sign it off")


class ReinstateForm(StepForm):
    button = "Show it to readers again"
    reason = _reason(help_text="Why it comes back. Your colleagues read this, readers don’t.")
    comment = None

    def will_happen(self):
        return ["Readers see the story again at its address, as it was. The notice goes."]

    def consequences(self):
        return consequences.of_publishing(self.request, self.article, self.live, at=timezone.now())

    def findings(self):
        return checks.before_publishing(self.article)

    def take(self, article):
        return _is_live(
            workflow.reinstate(article, reason=self.cleaned_data["reason"], by=self.request.user), "is back"
        )


class WithdrawForm(StepForm):
    button = "Withdraw the story"
    is_grave = True
    reason = _reason(help_text="Readers who come to the address are told this, unless it goes entirely.")
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
            "The working copy stays here, and the story can be reinstated.",
        ]

    def consequences(self):
        return consequences.of_withdrawing(self.request, self.live) if self.live else None

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
        ready_fields(self, request)

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
            event = retag_by_hand(
                article,
                add=[tag for tag in chosen if tag not in current],
                remove=[tag for tag in current if tag not in chosen],
                by=self.request.user,
                comment=self.cleaned_data["comment"],
            ).event
        if event is None:
            return f"The tags of “{article.headline}” are as they were."
        said = [f"{verb} {', '.join(event.details[verb])}" for verb in ("added", "removed") if event.details[verb]]
        return f"The tags of “{article.headline}” are changed: {'; '.join(said)}."


# In the order in which they are offered.
FORMS = {
    "submit": SubmitForm,
    "approve": ApproveForm,
    "return": ReturnForm,
    "publish": PublishForm,
    "update": PublishForm,
    "correct": CorrectForm,
    "schedule": ScheduleForm,
    "unschedule": UnscheduleForm,
    "sign_off": SignOffForm,
    "retag": RetagForm,
    "discard": DiscardForm,
    "withdraw": WithdrawForm,
    "reinstate": ReinstateForm,
    "emergency": EmergencyForm,
}
