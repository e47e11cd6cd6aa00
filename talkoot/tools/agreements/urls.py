from django.urls import path

from talkoot.tools.agreements.views import agreements

app_name = "agreements"
urlpatterns = [
    path("", agreements.AgreementList.as_view(), name="list"),
    path("<int:pk>/", agreements.AgreementDetail.as_view(), name="detail"),
]
