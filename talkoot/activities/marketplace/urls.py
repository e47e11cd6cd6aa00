from django.urls import path
from django.views.generic import RedirectView

app_name = "marketplace"
urlpatterns = [
    path("listings/<int:pk>/", RedirectView.as_view(), name="listing"),
    path("talks/<int:pk>/", RedirectView.as_view(), name="talk"),
]
