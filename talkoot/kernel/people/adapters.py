"""What allauth asks Talkoot: where to go after signing in, how to write the mails, what identification tells."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, resolve, reverse

from talkoot.kernel.people.models.person import Person, PersonManager
from talkoot.kernel.permissions.rules import allowed


def landing(request: HttpRequest, *names: str) -> str:
    """The first of the pages that exists where the person is and that she may open; the front page of the place when there is none."""
    for name in names:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        page = getattr(resolve(url.replace(get_script_prefix(), "/", 1), urlconf=get_urlconf()).func, "view_class", None)
        if page is None or allowed(request.user, page.permission):  # type: ignore[arg-type]
            return url
    return get_script_prefix()


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing(request, "home:queue")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return landing(request, "home:queue")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return get_script_prefix()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("people:me" if allauth_context.request.user.is_authenticated else "account_login")

    def clean_email(self, email: str) -> str:
        return PersonManager.normalize_email(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Signed by the municipality where the person acts. Not through the outbox: the code in it is wanted at once."""
        municipality = getattr(allauth_context.request, "municipality", None)
        more = {"municipality": municipality, "site_name": settings.SITE_NAME, "signed_by": str(municipality or settings.SITE_NAME)}
        super().send_mail(template_prefix, email, context | more)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """Identification tells a name, never an address: the person gives and confirms that herself."""
        user = sociallogin.user
        user.email = ""
        given_and_family = f"{data.get('first_name') or ''} {data.get('last_name') or ''}".strip()
        user.name = (data.get("name") or given_and_family)[:120]
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        return {"email": "", "name": sociallogin.user.name}

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("people:me")
