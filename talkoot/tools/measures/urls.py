from django.urls import path

from talkoot.tools.measures import views

app_name = "measures"
# The indicators of a subject of another app: of/trials.trial/7/
SUBJECT = "of/<str:kind>/<int:subject>/"
urlpatterns = [
    path("", views.IndicatorList.as_view(), name="list"),
    path("add/", views.IndicatorPage.as_view(), name="add"),
    path("<int:pk>/", views.IndicatorDetail.as_view(), name="indicator"),
    path("<int:pk>/edit/", views.IndicatorChange.as_view(), name="change"),
    path("<int:pk>/remove/", views.IndicatorRemove.as_view(), name="remove"),
    path("<int:pk>/readings/add/", views.ReadingPage.as_view(), name="reading_add"),
    path("<int:pk>/readings/<int:reading>/", views.ReadingPage.as_view(), name="reading"),
    path(SUBJECT, views.SubjectMeasures.as_view(), name="of"),
    path(f"{SUBJECT}add/", views.IndicatorPage.as_view(), name="add_to"),
    path(f"{SUBJECT}lock/", views.LockPage.as_view(), name="lock"),
]
