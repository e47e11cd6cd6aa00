"""The API of the installation."""

from django.urls import include, path

from talkoot.kernel.api import views
from talkoot.kernel.api.root import routes

urlpatterns = [
    path("", include(([path("api/docs", views.Documentation.as_view(), name="docs")], "api"))),
    path("api/", include(routes())),
]
