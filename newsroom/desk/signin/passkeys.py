"""What a browser says of a passkey. Anybody can send anything in its place, and the library breaks on much of that."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as library
from django import forms
from fido2.webauthn import AuthenticationResponse, RegistrationResponse


class Said(forms.JSONField):
    """Lets nothing through that cannot be read as an answer of that kind."""

    def __init__(self, kind: type):
        super().__init__(widget=forms.HiddenInput)
        self.kind = kind

    def to_python(self, value):
        try:
            said = super().to_python(value)
            if said not in self.empty_values:
                self.kind.from_dict(said)
        except Exception as error:  # one error or another of each reader of JSON, Base64, CBOR and keys, also of depth
            raise get_adapter().validation_error("incorrect_code") from error
        return said

    def bound_data(self, data, initial):
        """What was refused is not sent back: an answer counts once."""
        return initial


class SignIn(library.LoginWebAuthnForm):
    credential = Said(AuthenticationResponse)


class Authenticate(library.AuthenticateWebAuthnForm):
    credential = Said(AuthenticationResponse)


class Reauthenticate(library.ReauthenticateWebAuthnForm):
    credential = Said(AuthenticationResponse)


class Add(library.AddWebAuthnForm):
    credential = Said(RegistrationResponse)
