"""Who in the register may be the one that somebody is about to add: asked before a second one is made."""

from collections.abc import Iterable

from django.db.models import Q

from companies.models import Company, Profile, Tag
from newsroom.desk.merging.alike import host_of
from newsroom.desk.tagging.directory import current_names
from newsroom.models import SearchName
from newsroom.models.search.names import sound
from newsroom.models.search.words import key

MOST = 6


def near(model: type[Profile], names: Iterable[str], website: str = "") -> list[Profile]:
    """Companies, or people, of one of these names or one that is read alike in pinyin; companies with much of a name
    in common, and those on the same website. The nearest first.
    """
    names = [name for name in names if name and key(name)]
    kind = model._meta.model_name
    keys = {made for name in names for made in (key(name), sound(name)) if made}
    whole = Q(is_whole=True) | Q(text__regex="^[\u3400-\u9fff]")  # of a Chinese name its pinyin stands there too
    same = SearchName.objects.filter(whole, key__in=keys, **{f"tag__{kind}__isnull": False})
    tags = list(same.order_by("pk").values_list("tag", flat=True)[: 3 * MOST])
    if model is Company:
        if host := host_of(website):
            there = Company.objects.filter(website__icontains=host).order_by("pk")[: 3 * MOST]
            tags += [company.tag_id for company in there if host_of(company.website) == host]
        directory = current_names().directory
        tags += [int(name.entity_id) for text in names for name in directory.near(text)]
    found = Tag.objects.with_profiles().in_bulk(list(dict.fromkeys(tags))[:MOST])
    profiles = (found[tag].profile for tag in dict.fromkeys(tags) if tag in found)
    return [profile for profile in profiles if isinstance(profile, model)]
