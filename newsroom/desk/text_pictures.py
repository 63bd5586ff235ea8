"""The pictures in a story's text as readers get them: at the size their screens need, with room kept for them."""

import re
from html import escape, unescape

from companies.models import Photo
from newsroom.desk.pictures import photos_at

_IMAGE = re.compile(r"<img\b[^<>]*>")
_ATTRIBUTE = re.compile(r'\s(src|alt)="([^"]*)"')
_FIGURE = r"<figure>(?:(?!</?figure\b).)*</figure>"
_ROW = re.compile(rf"{_FIGURE}(?:\s*{_FIGURE})+", re.DOTALL)
# As wide as the column of text, and as one of two or three beside each other.
_ALONE, _IN_ROW = "(min-width: 44rem) 40rem, 100vw", "(min-width: 44rem) 20rem, 50vw"


def addresses(markup: str) -> list[str]:
    """Where the pictures of some HTML lie."""
    return [unescape(_attributes(image).get("src", "")) for image in _IMAGE.findall(markup)]


def complete(texts: list[str]) -> list[str]:
    """The texts with what a browser needs to know of their pictures, and pictures in a row as a gallery; one query."""
    photos = photos_at(dict.fromkeys(address for text in texts for address in addresses(text)))
    return [_completed(text, photos) for text in texts]


def _completed(markup: str, photos: dict[str, Photo]) -> str:
    def in_row(row):
        return f'<div class="gallery">{_IMAGE.sub(lambda image: _image(image[0], photos, _IN_ROW), row[0])}</div>'

    # What a gallery has made of its pictures is not touched again: it names its sizes by then.
    galleries = _ROW.sub(in_row, markup)
    return _IMAGE.sub(lambda image: image[0] if " sizes=" in image[0] else _image(image[0], photos, _ALONE), galleries)


def _image(markup: str, photos: dict[str, Photo], sizes: str) -> str:
    said = _attributes(markup)
    photo = photos.get(unescape(said.get("src", "")))
    if photo is None:
        return markup
    alt = said.get("alt") or ("" if photo.is_decorative else escape(photo.alt_text))
    return (
        f'<img src="{escape(photo.url)}" srcset="{escape(photo.srcset)}" sizes="{sizes}" width="{photo.width}"'
        f' height="{photo.height}" alt="{alt}" loading="lazy" decoding="async">'
    )


def _attributes(markup: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(markup))
