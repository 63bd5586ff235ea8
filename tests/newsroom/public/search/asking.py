"""Asking the search as a reader does."""

import re

from newsroom.demo.make import make_edition


def ask(client, path="/search/", *, status=200, **values):
    answer = client.get(path, values)
    assert answer.status_code == status, values
    return answer


def page(client, q, **values) -> str:
    return ask(client, q=q, **values).content.decode()


def feed(client, q, **values) -> dict:
    return ask(client, "/search/feed.json", q=q, **values).json()


def titles(client, q, **values) -> list[str]:
    return [item["title"] for item in feed(client, q, **values)["items"]]


def story(headline, **fields):
    fields.setdefault("standfirst", "")
    fields.setdefault("body", "<p>Nothing else.</p>")
    return make_edition(headline, **fields)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
