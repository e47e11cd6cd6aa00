"""What pages of a trial under way have in common: the trial whose inside the person may read, and the way back."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.forms.running import ReasonForm
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.trials import inner_trials
from talkoot.kernel.ui.pages import FormPage, Page


class OfTrial(Page):
    """Mixin: the page is about a trial, or a thing of one (`trial_of`)."""

    permission = "trials.read"

    def fetch(self) -> Any:
        return get_object_or_404(inner_trials(self.person), slug=self.kwargs["slug"])

    @property
    def trial(self) -> Trial:
        return self.thing if isinstance(self.thing, Trial) else self.thing.trial

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Trials"), "url": reverse("trials:list")},
            {"label": self.trial.title, "url": reverse("trials:detail", args=[self.trial.slug])},
            {"label": _("Under way"), "url": self.back()},
            {"label": self.title, "url": ""},
        ]

    def back(self) -> str:
        return reverse("trials:running", args=[self.trial.slug])

    def context(self) -> dict[str, Any]:
        return super().context() | {"trial": self.trial}


class TrialForm(OfTrial, FormPage):
    """A form about a trial; afterwards back to the page of the trial under way."""

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class ReasonPage(TrialForm):
    """A halt: one reason that both sides read, one button."""

    form_class = ReasonForm
    done_message = gettext_lazy("Done. Both sides are told by e-mail.")
