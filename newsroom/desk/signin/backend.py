"""Who a name and a password belong to."""

from allauth.account.auth_backends import AuthenticationBackend


class Passwords(AuthenticationBackend):
    """An account that is switched off is nobody's.

    The library's own tells whoever has the right password of such an account that it is switched off: so one learns
    that it was right, and it counts as no failure.
    """

    @classmethod
    def _stash_user(cls, user):
        return super()._stash_user(None)
