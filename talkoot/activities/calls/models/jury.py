"""Which assessment the jury of a call works in. Criteria, jurors, scores and ranking are the instrument's (tools/reviews)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.models.call import Call
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.reviews.models.assessment import Assessment


@pghistory.track()
class Jury(MunicipalModel):
    """One for a call, opened once it has closed."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="+")
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("jury")
        verbose_name_plural = _("juries")

    def __str__(self) -> str:
        return f"{self.call_id}: {self.assessment_id}"
