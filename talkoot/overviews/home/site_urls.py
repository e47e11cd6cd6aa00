from django.urls import include, path

from talkoot.overviews.home import views

pages = [
    path("", views.SiteFront.as_view(), name="front"),
    path("about/", views.About.as_view(), name="about"),
    path("accessibility/", views.AccessibilityStatement.as_view(), name="accessibility"),
    path("today/", views.WhereToWork.as_view(), name="queue"),
]
urlpatterns = [
    path("", include((pages, "home"))),
    path("health/", views.health),
    path("robots.txt", views.robots),
    path("sitemap.xml", views.sitemap),
]
