from django.urls import path

from talkoot.tools.reviews.views import assessments

app_name = "reviews"
urlpatterns = [
    path("", assessments.AssessmentList.as_view(), name="list"),
    path("<int:pk>/", assessments.AssessmentPage.as_view(), name="assessment"),
]
