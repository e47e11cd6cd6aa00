from django import forms

from talkoot.kernel.ui.careful import CarefulForm


class NoteForm(CarefulForm):
    note = forms.CharField()
    careful_fields = ("note",)


class StrictForm(NoteForm):
    careful_strict = True


def test_traces_are_refused_once_and_then_left_to_the_writer() -> None:
    form = NoteForm({"note": "Mail aino@espoo.example"})
    assert form.errors == {"note": ["The text holds an e-mail address (aino@espoo.example). Take it away."]}
    assert form.fields["is_harmless"].widget.input_type == "checkbox"
    again = NoteForm({"note": "Mail aino@espoo.example", "is_harmless": "on"})
    assert again.is_valid()
    assert again.cleaned_data == {"note": "Mail aino@espoo.example"}


def test_an_identity_code_is_never_let_through() -> None:
    form = NoteForm({"note": "131052-308T", "is_harmless": "on"})
    assert form.errors == {"note": ["The text holds a personal identity code (131052-308T). Take it away."]}


def test_anonymous_answers_have_no_box() -> None:
    form = StrictForm({"note": "040-1234567", "is_harmless": "on"})
    assert not form.is_valid()
    assert "is_harmless" not in form.fields


def test_clean_text_passes_without_a_box() -> None:
    form = NoteForm({"note": "We tried the robot."})
    assert form.is_valid()
    assert form.cleaned_data == {"note": "We tried the robot."}
    assert form.fields["is_harmless"].widget.is_hidden
