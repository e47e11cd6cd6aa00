from django.urls import URLPattern, path

from talkoot.commons.places.views import reading

app_name = "places"

# --- Facilities and bookings: fixed first parts ("facilities/", "bookings/", "calendar/", "series/") ---
booking_urls: list[URLPattern] = []

# --- The place itself, needs, intakes, lessons: fixed first parts ---
place_urls = [
    path("", reading.PlaceList.as_view(), name="list"),
]

# --- Under a place; last, because its address may be any word that is not one above (content/slugs.py) ---
under_place_urls = [
    path("<slug:slug>/", reading.PlaceDetail.as_view(), name="detail"),
]

urlpatterns = [*booking_urls, *place_urls, *under_place_urls]
