"""Whom a story is about, and whom it only mentions: one answer for every form in which machines read it. Pure."""

from collections.abc import Iterable, Mapping

from newsroom.models import EditionMention
from newsroom.public.whole_names import place_of


def whom_it_is_about(edition, profiles: Iterable[dict], roles: Mapping[int, str]) -> set[int]:
    """The tags of those people and companies, `profiles` being the cards of all whom the story is tagged with.

    `roles` says of those whose mentions somebody decided whether the story is about them; who was tagged by hand beside
    these is what it is about. Where nobody decided, it is about whom headline or standfirst name.
    """
    if roles:
        about = EditionMention.Role.ABOUT
        return {profile["tag"] for profile in profiles if roles.get(profile["tag"], about) == about}
    leading = f"{edition.headline} {edition.standfirst}"
    return {
        profile["tag"]
        for profile in profiles
        if any(place_of(name, leading) >= 0 for name in (profile["name"], profile["chinese_name"]))
    }
