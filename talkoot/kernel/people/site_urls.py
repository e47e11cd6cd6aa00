"""Pages of people outside all municipalities: signing in, one's own data, privacy, and the operators' page."""

from django.conf import settings
from django.urls import include, path

from talkoot.kernel.people.urls import own, sign_in
from talkoot.kernel.people.views import operators

site_own = [
    *own,
    path("operator/", operators.OperatorPage.as_view(), name="operator"),
    path("operator/<int:pk>/end/", operators.EndOwnOperatorSession.as_view(), name="operator_end"),
]
urlpatterns = [*sign_in, path("", include((site_own, "people")))]

if settings.PLAYS_IDENTIFICATION:
    from talkoot.kernel.people.played_identification import choose_person

    urlpatterns += [
        # Before allauth's own page of the same address.
        path("idp/identity/o/authorize", choose_person),
        path("idp/", include("allauth.idp.urls")),
    ]
