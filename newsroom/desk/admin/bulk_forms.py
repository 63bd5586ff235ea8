"""What a step on many stories asks once, what it does to each, and why it will not be taken with some."""

from abc import abstractmethod

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget
from django.db import transaction

from companies.admin.fields import TopicsField, find_topics, profiles_field
from companies.models import Tag
from newsroom.desk import checks, workflow
from newsroom.desk.admin import words
from newsroom.desk.admin.step_forms import far_enough
from newsroom.desk.admin.story_tags import COMPANIES, PEOPLE, TOPICS
from newsroom.desk.steps import STEPS, objection
from newsroom.desk.tagging.decisions import new_batch, retag_by_hand
from newsroom.models import Article


class BulkForm(forms.Form):
    """A step of the table, taken with each of many stories. `take` takes it with one and says what was done."""

    step = ""
    will = ""
    button = ""
    comment = forms.CharField(
        label="Comment for colleagues", required=False, max_length=2000, widget=AdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def objection(self, article: Article, *, is_live: bool) -> str:
        """Why the step can't be taken with this story; empty where it can."""
        return objection(article, STEPS[self.step], self.request.user, is_live=is_live) or " ".join(
            checks.errors(self.findings(article))
        )

    def findings(self, article: Article) -> list[checks.Finding]:
        return []

    @abstractmethod
    def take(self, article: Article) -> str:
        """Take the step; what became of the story, as the end of a sentence that begins with its headline."""


class BulkSubmit(BulkForm):
    step, button = "submit", "Submit them for review"
    will = "goes into the editors’ queue"

    def findings(self, article):
        return checks.before_review(article)

    def take(self, article):
        workflow.submit(article, by=self.request.user, comment=self.cleaned_data["comment"])
        return "is in the editors’ queue"


class BulkReturn(BulkForm):
    step, button = "return", "Return them"
    will = "goes back to its writer, as a draft"
    comment = forms.CharField(
        label="What is to be done",
        max_length=2000,
        help_text="Each writer reads this above the story.",
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )

    def take(self, article):
        workflow.send_back(article, reason=self.cleaned_data["comment"], by=self.request.user)
        return "went back to its writer"


class BulkApprove(BulkForm):
    step, button = "approve", "Approve them"
    will = "may go to readers as it stands"

    def take(self, article):
        # The version that was on the page holds the revision too: any changed save moves it.
        workflow.approve(article, by=self.request.user, comment=self.cleaned_data["comment"])
        return f"is approved, revision {article.approved_revision}"


class BulkSchedule(BulkForm):
    step, button = "schedule", "Schedule them"
    will = "goes live at the moment below, and is closed until then"
    at = forms.SplitDateTimeField(label="Goes live", widget=AdminSplitDateTime)
    field_order = ["at", "comment"]

    def clean_at(self):
        return far_enough(self.cleaned_data["at"])

    def findings(self, article):
        # Embargo and dates depend on the moment, which is not chosen yet; the door asks again.
        return [f for f in checks.before_publishing(article) if f.field not in {"embargoed_until", "backdated_to"}]

    def take(self, article):
        cleaned = self.cleaned_data
        edition = workflow.schedule(article, at=cleaned["at"], by=self.request.user, comment=cleaned["comment"])
        return f"goes live {words.moment(edition.live_from)}"


class BulkTag(BulkForm):
    step, button = "retag", "Change the tags"
    will = "gets and loses the tags below, for readers too where they see it"
    companies = profiles_field(COMPANIES, label="Add companies")
    people = profiles_field(PEOPLE, label="Add people")
    topics = TopicsField(TOPICS, label="Add topics")
    without = TopicsField(TOPICS, label="Take away", help_text="Topics, or companies and people by their exact name.")
    field_order = ["companies", "people", "topics", "without", "comment"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.batch = new_batch()  # the memory of tagging takes it as one decision
        self.fields["topics"].let(self.request.user)
        self.fields["without"].let(self.request.user)  # a name that is no tag takes away nothing

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned[name] for name in ("companies", "people", "topics", "without")):
            raise forms.ValidationError("Choose at least one tag to add or to take away.")
        return cleaned

    def take(self, article):
        cleaned = self.cleaned_data
        with transaction.atomic():  # a new topic is made only if a story gets it
            profiles = [*cleaned["companies"].select_related("tag"), *cleaned["people"].select_related("tag")]
            event = retag_by_hand(
                article,
                add=[*(profile.tag for profile in profiles), *find_topics(cleaned["topics"])],
                remove=[tag for name in cleaned["without"] if (tag := Tag.objects.named(name))],
                by=self.request.user,
                comment=cleaned["comment"],
                batch=self.batch,
            ).event
        if event is None:
            return "has these tags already"
        return "; ".join(
            f"{verb} {', '.join(event.details[verb])}" for verb in ("added", "removed") if event.details[verb]
        )


FORMS = {form.step: form for form in (BulkSubmit, BulkReturn, BulkApprove, BulkSchedule, BulkTag)}
