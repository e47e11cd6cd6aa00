from django.urls import path

from talkoot.overviews.showcase.views import editing, exchange, feeds, interest, pictures, print_form, programmes, public, work

app_name = "showcase"
EDIT = "<slug:slug>/edit/"
urlpatterns = [
    path("", public.ProjectList.as_view(), name="list"),
    path("feed.atom", feeds.ProjectFeed.as_view(form="atom"), name="feed_atom"),
    path("feed.json", feeds.ProjectFeed.as_view(form="json"), name="feed_json"),
    path("work/", work.WorkList.as_view(), name="work"),
    path("untranslated/", work.Untranslated.as_view(), name="untranslated"),
    path("programmes/", programmes.ProgrammeList.as_view(), name="programmes"),
    path("programmes/add/", programmes.ProgrammePage.as_view(), name="programme_add"),
    path("programmes/<slug:slug>/edit/", programmes.ProgrammePage.as_view(), name="programme"),
    path("start/", editing.ProjectStart.as_view(), name="start"),
    path("import/", exchange.ProjectsImport.as_view(), name="import"),
    path("export.json", exchange.ProjectsExport.as_view(), name="export"),
    path("schema-1.json", exchange.ProjectsSchema.as_view(), name="schema"),
    path("preview/<str:secret>/", public.ProjectPreview.as_view(), name="preview"),
    path("questions/<int:pk>/", interest.AnswerPage.as_view(), name="answer"),
    path("<slug:slug>/", public.ProjectDetail.as_view(), name="detail"),
    path("<slug:slug>/print.pdf", print_form.ProjectPdf.as_view(), name="pdf"),
    path("<slug:slug>/picture.png", pictures.SharedPicture.as_view(), name="picture"),
    path("<slug:slug>/interest/", interest.InterestPage.as_view(), name="interest"),
    path("<slug:slug>/interest/withdraw/", interest.InterestWithdraw.as_view(), name="withdraw_interest"),
    path("<slug:slug>/ask/", interest.QuestionPage.as_view(), name="ask"),
    path(EDIT, work.ProjectEdit.as_view(), name="edit"),
    path(f"{EDIT}basics/", editing.EditBasics.as_view(), name="edit_basics"),
    path(f"{EDIT}story/", editing.EditStory.as_view(), name="edit_story"),
    path(f"{EDIT}contact/", editing.EditContact.as_view(), name="edit_contact"),
    path(f"{EDIT}cover/", editing.EditCover.as_view(), name="edit_cover"),
    path(f"{EDIT}cover/remove/", editing.CoverRemove.as_view(), name="remove_cover"),
    path(f"{EDIT}<slug:kind>/add/", editing.PartPage.as_view(), name="part_add"),
    path(f"{EDIT}<slug:kind>/<int:pk>/", editing.PartPage.as_view(), name="part"),
    path(f"{EDIT}<slug:kind>/<int:pk>/remove/", editing.PartRemove.as_view(), name="part_remove"),
    path(f"{EDIT}<slug:kind>/<int:pk>/up/", editing.PartMoveUp.as_view(), name="part_up"),
    path("<slug:slug>/step/<slug:step>/", work.ProjectStep.as_view(), name="step"),
    path("<slug:slug>/renew/", work.RenewReview.as_view(), name="renew"),
    path("<slug:slug>/preview-link/", work.PreviewLinkMake.as_view(), name="preview_link"),
    path("<slug:slug>/end-preview-links/", work.PreviewLinksEnd.as_view(), name="end_preview_links"),
]
