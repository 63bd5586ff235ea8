"""The settings as an office runs them, over https: what every cookie and every answer carries then."""

import json
import os
import subprocess
import sys

import pytest

from tests.newsroom.conftest import ROOT, own_site

HOST = "news.example.org"
# One visit of everything that gives a cookie, by a process with the site's own settings.
VISIT = f"""
import json, logging
import django
django.setup()
logging.disable()
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from newsroom.demo.make import make_article
from newsroom.desk import sharing

PASSWORD = "correct horse battery"
edda = User.objects.create_superuser("edda.moon", "edda@example.org", PASSWORD)
story = make_article("Tomorrow", by=edda)
_, token = sharing.share(story, story.revisions.first(), by=edda)
heard = dict(cookies=[], answers=dict())

def ask(name, client, path, data=None, **more):
    more.setdefault("secure", True)
    answer = client.get(path, **more) if data is None else client.post(path, data, **more)
    for cookie in answer.cookies.values():
        if cookie.value:  # else it is taken back
            heard["cookies"].append([cookie.key, dict(cookie)])
    heard["answers"][name] = [answer.status_code, dict(answer.headers)]
    return answer

at_door = Client(headers=dict(host="{HOST}", referer="https://{HOST}/"), enforce_csrf_checks=True)
ask("page", at_door, "/")
ask("door", at_door, "/admin/account/login/")
token_of_form = at_door.cookies[settings.CSRF_COOKIE_NAME].value
form = dict(login="edda.moon", password=PASSWORD, csrfmiddlewaretoken=token_of_form)
elsewhere = Client(headers=dict(host="{HOST}", referer="https://evil.example/"), enforce_csrf_checks=True)
elsewhere.cookies = at_door.cookies
ask("form from elsewhere", elsewhere, "/admin/account/login/", form)
ask("signed in", at_door, "/admin/account/login/", form)
ask("desk", at_door, "/admin/newsroom/article/")
ask("factor", at_door, "/admin/account/factor/totp/activate/")
plain = Client(headers=dict(host="{HOST}"))
ask("share link", plain, "/shared/" + token + "/")
for path in ("/", "/admin/", "/x/healthz", "/healthz/x"):
    ask("plain " + path, plain, path, secure=False)
ask("plain healthz", plain, "/healthz", secure=False)
ask("said to be https", plain, "/", secure=False, headers={{"X-Forwarded-Proto": "https"}})
ask("other host", plain, "/", headers=dict(host="evil.example"))
ask("other host of the proxy", plain, "/", headers={{"X-Forwarded-Host": "evil.example"}})
heard["weak"] = []
for weak in ("b5t9-Qx2w-7", "qwerty123456", "111222tianya", "edda.moon.12", PASSWORD):
    try:
        validate_password(weak, edda)
    except ValidationError:
        heard["weak"].append(weak)
heard["mail over tls"] = settings.MAILERS["default"]["OPTIONS"]["use_tls"]
heard["keys over http"] = settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN
print(json.dumps(heard))
"""


@pytest.fixture(scope="module")
def heard(tmp_path_factory) -> dict:
    with own_site(tmp_path_factory.mktemp("office")) as environment:
        environment |= {"DEBUG": "0", "ALLOWED_HOSTS": HOST, "EMAIL_HOST": "mail.example.org"}
        environment.pop("HTTPS", None)
        environment.pop("CACHE_URL", None)
        table = [sys.executable, "manage.py", "createcachetable"]
        subprocess.run(table, cwd=environment["PYTHONPATH"], env=environment, check=True)
        told = subprocess.run(
            [sys.executable, "-c", VISIT],
            cwd=environment["PYTHONPATH"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)


def test_each_cookie_is_of_this_host_alone_and_goes_over_https_only(heard):
    cookies = dict(heard["cookies"])
    assert cookies.keys() == {"__Host-sessionid", "__Host-csrftoken", "messages", "shared"}
    for name, cookie in heard["cookies"]:
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert not cookie["domain"], name
        if name.startswith("__Host-"):
            assert cookie["path"] == "/", name
        if name != "__Host-csrftoken":  # which the desk's scripts send along
            assert cookie["httponly"], name
    assert int(cookies["__Host-sessionid"]["max-age"]) <= 12 * 60 * 60


def test_what_comes_over_http_is_sent_to_https_but_for_the_balancers_question(heard):
    answers = heard["answers"]
    for path in ("/", "/admin/", "/x/healthz", "/healthz/x"):
        status, headers = answers[f"plain {path}"]
        assert (status, headers["Location"]) == (301, f"https://{HOST}{path}")
    assert answers["plain healthz"][0] == 200
    assert answers["said to be https"][0] == 301, "nobody said that a proxy stands in front"
    for name in ("page", "door", "desk", "share link"):
        said = answers[name][1]["Strict-Transport-Security"]
        assert said == "max-age=63072000; includeSubDomains; preload", name


def test_no_host_but_those_that_were_named_is_answered(heard):
    assert heard["answers"]["other host"][0] == 400
    assert "evil.example" not in str(heard["answers"]["other host of the proxy"])
    assert heard["answers"]["other host of the proxy"][0] == 200


def test_a_form_from_elsewhere_is_refused_though_it_bears_a_token_of_ours(heard):
    assert heard["answers"]["form from elsewhere"][0] == 403
    status, headers = heard["answers"]["signed in"]
    assert (status, headers["Location"]) == (302, "/admin/")


def test_whoever_may_publish_sets_up_a_second_factor_first(heard):
    status, headers = heard["answers"]["desk"]
    assert (status, headers["Location"]) == (302, "/admin/account/factor/totp/activate/")
    assert heard["answers"]["factor"][0] == 200


def test_short_common_and_near_passwords_are_refused(heard):
    assert heard["weak"] == ["b5t9-Qx2w-7", "qwerty123456", "111222tianya", "edda.moon.12"]


def test_mail_and_keys_go_encrypted(heard):
    assert heard["mail over tls"] is True
    assert heard["keys over http"] is False


def test_a_proxy_is_believed_where_one_was_said_to_stand_in_front(tmp_path):
    names = "getattr(s, 'SECURE_PROXY_SSL_HEADER', 0), s.ALLAUTH_TRUSTED_PROXY_COUNT"
    ask = f"from newsroom import settings as s; print({names})"
    for is_there, told in (("0", "0 0"), ("1", "('HTTP_X_FORWARDED_PROTO', 'https') 1")):
        done = subprocess.run(
            [sys.executable, "-c", ask],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": str(tmp_path), "BEHIND_PROXY": is_there},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == told
