"""The links by which people without an account see a story before it is published."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import BooleanField, ExpressionWrapper
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from companies.admin.base import require
from newsroom.desk import sharing, workflow
from newsroom.desk.admin import words
from newsroom.models import Article, ShareLink

MOST_SHOWN = 100


class ShareForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    given_to = forms.CharField(
        label="For whom",
        required=False,
        max_length=100,
        help_text=ShareLink._meta.get_field("given_to").help_text,
        widget=AdminTextInputWidget,
    )
    days = forms.TypedChoiceField(
        label="Opens for",
        choices=[(days, f"{days} day{'s' * (days > 1)}") for days in sharing.DAYS],
        coerce=int,
        initial=sharing.USUAL_DAYS,
    )


class ShareViews(admin.ModelAdmin):
    """Making, listing and revoking links of one story."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/links/", wrap(self.links_view), name="newsroom_article_links"),
            path("<path:object_id>/links/<int:link>/revoke/", wrap(self.revoke_view), name="newsroom_article_revoke"),
            *super().get_urls(),
        ]

    def may_share(self, request) -> bool:
        return request.user.has_perm(sharing.PERMISSION)

    def links_view(self, request, object_id):
        story = self._shared_story(request, object_id)
        form = ShareForm(request.POST or None, initial={"revision": story.revision})
        address = ""
        if request.method == "POST" and form.is_valid():
            revision = story.revisions.filter(number=form.cleaned_data["revision"]).first()
            if revision is None:
                raise Http404
            try:
                _, token = sharing.share(
                    story,
                    revision,
                    by=request.user,
                    days=form.cleaned_data["days"],
                    given_to=form.cleaned_data["given_to"],
                )
            except workflow.StepRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                origin = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
                address = origin + reverse("shared", args=[token])
                form = ShareForm(initial={"revision": story.revision})
        context = {
            **self.admin_site.each_context(request),
            "title": f"Links to show it: {story.headline}",
            "opts": self.opts,
            "original": story,
            "object": story,
            "state": words.state(story, is_live=workflow.is_live(story)),
            "zone": words.office_zone(),
            "address": address,
            "why_not": sharing.objection(story),
            "form": form,
            "fieldset": admin.helpers.Fieldset(form, fields=["given_to", "days"], model_admin=self),
            "links": _links(story),
        }
        response = TemplateResponse(request, "admin/newsroom/article/links.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def revoke_view(self, request, object_id, link):
        story = self._shared_story(request, object_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        found = ShareLink.objects.filter(article=story, pk=link).select_related("article", "revision").first()
        if found is None:
            raise Http404
        if sharing.revoke(found, by=request.user):
            self.message_user(request, "The link opens no more.", messages.SUCCESS)
        else:
            self.message_user(request, "The link had been revoked before.", messages.INFO)
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:newsroom_article_links", args=[quote(story.pk)]))

    def _shared_story(self, request, object_id) -> Article:
        story = self.get_object(request, unquote(object_id))
        if story is None:
            raise Http404
        require(self.has_view_or_change_permission(request, story) and self.may_share(request))
        return story


def _links(story: Article) -> list[dict]:
    """The links of a story as a table shows them."""
    now = timezone.now()
    links = story.share_links.select_related("revision").annotate(
        is_published=ExpressionWrapper(ShareLink.objects.published(now), BooleanField()),
        is_withdrawn=ExpressionWrapper(ShareLink.objects.withdrawn(now), BooleanField()),
    )
    return [
        {
            "link": link,
            "made": f"{words.moment(link.created_at)}, {link.created_by_name or 'the system'}",
            "opened": _opened(link),
            "state": _state(link, now),
            "opens": not _state(link, now).startswith("ended"),
        }
        for link in links.defer("revision__content")[:MOST_SHOWN]
    ]


def _opened(link: ShareLink) -> str:
    if not link.uses:
        return "never opened"
    times = "once" if link.uses == 1 else f"{link.uses} times"
    return f"opened {times}, last {words.moment(link.last_used_at)}"


def _state(link: ShareLink, now) -> str:
    if link.revoked_at:
        return f"ended: revoked {words.moment(link.revoked_at)}"
    if link.is_published:
        return "ended: the story was published"
    if link.is_withdrawn:
        return "ended: the story was withdrawn"
    if link.expires_at <= now:
        return f"ended: expired {words.moment(link.expires_at)}"
    return f"opens until {words.moment(link.expires_at)}"
