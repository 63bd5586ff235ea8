"""How a test fills in the desk's forms: the way the browser would, from what the page holds."""

from html.parser import HTMLParser

from django.urls import reverse


def url(name: str, *args) -> str:
    return reverse(f"admin:{name}", args=args)


def change_url(story) -> str:
    return url("newsroom_article_change", story.pk)


def step_url(story, name: str) -> str:
    return url("newsroom_article_step", story.pk, name)


class _Fields(HTMLParser):
    """The values that a browser would send for the controls of a page's forms."""

    def __init__(self):
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._textarea = None
        self._text = ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "input" and name:
            kind = attrs.get("type", "text")
            if kind in {"checkbox", "radio"}:
                if "checked" not in attrs:
                    return
                attrs.setdefault("value", "on")
            if kind not in {"submit", "file", "button"}:
                unsaid = "on" if kind in {"checkbox", "radio"} else ""
                self.values.setdefault(name, []).append(attrs.get("value") or unsaid)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attrs:
            self.values.setdefault(self._select, []).append(attrs.get("value") or "")
        elif tag == "textarea":
            self._textarea, self._text = name, ""

    def handle_data(self, data):
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._textarea:
            self.values[self._textarea] = [self._text.removeprefix("\r\n").removeprefix("\n")]
            self._textarea = None
        elif tag == "select":
            self._select = None


def fields_of(response) -> dict[str, list[str]]:
    """What a browser would send back if somebody pressed a button on this page and changed nothing."""
    parser = _Fields()
    parser.feed(response.content.decode())
    parser.values.pop("csrfmiddlewaretoken", None)
    return parser.values


def submit(client, address: str, *, press: str = "Save", **changes):
    """Open the page, change what is given, and press the button of that value."""
    page = client.get(address)
    assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
    return client.post(address, fields_of(page) | changes | {"_save": press})


def said(client, response) -> str:
    """The messages on the page that a step leads to."""
    assert response.status_code == 302, response.status_code
    page = client.get(response.headers["Location"])
    return " ".join(str(message) for message in page.context["messages"])
