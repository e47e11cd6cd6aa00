from django.urls import path

from talkoot.tools.questionnaires.views import answering, by_code, posters, results, rounds, sets

app_name = "questionnaires"
ROUND = "rounds/<int:pk>/"
SET = "sets/<slug:key>/"
urlpatterns = [
    path("", rounds.RoundList.as_view(), name="rounds"),
    path("a/", by_code.CodePage.as_view(), name="code"),
    path("a/<str:code>/", by_code.AnswerByCode.as_view(), name="by_code"),
    path("a/<str:code>/thanks/", by_code.Thanks.as_view(), name="thanks"),
    path("rounds/open/", rounds.RoundOpen.as_view(), name="open_round"),
    path(ROUND, rounds.RoundDetail.as_view(), name="round"),
    path(f"{ROUND}change/", rounds.RoundChange.as_view(), name="change"),
    path(f"{ROUND}begin/", rounds.RoundBegin.as_view(), name="begin"),
    path(f"{ROUND}close/", rounds.RoundClose.as_view(), name="close"),
    path(f"{ROUND}answer/", answering.AnswerAsPerson.as_view(), name="answer"),
    path(f"{ROUND}paper/", answering.PaperEntry.as_view(), name="paper"),
    path(f"{ROUND}results/", results.RoundResults.as_view(), name="results"),
    path(f"{ROUND}answers.<slug:form>", results.AnswersFile.as_view(), name="answers_file"),
    path(f"{ROUND}codes/add/", rounds.CodeMake.as_view(), name="code_make"),
    path(f"{ROUND}codes/single/", rounds.SingleCodesMake.as_view(), name="codes_single"),
    path(f"{ROUND}codes/<int:code_pk>/poster.pdf", posters.Poster.as_view(), name="code_poster"),
    path(f"{ROUND}codes/<int:code_pk>/stop/", rounds.CodeStop.as_view(), name="code_stop"),
    path(f"{ROUND}<slug:kind>.pdf", posters.Poster.as_view(), name="posters"),
    path("sets/", sets.SetList.as_view(), name="sets"),
    path("start/", sets.SetStart.as_view(), name="start"),
    path(SET, sets.SetDetail.as_view(), name="set"),
    path(f"{SET}change/", sets.SetChange.as_view(), name="set_change"),
    path(f"{SET}publish/", sets.SetPublish.as_view(), name="publish"),
    path(f"{SET}add/", sets.KindChoice.as_view(), name="kind_choice"),
    path(f"{SET}add/<slug:kind>/", sets.QuestionPage.as_view(), name="question_add"),
    path(f"{SET}questions/<slug:question>/", sets.QuestionPage.as_view(), name="question"),
    path(f"{SET}questions/<slug:question>/up/", sets.QuestionMove.as_view(), name="question_up"),
    path(f"{SET}questions/<slug:question>/remove/", sets.QuestionRemove.as_view(), name="question_remove"),
    path(f"{SET}versions/<int:number>/", sets.VersionPage.as_view(), name="version"),
]
