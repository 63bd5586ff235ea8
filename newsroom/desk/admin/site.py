"""The editors' desk: Django's admin under our own name."""

import logging
from functools import update_wrapper

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.db.models import Case, ForeignObjectRel, Q, Value, When
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from taggit.managers import TaggableManager

from newsroom.models.search.words import fold, raw_tokens

logger = logging.getLogger(__name__)

# Who looks for a screen looks for what they want to do, not for the app that holds the table.
GROUPS = {
    "Write": ["newsroom.Article", "newsroom.Slot", "companies.Photo", "newsroom.Attachment", "newsroom.Correction"],
    "Tag": [
        "newsroom.Mention",
        "companies.Company",
        "people.Person",
        "companies.Tag",
        "newsroom.Twins",
        "newsroom.MergeRecord",
    ],
    "In and out": ["newsroom.ImportRun", "newsroom.OldAddress"],
    "Reference": [
        "newsroom.Edition",
        "newsroom.Revision",
        "newsroom.Event",
        "newsroom.Section",
        "newsroom.Redirect",
        "newsroom.Delivery",
    ],
    "Administration": ["auth.User", "auth.Group", "newsroom.AccountEvent"],
}


class Suggestions(AutocompleteJsonView):
    """What an autocomplete offers. A field that holds topics takes names, and is offered topics only."""

    @property
    def wants_topics(self) -> bool:
        return isinstance(self.source_field, TaggableManager)

    def process_request(self, request):
        if any("\0" in said for said in request.GET.values()):  # which PostgreSQL cannot look for
            raise BadRequest("Nothing is named like this.")
        asked = super().process_request(request)
        if isinstance(asked[2], ForeignObjectRel):  # the far end of a relation, on which Django's own breaks
            raise PermissionDenied
        return asked

    def get_queryset(self):
        queryset = super().get_queryset()
        if self.wants_topics:
            queryset = queryset.topics()
        if self.term and hasattr(queryset.model, "chinese_name"):
            queryset = self._by_every_name(queryset)
        if self.term.strip() and hasattr(queryset.model, "headline"):
            queryset = self._by_headline(queryset)
        prepare = getattr(self.model_admin, "for_autocomplete", None)
        return prepare(queryset) if prepare else queryset

    def _by_every_name(self, queryset):
        """Companies or people by the beginning of any of their names, pinyin without blanks too: the shortest first,
        then those that have what is typed somewhere within a name.
        """
        from newsroom.models import SearchName  # the models are not loaded yet when this module is

        key = "".join(raw_tokens(fold(self.term[:200])))
        if not key:
            return queryset
        kind = queryset.model._meta.model_name
        names = SearchName.objects.beginning(key).filter(**{f"tag__{kind}__isnull": False}).order_by("key", "pk")
        tags = list(dict.fromkeys(names.values_list("tag", flat=True)[: 10 * self.paginate_by]))[: 2 * self.paginate_by]
        within = queryset.order_by().values("pk")
        found = self.model_admin.get_queryset(self.request).filter(Q(tag__in=tags) | Q(pk__in=within))
        nearest = (
            Case(*(When(tag=tag, then=at) for at, tag in enumerate(tags)), default=len(tags)) if tags else Value(0)
        )
        return found.order_by(nearest, "name", "pk")

    def _by_headline(self, queryset):
        """Stories that have all that is typed in their headline, then those that have it in their text: who chooses a
        story knows what it is called, and Enter takes the first.
        """
        words = Q(*(("headline__icontains", word) for word in self.term[:200].split()))
        return queryset.order_by(
            Case(When(words, then=0), default=1), *(queryset.query.order_by or queryset.model._meta.ordering)
        )

    def serialize_result(self, obj, to_field_name):
        if self.wants_topics:
            return {"id": obj.name, "text": obj.name}
        label = getattr(self.model_admin, "autocomplete_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


class NewsroomAdminSite(AdminSite):
    site_title = "Newsroom"
    index_title = "The desk"
    site_url = "/"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Deletions are rare here and each has its own page, with what stands against it.
        self.disable_action("delete_selected")

    @property
    def site_header(self):
        return f"{settings.SITE_NAME} newsroom"

    def get_urls(self):
        # Django's own view sends everybody on the staff to the address of any object, unpublished ones included.
        # Our screens link to public pages themselves.
        shut = path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(_nothing_here))
        return [shut, *super().get_urls()]

    def login(self, request, extra_context=None):
        """There is one door, and it asks for the second factor; this address only leads to it."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied("This account may not use the desk.")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def giving_back(request, *args, **kwargs):
            # Django's own sends a form that somebody was writing in to the sign-in, and its text is gone.
            from newsroom.desk.admin import rescue  # the models are not loaded yet when this module is

            if request.method == "POST" and not self.has_permission(request) and rescue.is_written(request):
                return rescue.page(request, self, rescue.SIGNED_OUT, status=401)
            try:
                return guarded(request, *args, **kwargs)
            except (
                OperationalError,
                connection.Database.OperationalError,
            ) as error:  # errors.broken says when it is the driver's
                if rescue.is_written(request):
                    return rescue.page(request, self, rescue.why(error), status=503)
                raise
            except OSError:  # a full disk, a folder that is gone, a store that does not answer
                if rescue.is_written(request):
                    logger.exception("What somebody sent could not be stored.")
                    return rescue.page(request, self, rescue.NOT_STORED, status=503)
                raise
            except (Http404, PermissionDenied, SuspiciousOperation, BadRequest):  # an answer, and nobody's mistake
                raise
            except Exception:  # a mistake of ours, or a database that is damaged
                if settings.DEBUG or not rescue.is_written(request):
                    raise
                logger.exception("A form broke; its text went back to its writer.", extra={"status_code": 500})
                return rescue.page(request, self, rescue.BROKEN, status=500)

        return update_wrapper(giving_back, guarded)

    def autocomplete_view(self, request):
        return Suggestions.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Our groups, in our order; what is in none of them stands in a group of its app at the end."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        found = {model["model"]._meta.label: self._named(model) for app in apps for model in app["models"]}
        groups = [
            {
                "name": name,
                "app_label": name.lower(),
                "app_url": f"{reverse('admin:index', current_app=self.name)}#{name.lower()}",
                "has_module_perms": True,
                "models": [found.pop(label) for label in labels if label in found],
            }
            for name, labels in GROUPS.items()
        ]
        rest = [
            app | {"models": models}
            for app in apps
            if (models := [model for model in app["models"] if model["model"]._meta.label in found])
        ]
        return [group for group in groups if group["models"]] + rest

    def _named(self, model: dict) -> dict:
        """An entry of the menu, under the name that its screen gives itself."""
        return model | {"name": getattr(self.get_model_admin(model["model"]), "menu_name", model["name"])}

    def index(self, request, extra_context=None):
        from newsroom.desk.admin import front_page  # the models are not loaded yet when this module is

        return super().index(request, {**front_page.context(request, self), **(extra_context or {})})


def _nothing_here(request, **kwargs):
    raise Http404
