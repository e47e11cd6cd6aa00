from django.urls import include, path

from talkoot.overviews.home.views import machines, pages

pages_of_site = [
    path("", pages.SiteFront.as_view(), name="front"),
    path("about/", pages.About.as_view(), name="about"),
    path("accessibility/", pages.AccessibilityStatement.as_view(), name="accessibility"),
    path("today/", pages.WhereToWork.as_view(), name="queue"),
]
urlpatterns = [
    path("", include((pages_of_site, "home"))),
    path("health/", machines.health),
    path("robots.txt", machines.robots),
    path("sitemap.xml", machines.sitemap),
]
