"""The clause library."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.content.text import clean_clause, hash_of
from talkoot.tools.agreements.models.library import Clause, ClauseVersion
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.agreements.permissions import WRITE_TEMPLATES
from talkoot.tools.agreements.queries.templates import newest_clause_version


@action("agreements.save_clause", permission=WRITE_TEMPLATES, label=gettext_lazy("Saved a clause"))
def save_clause(*, actor: Actor, key: str, title: Words, text: Words, change_note: str = "") -> ClauseVersion:
    """A new version of the clause (the first one when the key is new); the newest one when it says the same already."""
    try:
        clean = clean_clause({"key": key, "title": dict(title), "text": dict(text)})
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), mend=_("Correct it and try again."), field="text") from error
    clause, _is_new = Clause.objects.get_or_create(key=key, defaults={"title": title})
    clause = Clause.objects.select_for_update().get(pk=clause.pk)
    digest = hash_of({"title": clean["title"], "text": clean["text"]})
    newest = newest_clause_version(clause)
    if newest is not None and newest.content_hash == digest:
        return newest
    version = ClauseVersion.objects.create(
        clause=clause,
        number=(newest.number if newest else 0) + 1,
        title=Words(clean["title"]),
        text=Words(clean["text"]),
        change_note=change_note.replace("\0", "").strip()[:500],
        content_hash=digest,
        written_by_id=getattr(actor, "pk", None),
    )
    clause.title, clause.newest_number = version.title, version.number
    clause.save()
    return version


@action("agreements.set_clause_use", permission=WRITE_TEMPLATES, of="clause", label=gettext_lazy("Changed whether a clause is in use"))
def set_clause_use(*, actor: Actor, clause: Clause, is_active: bool) -> Clause:
    clause.is_active = is_active
    clause.save(update_fields=["is_active", "changed_at"])
    return clause


@action(
    "agreements.collect_clauses",
    permission=WRITE_TEMPLATES,
    of="version",
    label=gettext_lazy("Took clauses of a template into the library"),
)
def collect_clauses(*, actor: Actor, version: TemplateVersion) -> int:
    """Clauses of the template whose key the library does not know yet. Returns how many came."""
    known = set(Clause.objects.values_list("key", flat=True))
    new = [clause for clause in version.clauses if clause["key"] not in known]
    for clause in new:
        save_clause(actor=actor, key=clause["key"], title=Words(clause["title"]), text=Words(clause["text"]))
    return len(new)
