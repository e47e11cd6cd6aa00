"""Where a municipality's own models are written: the draft, its parts, what is missing, publishing."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.operating_models.actions.attachments import add_attachment, remove_attachment
from talkoot.commons.operating_models.actions.drafts import create_model, discard_draft, open_draft
from talkoot.commons.operating_models.actions.publishing import publish_version, show_model
from talkoot.commons.operating_models.forms import AttachmentForm, NewModelForm, PublishForm
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.permissions import EDIT, PUBLISH, READ_DRAFTS
from talkoot.commons.operating_models.queries.models import attachments_of, draft_of, versions_of, visible_models
from talkoot.commons.operating_models.queries.upstream import standing_of
from talkoot.commons.operating_models.queries.work import work_of
from talkoot.commons.operating_models.views.model import ModelDetail, ModelPage
from talkoot.kernel.ui.pages import ActPage, FormPage


class NewModel(FormPage):
    permission = EDIT
    title = gettext_lazy("Write a model")
    lead = gettext_lazy("Name it and say what it is. The parts are written on the workbench; nobody else sees it before you publish.")
    form_class = NewModelForm
    submit_label = gettext_lazy("Begin")

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: NewModelForm) -> OperatingModel:
        return create_model(actor=self.person, **form.cleaned_data)

    def done_url(self, result: OperatingModel) -> str:
        return reverse("operating_models:work", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("operating_models:list")


class WorkPage(ModelPage):
    """A page of the workbench: only the municipality's own people reach it."""

    permission = EDIT

    def fetch(self) -> OperatingModel:
        return get_object_or_404(visible_models(self.person), slug=self.kwargs["slug"])

    def above(self) -> list[dict[str, str]]:
        return [*super().above(), {"label": _("Workbench"), "url": self.url("work")}]

    def cancel_url(self) -> str:
        return self.url("work")

    def done_url(self, result: Any) -> str:
        return self.url("work")

    def draft(self) -> Version:
        draft = draft_of(self.thing)
        if draft is None:
            raise Http404
        return draft


class Workbench(WorkPage):
    permission = READ_DRAFTS
    template_name = "operating_models/workbench.html"

    @property
    def breadcrumbs(self) -> list[dict[str, str]]:
        return self.above()

    def context(self) -> dict[str, Any]:
        model: OperatingModel = self.thing
        work = work_of(model, self.municipality.languages)
        standing = standing_of(model, work.version)
        return super().context() | {
            "model": model,
            "work": work,
            "standing": standing,
            "versions": list(versions_of(model)),
            "attachments": list(attachments_of(work.version)),
            "may_edit": self.allows(EDIT),
            "may_publish": self.allows(PUBLISH),
        }


class Preview(WorkPage, ModelDetail):
    """The draft as readers will see it."""

    permission = READ_DRAFTS

    def version(self) -> Version:
        return self.draft()

    def context(self) -> dict[str, Any]:
        return super().context() | {"is_preview": True, "may_adopt": False}


class OpenDraft(WorkPage, ActPage):
    done_message = gettext_lazy("A draft is open. The published version stays as it is until you publish the draft.")

    def act(self) -> Version:
        return open_draft(actor=self.person, model=self.thing)


class Publish(WorkPage, FormPage):
    permission = PUBLISH
    form_class = PublishForm
    submit_label = gettext_lazy("Publish this version")
    done_message = gettext_lazy("Published. From now on this version stays as it is.")

    @property
    def title(self) -> str:
        return _("Publish “%(name)s”") % {"name": self.thing}

    @property
    def lead(self) -> str:
        return _(
            "The version can be read, printed and taken along by everybody, and never changes again. You can always write the next one."
        )

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "municipality": self.municipality,
            "initial": {"number": self.draft().number, "is_public": self.thing.is_public},
        }

    def act(self, form: PublishForm) -> Version:
        return publish_version(actor=self.person, version=self.draft(), **form.cleaned_data)

    def done_url(self, result: Version) -> str:
        return self.url("model")


class ShowModel(WorkPage, ActPage):
    permission = PUBLISH

    def act(self) -> OperatingModel:
        return show_model(actor=self.person, model=self.thing, is_public=self.request.POST.get("is_public") == "yes")


class ConfirmPage(WorkPage, FormPage):
    """What will happen, and one button."""

    template_name = "ui/confirm_page.html"
    form_class = forms.Form
    color: ClassVar[str] = "danger"


class Discard(ConfirmPage):
    submit_label = gettext_lazy("Throw the draft away")
    done_message = gettext_lazy("The draft has been thrown away.")

    @property
    def title(self) -> str:
        return _("Throw away the draft of “%(name)s”?") % {"name": self.thing}

    @property
    def what_happens(self) -> list[str]:
        if self.thing.is_published:
            return [_("Everything written since the last published version is lost."), _("The published version stays as it is.")]
        return [_("The model has never been published, so the whole model is lost.")]

    def act(self, form: forms.Form) -> None:
        self.draft()
        discard_draft(actor=self.person, model=self.thing)

    def done_url(self, result: Any) -> str:
        return self.url("work") if self.thing.is_published else reverse("operating_models:list")


class AddAttachment(WorkPage, FormPage):
    form_class = AttachmentForm
    submit_label = gettext_lazy("Add")

    @property
    def title(self) -> str:
        return _("Add an attachment")

    def form_kwargs(self) -> dict[str, Any]:
        self.draft()
        return {"municipality": self.municipality}

    def act(self, form: AttachmentForm) -> Attachment:
        return add_attachment(actor=self.person, model=self.thing, **form.cleaned_data)


class RemoveAttachment(WorkPage, ActPage):
    def act(self) -> None:
        attachment = get_object_or_404(attachments_of(self.draft()), pk=self.kwargs["attachment_id"])
        remove_attachment(actor=self.person, attachment=attachment)
