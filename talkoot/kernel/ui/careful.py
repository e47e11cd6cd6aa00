"""CarefulForm: free text is looked through for traces of people before it is saved.

    class LogForm(CarefulForm, forms.Form):
        careful_fields = ("tried", "blocking")

A text with traces is not accepted at once: each place is named by its field, and a box then shown lets the writer say that
it is no personal data of others. With `careful_strict = True` (anonymous answers) there is no such box.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.people.traces import Trace, TraceKind, traces_in

KINDS = {
    TraceKind.IDENTITY_CODE: gettext_lazy("a personal identity code (%(text)s)"),
    TraceKind.EMAIL: gettext_lazy("an e-mail address (%(text)s)"),
    TraceKind.PHONE: gettext_lazy("a telephone number (%(text)s)"),
}


def told(traces: list[Trace]) -> str:
    """The traces in words: an e-mail address (…), a telephone number (…)."""
    return ", ".join(KINDS[trace.kind] % {"text": trace.text} for trace in traces)


class CarefulForm(forms.Form):
    careful_fields: ClassVar[tuple[str, ...]] = ()
    careful_strict: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.careful_strict:
            self.fields["is_harmless"] = forms.BooleanField(
                label=gettext_lazy("I have looked it through: there is no personal data of others in it"),
                required=False,
                widget=forms.HiddenInput(),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # An identity code is never needed in free text: no box lets it through.
        found = {name: traces for name in self.careful_fields if (traces := traces_in(str(cleaned.get(name) or "")))}
        is_harmless = cleaned.pop("is_harmless", False) and not self.careful_strict
        for name, traces in found.items():
            grave = [trace for trace in traces if trace.kind == TraceKind.IDENTITY_CODE]
            if is_harmless and not grave:
                continue
            self.add_error(name, _("The text holds %(traces)s. Take it away.") % {"traces": told(grave or traces)})
        if found and not self.careful_strict:
            self.fields["is_harmless"].widget = forms.CheckboxInput()
        return cleaned
