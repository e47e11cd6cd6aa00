from django.urls import include, path

from talkoot.commons.places.views import site

pages = [path("places/", site.PlacesEverywhere.as_view(), name="everywhere")]
urlpatterns = [path("", include((pages, "places")))]
