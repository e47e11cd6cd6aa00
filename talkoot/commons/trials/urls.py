from django.urls import path

from talkoot.commons.trials.views import credentials, public, reference_decisions, references

app_name = "trials"
# --- References: before the trials, whose numbers never look like these -------------------------------------------------------
REFERENCE_URLS = [
    path("references/", references.ReferenceList.as_view(), name="references"),
    path("references/keys/", references.SigningKeys.as_view(), name="reference_keys"),
    path("references/<slug:code>/", references.ReferenceDetail.as_view(), name="reference"),
    path("references/<slug:code>/qr.svg", credentials.QrCode.as_view(), name="reference_qr"),
    path("references/<slug:code>/picture.svg", credentials.Picture.as_view(baked=False, file_format="svg"), name="reference_picture"),
    path("references/<slug:code>/revoke/", references.ReferenceRevoke.as_view(), name="revoke_reference"),
    path("<slug:slug>/reference/", reference_decisions.TrialReference.as_view(), name="trial_reference"),
    path("<slug:slug>/reference/ask/", reference_decisions.ReferenceAsk.as_view(), name="ask_for_reference"),
    path("<slug:slug>/reference/grant/", reference_decisions.ReferenceGrant.as_view(), name="grant_reference"),
    path("<slug:slug>/reference/refuse/", reference_decisions.ReferenceRefuse.as_view(), name="refuse_reference"),
]
# --- Preparation and the trial itself ---------------------------------------------------------------------------------------
urlpatterns = [
    *REFERENCE_URLS,
    path("", public.TrialList.as_view(), name="list"),
    path("<slug:slug>/", public.TrialDetail.as_view(), name="detail"),
]
