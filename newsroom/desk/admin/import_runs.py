"""Importing from the desk: upload a file, look at what would come in, say who is who, go."""

import json
from functools import partial
from urllib.parse import quote

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from companies.admin.base import DeskAdmin, moment, require, when
from companies.admin.fields import is_number
from newsroom.desk import import_runs
from newsroom.desk.admin.import_forms import MappingForm, UploadForm
from newsroom.models import ImportRun, OldAddress

# What became of an entry, in the order in which one wants to know.
ACTIONS = {
    "failed": "could not be read", "kept": "edited here since", "created": "new", "published": "published now",
    "updated": "changed", "unchanged": "as before", "skipped": "left out",
}  # fmt: skip
_LINES = 100  # a page of the report
State = ImportRun.State


def may_publish(user) -> bool:
    """An import publishes without a review, so it takes both permissions."""
    return user.has_perm("newsroom.publish_article") and user.has_perm("newsroom.emergency_article")


@admin.register(ImportRun)
class ImportRunAdmin(DeskAdmin):
    list_display = ["name", "kind", "state", "what", "by_name", when("created_at", "uploaded")]
    list_filter = ["state", "kind"]
    search_fields = ["name"]
    actions = None

    # Who may: the permission to add is the permission to import. Others' imports need the permission to change.

    def get_queryset(self, request):
        runs = super().get_queryset(request).defer("found", "options")
        return runs if self._sees_all(request) else runs.filter(by=request.user)

    @staticmethod
    def _sees_all(request) -> bool:
        return request.user.has_perm("newsroom.change_importrun")

    @staticmethod
    def _may_import(request, kind: str) -> bool:
        """Whether the user may also make by hand what the upload holds."""
        model = {"stories": "newsroom.{}_article", "companies": "companies.{}_company", "people": "people.{}_person"}[
            kind
        ]
        return all(request.user.has_perm(model.format(verb)) for verb in ("add", "change"))

    def _is_theirs(self, request, run) -> bool:
        return run is None or run.by_id == request.user.pk or self._sees_all(request)

    def has_change_permission(self, request, obj=None):
        may = self.has_add_permission(request) and self._is_theirs(request, obj)
        return may and (obj is None or self._may_import(request, obj.kind))

    def has_view_permission(self, request, obj=None):
        return (
            self.has_add_permission(request) or request.user.has_perm("newsroom.view_importrun")
        ) and self._is_theirs(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_at_work)

    @admin.display(description="entries")
    def what(self, run):
        return _summary(run) or ""

    # Addresses

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:number>/progress/", wrap(self.progress_view), name="newsroom_importrun_progress"),
            path("<int:number>/report.<slug:form>", wrap(self.report_view), name="newsroom_importrun_report"),
            *super().get_urls(),
        ]

    def _run(self, request, number) -> ImportRun:
        require(self.has_view_permission(request))
        run = self.get_queryset(request).defer(None).filter(pk=number).first() if is_number(str(number)) else None
        if run is None:
            raise Http404
        return run

    def add_view(self, request, form_url="", extra_context=None):
        require(self.has_add_permission(request) and any(self._may_import(request, k) for k in ImportRun.Kind.values))
        kinds = [kind for kind in ImportRun.Kind.values if self._may_import(request, kind)]
        wanted = request.GET.get("kind")
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            kinds=kinds,
            initial={"kind": wanted if wanted in kinds else kinds[0]},
        )
        if request.method == "POST" and form.is_valid():
            run = self._upload(request, form)
            return HttpResponseRedirect(self._address(run))
        context = {
            **self.admin_site.each_context(request),
            "title": "Import",
            "opts": self.opts,
            "form": form,
            "fieldset": admin.helpers.Fieldset(form, fields=list(form.fields), model_admin=self),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/newsroom/importrun/upload.html", context)

    def _upload(self, request, form) -> ImportRun:
        file = form.cleaned_data["file"]
        name, file.name = file.name, import_runs.on_disk(file.name)
        run = ImportRun.objects.create(
            file=file,
            name=name[:200],
            size=file.size,
            kind=form.cleaned_data["kind"],
            options={"form": form.cleaned_data["form"], "pages": form.cleaned_data["pages"]},
            by=request.user,
            by_name=request.user.get_full_name() or request.user.get_username(),
        )
        self.log_addition(request, run, "Uploaded.")
        import_runs.start(run)
        return run

    def change_view(self, request, object_id, form_url="", extra_context=None):
        run = self._run(request, unquote(object_id))
        form = MappingForm(
            request.POST if request.method == "POST" else None,
            found=run.found,
            options=run.options,
            may_publish=may_publish(request.user),
            is_of_stories=run.kind == ImportRun.Kind.STORIES,
        )
        if request.method == "POST":
            require(self.has_change_permission(request, run))
            if self._act(request, run, form):
                return HttpResponseRedirect(self._address(run))
        return self._page(request, run, form)

    def _act(self, request, run, form) -> bool:
        """Do what was asked by a button; False where the form has to be shown again."""
        if "_stop" in request.POST:
            rows = ImportRun.objects.filter(pk=run.pk, state__in=(*ImportRun.ASKED, *ImportRun.WORKING))
            if rows.update(state=State.STOPPED, ended_at=timezone.now()):
                self.log_change(request, run, "Stopped.")
                self.message_user(request, "Stopped. What had come in by then stays.", messages.WARNING)
            return True
        target, seen = self._target(request, run)
        if target is None:
            raise PermissionDenied
        if not form.is_valid():
            return False
        options = run.options | (form.options() if run.found else {}) | {"ordered_by": request.user.pk}
        options.pop(import_runs.DEATHS, None)
        rows = ImportRun.objects.filter(pk=run.pk, state=seen)
        changes = {"state": target, "options": options, "done": 0, "trouble": "", "alive_at": None, "ended_at": None}
        if not rows.update(**changes):
            self.message_user(request, "Somebody else was faster; this is how it stands now.", messages.WARNING)
            return True
        self.log_change(request, run, "Looked through again." if target == State.TO_LOOK else "Brought in.")
        run.refresh_from_db()
        import_runs.start(run)
        return True

    @staticmethod
    def _target(request, run) -> tuple[str | None, str]:
        """(the state that a button asks for, the state it may be asked in)."""
        ended = run.state in (State.LOOKED, State.DONE, State.STOPPED, State.FAILED) or run.is_dead
        if not ended or not run.file:
            return None, run.state
        if "_look" in request.POST:
            return State.TO_LOOK, run.state
        if "_go" in request.POST and run.found:
            return State.TO_BRING, run.state
        return None, run.state

    def _page(self, request, run, form):
        action = request.GET.get("action", "")
        lines = run.lines.select_related("article").only(
            "number", "action", "title", "entry", "run_id", "article__headline"
        )
        if action == "remarks":
            lines = lines.filter(has_notes=True).exclude(action="skipped")
        elif action in ACTIONS:
            lines = lines.filter(action=action)
        elif action != "all":
            lines = lines.exclude(action="skipped")  # menus and pictures by the hundred
        page = Paginator(lines, _LINES).get_page(request.GET.get("page"))
        counts = [(name, ACTIONS[name], run.counts[name]) for name in ACTIONS if run.counts.get(name)]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import of {run.name}",
            "opts": self.opts,
            "original": run,
            "run": run,
            "form": form,
            "summary": _summary(run),
            "counts": counts,
            "action": action,
            "page": page,
            "uploaded": moment(run.created_at),
            "may_act": self.has_change_permission(request, run) and bool(run.file),
            "may_see_stories": request.user.has_perm("newsroom.view_article"),
            "can_delete": self.has_delete_permission(request, run),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/newsroom/importrun/run.html", context)

    def progress_view(self, request, number):
        run = self._run(request, number)
        return JsonResponse(
            {"state": run.get_state_display(), "isAtWork": run.is_at_work, "done": run.done, "about": run.about}
        )

    def report_view(self, request, number, form):
        run = self._run(request, number)
        if form not in ("jsonl", "txt"):
            raise Http404
        write = _as_json if form == "jsonl" else _as_text
        lines = run.lines.order_by("number").iterator(chunk_size=500)
        answer = StreamingHttpResponse(
            (write(line) for line in lines),
            content_type="application/x-ndjson" if form == "jsonl" else "text/plain; charset=utf-8",
        )
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(run.name)}-report.{form}"
        return answer

    def _address(self, run) -> str:
        return reverse(f"{self.admin_site.name}:newsroom_importrun_change", args=[run.pk])

    # Deleting takes the upload along; the thousand lines of its report need no list.

    def get_deleted_objects(self, objs, request):
        return [str(run) for run in objs], {"imports": len(objs)}, set(), []

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        if obj.file:
            # A row that stays, as where the database was busy, keeps its upload.
            transaction.on_commit(partial(obj.file.delete, save=False), robust=True)


def _summary(run: ImportRun) -> str:
    words = ACTIONS | {"related": "related to the stories that they were translated from"}
    return ", ".join(f"{run.counts[name]:,} {said}" for name, said in words.items() if run.counts.get(name))


def _as_json(line) -> str:
    return json.dumps(line.entry, ensure_ascii=False) + "\n"


def _as_text(line) -> str:
    notes = line.entry.get("warnings") or []
    remarks = f": {' '.join(str(note) for note in notes)}" if notes else ""
    return f"{line.number}. {line.title or '(no title)'} — {ACTIONS.get(line.action, line.action)}{remarks}\n"


@admin.register(OldAddress)
class OldAddressAdmin(DeskAdmin):
    """Where stories stood before they came here. Written by imports; one that is wrong may be thrown away."""

    list_display = ["path", "story", when("created_at", "made")]
    search_fields = ["path"]
    list_select_related = ["article"]
    fields = ["path", "story", "created_at"]
    readonly_fields = fields
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).defer("article__body", "article__standfirst")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="story", ordering="article__headline")
    def story(self, row):
        url = reverse(f"{self.admin_site.name}:newsroom_article_change", args=[row.article_id])
        return format_html('<a href="{}">{}</a>', url, row.article.headline)
