"""Cards: what a page shows of a story or of a tag, worked out once and kept beside it (docs/decisions/0006).

A list shows the same few things of a story every time: headline, day, picture. A card holds them ready to be printed,
with dates as text and addresses made. A card says nothing that its edition or tag doesn't, so all of them can be made
again from nothing, and a missing one is worked out by whoever reads it. Whether readers may see the story is never
asked of a card.

`story_card` and `tag_card` say what stands in them. To show more, add a key there: cards that an older form of this
module or of the photos made are not believed any more, and `manage.py rebuild_cards` makes them anew.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils import timezone

from companies import pictures
from companies.models import Company, Photo, Tag, photo
from newsroom.models.edition import Edition
from newsroom.story_words import HAN
from people.models import Person, Role

STANDFIRST = 45  # words of it that a list shows
HAN_A_WORD = 3  # characters of Han that say as much as one
_WIDE = HAN.pattern.strip("[]") + "\u3001-\u30ff\uff01-\uff65"  # and its signs
_WIDE_OR_WORD = re.compile(rf"([{_WIDE}])|[^\s{_WIDE}]+")
_AT_ONCE = 500  # cards made in one go
_SOURCES = (Path(__file__), Path(photo.__file__), Path(pictures.__file__))


def form() -> str:
    """What a card depends on beside its own rows: this code, and the settings that make dates and addresses."""
    return _form(settings.TIME_ZONE, settings.MEDIA_URL)


@lru_cache(maxsize=10)
def _form(time_zone: str, media_url: str) -> str:
    return f"{_CODE}.{hashlib.sha256(f'{time_zone} {media_url}'.encode()).hexdigest()[:7]}"


_CODE = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:8]


class Card(models.Model):
    form = models.CharField(max_length=16)
    shown = models.JSONField()

    class Meta:
        abstract = True


class StoryCard(Card):
    """What lists show of an edition. Holds what never changes; its section and tags are read where they stand."""

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.CASCADE, related_name="card")

    def __str__(self):
        return self.shown["headline"]


class TagCard(Card):
    """What pages show of the company, person or topic that a tag names."""

    tag = models.OneToOneField(Tag, primary_key=True, on_delete=models.CASCADE, related_name="card")

    def __str__(self):
        return self.shown["name"]


# What stands in a card


def story_card(edition: Edition) -> dict:
    moment = timezone.localtime(edition.first_published_at)
    return {
        "path": edition.get_absolute_url(),
        "headline": edition.headline,
        "standfirst": in_brief(edition.standfirst),
        "language": edition.language,
        "moment": moment.isoformat(timespec="seconds"),
        "day": f"{moment.day} {moment:%B %Y}",
        "lead_photo": picture(edition.lead_photo),
        "quotes_somebody": "<cite" in edition.body_html,
    }


def in_brief(text: str) -> str:
    """The beginning of the text, as many words as a list has room for; Han, which has no gaps, by its characters."""
    left = STANDFIRST * HAN_A_WORD
    for each in _WIDE_OR_WORD.finditer(text):
        left -= 1 if each[1] else HAN_A_WORD
        if left < 0:
            return f"{' '.join(text[: each.start()].split())} …"
    return " ".join(text.split())


def tag_card(tag: Tag) -> dict:
    """`kind` is company, person or topic. Who is not listed has a name and no `path`, text, picture or role."""
    profile = tag.profile
    if profile is None:
        return {"tag": tag.pk, "kind": "topic", "name": tag.name, "path": tag.get_absolute_url(), "is_listed": True}
    kind = profile._meta.model_name
    card = {
        "tag": tag.pk,
        "kind": kind,
        "name": profile.name,
        "chinese_name": profile.chinese_name,
        "path": profile.get_absolute_url() if profile.is_listed else "",
        "is_listed": profile.is_listed,
        "summary": profile.summary if profile.is_listed else "",
        "picture": picture(profile.picture) if profile.is_listed else None,
    }
    if kind == "person":
        return card | {"roles": [_role(role) for role in profile.roles.all()] if profile.is_listed else []}
    label = profile.get_kind_display()
    return card | {"label": label[:1].upper() + label[1:]}


def _role(role: Role) -> dict:
    return {
        "text": str(role),
        "title": role.title,
        "organisation": role.organisation_name,
        "path": role.company.get_absolute_url() if role.company and role.company.is_listed else "",
        "started": str(role.started or ""),
        "ended": str(role.ended or ""),
    }


def picture(photo: Photo | None) -> dict | None:
    """A photo as templates show it; the keys are named as on the photo itself."""
    if photo is None:
        return None
    return {
        "url": photo.url,
        "width": photo.width,
        "height": photo.height,
        "alt_text": photo.alt_text,
        "credit": photo.credit,
        "focus_class": photo.focus_class,
        "srcset": photo.srcset,
        **{name: _file(getattr(photo, name)) for name in ("small", "thumb", "tiny", "social")},
    }


def _file(copy: dict) -> dict:
    return {name: copy[name] for name in ("url", "width", "height")}


# How cards are made


def make_stories(editions: Iterable[int]) -> None:
    """Make the cards of these editions anew. Belongs into the transaction that makes them or changes their picture."""
    _write(StoryCard, {edition.pk: story_card(edition) for edition in _editions(editions)})


def make_tags(tags: Iterable[int]) -> None:
    """Make the cards of these tags anew. Belongs into the transaction that changes whom they name, or how."""
    _write(TagCard, {tag.pk: tag_card(tag) for tag in _tags(tags)})


def make_missing_tags(stories: Iterable[int]) -> None:
    """Make the cards of those tags of the stories (ids of articles) that have none yet."""
    tags = Tag.objects.filter(edition_items__content_object__article__in=list(stories), card=None)
    make_tags(tags.order_by("pk").distinct().values_list("pk", flat=True))


def rebuild(*, everything: bool = False) -> Iterator[int]:
    """Make the cards that are missing or of an older form, or all of them; says after each batch how many it had."""
    for rows, make in ((Tag.objects, make_tags), (Edition.objects, make_stories)):
        last = 0
        while True:
            wanted = rows.order_by("pk").filter(pk__gt=last)
            if not everything:
                wanted = wanted.exclude(card__form=form())
            batch = list(wanted.values_list("pk", flat=True)[:_AT_ONCE])
            if not batch:
                break
            with transaction.atomic():
                make(batch)
            last = batch[-1]
            yield len(batch)


def worked_out(model: type[Card], ids: Iterable[int]) -> dict[int, dict]:
    """What the cards of these editions or tags would show, without keeping it: for readers, who write nothing."""
    if model is TagCard:
        return {tag.pk: tag_card(tag) for tag in _tags(ids)}
    return {edition.pk: story_card(edition) for edition in _editions(ids)}


def _editions(ids: Iterable[int]) -> Iterator[Edition]:
    fields = ("slug", "headline", "standfirst", "language", "first_published_at", "lead_photo", "body_html")
    for batch in _batches(ids):
        yield from (
            Edition.objects.filter(pk__in=batch)
            .select_related("lead_photo")
            .only(*fields, *(f"lead_photo__{field.name}" for field in Photo._meta.concrete_fields))
        )


def _tags(ids: Iterable[int]) -> Iterator[Tag]:
    rows = Tag.objects.select_related("company__picture", "person__picture").defer("company__body", "person__body")
    roles = models.Prefetch("person__roles", Role.objects.select_related("company").order_by("order", "pk"))
    for batch in _batches(ids):
        yield from rows.filter(pk__in=batch).prefetch_related(roles)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    ids = list(ids)
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _write(model: type[Card], cards: dict[int, dict]) -> None:
    now = form()
    model.objects.bulk_create(
        (model(pk=pk, form=now, shown=shown) for pk, shown in cards.items()),
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["form", "shown"],
    )


# What changes a card. Rows written in bulk send no signal: whoever writes them calls `make_tags` or `make_stories`.


@receiver(post_save, sender=Tag, dispatch_uid="card-of-tag")
def _tag_saved(sender, instance, created=False, raw=False, **kwargs):
    if not created and not raw:  # a new one is made with the first story that shows it, or with its profile
        make_tags([instance.pk])


@receiver([post_save, post_delete], sender=Person, dispatch_uid="card-of-person")
def _person_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        make_tags([instance.tag_id])


@receiver([post_save, post_delete], sender=Company, dispatch_uid="card-of-company")
def _company_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        make_tags(with_colleagues([instance.tag_id]))


def with_colleagues(tags: Iterable[int]) -> list[int]:
    """The tags, and those of the people who hold or held a role at the companies among them."""
    tags = list(tags)
    people = Role.objects.filter(company__tag__in=tags).values_list("person__tag", flat=True)
    return list(dict.fromkeys([*tags, *people]))


@receiver(pre_save, sender=Role, dispatch_uid="role-leaves-card")
def _role_moves(sender, instance, raw=False, **kwargs):
    if instance.pk and not raw:
        before = Role.objects.filter(pk=instance.pk).values_list("person__tag", flat=True).first()
        instance._left = before


@receiver([post_save, post_delete], sender=Role, dispatch_uid="card-of-role")
def _role_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        owner = Person.objects.filter(pk=instance.person_id).values_list("tag", flat=True)
        make_tags({*owner, getattr(instance, "_left", None)} - {None})


@receiver(post_save, sender=Photo, dispatch_uid="cards-with-photo")
def _photo_saved(sender, instance, created=False, raw=False, **kwargs):
    if not created and not raw:
        show_photo(instance.pk)


def show_photo(pk: int) -> None:
    """Make every card anew that shows the photo: its renditions, or what is said of it, have changed."""
    make_stories(Edition.objects.filter(lead_photo=pk).values_list("pk", flat=True))
    profiles = models.Q(company__picture=pk) | models.Q(person__picture=pk)
    make_tags(Tag.objects.filter(profiles).values_list("pk", flat=True))
