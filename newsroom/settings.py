"""Settings of the site: one file, safe by default, values from the environment (README has the table)."""

import sqlite3
import time
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from newsroom import environment as env
from newsroom.running import logs

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR") or BASE_DIR / "var").resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"DATA_DIR is {DATA_DIR}, which is no folder and cannot be made: {error.strerror}. Is the disk there?"
    ) from error

DEBUG = env.switch("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS")
# Off only where plain http is meant: on one's own machine, never on a public address.
HTTPS = env.switch("HTTPS", default=not DEBUG)

if DEBUG:
    SECRET_KEY = SECRET_KEY or "for-development-only-" + "x" * 40
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
elif missing := [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not globals()[name]]:
    raise ImproperlyConfigured(
        f"{' and '.join(missing)} must be set when DEBUG is off. SECRET_KEY is at least 50 random characters that "
        "stay the same between starts; ALLOWED_HOSTS lists the host names of the site, separated by commas. "
        "For development set DEBUG=1."
    )

# The office

SITE_NAME = env.text("SITE_NAME", "Zhongguancun Science Park")
SITE_TAGLINE = env.text("SITE_TAGLINE", "News from Beijing’s technology park")
# Scheme and host for absolute addresses where no request is at hand; empty means: as the request says.
SITE_URL = env.text("SITE_URL").rstrip("/")

# Whom journalists and readers reach, on the page of contacts and under every story that names nobody else.
PRESS_NAME = env.text("PRESS_NAME", f"Press office of {SITE_NAME}")
PRESS_EMAIL = env.text("PRESS_EMAIL")
PRESS_PHONE = env.text("PRESS_PHONE")
PRESS_ADDRESS = env.text("PRESS_ADDRESS")

# A WebSub hub that feeds name and that is told of news (docs/public-pages.md); needs SITE_URL. None: feeds are polled.
WEBSUB_HUB = env.text("WEBSUB_HUB")

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "people.apps.PeopleConfig",
    "companies.apps.CompaniesConfig",
    "newsroom.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "taggit",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "newsroom.public.headers.PublicHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "newsroom.public.redirects.RedirectMiddleware",
    # What every answer needs stands above; readers' pages need nothing of what follows.
    "newsroom.public.straight.StraightToThePage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.desk.signin.strangers.StrangersSendLittle",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.desk.signin.guard.SessionGuard",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
# Forms, without a template for each of their controls.
FORM_RENDERER = "companies.admin.drawing.Drawing"

# Database

_CONNECTION = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if DATABASE_URL := env.text("DATABASE_URL"):
    try:
        DATABASES = {"default": {**dj_database_url.parse(DATABASE_URL), **_CONNECTION}}
    except ValueError:  # whose message may repeat the password
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of a database. Write it as postgres://user:password@host:5432/name, with "
            "%40 for an @ in the password and the like, or leave it empty for SQLite in DATA_DIR."
        ) from None
else:
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "newsroom.sqlite3", **_CONNECTION}
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# That SQLite has no columns beside those of an index: where it matters it needs none (newsroom.Edition).
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# SQLite from 3.7.0 on can corrupt a write-ahead log that two processes reset at one time; mended in 3.51.3 and in two
# older series (https://www.sqlite.org/wal.html#walresetbug). Elsewhere the rollback journal is slower but sound.
_SQLITE = sqlite3.sqlite_version_info
SQLITE_WAL_IS_SOUND = _SQLITE >= (3, 51, 3) or (3, 50, 7) <= _SQLITE < (3, 51) or (3, 44, 6) <= _SQLITE < (3, 45)
SQLITE_JOURNAL = env.text("SQLITE_JOURNAL") or ("wal" if SQLITE_WAL_IS_SOUND else "delete")
if SQLITE_JOURNAL not in {"wal", "delete"}:
    raise ImproperlyConfigured(f"SQLITE_JOURNAL is {SQLITE_JOURNAL!r}; write wal or delete.")

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "newsroom.running.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that reads first and writes later is refused at once under the default; this one waits its turn.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,  # seconds
        # EXTRA: what an editor was told is published survives a power cut. With FULL the rollback journal, whose end is
        # the transaction's, may be back after one, and takes the transaction with it.
        # The cache is 16 MB for each connection, which is each thread: with the 2 MB of SQLite itself a list's index is
        # read anew for every page. A transaction that changes more than the cache holds would write into the file
        # before it ends, and with the rollback journal shut every reader out from there on; this one has 128 MB (of
        # pages of 4 KB) before it does.
        "init_command": (
            f"PRAGMA journal_mode={SQLITE_JOURNAL}; PRAGMA synchronous=EXTRA; PRAGMA journal_size_limit=67108864;"
            "PRAGMA cache_size=-16000; PRAGMA cache_spill=32768;"
        ),
    }
else:
    DATABASES["default"]["ENGINE"] = "newsroom.running.postgresql"
    # Compiling a long question takes a second, and nothing that a page asks runs for long enough to earn that.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options",
        "-c jit=off -c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000",
    )
    # A machine that is gone answers nothing, and a connection would be waited for as long as the driver likes: 130 s.
    DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)  # seconds
    # From the fifth time on a connection keeps the plans of questions that are asked so (newsroom.models.planned).
    DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 5)

# What several machines share; a single machine needs nothing.
CACHE_URL = env.text("CACHE_URL")
CACHES = {
    "default": (
        {"BACKEND": "newsroom.running.shared_cache.SharedCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        # Failed sign-ins are counted here, and count for all workers; readers' pages never ask it.
        else {"BACKEND": "newsroom.running.database_cache.DatabaseCache", "LOCATION": "newsroom_cache"}
    )
}

# Public pages kept ready-made in each process (docs/performance.md); off while templates are being written.
READY_PAGES = env.switch("READY_PAGES", default=not DEBUG)
READY_PAGES_MB = env.whole("READY_PAGES_MB", 64)

# Seconds since 1970 when the site began, which all its workers say alike: gunicorn_conf.py tells them.
BEGAN_AT = env.whole("BEGAN_AT", int(time.time()))

# For how long a reader or a proxy may show a page without asking again; nothing is scheduled nearer than that.
PUBLIC_CACHE_SECONDS = 60

# Static files and pictures

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or DATA_DIR / "media")
MEDIA_S3_BUCKET = env.text("MEDIA_S3_BUCKET")
STORAGES = {
    "default": {"BACKEND": "newsroom.media_on_disk.DiskMedia"},
    # What no reader may ever be served, and no gate has to be asked about: uploads of imports.
    "private": {
        "BACKEND": "newsroom.media_on_disk.DiskMedia",
        "OPTIONS": {"location": DATA_DIR / "private", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "newsroom.static_files.StaticFiles"
        )
    },
}
if MEDIA_S3_BUCKET:
    for _name, _url in (("default", MEDIA_URL), ("private", None)):
        STORAGES[_name] = {
            "BACKEND": "newsroom.media_storage.S3Media",
            "OPTIONS": {
                "bucket_name": MEDIA_S3_BUCKET,
                "location": "media" if _url else "private",
                "base_url": _url,
                "endpoint_url": env.text("MEDIA_S3_ENDPOINT") or None,
                "region_name": env.text("MEDIA_S3_REGION") or None,
                "access_key": env.text("MEDIA_S3_KEY") or None,
                "secret_key": env.text("MEDIA_S3_SECRET") or None,
            },
        }
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp", "avif", "gz", "br", "woff2", "map"]
FILE_UPLOAD_PERMISSIONS = 0o640

# Language and time: stored in UTC, entered and shown in the office's zone.

LANGUAGE_CODE = "en"
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True

# Sign-in

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["newsroom.desk.signin.backend.Passwords"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds from signing in, whatever one does
SESSION_IDLE_AGE = env.whole("SESSION_IDLE_MINUTES", 180) * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# Whoever can publish or manage accounts shows a second factor; off where the office's single sign-on asks for it.
SECOND_FACTOR = env.switch("SECOND_FACTOR", default=HTTPS)
# What a page asks for by itself is no sign that somebody sits before it: ends of the names of such views.
BACKGROUND_VIEWS = ("_pulse",)

ACCOUNT_ADAPTER = "newsroom.desk.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; this keeps the library from asking for mail
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "newsroom.desk.signin.entrance.NameAndPassword",
    "reset_password": "newsroom.desk.signin.reset.AskForLink",
    "user_token": "newsroom.desk.signin.reset.FollowLink",
}
ACCOUNT_SESSION_REMEMBER = True  # as long as the ages above say
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "passkey": "30/m/ip",
    "reset_password": "10/m/ip,3/m/key",
}
MFA_ADAPTER = "newsroom.desk.signin.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by administrators, who know the address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = SITE_NAME
# The code before and the one after count too (RFC 6238, 5.2): a telephone runs late, and typing takes a while.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "login_webauthn": "newsroom.desk.signin.passkeys.SignIn",
    "authenticate_webauthn": "newsroom.desk.signin.passkeys.Authenticate",
    "reauthenticate_webauthn": "newsroom.desk.signin.passkeys.Reauthenticate",
    "add_webauthn": "newsroom.desk.signin.passkeys.Add",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0

# Doors

# A form in which somebody wrote comes back with its text.
CSRF_FAILURE_VIEW = "newsroom.desk.admin.rescue.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a load balancer asks over the network of the house
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.switch("BEHIND_PROXY", default=False):
    # Only where the proxy in front overwrites the header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last address in X-Forwarded-For is what that proxy saw
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a story with many pictures and credits is one form

# Nonces stay out of public pages, so that equal pages are equal bytes; the admin's templates ask for theirs.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "report-uri": ["/csp-report"],
}

# Mail

MAILERS = {
    "default": (
        {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.text("EMAIL_HOST"),
                "port": env.whole("EMAIL_PORT", 587),
                "username": env.text("EMAIL_USER"),
                "password": env.text("EMAIL_PASSWORD"),
                "use_tls": env.switch("EMAIL_TLS", default=True),
                "timeout": 20,  # seconds; less than a delivery is given (newsroom/desk/outbox.py)
            },
        }
        if env.text("EMAIL_HOST")
        else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    )
}
MAIL_IS_ON = bool(env.text("EMAIL_HOST"))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "newsroom@localhost")

# Lines of JSON for whatever collects logs, plain ones for people who read along.
LOG_FORMAT = env.text("LOG_FORMAT") or ("line" if DEBUG else "json")
if LOG_FORMAT not in {"json", "line"}:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; write json or line.")
LOGGING = logs.configuration(level=env.text("LOG_LEVEL", "INFO"), is_json=LOG_FORMAT == "json")

# Whoever brings this to /healthz is told more than “ok”; empty: only staff is.
HEALTH_TOKEN = env.text("HEALTH_TOKEN")

TAGGIT_CASE_INSENSITIVE = False  # companies.models.Tag folds names itself, for Han and full-width letters too
