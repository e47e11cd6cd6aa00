from django.urls import path

from talkoot.activities.calls.views import reading

app_name = "calls"

call_urls = [
    path("", reading.CallList.as_view(), name="list"),
    path("open/<slug:slug>/", reading.CallDetail.as_view(), name="call"),
]

# From the jury to the evaluation of the programme: a block of its own.
decide_urls: list = []

urlpatterns = [*call_urls, *decide_urls]
