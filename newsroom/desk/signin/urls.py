"""The addresses of the door. Only what this office uses of django-allauth; signing up and its kin have none."""

from allauth.account import views as account
from allauth.decorators import rate_limit
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import include, path, re_path

from newsroom.desk.signin import views

urlpatterns = [
    path("", views.Account.as_view(), name="account"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>.{1,200})/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    # The question for a passkey is put to anybody, and a session made to remember it: not without a bound.
    path(
        "factor/webauthn/login/",
        rate_limit(action="passkey", limit_get=True)(login_webauthn),
        name="mfa_login_webauthn",
    ),
    path("factor/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("factor/", include("allauth.mfa.urls")),
]
