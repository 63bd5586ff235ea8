"""Ready-made pages in two real servers on one database, as on two machines: no change waits for more than a second."""

import http.client
import io
import socket
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from tests.newsroom.conftest import own_site
from tests.servers import Desk, Server

from .surfaces import UNCHANGED, own_forms, surfaces

WITHIN = 1.0  # seconds, the promise
CONNECTIONS = 64  # at once in a spike
AFTER = 0.05  # seconds that the clocks of this test and of the servers may be apart


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    """(desk, two servers) of one site."""
    folder = tmp_path_factory.mktemp("site")
    with own_site(folder) as environment, (folder / "servers.log").open("w") as log:
        environment |= {"HTTPS": "0", "READY_PAGES": "1"}
        servers = [Server(environment, log) for _ in range(2)]
        desk = Desk(environment)
        try:
            for server in servers:
                server.wait()
            yield desk, servers
        finally:
            desk.process.stdin.close()
            desk.process.wait(20)
            desk.process.stdout.close()
            for server in servers:
                server.stop()


def changes(servers, path, is_there) -> float:
    """Seconds after the change at which somebody last asked for the page and got the old one.

    Every server is asked all the time, until none shows the old; none goes back to it. How long a busy machine takes
    for an answer doesn't count, only when it was asked for.
    """
    started, waiting, last = time.monotonic(), list(servers), 0.0
    while waiting and last < 15:
        for server in list(waiting):
            asked = time.monotonic() - started
            if is_there(server.get(path)):
                waiting.remove(server)
            else:
                last = asked
        time.sleep(0.02)
    assert not waiting, f"{path} still shows the old after {last:.1f} s"
    for server in servers:
        assert is_there(server.get(path)), f"{path} shows the old again"
    return last


def shows(text):
    return lambda response: response.status == 200 and text in response.body.decode()


def test_every_change_shows_on_every_server_within_a_second(park):
    desk, servers = park
    desk.do(
        "company = make_company('Xiaomi')",
        "story = make_edition('Park aims high', tags=[company, 'chips'], section='News')",
        "other = make_edition('Another story', tags=['chips'])",
    )
    path = desk.do("print(story.get_absolute_url())")
    pages = ["/", "/news/", path, "/companies/xiaomi/", "/topics/chips/", "/feed/", "/sections/news/", "/sitemap.xml"]
    for server in servers:
        for page in pages:
            first, again = server.get(page), server.get(page)
            assert (first.status, first.body) == (200, again.body)
    # Equal bytes from both, plain and compressed.
    for coding in ("identity", "gzip"):
        one, two = [server.get(path, **{"Accept-Encoding": coding}) for server in servers]
        assert (one.body, one.headers["ETag"]) == (two.body, two.headers["ETag"])

    took = {}

    def change(name, path, is_there, *lines):
        for server in servers:
            server.get(path)
        desk.do(*lines)
        took[name] = changes(servers, path, is_there)

    change("publish", "/", shows("Fresh news"), "fresh = make_edition('Fresh news', tags=['chips'])")
    change("list", "/topics/chips/", shows("Fresh news"), "pass")
    change("company", path, shows("Xiaomi Group"), "company.name = 'Xiaomi Group'", "company.save()")
    change("search", "/search/feed.json?q=breeze", shows("Breeze rises"), "_ = make_edition('Breeze rises')")
    change(
        "plain form",
        f"{path.removesuffix('/')}.md",
        shows("Xiaomi Holdings"),
        "company.name = 'Xiaomi Holdings'",
        "company.save()",
    )
    change(
        "unlisted",
        "/companies/",
        lambda response: b"Xiaomi" not in response.body,
        "company.is_listed = False",
        "company.save()",
    )
    change("listed", "/companies/", shows("Xiaomi"), "company.is_listed = True", "company.save()")
    change("topic", "/topics/", shows("microchips"), "t = find_tags(['chips'])[0]", "t.name = 'microchips'", "t.save()")
    change("section", path, shows("Park Gazette"), "s = Section.objects.get()", "s.name = 'Park Gazette'", "s.save()")
    change("retag", path, shows("/topics/winds/"), "_ = workflow.retag(story.article, add=find_tags(['winds']))")
    change(
        "correct",
        path,
        shows("It was put right."),
        "a = Article.objects.get(pk=story.article_id)",
        "a.standfirst = 'It was put right.'",
        "_ = workflow.save(a)",
        "_ = publish(a, change='correction')",
    )
    change(
        "withdraw",
        path,
        lambda response: response.status == 410,
        "_ = workflow.withdraw(a, reason='It was not so.')",
    )
    assert all(seconds < WITHIN for seconds in took.values()), took


def test_a_scheduled_story_shows_at_its_moment_and_ends_at_its_end(park):
    desk, servers = park
    for server in servers:
        server.get("/")
    desk.do(
        "article = make_article('Mistral opens')",
        "at = timezone.now() + timedelta(seconds=4)",
        "_ = schedule(article, at=at, until=at + timedelta(seconds=3))",
    )
    at = float(desk.do("print(at.timestamp())"))
    mistral = shows("Mistral")
    early, late = [], []
    while (now := time.time()) < at + 4.5:
        for server in servers:
            asked = time.time()
            is_there = mistral(server.get("/"))
            answered = time.time()
            if answered < at or asked > at + 3 + 0.05:
                early.append(is_there)
            elif at + 0.05 < asked and answered < at + 3:
                late.append(is_there)
        time.sleep(0.01)
    assert now > at
    assert early
    assert not any(early)
    assert late
    assert all(late)


def look(server, paths) -> dict[str, tuple[int, bytes]]:
    answers = {path: server.get(path) for path in paths}
    return {path: (answer.status, answer.body) for path, answer in answers.items()}


def says(words: bytes, answer: tuple[int, bytes]) -> bool:
    """Whether it stands in the answer, or in a file of the archive that the answer is."""
    _, body = answer
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return words in body
    with zipfile.ZipFile(io.BytesIO(body)) as kit:
        return any(words in kit.read(name) for name in kit.namelist())


def test_every_public_address_keeps_time_on_every_server(park):
    """Of a story that begins by the clock, is corrected and is withdrawn; at every address where it shows."""
    desk, servers = park
    desk.do(
        "from tests.newsroom.papers import make_attachment",
        "from tests.newsroom.public.conftest import make_photo",
        "photo, report = make_photo('feed'), make_attachment('Report')",
        "other = make_edition('Other', tags=['calm'], backdated_to=timezone.now() - timedelta(days=400))",
        "still = make_edition('Other still')",
        "about = [make_company('Zephyr'), make_person('Zoe'), 'winds', 'calm']",
        "carried = [report.as_carried]",
        "zephyr = make_article('Zephyr opens', lead_photo=photo, tags=about, section='Labs', attachments=carried)",
    )
    files = [desk.do(f"print({name})") for name in ("photo.file.url", "photo.thumb['url']", "report.file.url")]
    day = timezone.localdate()
    paths = surfaces(day, "http://localhost", *files, desk.do("print(other.get_absolute_url())"))
    time.sleep(WITHIN)
    before = look(servers[0], paths)
    assert look(servers[1], paths) == before

    desk.do("at = timezone.now() + timedelta(seconds=5)", "_ = schedule(zephyr, at=at)")
    at = float(desk.do("print(at.timestamp())"))
    early = 0
    while time.time() < at:
        for path in paths:
            for server in servers:
                answer = server.get(path)
                if time.time() < at:
                    assert (answer.status, answer.body) == before[path], f"{path} shows the story before its moment"
                    early += 1
    assert early > len(paths)
    time.sleep(AFTER)
    live = look(servers[0], paths)
    assert [path for path in paths if live[path] == before[path]] == UNCHANGED
    assert look(servers[1], paths) == live

    desk.do(
        "zephyr = Article.objects.get(pk=zephyr.pk)",
        "zephyr.headline = 'Zephyr has opened'",
        "_ = workflow.save(zephyr)",
        "_ = publish(zephyr, change='correction')",
    )
    time.sleep(WITHIN)
    corrected = look(servers[0], paths)
    assert [path for path in paths if says(b"Zephyr opens", corrected[path])] == []
    assert look(servers[1], paths) == corrected
    said = [path for path in paths if says(b"Zephyr opens", live[path])]
    assert len(said) > len(paths) // 2
    assert all(says(b"Zephyr has opened", corrected[path]) for path in said)

    desk.do("zephyr = Article.objects.get(pk=zephyr.pk)", "_ = workflow.withdraw(zephyr, reason='It was not so.')")
    time.sleep(WITHIN)
    gone = [look(server, paths) for server in servers]
    assert gone[0] == gone[1]
    for path in own_forms(day):
        assert gone[0].pop(path)[0] == 410
        before.pop(path)
    assert gone[0] == before


def test_a_news_spike_while_a_correction_goes_out(park):
    """Many readers of one story at once: no error, and nobody gets the old text a second after the correction."""
    desk, servers = park
    desk.do("story = make_edition('A news spike')")
    path = desk.do("print(story.get_absolute_url())")
    done, answers = [], []

    def read(number):
        while not done:
            asked = time.monotonic()
            response = servers[number % 2].get(path, **{"Accept-Encoding": "gzip" if number % 3 else "identity"})
            answers.append((asked, response.status, response.headers["ETag"].removeprefix("W/")))

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        readers = [pool.submit(read, number) for number in range(CONNECTIONS)]
        time.sleep(0.7)
        desk.do(
            "a = Article.objects.get(pk=story.article_id)",
            "a.standfirst = 'It was put right.'",
            "_ = workflow.save(a)",
            "_ = publish(a, change='correction')",
        )
        corrected = time.monotonic()
        time.sleep(WITHIN + 1)
        done.append(True)
        for reader in readers:
            reader.result()
    assert {status for _, status, _ in answers} == {200}
    tags = list(dict.fromkeys(tag for _, _, tag in sorted(answers)))
    assert len(tags) == 2
    assert {tag for asked, _, tag in answers if asked > corrected + WITHIN} == {tags[1]}
    assert any(asked > corrected + WITHIN for asked, *_ in answers)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (f"GET /{'a' * 9000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (f"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {'a' * 9000}\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n<script>: 1\r\n\r\n", 400),
        ("<script>\r\n\r\n", 400),
        ("GET / HTTP/9.9\r\n\r\n", 400),
        ("\u4e2d\u6751 / HTTP/1.1\r\n\r\n", 400),
    ],
)
def test_what_the_server_refuses_by_itself_has_a_page_and_headers_too(park, sent, status):
    _, servers = park
    with socket.create_connection(("127.0.0.1", servers[0].port), timeout=20) as connection:
        connection.sendall(sent.encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        page = answer.read().decode()
    assert answer.status == status
    assert f"<p>{status}</p>" in page
    assert "script" not in page
    for name, value in {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Content-Type": "text/html; charset=utf-8",
    }.items():
        assert answer.headers[name] == value
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_form_that_breaks_off_is_refused(park):
    """Over a real socket: what was sent looks whole, but the announced length says that it is not."""
    _, servers = park
    login = servers[0].get("/admin/account/login/")
    cookie = login.headers["Set-Cookie"].partition(";")[0]
    token = cookie.partition("=")[2]
    form = f"csrfmiddlewaretoken={token}&login=li.na&password=wrong&next=/admin/".encode()

    def post(sent: bytes) -> str:
        head = (
            f"POST /admin/account/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
            "Connection: close\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", servers[0].port), timeout=20) as connection:
            connection.sendall(head.encode() + sent)
            connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return answer[9:12].decode()

    assert post(form) == "200"  # the form again: the password is wrong
    assert post(form[: form.index(b"&next")]) == "403"
