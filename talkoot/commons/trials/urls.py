from django.urls import path

from talkoot.commons.trials.views import public

app_name = "trials"
# --- Preparation and the trial itself ---------------------------------------------------------------------------------------
urlpatterns = [
    path("", public.TrialList.as_view(), name="list"),
    path("<slug:slug>/", public.TrialDetail.as_view(), name="detail"),
]
