"""A park in which every field of text holds an attack, and what a page made of it must look like."""

import io
import json
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.db import models
from PIL import Image

from companies.models import Company, Photo
from newsroom.demo import make
from newsroom.desk import workflow
from newsroom.models import Article, Section
from people.models import Person

MARK = "zzhack"  # every attack that runs says it
BREAKOUT = f"""x"'><img src=x onerror={MARK}()></script><svg/onload={MARK}()>zz{{{{7*7}}}}zz"""
SHORT = f"""'"><b onx={MARK}>"""
SCHEME = f"javascript:{MARK}()"
BODY = f"""
<p onclick="{MARK}()" style="position:fixed">Text {BREAKOUT.replace("<", "&lt;")} <a href="{SCHEME}">one</a>
<a href=" java&#10;script:{MARK}()">two</a> <a href="data:text/html,<script>{MARK}()</script>">three</a>
<a href="//example.org" onmouseover="{MARK}()">four</a></p>
<script>{MARK}()</script><style>*{{display:none}}</style><iframe srcdoc="<script>{MARK}()</script>"></iframe>
<svg><script>{MARK}()</script><a xlink:href="{SCHEME}">five</a></svg><math><mi xlink:href="{SCHEME}">six</mi></math>
<img src=x onerror={MARK}()><form action="{SCHEME}"><button formaction="{SCHEME}">seven</button></form>
<noscript><p title="</noscript><img src=x onerror={MARK}()>"></noscript>
<object data="{SCHEME}"></object><embed src="{SCHEME}"><base href="//evil.example/"><meta http-equiv=refresh content=0>
<blockquote cite="{SCHEME}"><p>Said {SHORT.replace("<", "&lt;")}</p></blockquote>
<h2 id="location">Heading</h2><table background="{SCHEME}"><tr><td>cell</td></tr></table>
<template><script>{MARK}()</script></template><p>zz{{{{7*7}}}}zz {{% debug %}}</p>
"""
_OURS = {"key", "slug", "digest", "external_id", "source_digest", "source_id", "language", "file"}
_SCHEMES = {"", "http", "https", "mailto", "tel"}
_LINKS = {"href", "src", "action", "formaction", "cite", "data", "poster", "background", "xlink:href", "longdesc"}
# What no page of ours has, and an attack might bring.
_NEVER = {"object", "embed", "base", "applet", "math", "frame", "frameset", "marquee"}


def poisoned_fields(model: type[models.Model]) -> dict[str, str]:
    """A text for every field of the model that holds free text; one that fits, so that a form would take it."""
    fields = {}
    for field in model._meta.get_fields():
        if not isinstance(field, models.CharField | models.TextField) or field.choices or field.name in _OURS:
            continue
        if isinstance(field, models.URLField):
            fields[field.name] = f"https://example.org/{SHORT}"
        elif isinstance(field, models.EmailField):
            fields[field.name] = "press@example.org"
        else:
            fields[field.name] = BREAKOUT if (field.max_length or 999) >= len(BREAKOUT) else SHORT[: field.max_length]
    return fields


def make_poisoned_park(by=None) -> Article:
    """Companies, people, topics, a photo and a live, corrected story, all of them hostile; and a withdrawn one."""
    buffer = io.BytesIO()
    Image.new("RGB", (640, 400), "teal").save(buffer, "PNG")
    photo = Photo.objects.create(file=ContentFile(buffer.getvalue(), name="x.png"), **poisoned_fields(Photo))
    section = Section.objects.create(name=BREAKOUT[: Section._meta.get_field("name").max_length], description=BREAKOUT)
    company = make.make_company(aliases=[BREAKOUT], topics=[f"topic {BREAKOUT}"], **_profile(Company, photo))
    person = make.make_person(title=BREAKOUT, organisation=BREAKOUT, aliases=[BREAKOUT], **_profile(Person, photo))
    credits = [
        {"name": BREAKOUT, "outlet": BREAKOUT},
        {"name": BREAKOUT, "role": "editor"},
        {"name": BREAKOUT, "role": "photographer", "person": person},
    ]
    fields = poisoned_fields(Article) | {"body": BODY, "lead_photo": photo, "section": section}
    story = make.make_article(tags=[company, person, f"topic {BREAKOUT}"], credits=credits, by=by, **fields)
    make.publish(story)
    story.body = BODY + "<p>More.</p>"
    workflow.save(story)
    workflow.approve(story)
    workflow.correct(story, text=BREAKOUT)
    gone = make.make_article(**fields | {"headline": f"Gone {SHORT}"})
    make.publish(gone)
    workflow.withdraw(gone, reason=BREAKOUT)
    return story


def _profile(model, photo) -> dict:
    return poisoned_fields(model) | {"body": BODY, "picture": photo, "is_listed": True}


class Page(HTMLParser):
    """Reads a page and keeps what must not be on it, in `found`."""

    def __init__(self, text: str, *, is_framed: bool = False):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.links: list[str] = []
        self._data: list[str] | None = None
        self._is_framed = is_framed
        self.feed(text)
        self.close()
        if "zz49zz" in text:
            self.found.append("a template was made of somebody's text")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "iframe" and "sandbox" not in attrs:
            self.found.append("a frame that may do what it likes")
        ours = tag == "base" and self._is_framed and "evil" not in (attrs.get("href") or "")
        if (tag in _NEVER and not ours) or (tag == "svg" and any(name.startswith("on") for name in attrs)):
            self.found.append(f"<{tag}>")
        for name, value in attrs.items():
            value = value or ""
            if name == "srcdoc" and "sandbox" in attrs and "allow-scripts" not in (attrs["sandbox"] or ""):
                self.found += Page(value, is_framed=True).found  # a preview of the readers' page
            elif name.startswith("on") or name in {"style", "srcdoc"}:
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in _LINKS:
                address = "".join(value.split()).lower()
                data_picture = tag == "img" and address.startswith("data:image/")
                if urlsplit(address).scheme not in _SCHEMES and not data_picture:
                    self.found.append(f"<{tag} {name}={value!r}>")
                if name in {"href", "src"} and tag in {"a", "link", "img", "source"}:
                    self.links.append(value)
        if tag == "img" and attrs.get("src") == "x":
            self.found.append("the picture of an attack")
        if tag == "script":
            kind = attrs.get("type", "")
            if "json" in kind and kind != "importmap":
                self._data = []
            elif not (attrs.get("src") or "").startswith(("/static/", "/admin/jsi18n/")) and kind != "importmap":
                self.found.append(f"a script of somebody: {attrs}")
        if tag == "style" and "nonce" not in attrs:
            self.found.append("a style of somebody")

    def handle_data(self, data):
        if self._data is not None:
            self._data.append(data)

    def handle_endtag(self, tag):
        if tag == "script" and self._data is not None:
            json.loads("".join(self._data))  # fails where a text broke out of its data
            self._data = None
