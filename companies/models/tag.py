import unicodedata

from django.db import models
from django.utils.text import slugify
from taggit.models import TagBase


def tag_key(name: str) -> str:
    """The form by which two spellings count as one tag: width, case and blanks folded, in every script.

    SQLite folds the case of ASCII only, so the database alone would keep `Über` beside `über` and `ＡＩ` beside `AI`.
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def address_part(text: str, *, fallback: str) -> str:
    """A slug for `text`: Latin letters plain, Han kept as it is; `fallback` where nothing of it can stand."""
    return slugify(text) or slugify(text, allow_unicode=True) or fallback


def free_slug(model, wanted: str, *, max_length: int, field: str = "slug", pk=None) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3` … that no other row of `model` has."""
    wanted = wanted[:max_length].strip("-")
    rows = model._default_manager.exclude(pk=pk)
    if not rows.filter(**{field: wanted}).exists():
        return wanted
    taken = set(rows.filter(**{f"{field}__startswith": wanted[: max_length - 8]}).values_list(field, flat=True))
    number = 2
    while (candidate := f"{wanted[: max_length - 8]}-{number}") in taken:
        number += 1
    return candidate


def claims() -> list[str]:
    """The names under which profiles of every kind claim a tag: `company`, and what the floors above add.

    A claim protects its tag; what is only kept beside a tag goes with it.
    """
    return [
        relation.get_accessor_name()
        for relation in Tag._meta.related_objects
        if relation.one_to_one and relation.on_delete is models.PROTECT
    ]


class TagQuerySet(models.QuerySet):
    def topics(self):
        """Tags that no profile claims."""
        return self.filter(**dict.fromkeys(claims()))

    def with_profiles(self):
        """The tags with the company or person that claims each, in the same query."""
        return self.select_related(*claims())

    def named(self, name: str):
        """The tag of that name however it is written, or None."""
        return self.filter(key=tag_key(name)).first()

    def by_keys(self, keys) -> dict[str, "Tag"]:
        """The tags that these keys mean, by key: their own, or those that went by the name before."""
        keys = set(keys)
        found = {tag.key: tag for tag in self.filter(key__in=keys)}
        if missing := keys - found.keys():
            earlier = TagAlias.objects.filter(key__in=missing).select_related("tag")
            found |= {alias.key: alias.tag for alias in earlier}
        return found

    def get_or_make(self, names) -> dict[str, "Tag"]:
        """A tag for each of `names`, made where it is missing; in two queries and one more for each new tag."""
        names = list(names)
        wanted = {tag_key(name): " ".join(name.split()) for name in names if tag_key(name)}
        if not wanted:
            return {}
        found = self.by_keys(wanted)
        for key, name in wanted.items():
            if key not in found:
                found[key] = self.create(name=name)
        return {name: found[tag_key(name)] for name in names if tag_key(name)}


class Tag(TagBase):
    """The hub that links everything: a story is about whatever its tags are.

    A company or a person claims one tag as its own; a tag that nobody claims is a topic.
    """

    # `key` decides that two names are one; the name itself may differ from another's by case only for a moment.
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True, blank=True)
    key = models.CharField(max_length=200, unique=True, editable=False)

    objects = models.Manager.from_queryset(TagQuerySet)()
    natural_key_fields = ["key"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(key=""), name="tag_has_a_name"),
        ]

    def save(self, *args, **kwargs):
        self.name = " ".join(self.name.split())
        self.key = tag_key(self.name)
        if not self.slug:
            self.slug = free_slug(Tag, address_part(self.name, fallback="tag"), max_length=200, pk=self.pk)
        before = Tag.objects.filter(pk=self.pk).only("name", "key").first() if self.pk else None
        # Not TagBase.save, which would look for a free slug by trying inserts.
        models.Model.save(self, *args, **kwargs)
        if before and before.key != self.key:
            TagAlias.objects.filter(key=self.key).delete()  # a name in use means the tag that has it now
            TagAlias.objects.update_or_create(key=before.key, defaults={"name": before.name, "tag": self})

    def get_absolute_url(self):
        return f"/topics/{self.slug}/"

    @property
    def profile(self):
        """The company or person that claims this tag, or None for a topic."""
        return next((profile for name in claims() if (profile := getattr(self, name, None))), None)


class TagAlias(models.Model):
    """A name that a tag had before, or that a tag merged into it had: whoever types it means this tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "earlier name"

    def __str__(self):
        return self.name
