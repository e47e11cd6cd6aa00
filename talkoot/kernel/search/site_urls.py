from django.urls import include, path

from talkoot.kernel.search.views import SearchEverywhere, SuggestedThings

# The same names as inside a municipality, so that the search field of every page leads to the search of its place.
pages = [
    path("search/", SearchEverywhere.as_view(), name="everywhere"),
    path("search/", SearchEverywhere.as_view(), name="results"),
    path("search/suggestions/", SuggestedThings.as_view(), name="suggest"),
]
urlpatterns = [path("", include((pages, "search")))]
