from django.urls import path

from talkoot.commons.operating_models.content.schema import SCHEMA_PATH
from talkoot.commons.operating_models.views import lists, packages

app_name = "operating_models"
urlpatterns = [
    path("operating-models/", lists.ModelsEverywhere.as_view(), name="everywhere"),
    path(SCHEMA_PATH, packages.PackageSchema.as_view(), name="schema"),
]
