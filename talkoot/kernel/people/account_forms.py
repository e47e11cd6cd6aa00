"""allauth's forms in Talkoot's words: labels that say what is asked, no placeholders, passwords told apart for managers."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as socialaccount
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

EMAIL = _("E-mail address")
PASSWORD_RULE = _("At least 12 characters. Several words that you remember make a good password.")
CODE_RULE = _("Letters and numbers, as they stand in the mail. Small and capital letters are the same.")

LABELS = {
    "login": EMAIL,
    "email": EMAIL,
    "password": _("Password"),
    "password1": _("Password"),
    "oldpassword": _("Current password"),
    "code": _("Code"),
}
HELPS = {"password": "", "oldpassword": "", "password1": PASSWORD_RULE}


class InOurWords(forms.Form):
    """Relabels the fields that allauth made; a subclass may say more in `labels` and `helps`."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Typing a new password twice helps nobody who can show it, or reset it by mail.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, LABELS.get(name, field.label))
            if name in self.helps or name in HELPS:
                field.help_text = self.helps.get(name, HELPS.get(name, ""))


class SignIn(InOurWords, account.LoginForm):
    pass


class SignUp(InOurWords, account.SignupForm):
    helps = {"email": _("We send a code there to make sure that it is yours.")}


class SignUpAfterIdentification(InOurWords, socialaccount.SignupForm):
    helps = {"email": _("We send a code there to make sure that it is yours.")}
    field_order = ["name", "email"]


class ForgottenPassword(InOurWords, account.ResetPasswordForm):
    pass


class NewPassword(InOurWords, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password")}


class ChangePassword(InOurWords, account.ChangePasswordForm):
    labels = {"password1": _("New password")}


class FirstPassword(InOurWords, account.SetPasswordForm):
    pass


class Reauthenticate(InOurWords, account.ReauthenticateForm):
    pass


class ChangeAddress(InOurWords, account.AddEmailForm):
    labels = {"email": _("New e-mail address")}
    helps = {"email": _("We send a code there. The old address stays in use until you have given the code.")}


class AddressCode(InOurWords, account.ConfirmEmailVerificationCodeForm):
    helps = {"code": CODE_RULE}


class PasswordCode(InOurWords, account.ConfirmPasswordResetCodeForm):
    helps = {"code": CODE_RULE}


class CredentialField(forms.JSONField):
    """What the browser says of a passkey. Text nested a thousand deep is refused, not a fault of the server."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from error


class SignInWithPasskey(webauthn.LoginWebAuthnForm):
    credential = CredentialField(required=True, widget=forms.HiddenInput)


class ConfirmWithPasskey(webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField(required=True, widget=forms.HiddenInput)


class ConfirmAgainWithPasskey(webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField(required=True, widget=forms.HiddenInput)


class AddPasskey(InOurWords, webauthn.AddWebAuthnForm):
    credential = CredentialField(required=True, widget=forms.HiddenInput)
    labels = {"name": _("Name of the passkey"), "passwordless": _("Sign in with this passkey alone, without a password")}
    helps = {
        "name": _("For example “My phone”, so that you know it from the others."),
        "passwordless": _("The device asks for your fingerprint, face or PIN. Leave it off for a key that only confirms a password."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("passwordless", True)
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(100))


class RenamePasskey(InOurWords, webauthn.EditWebAuthnForm):
    labels = {"name": _("Name of the passkey")}


class RecoveryCode(InOurWords, mfa.AuthenticateForm):
    labels = {"code": _("Recovery code")}
    helps = {"code": _("One of the codes that you saved when you added a passkey.")}


class RecoveryCodeAgain(InOurWords, mfa.ReauthenticateForm):
    labels = RecoveryCode.labels
    helps = RecoveryCode.helps
