from django.urls import path

from talkoot.overviews.showcase.views import interest, print_form, public, work

app_name = "showcase"
urlpatterns = [
    path("", public.ProjectList.as_view(), name="list"),
    path("feed.atom", public.ProjectFeed.as_view(form="atom"), name="feed_atom"),
    path("feed.json", public.ProjectFeed.as_view(form="json"), name="feed_json"),
    path("work/", work.WorkList.as_view(), name="work"),
    path("untranslated/", work.Untranslated.as_view(), name="untranslated"),
    path("start/", work.ProjectStart.as_view(), name="start"),
    path("import/", work.ProjectsImport.as_view(), name="import"),
    path("export.json", work.ProjectsExport.as_view(), name="export"),
    path("schema-1.json", work.ProjectsSchema.as_view(), name="schema"),
    path("preview/<str:secret>/", public.ProjectPreview.as_view(), name="preview"),
    path("questions/<int:pk>/", interest.AnswerPage.as_view(), name="answer"),
    path("<slug:slug>/", public.ProjectDetail.as_view(), name="detail"),
    path("<slug:slug>/print.pdf", print_form.ProjectPdf.as_view(), name="pdf"),
    path("<slug:slug>/interest/", interest.InterestPage.as_view(), name="interest"),
    path("<slug:slug>/ask/", interest.QuestionPage.as_view(), name="ask"),
    path("<slug:slug>/edit/", work.ProjectEdit.as_view(), name="edit"),
    path("<slug:slug>/edit/basics/", work.EditBasics.as_view(), name="edit_basics"),
    path("<slug:slug>/edit/story/", work.EditStory.as_view(), name="edit_story"),
    path("<slug:slug>/edit/contact/", work.EditContact.as_view(), name="edit_contact"),
    path("<slug:slug>/edit/<slug:kind>/add/", work.PartPage.as_view(), name="part_add"),
    path("<slug:slug>/edit/<slug:kind>/<int:pk>/", work.PartPage.as_view(), name="part"),
    path("<slug:slug>/edit/<slug:kind>/<int:pk>/remove/", work.PartRemove.as_view(), name="part_remove"),
    path("<slug:slug>/edit/<slug:kind>/<int:pk>/up/", work.PartMoveUp.as_view(), name="part_up"),
    path("<slug:slug>/step/<slug:step>/", work.ProjectStep.as_view(), name="step"),
    path("<slug:slug>/renew/", work.RenewReview.as_view(), name="renew"),
    path("<slug:slug>/preview-link/", work.PreviewLinkMake.as_view(), name="preview_link"),
    path("<slug:slug>/end-preview-links/", work.PreviewLinksEnd.as_view(), name="end_preview_links"),
]
