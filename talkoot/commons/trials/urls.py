from django.urls import path

from talkoot.commons.trials.views import (
    credentials,
    feedback,
    information,
    log,
    public,
    reference_decisions,
    references,
    results,
    running,
)

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
# --- From the start on: words before numbers, as above -----------------------------------------------------------------------
RUNNING_URLS = [
    path("info/<slug:code>/", information.Information.as_view(), name="notice"),
    path("info/<slug:code>/concern/", information.ConcernRaise.as_view(), name="concern_raise"),
    path("concerns/", information.ConcernFind.as_view(), name="concern_find"),
    path("concerns/<slug:receipt>/", information.ConcernReceipt.as_view(), name="concern"),
    path("concerns/<int:pk>/answer/", information.ConcernAnswer.as_view(), name="concern_answer"),
    path("results/", results.ResultList.as_view(), name="results"),
    path("incidents/<int:pk>/", log.IncidentResolve.as_view(), name="incident"),
    path("quotes/<int:pk>/permission/", results.QuotePermissionPage.as_view(), name="quote_permission"),
    path("follow-up/<int:pk>/", results.FollowUpPage.as_view(), name="follow_up"),
    path("<slug:slug>/running/", running.Running.as_view(), name="running"),
    path("<slug:slug>/pause/", running.Pause.as_view(), name="pause"),
    path("<slug:slug>/resume/", running.Resume.as_view(), name="resume"),
    path("<slug:slug>/stop/", running.Stop.as_view(), name="stop"),
    path("<slug:slug>/evaluate/", running.Evaluate.as_view(), name="evaluate"),
    path("<slug:slug>/close/", running.Close.as_view(), name="close"),
    path("<slug:slug>/complete/", running.Complete.as_view(), name="complete"),
    path("<slug:slug>/information/", information.InformationPreview.as_view(), name="information"),
    path("<slug:slug>/information/edit/", information.InformationEdit.as_view(), name="information_edit"),
    path("<slug:slug>/information/publish/", information.InformationPublish.as_view(), name="information_publish"),
    path("<slug:slug>/information/poster.pdf", information.InformationPoster.as_view(), name="information_poster"),
    path("<slug:slug>/log/", log.LogList.as_view(), name="log"),
    path("<slug:slug>/log/add/", log.LogAdd.as_view(), name="log_add"),
    path("<slug:slug>/log/<int:pk>/mend/", log.LogMend.as_view(), name="log_mend"),
    path("<slug:slug>/incidents/add/", log.IncidentAdd.as_view(), name="incident_add"),
    path("<slug:slug>/changes/add/", log.ChangeAdd.as_view(), name="change_add"),
    path("<slug:slug>/changes/<int:pk>/", log.ChangePage.as_view(), name="change"),
    path("<slug:slug>/review/", log.ReviewAdd.as_view(), name="review"),
    path("<slug:slug>/feedback/", feedback.Feedback.as_view(), name="feedback"),
    path("<slug:slug>/feedback/open/", feedback.FeedbackOpen.as_view(), name="feedback_open"),
    path("<slug:slug>/feedback/waive/<slug:side>/", feedback.Waive.as_view(), name="waive"),
    path("<slug:slug>/result/", results.ResultDetail.as_view(), name="result"),
    path("<slug:slug>/result/work/", results.ResultWork.as_view(), name="result_work"),
    path("<slug:slug>/result/edit/", results.ResultEdit.as_view(), name="result_edit"),
    path("<slug:slug>/result/publish/", results.ResultPublish.as_view(), name="result_publish"),
    path("<slug:slug>/result/lessons/add/", results.LessonPage.as_view(), name="lesson_add"),
    path("<slug:slug>/result/lessons/<int:pk>/", results.LessonPage.as_view(), name="lesson"),
    path("<slug:slug>/result/lessons/<int:pk>/remove/", results.LessonRemove.as_view(), name="lesson_remove"),
    path("<slug:slug>/result/quotes/add/", results.QuoteAdd.as_view(), name="quote_add"),
    path("<slug:slug>/decide/", results.Decide.as_view(), name="decide"),
]
# --- Preparation and the trial itself ---------------------------------------------------------------------------------------
urlpatterns = [
    *REFERENCE_URLS,
    *RUNNING_URLS,
    path("", public.TrialList.as_view(), name="list"),
    path("<slug:slug>/", public.TrialDetail.as_view(), name="detail"),
]
