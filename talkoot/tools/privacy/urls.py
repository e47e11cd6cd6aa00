from django.urls import path

from talkoot.tools.privacy.views import assessment_parts, assessments, print_form, products, records, screening, versions

app_name = "privacy"
VERSION = "versions/<int:pk>/"
ASSESSMENT = "assessments/<int:pk>/"
# The records of a subject of another app: of/trials.trial/7/
SUBJECT = "of/<str:kind>/<int:subject>/"
urlpatterns = [
    path("", products.RegisterOfProducts.as_view(), name="register"),
    path("products/add/", products.ProductStart.as_view(), name="product_add"),
    path("products/<slug:slug>/", products.ProductDetail.as_view(), name="product"),
    path("products/<slug:slug>/edit/", products.ProductChange.as_view(), name="product_change"),
    path("products/<slug:slug>/versions/add/", products.VersionAdd.as_view(), name="version_add"),
    path(VERSION, versions.VersionDetail.as_view(), name="version"),
    path(f"{VERSION}answer/", versions.AnswerPage.as_view(), name="answer"),
    path(f"{VERSION}answers/", versions.AnswersDetail.as_view(), name="answers"),
    path(f"{VERSION}lane/", versions.LaneDecisionPage.as_view(), name="decide_lane"),
    path(f"{VERSION}advice/", versions.LaneAdvicePage.as_view(), name="advise_on_lane"),
    path(f"{VERSION}screening/<str:level>/", screening.ScreenPage.as_view(), name="screen"),
    path(f"{VERSION}assess/", assessments.AssessmentStartOfVersion.as_view(), name="assess_version"),
    path("organisations/<int:pk>/screening/", screening.ScreenOrganisationPage.as_view(), name="screen_organisation"),
    path("criteria/", screening.CriteriaList.as_view(), name="criteria"),
    path("criteria/add/", screening.CriterionPage.as_view(), name="criterion_add"),
    path("criteria/<slug:key>/edit/", screening.CriterionPage.as_view(), name="criterion"),
    path("settings/", screening.SettingsPage.as_view(), name="settings"),
    path("assessments/", assessments.AssessmentList.as_view(), name="assessments"),
    path("assessments/add/", assessments.AssessmentStart.as_view(), name="assess"),
    path(ASSESSMENT, assessments.AssessmentDetail.as_view(), name="assessment"),
    path(f"{ASSESSMENT}print.pdf", print_form.AssessmentPdf.as_view(), name="assessment_pdf"),
    path(f"{ASSESSMENT}edit/<slug:part>/", assessment_parts.AssessmentPart.as_view(), name="assessment_part"),
    path(f"{ASSESSMENT}risks/add/", assessment_parts.RiskPage.as_view(), name="risk_add"),
    path(f"{ASSESSMENT}risks/<int:part_pk>/", assessment_parts.RiskPage.as_view(), name="risk"),
    path(f"{ASSESSMENT}bases/add/", assessment_parts.LegalBasisPage.as_view(), name="basis_add"),
    path(f"{ASSESSMENT}bases/<int:part_pk>/", assessment_parts.LegalBasisPage.as_view(), name="basis"),
    path(f"{ASSESSMENT}<slug:kind>/<int:part_pk>/remove/", assessment_parts.PartRemove.as_view(), name="part_remove"),
    path(f"{ASSESSMENT}step/<slug:step>/", assessments.AssessmentStep.as_view(), name="assessment_step"),
    path(f"{ASSESSMENT}renew/", assessments.AssessmentRenew.as_view(), name="assessment_renew"),
    path(f"{ASSESSMENT}advice/", assessments.AdvicePage.as_view(), name="give_advice"),
    path(f"{ASSESSMENT}decision/", assessments.DecisionPage.as_view(), name="decide_assessment"),
    path("clocks/", records.ClockList.as_view(), name="clocks"),
    path("clocks/<int:pk>/", records.ClockChange.as_view(), name="clock_change"),
    path("certificates/", records.CertificateList.as_view(), name="certificates"),
    path(SUBJECT, records.SubjectRecords.as_view(), name="records"),
    path(f"{SUBJECT}assess/", assessments.AssessmentStart.as_view(), name="assess_subject"),
    path(f"{SUBJECT}clock/", records.ClockStart.as_view(), name="clock_start"),
    path(f"{SUBJECT}certify/", records.Certify.as_view(), name="certify"),
    path(f"{SUBJECT}consents/", records.ConsentPage.as_view(), name="count_consents"),
]
