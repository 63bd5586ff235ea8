"""Addresses as foreign files give them, of which some are none: urllib raises where a bracket or a port is wrong."""

from urllib.parse import SplitResult, urljoin, urlsplit

_NONE = urlsplit("")


def parts_of(address: str) -> SplitResult:
    """The parts of an address; all empty where it is none that can be."""
    try:
        return urlsplit(address)
    except ValueError:
        return _NONE


def joined(base: str, address: str) -> str:
    """An address as it is meant at `base`; "" where either is none that can be."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
