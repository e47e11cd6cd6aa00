from django.urls import path

from talkoot.tools.reviews.views import assessments, candidates, jurors, results

app_name = "reviews"
urlpatterns = [
    path("", assessments.AssessmentList.as_view(), name="list"),
    path("<int:pk>/", assessments.AssessmentPage.as_view(), name="assessment"),
    path("<int:pk>/next/", assessments.NextReview.as_view(), name="next"),
    path("<int:pk>/candidates/", candidates.CandidateList.as_view(), name="candidates"),
    path("<int:pk>/jurors/", jurors.JurorsPage.as_view(), name="jurors"),
    path("<int:pk>/remind/", jurors.RemindJurors.as_view(), name="remind"),
    path("<int:pk>/declare/", jurors.DeclarePage.as_view(), name="declare"),
    path("<int:pk>/draw/", jurors.DrawPage.as_view(), name="draw"),
    path("<int:pk>/due/", results.DuePage.as_view(), name="due"),
    path("<int:pk>/steps/<slug:step>/", results.StepPage.as_view(), name="step"),
    path("<int:pk>/ranking/", results.RankingPage.as_view(), name="ranking"),
    path("<int:pk>/ranking.csv", results.RankingCsv.as_view(), name="ranking_csv"),
    path("<int:pk>/grounds.<str:ending>", results.GroundsPage.as_view(), name="grounds"),
    path("jurors/<int:juror>/dismiss/", jurors.JurorDismiss.as_view(), name="dismiss"),
    path("candidates/<int:pk>/", candidates.CandidatePage.as_view(), name="candidate"),
    path("candidates/<int:pk>/save/", candidates.ReviewSave.as_view(), name="save"),
    path("candidates/<int:pk>/reopen/", candidates.ReviewReopen.as_view(), name="reopen"),
    path("candidates/<int:pk>/conflict/", candidates.ConflictPage.as_view(), name="conflict"),
    path("candidates/<int:pk>/agree/", candidates.ConsensusPage.as_view(), name="agree"),
    path("candidates/<int:pk>/withdraw/", candidates.CandidateWithdraw.as_view(), name="withdraw"),
    path("candidates/<int:pk>/files/<str:key>/<int:number>/", candidates.CandidateFile.as_view(), name="file"),
]
