"""Screens for making two one: possible duplicates, the page that asks first, and the list of merges with undoing."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from companies.admin.base import ReadOnlyAdmin, moment, require, when
from companies.admin.lists import DeskList
from companies.models import Tag
from newsroom.desk import merging
from newsroom.desk.admin.merge_forms import ChooseForm, MergeForm
from newsroom.desk.admin.tags import count_uses, words_for
from newsroom.desk.merging import twins
from newsroom.desk.merging.merge import PERMISSION
from newsroom.desk.merging.sides import kind_of, owner_of, tag_of
from newsroom.desk.merging.undo import standing_against
from newsroom.models import MergeRecord, Twins

SAY = "newsroom.change_twins"


def change_url(thing) -> str:
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])


def merge_url(kept: Tag, gone: Tag) -> str:
    return reverse("admin:newsroom_merge", args=[kept.pk, gone.pk])


def in_order(pair: Twins) -> tuple[Tag, Tag]:
    """Of a pair, the one to keep and the one to give up, unless somebody turns it round: by use, then by age."""
    rank = [(tag.profile is not None, tag.live_uses, tag.desk_uses, -tag.pk) for tag in (pair.first, pair.second)]
    return (pair.first, pair.second) if rank[0] >= rank[1] else (pair.second, pair.first)


# Possible duplicates


class VerdictFilter(admin.SimpleListFilter):
    title = "what was said"
    parameter_name = "said"

    def lookups(self, request, model_admin):
        return [("proposed", "proposed for a merge"), ("found", "nothing yet"), ("different", "not the same")]

    def queryset(self, request, queryset):
        chosen = self.value()
        return queryset.filter(verdict=chosen) if chosen else queryset.exclude(verdict=Twins.Verdict.DIFFERENT)


class TwinsList(DeskList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        count_uses([tag for pair in self.result_list for tag in (pair.first, pair.second)])


@admin.register(Twins)
class TwinsAdmin(ReadOnlyAdmin):
    list_display = ["pair", "kind", "why", "said"]
    list_display_links = None
    list_filter = [VerdictFilter]
    search_fields = ["first__name", "second__name"]
    list_select_related = ["first__company", "first__person", "second__company", "second__person"]
    ordering = ["-verdict", "-score", "pk"]

    def get_changelist(self, request, **kwargs):
        return TwinsList

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.look_view))
        return [path("look/", view, name="newsroom_twins_look"), *super().get_urls()]

    def look_view(self, request):
        """Look through all names anew."""
        require(request.user.has_perm(SAY))
        standing = twins.look()
        self.message_user(
            request, f"All names were compared: {standing:,} possible duplicates stand.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:newsroom_twins_changelist"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A pair has one page: the one on which the two are compared."""
        require(self.has_view_permission(request))
        pair = get_object_or_404(Twins.objects.select_related(*self.list_select_related), pk=_number(object_id))
        count_uses([pair.first, pair.second])
        return HttpResponseRedirect(merge_url(*in_order(pair)))

    def has_delete_permission(self, request, obj=None):
        """What was said of a pair may be forgotten, and goes with a tag that is deleted."""
        return request.user.has_perm(SAY)

    @admin.display(description="these two")
    def pair(self, pair):
        kept, gone = in_order(pair)
        return format_html(
            '<a href="{}"><strong>{}</strong> and <strong>{}</strong></a> <span class="quiet">{} and {} live</span>',
            merge_url(kept, gone), owner_of(kept), owner_of(gone), kept.live_uses, gone.live_uses,
        )  # fmt: skip

    @admin.display(description="kind")
    def kind(self, pair):
        kinds = dict.fromkeys(kind_of(owner_of(tag)) for tag in in_order(pair))
        return format_html_join(" ", "{}", ((words_for(kind),) for kind in kinds))

    @admin.display(description="why", empty_value="")
    def why(self, pair):
        return format_html_join(" ", "{}", ((reason,) for reason in pair.reasons)) or None

    @admin.display(description="said", empty_value="")
    def said(self, pair):
        if pair.verdict == Twins.Verdict.FOUND:
            return None
        comment = f": “{pair.comment}”" if pair.comment else ""
        return f"{pair.get_verdict_display()}, {pair.by_name or 'the system'}{comment}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


# Merges


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("yes", "standing"), ("no", "undone")]

    def queryset(self, request, queryset):
        return queryset.filter(undone_at__isnull=self.value() == "yes") if self.value() in ("yes", "no") else queryset


@admin.register(MergeRecord)
class MergeRecordAdmin(ReadOnlyAdmin):
    list_display = [when("at", "when"), "what", "chip", "stories", "by_name", "reason", "undone"]
    list_display_links = ["what"]
    list_filter = ["kind", StandingFilter]
    search_fields = ["kept_name", "gone_name", "by_name"]
    date_hierarchy, calendar_order = "at", "pk"
    ordering = ["-pk"]
    fields = ["what", "chip", "at", "by_name", "reason", "stories", "undone", "being_indexed"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("rows")

    def get_urls(self):
        views = [
            ("merge/<int:kept>/", self.choose_view, "newsroom_merge_choose"),
            ("merge/<int:kept>/<int:gone>/", self.merge_view, "newsroom_merge"),
            ("<int:object_id>/undo/", self.undo_view, "newsroom_merge_undo"),
        ]
        return [
            *(path(route, self.admin_site.admin_view(view), name=name) for route, view, name in views),
            *super().get_urls(),
        ]

    # Which two

    def choose_view(self, request, kept: int):
        require(request.user.has_perm("newsroom.view_twins"))
        kept = owner_of(get_object_or_404(Tag.objects.with_profiles(), pk=kept))
        form = ChooseForm(request.GET if "other" in request.GET else None, kept=kept)
        if form.is_bound and form.is_valid():
            return HttpResponseRedirect(merge_url(*form.in_order()))
        tag = tag_of(kept)
        pairs = [(pair.other(tag.pk), pair.reasons) for pair in twins.of([tag.pk])[tag.pk]]
        context = {
            "title": f"Merge {kept} with another",
            "kept": kept,
            "form": form,
            "pairs": [(other, reasons, merge_url(tag, other)) for other, reasons in pairs],
        }
        return self._page(request, "choose", kept, context)

    # The page that asks first

    def merge_view(self, request, kept: int, gone: int):
        require(request.user.has_perm("newsroom.view_twins"))
        tags = Tag.objects.with_profiles().in_bulk({kept, gone})
        if kept not in tags or gone not in tags:
            return self._lead_on(request, kept, gone)
        kept, gone = owner_of(tags[kept]), owner_of(tags[gone])
        if not hasattr(kept, "tag") and hasattr(gone, "tag"):
            kept, gone = gone, kept  # a topic becomes one with a company, never the other way
        preview = merging.Preview(kept, gone)
        form = MergeForm(request.POST or None, preview=preview, user=request.user)
        if request.method == "POST" and form.is_valid() and (answer := self._take(request, form, kept, gone)):
            return answer
        count_uses([tag_of(kept), tag_of(gone)])
        ends = [tag_of(kept).pk, tag_of(gone).pk]
        pair = Twins.objects.filter(first__in=ends, second__in=ends)
        context = {
            "title": f"Merge {gone} into {kept}",
            "kept": kept,
            "gone": gone,
            "sides": [(kept, tag_of(kept), "stays"), (gone, tag_of(gone), "goes")],
            "turned_url": merge_url(tag_of(gone), tag_of(kept)) if type(kept) is type(gone) else "",
            "preview": preview,
            "counts": preview.counts() if not preview.objections else [],
            "names": preview.names_kept(),
            "pair": pair.first(),
            "form": form,
            "may_merge": request.user.has_perm(PERMISSION),
            "may_say": request.user.has_perm(SAY),
        }
        return self._page(request, "merge", kept, context)

    def _take(self, request, form, kept, gone):
        """What somebody pressed; None where the page has to be shown again."""
        do, comment = form.cleaned_data["do"], form.cleaned_data["reason"]
        if do != "merge":
            require(request.user.has_perm(SAY))
            verdict = Twins.Verdict.PROPOSED if do == "propose" else Twins.Verdict.DIFFERENT
            twins.say(tag_of(kept), tag_of(gone), verdict, by=request.user, comment=comment)
            said = (
                f"Proposed: a managing editor finds {gone} and {kept} at the top of the possible duplicates."
                if do == "propose"
                else f"Remembered: {gone} and {kept} are not the same. They won’t be suggested again."
            )
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:newsroom_twins_changelist"))
        require(request.user.has_perm(PERMISSION))
        try:
            record = merging.merge(kept, gone, take=form.taken(), by=request.user, reason=comment)
        except merging.MergeRefused as refusal:
            form.add_error(None, str(refusal))
            return None
        merging.finish_indexing(seconds=20)
        self.message_user(
            request,
            format_html(
                '{} is now one with {}. Readers see it already. <a href="{}">Undo</a>',
                record.gone_name, record.kept_name, reverse("admin:newsroom_merge_undo", args=[record.pk]),
            ),
            messages.SUCCESS,
        )  # fmt: skip
        return HttpResponseRedirect(change_url(kept))

    def _lead_on(self, request, *tags: int):
        """One of the two is no longer there: say what became of it."""
        heirs = MergeRecord.objects.heirs("tag", tags)
        if not heirs:
            raise Http404
        record = MergeRecord.objects.filter(gone_tag__in=heirs, undone_at=None).first()
        said = (
            f"“{record.gone_name}” was merged into “{record.kept_name}” meanwhile, by {record.by_name or 'the system'}."
        )
        self.message_user(request, f"{said} Nothing was changed now.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:newsroom_mergerecord_change", args=[record.pk]))

    # And back

    def undo_view(self, request, object_id: int):
        require(request.user.has_perm(PERMISSION))
        record = get_object_or_404(MergeRecord, pk=object_id)
        why = standing_against(record)
        if request.method == "POST":
            try:
                said = merging.undo(record, by=request.user)
            except merging.MergeRefused as refusal:
                why = str(refusal)
            else:
                merging.finish_indexing(seconds=20)
                self.message_user(
                    request, f"{record.gone_name} and {record.kept_name} are two again.", messages.SUCCESS
                )
                for sentence in said:
                    self.message_user(request, sentence, messages.WARNING)
                return HttpResponseRedirect(reverse("admin:newsroom_mergerecord_change", args=[record.pk]))
        context = {"title": f"Undo: {record}", "record": record, "why": why, "when": moment(record.at)}
        return self._page(request, "undo", record, context)

    def _page(self, request, name: str, original, context: dict):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": original, **context}
        context["media"] = self.media + context["form"].media if "form" in context else self.media
        return TemplateResponse(request, f"admin/newsroom/mergerecord/{name}.html", context)

    def render_change_form(self, request, context, *args, **kwargs):
        record = kwargs.get("obj")
        may_undo = record and request.user.has_perm(PERMISSION) and not record.undone_at
        context["undo_url"] = reverse("admin:newsroom_merge_undo", args=[record.pk]) if may_undo else ""
        return super().render_change_form(request, context, *args, **kwargs)

    # Columns

    @admin.display(description="merge")
    def what(self, record):
        return f"{record.gone_name} → {record.kept_name}"

    @admin.display(description="kind")
    def chip(self, record):
        return words_for(record.kind)

    @admin.display(description="undone", empty_value="")
    def undone(self, record):
        return f"{moment(record.undone_at)} by {record.undone_by_name or 'the system'}" if record.undone_at else None

    @admin.display(description="search", empty_value="")
    def being_indexed(self, record):
        left = len(record.to_index)
        return (
            f"{left:,} stories are yet to be found by the new name."
            if left
            else "All its stories are found by its names."
        )
