from django.urls import path

from talkoot.overviews.home import views

app_name = "home"
urlpatterns = [
    path("", views.MunicipalityFront.as_view(), name="front"),
    path("today/", views.Queue.as_view(), name="queue"),
    path("about/", views.About.as_view(), name="about"),
    path("accessibility/", views.AccessibilityStatement.as_view(), name="accessibility"),
]
