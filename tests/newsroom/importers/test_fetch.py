"""Fetching: only from hosts that were named, only at public addresses, only so much and only so long."""

import socketserver
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from newsroom.desk import bounded_connection
from newsroom.desk.importers import fetch
from newsroom.desk.importers.fetch import Fetcher, NotFetched, is_public, public_addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "::", "ff02::1", "fe80::1%eth0", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fec0::1", "4000::1", "2002:808:808::", "::ffff:8.8.8.8",
    ],
)  # fmt: skip
def test_private_and_special_addresses_are_never_asked(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_may_be_asked(address):
    assert is_public(address)


def test_host_with_one_private_address_among_its_own_is_refused(monkeypatch):
    answers = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(bounded_connection.socket, "getaddrinfo", lambda *a, **k: answers)
    with pytest.raises(NotFetched, match="no public address"):
        public_addresses("rebound.example.org", 80)


def test_only_named_hosts_and_plain_addresses():
    fetcher = Fetcher([" Old.example.org. ", ""])
    assert fetcher.may("https://old.example.org/a.jpg")
    for address in (
        "https://example.org/a.jpg", "https://old.example.org.evil.example/a.jpg", "ftp://old.example.org/a.jpg",
        "https://old.example.org:8443/a.jpg", "https://me:secret@old.example.org/a.jpg", "file:///etc/passwd",
        "https://old.example.org@evil.example/a.jpg", "http://[::1", "/a.jpg", "",
    ):  # fmt: skip
        assert not fetcher.may(address)


class Site(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []  # replaced by the fixture
    over = threading.Event()

    def do_GET(self):
        self.asked.append((self.path, self.headers["Host"]))
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1/secret")
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
        elif self.path.startswith("/a"):
            self.send_response(200)
            self.send_header("Content-Length", "4")
        elif self.path == "/part":
            self.send_response(206)
            self.send_header("Content-Length", "4")
        elif self.path == "/endless":
            self.send_response(200)
        elif self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"data")
            return
        elif self.path.startswith("/drips"):
            self.drip(b"HTTP/1.0 200 OK\r\n", head=self.path == "/drips-head")
            return
        else:
            self.send_response(404)
        self.end_headers()
        if self.path.startswith("/a") or self.path == "/part":
            self.wfile.write(b"data")
        while self.path == "/endless":
            try:
                self.wfile.write(b"x" * 65536)
            except OSError:
                return

    def drip(self, line: bytes, *, head: bool):
        """A byte now and then, never quiet for long, for ten seconds or until nobody listens any more."""
        try:
            self.wfile.write(line if head else line + b"\r\n")
            for _ in range(200):
                self.wfile.write(b"x")
                self.over.wait(0.05)
            self.wfile.write(b": x\r\n\r\ndata" if head else b"x")
        except OSError:
            self.asked.append(("cut", self.path))

    def finish(self):
        super().finish()
        self.request.close()

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """A server on this machine that stands for a named host; the port is the only thing that is not as outside."""
    Site.asked = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Site) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        connect = bounded_connection.socket.create_connection
        monkeypatch.setattr(bounded_connection.socket, "create_connection", lambda a, t: connect((a[0], port), t))
        Site.over.clear()
        yield Fetcher(["old.example.org"], look_up=lambda host, port: ["127.0.0.1"])
        Site.over.set()
        server.shutdown()
    for clock in [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]:
        clock.join(5)
        assert not clock.is_alive(), "a connection was not ended"


def test_picture_of_a_named_host_comes_in_under_its_name(site):
    assert site("http://old.example.org/a%20b.jpg?x=1") == b"data"
    assert site("http://old.example.org/a b 图.jpg?x= y") == b"data"
    assert Site.asked == [
        ("/a%20b.jpg?x=1", "old.example.org"), ("/a%20b%20%E5%9B%BE.jpg?x=%20y", "old.example.org"),
    ]  # fmt: skip


def test_redirect_to_another_host_is_not_followed(site):
    with pytest.raises(NotFetched, match="was not named"):
        site("http://old.example.org/elsewhere")
    assert [path for path, _ in Site.asked] == ["/elsewhere"]


def test_endless_redirects_and_endless_answers_end(site, monkeypatch):
    monkeypatch.setattr(fetch, "LARGEST_FILE", 200_000)
    with pytest.raises(NotFetched, match="leads on more than"):
        site("http://old.example.org/round")
    assert len(Site.asked) == 4
    with pytest.raises(NotFetched, match="is larger than"):
        site("http://old.example.org/endless")
    monkeypatch.setattr(fetch, "LARGEST_FILE", 10**9)
    monkeypatch.setattr(fetch, "SECONDS", 0.1)
    with pytest.raises(NotFetched, match="took longer"):
        site("http://old.example.org/endless?")  # another address, since what failed is not asked again


def test_what_the_system_says_of_a_connection_that_was_cut_is_not_repeated(site, monkeypatch):
    def cut(*asked):
        time.sleep(0.1)
        raise ConnectionResetError(104, "Connection reset by peer")

    monkeypatch.setattr(fetch, "SECONDS", 0.05)
    monkeypatch.setattr(site, "_fetch", cut)
    with pytest.raises(NotFetched, match="took longer than 0.05 seconds"):
        site("http://old.example.org/a.jpg")


@pytest.mark.parametrize("part", ["head", "body"])
def test_whoever_sends_a_byte_now_and_then_is_not_waited_for(site, monkeypatch, part):
    monkeypatch.setattr(fetch, "SECONDS", 0.5)
    with pytest.raises(NotFetched):
        site(f"http://old.example.org/drips-{part}")


def test_what_breaks_off_is_no_picture_nor_is_a_part_of_one(site):
    with pytest.raises(NotFetched, match="answered 206"):
        site("http://old.example.org/part")
    with pytest.raises(NotFetched, match="broke off"):
        site("http://old.example.org/short")


def test_what_failed_is_not_asked_for_again(site):
    for _ in range(2):
        with pytest.raises(NotFetched, match="answered 404"):
            site("http://old.example.org/none")
    assert len(Site.asked) == 1


@pytest.fixture
def speaks_tls(tmp_path, monkeypatch):
    """Makes the server show a certificate in the name of a host, which it made itself; gives where that lies."""

    def speak(host: str):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        now, itself = datetime.now(UTC), x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(itself, critical=False)
        pem = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
        pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / "own.pem").write_bytes(pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "own.pem")
        monkeypatch.setattr(Site, "setup", lambda self: _secretly(self, context))
        return tmp_path / "own.pem"

    return speak


def test_a_host_that_cannot_show_who_it_is_is_refused(site, speaks_tls):
    speaks_tls("old.example.org")
    with pytest.raises(NotFetched, match="certificate"):
        site("https://old.example.org/a.jpg")
    assert Site.asked == []


@pytest.mark.parametrize("host", ["old.example.org", "another.example.org"])
def test_one_that_shows_that_it_is_another_is_refused(site, speaks_tls, monkeypatch, host):
    """Whoever issues certificates is believed here, so all hangs on the name."""
    trusted, usual = speaks_tls(host), ssl.create_default_context
    monkeypatch.setattr(bounded_connection.ssl, "create_default_context", lambda: usual(cafile=trusted))
    if host == "old.example.org":
        assert site("https://old.example.org/a.jpg") == b"data"
    else:
        with pytest.raises(NotFetched, match="certificate is not valid for 'old.example.org'"):
            site("https://old.example.org/a.jpg")
        assert Site.asked == []


def _secretly(handler, context):
    with suppress(OSError):
        handler.request = context.wrap_socket(handler.request, server_side=True)
    BaseHTTPRequestHandler.setup(handler)


def test_host_that_fails_is_left_alone(site):
    for number in range(8):
        with pytest.raises(NotFetched):
            site(f"http://old.example.org/none{number}")
    assert len(Site.asked) == 5


def test_one_that_answers_in_between_is_not(site):
    for turn in range(2):
        for number in range(4):
            with pytest.raises(NotFetched, match="answered 404"):
                site(f"http://old.example.org/none{turn}{number}")
        assert site(f"http://old.example.org/a{turn}.jpg") == b"data"
