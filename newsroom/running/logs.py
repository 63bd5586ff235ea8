"""Log lines as JSON, one an event, in which nothing that a stranger sent can pass for something else."""

import json
import logging
import re
from datetime import UTC, datetime

from newsroom.running import request_id

_LONGEST = 8000  # characters of a message or a traceback
# What JSON leaves as it is and a terminal may obey, or show in another order: C1, separators, marks of direction.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SECRETS = [
    (re.compile(r"(/shared/)(?!story/)[^/\s?\"']+"), r"\1…"),
    (re.compile(r"(/password/reset/key/)[^/\s?\"']+"), r"\1…"),
    (re.compile(r"(?i)\b(token|key|password|passwd|secret|code|sessionid|csrf\w*)=[^&\s\"']+"), r"\1=…"),
    (re.compile(r"(?i)\b(postgres(?:ql)?|rediss?|smtps?)://[^\s\"'@]{0,500}@"), r"\1://…@"),
    # PostgreSQL repeats the row that it refuses, and a row may be a story that nobody has read.
    (re.compile(r"(?m)^DETAIL:.*$"), "DETAIL: …"),
]


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        if name := request_id.current():
            said["request"] = name
        if isinstance(status := getattr(record, "status_code", None), int):
            said["status"] = status
        if record.exc_info:
            said["traceback"] = clean(self.formatException(record.exc_info))
        elif record.stack_info:
            said["traceback"] = clean(record.stack_info)
        return _UNSAFE.sub(_escaped, json.dumps(said, ensure_ascii=False))


class Lines(logging.Formatter):
    """The same for people who read along: plain lines, with control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        text = clean(super().format(record))
        return _UNSAFE.sub(_escaped, re.sub(r"[\x00-\x09\x0b-\x1f]", _escaped, text))


class NoAlarm(logging.Filter):
    """What Django refuses of a stranger, such as the name of another host, is no failure of ours: a line, as for a page
    that is not there, and neither an alarm nor a traceback, which anybody could fill a disk with.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
            record.exc_info = record.exc_text = None
        return True


def clean(text: str) -> str:
    """Without what must stand in no log, and not longer than anybody reads."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … {len(text) - _LONGEST} characters more"


def _escaped(match: re.Match) -> str:
    return f"\\u{ord(match[0]):04x}"


def configuration(*, level: str, is_json: bool) -> dict:
    """Django's LOGGING: everything to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "newsroom.running.logs.JsonLines"},
            "line": {
                "()": "newsroom.running.logs.Lines",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
        },
        "filters": {"no alarm": {"()": "newsroom.running.logs.NoAlarm"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["no alarm"],
                "formatter": "json" if is_json else "line",
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # Calls a page without words an ERROR, which would raise the alarm; the report of the import tells of it.
            "trafilatura": {"level": "CRITICAL"},
        },
    }
