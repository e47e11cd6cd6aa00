from django.urls import include, path

from talkoot.overviews.showcase.views import feeds, site

pages = [
    path("projects/", site.ProjectsEverywhere.as_view(), name="everywhere"),
    path("projects/feed.atom", feeds.FeedOfAll.as_view(form="atom"), name="feed_atom_of_all"),
    path("projects/feed.json", feeds.FeedOfAll.as_view(form="json"), name="feed_json_of_all"),
]
urlpatterns = [path("", include((pages, "showcase")))]
