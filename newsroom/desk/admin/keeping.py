"""While somebody writes: their text is kept aside, they see who else is there, and that they are still signed in."""

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.db import OperationalError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from companies.admin.base import require
from companies.admin.whole_forms import ENDING
from newsroom.desk import comparison, kept, workflow
from newsroom.desk.admin import rescue, words
from newsroom.desk.admin.typed import content_of_form, credits_of_form
from newsroom.desk.history import name_of
from newsroom.desk.snapshot import content_of
from newsroom.models import Article, EditBuffer, Presence
from newsroom.running.patience import patience


class Keeping(admin.ModelAdmin):
    """Addresses that the form of a story speaks to while it is open."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        keep, pulse = require_POST(self.keep_view), require_http_methods(["GET", "POST"])(self.pulse_view)
        return [
            path("add/keep/", wrap(keep), name="newsroom_article_add_keep"),
            path("add/pulse/", wrap(pulse), name="newsroom_article_add_pulse"),
            path("kept/<slug:token>/", wrap(self.kept_view), name="newsroom_article_kept"),
            path("<path:object_id>/keep/", wrap(keep), name="newsroom_article_keep"),
            path("<path:object_id>/pulse/", wrap(pulse), name="newsroom_article_pulse"),
            *super().get_urls(),
        ]

    def _written(self, request, object_id) -> Article | None:
        """The story whose form the request speaks for, if the user may change it now; None for one being begun."""
        if object_id is None:
            require(self.has_add_permission(request))
            return None
        story = self.get_object(request, unquote(object_id))
        if story is None:
            raise Http404
        require(self.has_change_permission(request, story))
        return story

    def keep_view(self, request, object_id=None):
        """Keep aside what stands in the form, and say what the checks think of it. Never a revision."""
        story = self._written(request, object_id)
        if ENDING not in request.POST:
            return JsonResponse({"why": "The text arrived cut off, so it was not kept."}, status=400)
        try:
            with patience():
                buffer = kept.keep(request.user, story and story.pk, request.POST.get("token", ""), request.POST)
                if story:
                    Presence.objects.note(story.pk, request.user.pk, changed_at=buffer.saved_at)
        except kept.NotKept as why:
            return JsonResponse({"why": str(why)}, status=400)
        except OperationalError as error:
            return JsonResponse({"why": rescue.why(error)}, status=503)
        return JsonResponse(
            {"kept": f"{timezone.localtime(buffer.saved_at):%H:%M}", "look": self._look_at(request, story)}
        )

    def _look_at(self, request, story) -> str:
        """The panels for the text as it was sent."""
        form = self.get_form(request, story, change=story is not None)(request.POST, instance=story or Article())
        form.is_valid()
        return self.look(form, credits=len(credits_of_form(self, request, request.POST))).html()

    def pulse_view(self, request, object_id=None):
        """GET: who is signed in, with a fresh token. POST: that the user has the story open; who else has it."""
        story = self._written(request, object_id)
        if request.method == "GET":
            return JsonResponse({"user": request.user.get_username(), "token": get_token(request)})
        if story is None:
            return JsonResponse({"others": "", "moved": ""})
        try:
            typed = timezone.now() if request.POST.get("typed") else None
            with patience():
                Presence.objects.note(story.pk, request.user.pk, changed_at=typed)
        except OperationalError:
            pass  # the next pulse comes in a few seconds
        version = request.POST.get("version", "")
        seen = int(version) if version.isdecimal() and len(version) < 10 else story.version
        late = None if seen == story.version else workflow.refusal(story, "edit", seen_version=seen)
        moved = what_happened(late, request.user) if late else ""
        return JsonResponse({"others": others_here(story, request.user), "moved": moved})

    def kept_view(self, request, token):
        """What was kept aside, beside the story as it is saved. POST throws it away."""
        buffer = kept.find(request.user, token)
        if buffer is None:
            raise Http404
        story = buffer.article
        if story is not None and not self.has_view_or_change_permission(request, story):
            raise Http404
        if request.method == "POST":
            kept.forget(request.user, token)
            self.message_user(request, "The text that was not saved is thrown away.", messages.SUCCESS)
            return HttpResponseRedirect(self._form_url(story))
        mine = content_of_form(self, request, story, kept.as_post(buffer))
        saved = content_of(story) if story else content_of(Article(), tags=[], credits=[])
        context = {
            **self.admin_site.each_context(request),
            "title": "Text that is not saved",
            "opts": self.opts,
            "original": story,
            "buffer": buffer,
            "offer": self._offer(buffer, story),
            "changed": comparison.compare(saved, mine),
        }
        return TemplateResponse(request, "admin/newsroom/article/kept.html", context)

    def _form_url(self, story: Article | None) -> str:
        name = f"{self.admin_site.name}:newsroom_article_"
        return reverse(f"{name}change", args=[quote(story.pk)]) if story else reverse(f"{name}add")

    def _offer(self, buffer: EditBuffer, story: Article | None) -> dict:
        """One kept text, as the form offers it."""
        at = timezone.localtime(buffer.saved_at)
        is_today = at.date() == timezone.localdate()
        return {
            "at": f"{at:%H:%M}" if is_today else words.moment(at),
            "headline": buffer.headline,
            "restore": f"{self._form_url(story)}?restore={buffer.token}",
            "compare": reverse(f"{self.admin_site.name}:newsroom_article_kept", args=[buffer.token]),
        }

    def writing_context(self, request, story: Article | None) -> dict:
        """What the page of a form needs for all this."""
        name, args = f"{self.admin_site.name}:newsroom_article_", [quote(story.pk)] if story else []
        add = "" if story else "add_"
        now_open = {request.GET.get("restore"), request.POST.get("token")}
        return {
            "keep_url": reverse(f"{name}{add}keep", args=args),
            "pulse_url": reverse(f"{name}{add}pulse", args=args),
            "offers": [
                self._offer(buffer, story)
                for buffer in kept.offered(request.user, story and story.pk)
                if buffer.token not in now_open
            ],
            "others": others_here(story, request.user) if story else "",
        }


def others_here(story: Article, user) -> str:
    """A sentence for each colleague who has the story open now, and when they last typed; empty where nobody has."""
    return " ".join(
        f"{name_of(presence.user)} has this open, {_last_change(presence)}."
        for presence in Presence.objects.of_others(story.pk, user.pk)
    )


def what_happened(late: workflow.StepRefused, user) -> str:
    """What others did to the story, or `user` elsewhere, in words for somebody who has their own text before them."""
    if not isinstance(late, workflow.StaleStory):
        return str(late)
    return "You saved this story in another window since you opened it here." if late.by == {user.pk} else late.what


def _last_change(presence: Presence) -> str:
    if presence.changed_at is None:
        return "no change yet"
    minutes = int((timezone.now() - presence.changed_at).total_seconds() // 60)
    if minutes < 1:
        return "last change just now"
    return f"last change {minutes} min ago" if minutes < 60 else f"last change {minutes // 60} h ago"
