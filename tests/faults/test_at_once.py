"""What may be used once, used by several at the same moment; and what is taken back while it is asked for."""

import http.cookiejar
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

SEVERAL = 4
PASSWORD = "correct horse battery"


class Visitor:
    """Somebody with a browser of their own, which follows where it is sent."""

    def __init__(self, port: int):
        self.base = f"http://localhost:{port}"
        self.jar = http.cookiejar.CookieJar()
        proxies = urllib.request.ProxyHandler({})
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), proxies)

    def ask(self, path: str, **fields) -> str:
        """The path at which one arrives."""
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode() if fields else None
        try:
            with self.opener.open(f"{self.base}{path}", data, timeout=40) as answer:
                answer.read()
                return urllib.parse.urlsplit(answer.url).path
        except urllib.error.HTTPError as error:
            error.add_note(error.read().decode(errors="replace"))
            raise

    def sign_in(self, name: str, password: str = PASSWORD) -> str:
        self.ask("/admin/account/login/")
        return self.ask("/admin/account/login/", login=name, password=password)


def at_once(calls) -> list:
    """What each gives, all begun at one moment."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait(30)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result(60) for each in [pool.submit(run, call) for call in calls]]


@pytest.fixture(scope="module")
def careful(site) -> str:
    """An account with a second factor, of which the desk knows the secret and the codes."""
    site.desk.do(
        "from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes",
        "from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, format_hotp_value",
        "from allauth.account.forms import default_token_generator",
        "from allauth.account.utils import user_pk_to_url_str",
        f"careful = User.objects.create_superuser('careful', password={PASSWORD!r})",
        "secret = generate_totp_secret()",
        "_ = TOTP.activate(careful, secret)",
        "codes = RecoveryCodes.activate(careful).get_unused_codes()",
    )
    return "careful"


FACTOR = "/admin/account/factor/authenticate/"


def at_the_factor(site, name: str) -> list[Visitor]:
    visitors = [Visitor(site.server.port) for _ in range(SEVERAL)]
    assert {visitor.sign_in(name) for visitor in visitors} == {FACTOR}
    return visitors


def test_a_code_of_recovery_that_several_bring_at_once_lets_one_in(site, careful):
    visitors = at_the_factor(site, careful)
    code = site.desk.do("print(codes[0])")
    arrived = at_once([lambda visitor=visitor: visitor.ask(FACTOR, code=code) for visitor in visitors])
    assert sorted(arrived) == ["/admin/", *[FACTOR] * (SEVERAL - 1)]


def test_a_code_of_the_moment_that_several_bring_at_once_lets_one_in(site, careful):
    visitors = at_the_factor(site, careful)
    for _ in range(3):  # where it changes just now, nobody gets in
        code = site.desk.do("import time", "print(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))")
        arrived = at_once([lambda visitor=visitor, code=code: visitor.ask(FACTOR, code=code) for visitor in visitors])
        if "/admin/" in arrived:
            break
    assert sorted(arrived) == ["/admin/", *[FACTOR] * (SEVERAL - 1)]


def test_a_link_to_a_new_password_that_several_follow_at_once_sets_one(site, careful):
    site.desk.do(f"lost = User.objects.create_user('lost', password={PASSWORD!r}, is_staff=True)")
    key = site.desk.do("print(user_pk_to_url_str(lost) + '-' + default_token_generator.make_token(lost))")
    visitors = [Visitor(site.server.port) for _ in range(SEVERAL)]
    (form,) = {visitor.ask(f"/admin/account/password/reset/key/{key}/") for visitor in visitors}
    words = [f"{number} horses and a battery" for number in range(SEVERAL)]
    arrived = at_once(
        [
            lambda visitor=visitor, word=word: visitor.ask(form, password1=word, password2=word)
            for visitor, word in zip(visitors, words, strict=True)
        ]
    )
    done = [word for path, word in zip(arrived, words, strict=True) if path.endswith("/reset/done/")]
    assert len(done) == 1, arrived
    taken = site.desk.do("lost.refresh_from_db()", f"print([word for word in {words!r} if lost.check_password(word)])")
    assert taken == str(done)


def test_a_picture_whose_story_is_withdrawn_while_it_is_asked_for_is_gone_from_then_on(site):
    site.desk.do(
        "from django.core.files.base import ContentFile",
        "photo = Photo(file='photos/at-once.jpg', width=1600, height=1000, alt_text='A tower', renditions=[])",
        "_ = photo.file.storage.save(photo.file.name, ContentFile(b'a picture' * 20_000))",
        "_ = Photo.objects.bulk_create([photo])",
        "shown = make_edition('Pictured', lead_photo=Photo.objects.get(file=photo.file.name))",
    )
    over, answers = threading.Event(), []

    def read():
        while not over.is_set():
            asked = time.monotonic()
            answer = site.server.get("/media/photos/at-once.jpg")
            answers.append((asked, answer.status, len(answer.body)))

    with ThreadPoolExecutor(6) as pool:
        try:
            readers = [pool.submit(read) for _ in range(6)]
            while len(answers) < 12:
                time.sleep(0.05)
            site.desk.do("_ = workflow.withdraw(shown.article, reason='Wrong.')")
            gone = time.monotonic()
            while sum(asked > gone for asked, *_ in answers) < 12:
                time.sleep(0.05)
        finally:
            over.set()
        for reader in readers:
            reader.result(60)
    assert {status for asked, status, _ in answers if asked > gone} == {404}
    assert {status for _, status, _ in answers} == {200, 404}
    assert {size for _, status, size in answers if status == 200} == {180_000}, "whole, or not at all"
