"""Links to a new password: who gets one, and what ends it besides a new password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, UserTokenForm

from newsroom.desk.signin.adapter import after_the_answer


def may_have_one(user) -> bool:
    """Whether there is a password to replace. An account without one comes in by the office's single sign-on, or not at
    all, and whoever reads its mail would get a way round that.
    """
    return user.is_active and user.has_usable_password()


class AskForLink(ResetPasswordForm):
    """Answers for an account that may have no link as for an address that nobody has."""

    def clean_email(self):
        email = super().clean_email()
        self.users = [user for user in self.users if may_have_one(user)]
        return email

    def save(self, request, **kwargs):
        if not self.users:
            after_the_answer()  # as the mail would
        return super().save(request, **kwargs)


class FollowLink(UserTokenForm):
    """Opens nothing for an account that was switched off, or lost its password, since the link was sent."""

    def clean(self):
        cleaned = super().clean()
        if not may_have_one(self.reset_user):
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned
