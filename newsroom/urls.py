"""The address book of the site: the only place that knows everybody."""

from django.contrib import admin
from django.urls import include, path

from newsroom.running.csp_reports import report
from newsroom.running.healthz import healthz

urlpatterns = [
    path("healthz", healthz),
    path("csp-report", report),
    path("admin/account/", include("newsroom.desk.signin.urls")),
    path("admin/", admin.site.urls),
    path("shared/", include("newsroom.desk.shared")),
    path("", include("newsroom.public.urls")),
]

handler400 = "newsroom.public.errors.bad_request"
handler403 = "newsroom.public.errors.forbidden"
handler404 = "newsroom.public.errors.not_found"
handler500 = "newsroom.public.errors.broken"
