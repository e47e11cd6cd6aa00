"""National identification (Suomi.fi and the like) by OpenID Connect: one registered return address for the whole host.

The other side knows `https://host/account/oidc/<provider>/login/callback/` alone; where the person came from (municipality and
language) lies in her session meanwhile, so that the pages that follow are again those of that place.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from talkoot.kernel.i18n.words import language_codes

PLACE = "identification_place"


class IdentificationAdapter(OpenIDConnectOAuth2Adapter):
    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(f"/account/oidc/{self.provider_id}/login/callback/")


# The provider makes the address of its own adapter; it must be the same one on the way out and on the way back.
OpenIDConnectProvider.oauth2_adapter_class = IdentificationAdapter


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    request.session[PLACE] = [get_script_prefix(), translation.get_language()]
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    prefix, language = request.session.pop(PLACE, (get_script_prefix(), translation.get_language()))
    if language in language_codes():
        translation.activate(language)
    set_script_prefix(prefix)
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    try:
        return view.adapter_view(IdentificationAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
