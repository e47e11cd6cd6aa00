from django.urls import path

from talkoot.tools.questionnaires.views import by_code

app_name = "questionnaires"
urlpatterns = [
    path("a/", by_code.CodePage.as_view(), name="code"),
    path("a/<str:code>/", by_code.AnswerByCode.as_view(), name="by_code"),
    path("a/<str:code>/thanks/", by_code.Thanks.as_view(), name="thanks"),
]
