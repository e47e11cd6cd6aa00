from django.urls import path

from talkoot.kernel.search.views import SearchResults, SuggestedThings

app_name = "search"
urlpatterns = [
    path("search/", SearchResults.as_view(), name="results"),
    path("search/suggestions/", SuggestedThings.as_view(), name="suggest"),
]
