"""Fetches pictures from hosts that were named, and from nowhere else: never from inside a request, only for a command.

A host's addresses are looked up once, every one of them must be a public one, and the connection goes to that very
address: a name that answers differently the second time leads nowhere else.
"""

import http.client
import ipaddress
import time
from collections import Counter
from collections.abc import Callable, Iterable
from urllib.parse import quote, urljoin, urlsplit

from companies.pictures import LARGEST_FILE
from newsroom.desk.bounded_connection import BoundedConnection, addresses_of

SECONDS = 30  # for one picture, all in all
_QUIET = 10  # seconds without a byte
_MOST_REDIRECTS = 3
_MOST_FAILURES = 5  # one after the other, then the host is left alone
_PIECE = 1 << 16
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


class NotFetched(Exception):
    """The picture was not fetched. The message says why, in a sentence."""


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises NotFetched where one of them lies in a private or special network."""
    try:
        addresses = addresses_of(host, port, seconds=_QUIET)
    except OSError as error:
        raise NotFetched(f"The host {host} was not found: {error}.") from None
    for address in addresses:
        if not is_public(address):
            raise NotFetched(f"The host {host} leads to {address}, which is no public address.")
    return addresses


def is_public(address: str) -> bool:
    """Whether it is an address of somebody in the open network; of IPv6, in what is given out there today. All else is
    private, or a gateway makes an address of IPv4 of it, which may be.
    """
    ip = ipaddress.ip_address(address)
    return ip.is_global and not ip.is_multicast and (ip.version == 4 or ip in _GIVEN_OUT)


def _took_longer(address: str) -> str:
    return f"{address} took longer than {SECONDS} seconds."


class Fetcher:
    """Fetches from `hosts`, exactly as they are named. `look_up` gives a host's addresses, or refuses."""

    def __init__(self, hosts: Iterable[str], *, look_up: Callable[[str, int], list[str]] = public_addresses):
        self.hosts = {host.strip().casefold().rstrip(".") for host in hosts if host.strip()}
        self.look_up = look_up
        self.failures: Counter[str] = Counter()
        self.refused: dict[str, str] = {}

    def may(self, address: str) -> bool:
        """Whether the address lies on a named host."""
        try:
            parts = urlsplit(address)
            return (
                parts.scheme in ("http", "https")
                and (parts.hostname or "").casefold() in self.hosts
                and parts.port in (None, 80, 443)
                and not parts.username
            )
        except ValueError:
            return False

    def __call__(self, address: str) -> bytes:
        """The bytes at the address. Raises NotFetched; what failed once is not tried again."""
        if address in self.refused:
            raise NotFetched(self.refused[address])
        host = urlsplit(address).hostname or ""
        try:
            if self.failures[host] >= _MOST_FAILURES:
                raise NotFetched(f"The host {host} failed {_MOST_FAILURES} times, so it was left alone.")
            deadline = time.monotonic() + SECONDS
            data = self._fetch(address, deadline)
        except (OSError, http.client.HTTPException, ValueError, NotFetched) as error:
            self.failures[host] += 1
            if isinstance(error, NotFetched):
                reason = str(error)
            elif time.monotonic() > deadline:  # cut in the middle, of which the system says one thing or another
                reason = _took_longer(address)
            else:
                reason = f"{address}: {error}"
            self.refused[address] = reason
            raise NotFetched(reason) from None
        self.failures[host] = 0
        return data

    def _fetch(self, address: str, deadline: float) -> bytes:
        for _ in range(_MOST_REDIRECTS + 1):
            if not self.may(address):
                raise NotFetched(f"{address} lies on a host that was not named.")
            answer, connection = self._ask(address, deadline)
            try:
                if answer.status in (301, 302, 303, 307, 308):
                    address = urljoin(address, answer.headers.get("Location", ""))
                    continue
                if answer.status != 200:
                    raise NotFetched(f"{address} answered {answer.status}.")
                return self._read(answer, address, deadline)
            finally:
                connection.end()
        raise NotFetched(f"{address} leads on more than {_MOST_REDIRECTS} times.")

    def _ask(self, address: str, deadline: float):
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
        connection = BoundedConnection(
            host, port, addresses=self.look_up(host, port), is_secret=parts.scheme == "https", deadline=deadline,
            quiet=_QUIET,
        )  # fmt: skip
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
            f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
        )
        try:
            connection.request("GET", target, headers={"User-Agent": "newsroom-import", "Accept": "image/*"})
            return connection.getresponse(), connection
        except BaseException:
            connection.end()
            raise

    @staticmethod
    def _read(answer, address: str, deadline: float) -> bytes:
        pieces, size = [], 0
        while piece := answer.read1(_PIECE):
            size += len(piece)
            if size > LARGEST_FILE:
                raise NotFetched(f"{address} is larger than {LARGEST_FILE // 1024 // 1024} MB.")
            pieces.append(piece)
        if time.monotonic() > deadline:
            raise NotFetched(_took_longer(address))
        if answer.length:
            raise NotFetched(f"{address} broke off before its end.")
        return b"".join(pieces)
