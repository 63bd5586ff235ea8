"""Every name that a search may know: of companies, people and topics, with their aliases, folded to be looked up."""

from collections.abc import Iterable

from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from companies.models import Alias, Company, CompanyAlias, Tag
from newsroom.models.search.words import fold, is_han, key, raw_tokens
from people.models import Person, PersonAlias

MOST_ENDS = 6  # of one name, that one can begin to type
_AT_ONCE = 1000  # tags whose names are made in one go


class SearchNameQuerySet(models.QuerySet):
    def beginning(self, start: str):
        """Names, or ends of names, that begin with these folded letters: a stretch of the index."""
        if connection.vendor == "postgresql":
            return self.filter(key__startswith=start)  # its index for patterns, whatever the database's sorting
        return self.filter(key__gte=start, key__lt=start + "\U0010ffff")

    def called(self, keys: Iterable[str]):
        return self.filter(key__in=list(keys), is_whole=True)


class SearchName(models.Model):
    """A name that leads to a tag. Names of several words stand here by their later words too, for those who type."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="search_names")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_index=True)
    is_whole = models.BooleanField()
    is_shown = models.BooleanField()  # a misspelling leads to its tag, but is never proposed

    objects = SearchNameQuerySet.as_manager()

    def __str__(self):
        return self.text


def of(tags: Iterable[int]) -> dict[int, str]:
    """All names of each tag as one text. Names that are missing are made first."""
    tags = set(tags)
    found = _read(tags)
    if missing := tags - found.keys():
        index_names(missing)
        found |= _read(missing)
    return {tag: "\n".join(texts) for tag, texts in found.items()}


def _read(tags: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if tags:
        rows = SearchName.objects.filter(tag__in=tags, is_whole=True).order_by("pk")
        for tag, text in rows.values_list("tag", "text"):
            found.setdefault(tag, []).append(text)
    return found


def catch_up() -> None:
    """Take in tags that came in bulk, past every signal: those newer than the newest known one. One query if none."""
    newest = models.Subquery(SearchName.objects.order_by("-tag").values("tag")[:1])
    fresh = Tag.objects.filter(pk__gt=models.functions.Coalesce(newest, 0)).order_by("pk")
    while batch := list(fresh.values_list("pk", flat=True)[:_AT_ONCE]):
        index_names(batch)


def index_names(tags: Iterable[int]) -> None:
    """Make the names of these tags anew."""
    tags = list(tags)
    for start in range(0, len(tags), _AT_ONCE):
        _index(tags[start : start + _AT_ONCE])


@transaction.atomic
def rebuild_names() -> None:
    """Make all names anew."""
    SearchName.objects.all()._raw_delete(using=connection.alias)
    catch_up()


def _index(tags: list[int]) -> None:
    aliases: dict[tuple[str, int], list[Alias]] = {}
    for owner, model in (("company", CompanyAlias), ("person", PersonAlias)):
        for alias in model.objects.filter(**{f"{owner}__tag__in": tags}).order_by("pk"):
            aliases.setdefault((owner, getattr(alias, f"{owner}_id")), []).append(alias)
    rows = []
    for tag in Tag.objects.with_profiles().filter(pk__in=tags):
        names = {tag.name: tag.profile is None}
        if profile := tag.profile:
            # The name first; the tag's own, which may carry a number to tell namesakes apart, is not shown.
            names = {profile.name: True} | ({profile.chinese_name: True} if profile.chinese_name else {})
            if profile.is_listed:
                if legal_name := getattr(profile, "legal_name", ""):
                    names.setdefault(legal_name, True)
                for alias in aliases.get((profile._meta.model_name, profile.pk), []):
                    # What never counts in a text is kept from readers everywhere.
                    if alias.match != Alias.Match.NEVER:
                        names.setdefault(alias.text, alias.kind != Alias.Kind.MISSPELLING)
        for text, is_shown in names.items():
            rows += _rows(tag.pk, text, is_shown)
    SearchName.objects.filter(tag__in=tags)._raw_delete(using=connection.alias)
    SearchName.objects.bulk_create(rows)


def _rows(tag: int, text: str, is_shown: bool) -> list[SearchName]:
    text = text[:200]
    rows = [SearchName(tag_id=tag, text=text, key=key(text)[:200], is_whole=True, is_shown=is_shown)]
    words = raw_tokens(fold(text))
    if words and is_han(words[0]) and (heard := sound(text)):
        rows.append(SearchName(tag_id=tag, text=text, key=heard[:200], is_whole=False, is_shown=is_shown))
    for place in range(1, min(len(words), MOST_ENDS)):
        if is_shown and not is_han(words[place]) and len(words[place]) > 1:
            end = "".join(words[place:])[:200]
            rows.append(SearchName(tag_id=tag, text=text, key=end, is_whole=False, is_shown=True))
    return rows


def sound(text: str) -> str:
    """A Chinese name as one types it in pinyin, 联想集团 → lianxiangjituan; of other names the key itself."""
    if text.isascii():
        return key(text)
    from pypinyin import lazy_pinyin  # its tables take a moment, and only making the index needs them

    return key("".join(lazy_pinyin(text, v_to_u=False)))


@receiver([post_save, post_delete], sender=Company, dispatch_uid="search-names-of-company")
@receiver([post_save, post_delete], sender=Person, dispatch_uid="search-names-of-person")
def _profile_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        index_names([instance.tag_id])


@receiver([post_save, post_delete], sender=CompanyAlias, dispatch_uid="search-names-of-company-alias")
@receiver([post_save, post_delete], sender=PersonAlias, dispatch_uid="search-names-of-person-alias")
def _alias_changed(sender, instance, raw=False, **kwargs):
    owner = Company if sender is CompanyAlias else Person
    pk = instance.company_id if sender is CompanyAlias else instance.person_id
    if not raw:
        index_names(owner.objects.filter(pk=pk).values_list("tag", flat=True))


@receiver(post_save, sender=Tag, dispatch_uid="search-names-of-tag")
def _tag_renamed(sender, instance, created=False, raw=False, **kwargs):
    # A new topic is taken in with the first story that shows it to readers.
    if not raw and not created:
        index_names([instance.pk])
