from django.urls import path

from talkoot.tools.measures import views

app_name = "measures"
urlpatterns = [
    path("", views.IndicatorList.as_view(), name="list"),
    path("<int:pk>/", views.IndicatorDetail.as_view(), name="indicator"),
]
