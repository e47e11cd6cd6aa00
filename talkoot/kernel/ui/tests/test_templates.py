"""The templates keep the strict content policy, and every string of theirs has Finnish and Swedish."""

import re
from pathlib import Path

import polib
import pytest
from django import forms
from django.utils.translation import override

from talkoot.kernel.ui import assets
from talkoot.kernel.ui.forms import RadioCards

UI = Path(assets.__file__).parent
TEMPLATES = sorted((UI / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(UI / "templates")))
def test_template_has_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|hx-on", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_string_is_translated(language: str) -> None:
    catalogue = polib.pofile(str(UI / "locale" / language / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in catalogue if entry.translated()}
    used = {words for path in TEMPLATES for words in re.findall(r"""\{%\s*translate\s+"([^"]+)\"""", path.read_text())}
    assert used - known == set()
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(UI / "templates")))
def test_icons_exist(path: Path) -> None:
    sprite = (UI / "static" / "ui" / "icons.svg").read_text()
    for name in re.findall(r'<c-icon name="([a-z-]+)"', path.read_text()):
        assert f'id="{name}"' in sprite


class NeedForm(forms.Form):
    title = forms.CharField(label="Title", help_text="Twelve words.", max_length=60)
    why = forms.CharField(label="Why", widget=forms.Textarea, max_length=300)
    who = forms.ChoiceField(
        label="Who", choices=[("open", "Open"), ("closed", "Closed")], widget=RadioCards(descriptions={"open": "Anyone."})
    )
    agreed = forms.BooleanField(label="Agreed")


def test_form_ties_help_and_mistakes_to_their_fields() -> None:
    with override("en"):
        html = str(NeedForm({"title": "", "why": "x"}))
    assert 'class="ds-error-summary"' in html
    assert 'href="#id_title"' in html
    assert 'href="#id_who_0"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html
    assert re.search(r'<fieldset class="ui-field ui-field--wrong" aria-describedby="id_who_error">', html)
    assert html.count('aria-invalid="true"') == 4
    assert "cols=" not in html
    assert "Anyone." in html


def test_form_without_mistakes_has_no_summary() -> None:
    html = str(NeedForm())
    assert "ds-error-summary" not in html
    assert html.count('class="ui-field__need"') == 4
