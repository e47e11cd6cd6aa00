"""Inside a municipality: its tokens, and the same API at its own address."""

from django.urls import include, path

from talkoot.kernel.api import views
from talkoot.kernel.api.root import routes

pages = [
    path("api-tokens/", views.TokenList.as_view(), name="tokens"),
    path("api-tokens/new/", views.TokenMake.as_view(), name="token_new"),
    path("api-tokens/<int:pk>/revoke/", views.TokenRevoke.as_view(), name="token_revoke"),
    path("api/docs", views.Documentation.as_view(), name="docs"),
]
urlpatterns = [path("", include((pages, "api"))), path("api/", include(routes()))]
