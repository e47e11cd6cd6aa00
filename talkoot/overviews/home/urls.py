from django.urls import path

from talkoot.overviews.home.views import machines, pages

app_name = "home"
urlpatterns = [
    path("", pages.MunicipalityFront.as_view(), name="front"),
    path("today/", pages.Queue.as_view(), name="queue"),
    path("about/", pages.About.as_view(), name="about"),
    path("accessibility/", pages.AccessibilityStatement.as_view(), name="accessibility"),
    # For a municipality with a host name of its own.
    path("robots.txt", machines.robots),
    path("sitemap.xml", machines.sitemap),
]
