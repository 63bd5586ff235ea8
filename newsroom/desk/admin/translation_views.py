"""A story in its other languages: which they are and what became of them, which was translated, and how one begins."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from companies.admin.base import require
from companies.admin.fields import SparingSelect
from newsroom.desk import translations, workflow
from newsroom.desk.admin import words
from newsroom.desk.steps import stage_now
from newsroom.models import Article, Translation

_STORY = Translation._meta.get_field("article")  # whose autocomplete the form uses


class StoryField(forms.ModelChoiceField):
    """A story by its headline, told from those that have the same, as a translation that was just begun does."""

    def label_from_instance(self, obj):
        return label(obj)


def label(story: Article) -> str:
    """How a story is called where one of many is chosen."""
    return f"{story} ({story.get_language_display()}, {stage_now(story).label})"


class RelateForm(forms.Form):
    of = StoryField(
        Article.objects.all(),
        label="This story is a translation of",
        help_text="A story in another language. Search by the words of its headline.",
        error_messages={
            "required": "Choose the story that this one was translated from.",
            "invalid_choice": "That story is not there any more. Choose another.",
        },
        widget=SparingSelect(_STORY, admin.site),
    )


class TranslationViews(admin.ModelAdmin):
    """One page a story, whose three forms relate it, take it out, and begin a translation."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.translations_view)
        return [path("<path:object_id>/translations/", view, name="newsroom_article_translations"), *super().get_urls()]

    def autocomplete_label(self, story: Article) -> str:
        return label(story)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            context["translations"] = _lines(translations.others(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def translations_view(self, request, object_id):
        story = self.get_object(request, unquote(object_id))
        if story is None:
            raise Http404
        require(self.has_view_or_change_permission(request, story))
        why_not = translations.objection(story, request.user)
        may_begin = self.has_add_permission(request) and self.has_change_permission(request)
        form = RelateForm()
        if request.method == "POST":
            step = "begin" if "begin" in request.POST else "take_out" if "take_out" in request.POST else "relate"
            require(may_begin if step == "begin" else not why_not)
            try:
                if step == "begin":
                    return self._begin(request, story)
                if step == "take_out":
                    return self._take_out(request, story)
                form = RelateForm(request.POST)
                if form.is_valid():
                    return self._relate(request, story, form.cleaned_data["of"])
            except workflow.StepRefused as refusal:
                if step == "relate":
                    form.add_error("of", str(refusal))
                else:
                    self.message_user(request, str(refusal), messages.WARNING)
        others = translations.others(story)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Translations: {story.headline}",
            "opts": self.opts,
            "original": story,
            "object": story,
            "state": words.state(story, is_live=workflow.is_live(story)),
            "translations": _lines(others),
            "why_not": why_not,
            "form": form,
            "fieldset": admin.helpers.Fieldset(form, fields=["of"], model_admin=self),
            "media": self.media + form.media,
            "languages": translations.free_languages(story) if may_begin else [],
        }
        return TemplateResponse(request, "admin/newsroom/article/translations.html", context)

    def _relate(self, request, story: Article, to: Article):
        translations.relate(story, to, by=request.user)
        self.log_change(request, story, f"Related as a translation of “{to}”.")
        said = f"“{story}” is a translation of “{to}” now. Readers are led from one to the other while they see both."
        self.message_user(request, said, messages.SUCCESS)
        return self._to("translations", story)

    def _take_out(self, request, story: Article):
        if translations.take_out(story, by=request.user):
            self.log_change(request, story, "Taken out of its translations.")
            self.message_user(request, f"“{story}” is no translation of another story any more.", messages.SUCCESS)
        else:
            self.message_user(request, f"“{story}” was related to no other story.", messages.INFO)
        return self._to("translations", story)

    def _begin(self, request, story: Article):
        language = request.POST["begin"]
        if language not in dict(translations.free_languages(story)):
            others = translations.others(story)
            if there := next((other.article for other in others if other.article.language == language), None):
                # As when the button is pressed twice.
                self.message_user(request, "The story is there in that language already: this is it.", messages.INFO)
                return self._to("change", there)
            raise workflow.StepRefused("Nothing was begun: choose one of the languages below.")
        begun = translations.start(story, language, by=request.user)
        self.log_addition(request, begun, f"Begun as a translation of “{story}”.")
        said = (
            f"This is the draft of “{story}” in {begun.get_language_display()}, with its text, picture, companies and "
            "people to begin with. Write over it; readers see nothing of it until it is published."
        )
        self.message_user(request, said, messages.SUCCESS)
        return self._to("change", begun)

    def _to(self, screen: str, story: Article):
        address = reverse(f"{self.admin_site.name}:newsroom_article_{screen}", args=[quote(story.pk)])
        return HttpResponseRedirect(address)


def _lines(others: list[translations.Other]) -> list[dict]:
    """The other languages of a story as its form and its page of translations show them."""
    return [
        {
            "story": other.article,
            "language": other.language,
            "is_original": other.is_original,
            "state": words.state(other.article, is_live=other.is_live),
            "changed": other.changed_at and _changed(other),
            "told": other.told,
        }
        for other in others
    ]


def _changed(other: translations.Other) -> str:
    """The sentence for whoever writes the story beside it."""
    at = words.moment(other.changed_at)
    language = other.language.partition(",")[0]
    return f"The {language} story was {other.what} on {at}, after this one was {other.since}."
