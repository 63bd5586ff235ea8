"""The settings under test: the site's own, with nothing slow and nothing that outlives the run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_data = tempfile.mkdtemp(prefix="newsroom-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)

# Set, not suggested: what a developer's shell says about the site must not change a test.
# DATABASE_URL and CACHE_URL stay as they are; `make test-postgres` sets them.
os.environ |= {
    "DATA_DIR": _data,
    "DEBUG": "0",
    "HTTPS": "0",
    "SECRET_KEY": "only-for-tests-" + "x" * 50,
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1,[::1]",
}
for _name in ("STATIC_ROOT", "MEDIA_ROOT", "MEDIA_S3_BUCKET", "SITE_URL", "SITE_NAME", "SITE_TAGLINE", "TIME_ZONE",
              "BEHIND_PROXY",
              "WEBSUB_HUB", "PRESS_NAME", "PRESS_EMAIL", "PRESS_PHONE", "PRESS_ADDRESS"):  # fmt: skip
    os.environ.pop(_name, None)

from newsroom.settings import *  # noqa: E402, F403 - the environment has to be ready first, and all of them are meant
from newsroom.settings import CACHE_URL, CACHES, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402 - by name, they are changed below

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one costs half a second a login
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
MAIL_IS_ON = True

# Plain names, so that no test needs collectstatic; the folder exists because WhiteNoise warns of one that doesn't.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)

# A cache that is a table could be emptied only by tests that have a database.
if not CACHE_URL:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

# Tests that run side by side would empty each other's cache: each process of them takes a Redis database of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _worker and CACHE_URL:
    CACHES["default"]["OPTIONS"] = {"db": int(_worker)}

# A connection that a server thread keeps would hold on to the test database when it is to be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# In memory, which pytest-django knows by itself only of Django's own engine.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}

# Tests in a browser: pages ask while a test is cleared away, and tables in memory that threads share know no waiting.
if os.environ.get("TEST_DATABASE") == "file" and "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_data) / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=wal; PRAGMA synchronous=off;"
