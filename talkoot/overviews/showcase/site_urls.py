from django.urls import include, path

from talkoot.overviews.showcase.views import site

pages = [path("projects/", site.ProjectsEverywhere.as_view(), name="everywhere")]
urlpatterns = [path("", include((pages, "showcase")))]
