"""The form at the door: a name and a password."""

from allauth.account.forms import LoginForm


class NameAndPassword(LoginForm):
    """Whoever comes can type at once: their name, or after a mistake the password again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first = "password" if self.data.get("login") else "login"
        self.fields[first].widget.attrs["autofocus"] = True
