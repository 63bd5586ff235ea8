"""The second factor: who must have one, and whether this session was opened with it."""

from django.conf import settings

# Whoever holds one of these can put words before readers, or make somebody who can.
_WEIGHTY = (
    "newsroom.publish_article",
    "newsroom.correct_article",
    "newsroom.withdraw_article",
    "newsroom.emergency_article",
    "auth.add_user",
    "auth.change_user",
    "auth.change_group",
)
_KEY = "second_factor"


def is_required_of(user) -> bool:
    """Whether this person has to show a second factor; nobody has to where the office's single sign-on asks for it."""
    return settings.SECOND_FACTOR and any(map(user.has_perm, _WEIGHTY))


def was_shown(request) -> bool:
    """Whether this very session has been opened with a second factor, or set one up."""
    return request.session.get(_KEY, False)


def is_owed(request, user) -> bool:
    """Whether this person has to show one and has not, in this session."""
    return not was_shown(request) and is_required_of(user)


def note_shown(request) -> None:
    request.session[_KEY] = True


def forget(request) -> None:
    request.session.pop(_KEY, None)
