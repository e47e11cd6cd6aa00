from django.urls import path

from talkoot.commons.operating_models.views import adopting, lists, model, packages, parts, workbench

app_name = "operating_models"
WORK = "<slug:slug>/work/"
PART = f"{WORK}parts/<slug:key>/"
urlpatterns = [
    path("", lists.ModelList.as_view(), name="list"),
    path("new/", workbench.NewModel.as_view(), name="new"),
    path("import/", packages.ImportModel.as_view(), name="import"),
    path("adopt/<int:origin_id>/", adopting.AdoptModel.as_view(), name="adopt"),
    path("<slug:slug>/", model.ModelDetail.as_view(), name="model"),
    path("<slug:slug>/adopt/", adopting.ChooseAdopter.as_view(), name="choose_adopter"),
    path("<slug:slug>/family/", model.Family.as_view(), name="family"),
    path("<slug:slug>/family/<int:relative_id>/", model.RelativeChanges.as_view(), name="relative_changes"),
    path("<slug:slug>/package.zip", packages.PackageFile.as_view(), name="package"),
    path("<slug:slug>/handbook.pdf", packages.HandbookFile.as_view(), name="handbook"),
    path("<slug:slug>/versions/<str:number>/", model.VersionDetail.as_view(), name="version"),
    path("<slug:slug>/versions/<str:number>/changes/", model.VersionChanges.as_view(), name="version_changes"),
    path("<slug:slug>/upstream/", adopting.Upstream.as_view(), name="upstream"),
    path("<slug:slug>/upstream/<slug:key>/", adopting.SettlePart.as_view(), name="settle_part"),
    path(WORK, workbench.Workbench.as_view(), name="work"),
    path(f"{WORK}open/", workbench.OpenDraft.as_view(), name="open_draft"),
    path(f"{WORK}preview/", workbench.Preview.as_view(), name="preview"),
    path(f"{WORK}publish/", workbench.Publish.as_view(), name="publish"),
    path(f"{WORK}show/", workbench.ShowModel.as_view(), name="show"),
    path(f"{WORK}discard/", workbench.Discard.as_view(), name="discard"),
    path(f"{WORK}attachments/", workbench.AddAttachment.as_view(), name="add_attachment"),
    path(f"{WORK}attachments/<int:attachment_id>/remove/", workbench.RemoveAttachment.as_view(), name="remove_attachment"),
    path(f"{WORK}add/", parts.AddPart.as_view(), name="add_part"),
    path(PART, parts.EditPart.as_view(), name="part"),
    path(f"{PART}move/", parts.MovePart.as_view(), name="move_part"),
    path(f"{PART}remove/", parts.RemovePart.as_view(), name="remove_part"),
    path(f"{PART}<path:place>/change/", parts.ChangeItem.as_view(), name="change_item"),
    path(f"{PART}<path:place>/", parts.EditItem.as_view(), name="item"),
]
