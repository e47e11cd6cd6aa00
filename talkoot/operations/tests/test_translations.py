"""Strings are found wherever they may stand, and what was translated is never lost."""

import gettext
import io
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkoot.operations.translations import catalogue
from talkoot.operations.translations.command import main
from talkoot.operations.translations.messages import App, Key, all_apps, messages_of, python_messages, template_messages

# What a string of a template may hold: no quotes, no tags, no line breaks, and spaces only inside.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\"'{}\\", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=12)
SENTENCES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)

TEMPLATES = (
    '{{% translate "{0}" %}}',
    "{{% trans '{0}' as title %}}",
    '{{% translate "{0}" context "noun" %}}',
    '<c-card title="{{% translate "{0}" %}}" />',
    '{{{{ _("{0}") }}}}',
    '{{% with title=_("{0}") %}}{{{{ title }}}}{{% endwith %}}',
    "<c-card :title=\"_('{0}')\" />",
    "{{% blocktranslate %}}{0}{{% endblocktranslate %}}",
    "{{% blocktranslate trimmed %}}\n    {0}\n  {{% endblocktranslate %}}",
    '{{% blocktranslate trimmed context "noun" %}}{0}{{% endblocktranslate %}}',
    "{{% blocktranslate count n=things|length %}}{0}{{% plural %}}many{{% endblocktranslate %}}",
)
PYTHON = (
    "_({0!r})",
    "gettext({0!r})",
    "x = gettext_lazy(\n    {0!r}\n)",
    "pgettext('noun', {0!r})",
    "ngettext({0!r}, 'many', n) % n",
    "call(one=1, label=_({0!r}), other=[_('x')])",
)


@settings(max_examples=150, deadline=None)
@given(SENTENCES, st.sampled_from(TEMPLATES))
def test_every_string_of_a_template_is_found(text, template):
    found = [key.text for key, _plural in template_messages(template.format(text))]
    assert found == [text.replace("%", "%%")]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30), st.sampled_from(PYTHON))
def test_every_string_of_a_module_is_found(text, source):
    found = [key.text for key, _plural in python_messages(io.BytesIO(f"n = 1\n{source.format(text)}\n".encode()))]
    assert text in found


def test_placeholders_plural_and_context_of_a_block():
    source = (
        '{% blocktranslate trimmed with name=person.name count n=n context "queue" %}\n  {{ name }} has {{ n }} thing, 5 %\n'
        "{% plural %}\n  {{ name }} has\n  {{ n }} things\n{% endblocktranslate %}"
    )
    assert list(template_messages(source)) == [(Key("%(name)s has %(n)s thing, 5 %%", "queue"), "%(name)s has %(n)s things")]


def test_comments_hold_no_strings():
    assert list(template_messages('{# _("a") #}{% comment "why" %}{% translate "b" %}{% endcomment %}{% translate "c" %}')) == [
        (Key("c"), "")
    ]


@pytest.mark.parametrize("source", ["{% blocktranslate %}a{% if b %}{% endblocktranslate %}", "{% blocktranslate %}never closed"])
def test_mistakes_in_a_block_are_told(source):
    with pytest.raises(ValueError, match=r"blocktranslate"):
        list(template_messages(source))


def test_all_strings_of_this_installation_can_be_read():
    apps = all_apps()
    assert {"people", "showcase", "operations", "i18n"} <= {app.label for app in apps}
    for app in apps:
        messages_of(app, apps)


def test_no_string_stands_outside_the_apps():
    apps = all_apps()
    i18n = next(app for app in apps if app.label == "i18n")
    outside = {file for message in messages_of(i18n, apps).values() for file in message.files if "/i18n/" not in file}
    assert "talkoot/config/settings.py" in outside


@pytest.fixture
def package(tmp_path):
    """An app with three strings."""
    folder = tmp_path / "talkoot" / "tools" / "bells"
    (folder / "templates" / "bells").mkdir(parents=True)
    (folder / "apps.py").write_text('class C:\n    label = "bells"\n')
    (folder / "views.py").write_text('a = _("Ring")\nb = _("%(name)s rings") % c\n')
    (folder / "templates" / "bells" / "bell.html").write_text(
        "{% blocktranslate count n=n %}One bell{% plural %}{{ n }} bells{% endblocktranslate %}"
    )
    return tmp_path / "talkoot"


def collected(package: Path, **options: bool) -> tuple[App, dict]:
    (app,) = all_apps(package)
    messages = messages_of(app, [app], package)
    catalogue.merge(app, "fi", messages, prune=options.get("prune", False))
    return app, messages


def translate(app: App, **texts: str) -> None:
    file = polib.pofile(str(app.catalogue("fi")))
    for entry in file:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: "Yksi kello", 1: "%(n)s kelloa"}
        else:
            entry.msgstr = texts.get(entry.msgid.split()[-1], "")
    file.save()


def test_collecting_keeps_what_is_translated(package):
    app, messages = collected(package)
    assert len(list(catalogue.faults(app, "fi", messages))) == 4  # a plural has two forms
    translate(app, Ring="Soita", rings="%(name)s soi")
    app, messages = collected(package)
    assert list(catalogue.faults(app, "fi", messages)) == []
    before = app.catalogue("fi").read_bytes()
    assert not catalogue.merge(app, "fi", messages, prune=False)
    assert app.catalogue("fi").read_bytes() == before


def test_gone_string_stays_aside_until_pruned(package):
    app, _messages = collected(package)
    translate(app, Ring="Soita", rings="%(name)s soi")
    (app.folder / "views.py").write_text('b = _("%(name)s rings") % c\n')
    app, messages = collected(package)
    assert list(catalogue.faults(app, "fi", messages)) == ["obsolete: “Ring”"]
    (app.folder / "views.py").write_text('a = _("Ring")\nb = _("%(name)s rings") % c\n')
    app, messages = collected(package)
    assert list(catalogue.faults(app, "fi", messages)) == []
    (app.folder / "views.py").write_text("")
    app, messages = collected(package, prune=True)
    assert list(catalogue.faults(app, "fi", messages)) == []


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"Ring": "Soita", "rings": "%(nimi)s soi"}, "placeholders differ (%(name)s, %(nimi)s): “%(name)s rings”"),
        ({"Ring": "", "rings": "%(name)s soi"}, "not translated: “Ring”"),
    ],
)
def test_check_tells_what_is_wrong(package, texts, fault):
    app, messages = collected(package)
    translate(app, **texts)
    assert list(catalogue.faults(app, "fi", messages)) == [fault]


def test_check_refuses_fuzzy(package):
    app, messages = collected(package)
    translate(app, Ring="Soita", rings="%(name)s soi")
    file = polib.pofile(str(app.catalogue("fi")))
    file.find("Ring").flags.append("fuzzy")
    file.save()
    assert list(catalogue.faults(app, "fi", messages)) == ["fuzzy: “Ring”"]


def test_compiled_catalogue_is_read_by_gettext(package):
    app, _messages = collected(package)
    translate(app, Ring="Soita", rings="%(name)s soi")
    assert catalogue.compile_catalogue(app, "fi") == 3
    with app.catalogue("fi").with_suffix(".mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    assert translations.gettext("Ring") == "Soita"
    assert translations.ngettext("One bell", "%(n)s bells", 2) == "%(n)s kelloa"


def test_command_names_the_apps_it_knows(capsys):
    with pytest.raises(SystemExit):
        main(["check", "nothing"])
    assert "showcase" in capsys.readouterr().err
    assert main(["list", "operations"]) == 0
    assert "tables.json" in capsys.readouterr().out
