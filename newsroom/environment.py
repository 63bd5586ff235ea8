"""Reads the environment for settings.py: every value is declared there once, with its type."""

import os

from django.core.exceptions import ImproperlyConfigured

_ON, _OFF = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The value as it stands, blanks around it removed."""
    return os.environ.get(name, default).strip()


def switch(name: str, *, default: bool) -> bool:
    """A value that is on or off; anything else is refused rather than guessed."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _ON:
        return True
    if value.strip().lower() in _OFF:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def listed(name: str, default: str = "") -> list[str]:
    """Values separated by commas, empty ones dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def whole(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "")
    try:
        return int(value) if value.strip() else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None
