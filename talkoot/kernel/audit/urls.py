from django.urls import path

from talkoot.kernel.audit.views import ThingHistory

app_name = "audit"
urlpatterns = [path("history/<str:kind>/<int:pk>/", ThingHistory.as_view(), name="history")]
