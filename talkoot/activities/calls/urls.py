from django.urls import URLPattern, path

from talkoot.activities.calls.views import (
    after,
    applying,
    asking,
    checking,
    deciding,
    evaluating,
    feeds,
    kick_offs,
    payments,
    preparing,
    reading,
    reports,
    team,
    work,
)

app_name = "calls"

CALL = "call/<slug:slug>/"
PROGRAMME = "programmes/<slug:slug>/"
CHALLENGE = "challenges/<int:pk>/"
APPLICATION = "applications/<slug:code>/"

call_urls = [
    path("", reading.CallList.as_view(), name="list"),
    path("feed.atom", feeds.CallFeed.as_view(form="atom"), name="feed_atom"),
    path("feed.json", feeds.CallFeed.as_view(form="json"), name="feed_json"),
    path("deadlines.ics", feeds.DeadlineCalendar.as_view(), name="deadlines"),
    path("work/", work.WorkList.as_view(), name="work"),
    path("begin/", preparing.FastTrialBegin.as_view(), name="begin"),
    path(CALL, reading.CallDetail.as_view(), name="call"),
    path(f"{CALL}call.ics", feeds.CallCalendar.as_view(), name="call_calendar"),
    path(f"{CALL}agreement/", reading.CallAgreement.as_view(), name="agreement"),
    path(f"{CALL}ask/", asking.QuestionAsk.as_view(), name="ask"),
    path(f"{CALL}follow/", asking.CallFollow.as_view(), name="follow"),
    path(f"{CALL}unfollow/", asking.CallUnfollow.as_view(), name="unfollow"),
    path(f"{CALL}apply/", applying.Apply.as_view(), name="apply"),
    path(f"{CALL}edit/", work.CallEdit.as_view(), name="call_edit"),
    path(f"{CALL}criteria/", work.CallCriteria.as_view(), name="criteria"),
    path(f"{CALL}criteria/<slug:key>/", work.CriterionEdit.as_view(), name="criterion"),
    path(f"{CALL}criteria/<slug:key>/remove/", work.CriterionRemove.as_view(), name="criterion_remove"),
    path(f"{CALL}step/<slug:step>/", work.CallStep.as_view(), name="call_step"),
    path(f"{CALL}extend/", work.CallExtend.as_view(), name="extend"),
    path(f"{CALL}cancel/", work.CallCancel.as_view(), name="cancel"),
    path(f"{CALL}remove/", work.CallRemove.as_view(), name="call_remove"),
    path(f"{CALL}applications/", checking.CallApplications.as_view(), name="applications"),
    path("questions/", work.QuestionList.as_view(), name="questions"),
    path("questions/<int:pk>/", work.QuestionAnswer.as_view(), name="answer"),
    path("questions/<int:pk>/set-aside/", work.QuestionSetAside.as_view(), name="set_aside"),
]

programme_urls = [
    path("programmes/", reading.ProgrammeList.as_view(), name="programmes"),
    path("programmes/begin/", preparing.ProgrammeMake.as_view(), name="programme_make"),
    path(PROGRAMME, reading.ProgrammeDetail.as_view(), name="programme"),
    path(f"{PROGRAMME}edit/", preparing.ProgrammeEdit.as_view(), name="programme_edit"),
    path(f"{PROGRAMME}step/<slug:step>/", preparing.ProgrammeStep.as_view(), name="programme_step"),
    path(f"{PROGRAMME}days/add/", preparing.DayAdd.as_view(), name="day_add"),
    path(f"{PROGRAMME}days/<int:day>/remove/", preparing.DayRemove.as_view(), name="day_remove"),
    path(f"{PROGRAMME}challenge/", preparing.ChallengeMake.as_view(), name="challenge_make"),
    path(f"{PROGRAMME}call/", work.CallMake.as_view(), name="call_make"),
    path(CHALLENGE, reading.ChallengeDetail.as_view(), name="challenge"),
    path(f"{CHALLENGE}edit/", preparing.ChallengeEdit.as_view(), name="challenge_edit"),
    path(f"{CHALLENGE}check/", preparing.ChallengeCheck.as_view(), name="challenge_check"),
    path(f"{CHALLENGE}step/<slug:step>/", preparing.ChallengeStep.as_view(), name="challenge_step"),
]

application_urls = [
    path("mine/", applying.Mine.as_view(), name="mine"),
    path("partners/<int:pk>/", team.PartnerAnswer.as_view(), name="partner"),
    path(APPLICATION, team.ApplicationDetail.as_view(), name="application"),
    path(f"{APPLICATION}step/<slug:step>/", applying.ApplicationStep.as_view(), name="application_step"),
    path(f"{APPLICATION}step/<slug:step>/keep/", applying.ApplicationKeep.as_view(), name="application_keep"),
    path(f"{APPLICATION}partners/", team.ApplicationPartners.as_view(), name="application_partners"),
    path(f"{APPLICATION}partners/<int:partner>/let-go/", team.PartnerLetGo.as_view(), name="partner_let_go"),
    path(f"{APPLICATION}files/", team.ApplicationFiles.as_view(), name="application_files"),
    path(f"{APPLICATION}files/<int:file>/", team.ApplicationFilePage.as_view(), name="application_file"),
    path(f"{APPLICATION}files/<int:file>/remove/", team.ApplicationFileRemove.as_view(), name="application_file_remove"),
    path(f"{APPLICATION}send/", applying.ApplicationSubmit.as_view(), name="application_submit"),
    path(f"{APPLICATION}withdraw/", applying.ApplicationWithdraw.as_view(), name="application_withdraw"),
    path(f"{APPLICATION}receipts/<int:number>/", applying.Receipt.as_view(), name="receipt"),
    path(f"{APPLICATION}receipts/<int:number>/receipt.pdf", applying.ReceiptPdf.as_view(), name="receipt_pdf"),
    path(f"{APPLICATION}check/", checking.ApplicationCheck.as_view(), name="application_check"),
    path(f"{APPLICATION}tell/", checking.ApplicationTell.as_view(), name="application_tell"),
]

# From the jury to the evaluation of the programme: a block of its own.
KICK_OFF = "kick-offs/<int:pk>/"
decide_urls: list[URLPattern] = [
    path("call/<slug:slug>/jury/", deciding.JurySetUp.as_view(), name="jury"),
    path("call/<slug:slug>/decision/", deciding.DecisionPage.as_view(), name="decision"),
    path("call/<slug:slug>/decision/prepare/", deciding.DecisionPrepare.as_view(), name="decision_prepare"),
    path("call/<slug:slug>/decision/draft/", deciding.DecisionDraftPage.as_view(), name="decision_draft"),
    path("call/<slug:slug>/decision/draft/text/", deciding.DraftWrite.as_view(), name="decision_text"),
    path("call/<slug:slug>/decision/draft/<str:code>/", deciding.LineWrite.as_view(), name="decision_line"),
    path("call/<slug:slug>/decision/preview/", deciding.DecisionPreview.as_view(), name="decision_preview"),
    path("applications/<str:code>/decision/", deciding.OwnDecision.as_view(), name="own_decision"),
    path(KICK_OFF, kick_offs.KickOffPage.as_view(), name="kick_off"),
    path(f"{KICK_OFF}goals/", kick_offs.GoalsWrite.as_view(), name="goals"),
    path(f"{KICK_OFF}agree/", kick_offs.KickOffAgree.as_view(), name="agree"),
    path(f"{KICK_OFF}refuse/", kick_offs.KickOffRefuse.as_view(), name="refuse"),
    path(f"{KICK_OFF}more-time/", kick_offs.KickOffMoreTime.as_view(), name="more_time"),
    path(f"{KICK_OFF}milestones/", payments.MilestonesPlan.as_view(), name="milestones"),
    path("milestones/<int:pk>/approve/", payments.MilestoneApprove.as_view(), name="approve_payment"),
    path("milestones/<int:pk>/pay/", payments.MilestonePay.as_view(), name="pay"),
    path("milestones/<int:pk>/leave/", payments.MilestoneLapse.as_view(), name="lapse"),
    path(f"{KICK_OFF}reports/<slug:kind>/", reports.ReportPage.as_view(), name="report"),
    path(f"{KICK_OFF}reports/<slug:kind>/write/", reports.ReportWrite.as_view(), name="report_write"),
    path(f"{KICK_OFF}after/", after.AfterDecide.as_view(), name="after"),
    path("after/<int:pk>/done/", after.AfterDone.as_view(), name="after_done"),
    path("after/<int:pk>/hand-over/", after.AfterHandOver.as_view(), name="after_hand_over"),
    path("programmes/<slug:slug>/figures/", evaluating.ProgrammeFigures.as_view(), name="figures"),
    path("programmes/<slug:slug>/all/", evaluating.ProgrammeWork.as_view(), name="programme_work"),
    path("programmes/<slug:slug>/evaluation/", evaluating.EvaluationPage.as_view(), name="evaluation"),
    path("programmes/<slug:slug>/evaluation.pdf", evaluating.EvaluationPdf.as_view(), name="evaluation_pdf"),
    path("programmes/<slug:slug>/evaluation/write/", evaluating.EvaluationWrite.as_view(), name="evaluation_write"),
    path("programmes/<slug:slug>/evaluation/publish/", evaluating.EvaluationPublish.as_view(), name="evaluation_publish"),
]

urlpatterns = [*call_urls, *programme_urls, *application_urls, *decide_urls]
