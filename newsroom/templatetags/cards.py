"""Cards as HTML, drawn in plain Python: a list has twenty of them, and a page that nobody asked for yet draws all.

    {% card story level=2 %}
    {% cards page.items level=2 %}
    {% face person note=person.role.text %}
    {% linked_name company %}

A template for each would take ten times as long. A card's HTML is made of the card and of what the page says beside it,
and kept under all of that: it cannot be old, and nothing has to be thrown away when a story changes.
"""

from collections.abc import Callable, Iterable
from html import escape as in_full

from django import template
from django.utils.safestring import SafeString

from newsroom.templatetags.headlines import headline_size

register = template.Library()

MOST = 10_000  # pieces of HTML, of about a kilobyte
_kept: dict[tuple, SafeString] = {}
_SIZES = "(min-width: 40rem) 17rem, 6.5rem"  # of a picture beside the text


@register.simple_tag
def card(story: dict, **beside) -> SafeString:
    """A story in a list. What may stand beside: see `_card`."""
    return _drawn(_card, story, beside)


@register.simple_tag
def cards(stories: Iterable[dict], **beside) -> SafeString:
    """All of them, one after another."""
    return SafeString("".join([_drawn(_card, story, beside) for story in stories]))


@register.simple_tag
def named_stories(stories: Iterable[tuple[dict, tuple[str, str, str] | None]]) -> SafeString:
    """Stories in the list of a profile, each with the sentence that names it: before, at and after the name."""
    return SafeString("".join([_drawn(_named_story, story, {"sentence": parts}) for story, parts in stories]))


@register.simple_tag
def related_stories(stories: Iterable[dict]) -> SafeString:
    """Other stories, each with what it shares with the one that is read."""
    return SafeString("".join([_drawn(_related_story, story, {}) for story in stories]))


@register.simple_tag
def face(profile: dict, note: str = "", bare: bool = False) -> SafeString:
    """A person or company in a row of faces: portrait (unless `bare`), name, and a note under it."""
    return _drawn(_face, profile, {"note": note, "bare": bare})


@register.simple_tag
def linked_name(profile: dict) -> SafeString:
    """Both names, with a link where the profile has a page."""
    return SafeString(_linked_name(profile))


@register.simple_tag
def both_names(name: str, chinese_name: str) -> SafeString:
    return SafeString(_both_names(name, chinese_name))


@register.simple_tag
def seal(name: str, chinese_name: str) -> SafeString:
    """In the place of a portrait: the first character of the name."""
    return SafeString(_seal(name, chinese_name))


def escape(text: str) -> str:
    """Fit for HTML; what a search has marked is so already."""
    return text if isinstance(text, SafeString) else in_full(text)


def _drawn(draw: Callable[..., str], shown: dict, beside: dict) -> SafeString:
    key = (draw, shown["key"], *beside.items())
    html = _kept.get(key)
    if html is None:
        html = SafeString(draw(shown, **beside))
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = html
    return html


def _card(
    story: dict, *, level: int, sectionless: bool = False, bare: bool = False, short: bool = False, large: bool = False,
    sizes: str = _SIZES, **more: str,
) -> str:  # fmt: skip
    """A story whose headline is a heading of that level and its one link; the picture repeats it for the eye only.

    `sectionless` leaves the section out, `bare` the picture, `short` the standfirst; `class` may name another. `large`
    is a card whose headline is set so large that a long one needs a smaller size.
    """
    name = f"card {escape(more['class'])}" if more.get("class") else "card"
    standfirst = section = ""
    if story["standfirst"] and not short:
        standfirst = f'<p class="card-standfirst">{escape(story["standfirst"])}</p>\n    '
    if not sectionless and story.get("section"):
        section = f'<p class="kicker" lang="en">{escape(story["section"]["name"])}</p>\n    '
    size = f"card-headline {headline_size(story['headline'])}".rstrip() if large else "card-headline"
    headline = f'<a href="{escape(story["path"])}">{escape(story["headline"])}</a>'
    return (
        f'\n<article class="{name}" lang="{story["language"]}">\n  '
        f"{'' if bare else _picture(story['lead_photo'], sizes)}"
        f'<div class="card-text">\n    {section}'
        f'<h{level} class="{size}">{headline}</h{level}>\n    '
        f'{standfirst}<p class="card-date" lang="en"><time datetime="{story["moment"]}">{story["day"]}</time></p>\n'
        "  </div>\n</article>\n"
    )


def _picture(photo: dict | None, sizes: str) -> str:
    if photo is None:
        return ""
    small, thumb = photo["small"], photo["thumb"]
    url, choice = escape(small["url"]), ""
    if thumb["width"] < small["width"]:
        choice = f' srcset="{escape(thumb["url"])} {thumb["width"]}w, {url} {small["width"]}w" sizes="{escape(sizes)}"'
    return f'<img class="{_with_focus("card-picture", photo)}" src="{url}"{choice} {_size(small)}>\n  '


def _with_focus(name: str, photo: dict) -> str:
    return f"{name} {photo['focus_class']}" if photo["focus_class"] else name


def _size(copy: dict) -> str:
    return f'width="{copy["width"]}" height="{copy["height"]}" alt="" loading="lazy" decoding="async"'


def _named_story(story: dict, *, sentence: tuple[str, str, str] | None) -> str:
    quoted = ""
    if sentence:
        before, name, after = map(escape, sentence)
        said = f"{before}<mark>{name}</mark>{after}"
        quoted = f'<blockquote class="sentence" lang="{story["language"]}">{said}</blockquote>'
    return f'<div class="named-story">{_drawn(_card, story, {"level": 3})}{quoted}</div>'


def _related_story(story: dict) -> str:
    return (
        f'\n<li>\n<h3 lang="{story["language"]}">'
        f'<a href="{escape(story["path"])}">{escape(story["headline"])}</a></h3>\n'
        f'<p><time datetime="{story["moment"]}">{story["day"]}</time></p>\n'
        f'<p class="shares">Also about {escape(story["shared"])}</p>\n</li>\n'
    )


def _face(profile: dict, *, note: str, bare: bool) -> str:
    small = f"<small>{escape(note)}</small>" if note else ""
    return f"{'' if bare else _portrait(profile)}<span>{_linked_name(profile)}{small}</span>"


def _portrait(profile: dict) -> str:
    """A small picture beside a name that stands in the text, so it says nothing by itself."""
    if (photo := profile["picture"]) is None:
        return _seal(profile["name"], profile["chinese_name"])
    tiny = photo["tiny"]
    return f'<img class="{_with_focus("portrait", photo)}" src="{escape(tiny["url"])}" {_size(tiny)}>'


def _seal(name: str, chinese_name: str) -> str:
    language = ' lang="zh-Hans"' if chinese_name else ""
    return f'<span class="portrait seal"{language} aria-hidden="true">{escape((chinese_name or name)[:1])}</span>'


def _linked_name(profile: dict) -> str:
    names = _both_names(profile["name"], profile["chinese_name"])
    return f'<a href="{escape(profile["path"])}">{names}</a>' if profile["is_listed"] else names


def _both_names(name: str, chinese_name: str) -> str:
    if chinese_name and chinese_name != name:
        return f'{escape(name)} <span lang="zh-Hans">{escape(chinese_name)}</span>'
    return escape(name)
