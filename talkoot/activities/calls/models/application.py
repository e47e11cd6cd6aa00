"""The application: a draft of a team, its frozen versions, its partners, and what in it is confidential, kept apart."""

from __future__ import annotations

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.states import ApplicationState, FileKind
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import Organisation

# Without letters that look alike; 31**8 = 8.5e11. Not a running number: that would tell how many apply before the deadline.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 8
RECEIPT_LENGTH = 16
LONGEST_ANSWER = 6_000


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_receipt() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT_LENGTH))


# What a team weighed in its draft is nobody's history.
@pghistory.track(exclude=["title", "price", "weeks"])
class Application(MunicipalModel):
    """Sealed until the deadline: only the people of its own organisations read it (queries/applications.py).

    What is submitted is its newest `ApplicationVersion`; what stands here and in the answers may be newer, until it is sent again.
    """

    code = models.CharField(_("number"), max_length=12, default=new_code, unique=True, editable=False)
    call = models.ForeignKey(Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="+")
    challenge = models.ForeignKey(Challenge, verbose_name=_("challenge"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name=_("lead applicant"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    title = models.CharField(_("name of the trial"), max_length=160, blank=True)
    written_in = models.CharField(_("language of the application"), max_length=5)
    # Euros without value added tax, with installation and dismantling.
    price = models.DecimalField(
        _("total price, euros"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    weeks = models.PositiveSmallIntegerField(
        _("length, weeks"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(160)]
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("contact person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # Of the newest version; the row says by itself whether it came in time.
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "challenge", "organisation"],
                condition=~Q(state=ApplicationState.WITHDRAWN),
                name="one_application_of_a_lead_for_a_challenge",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.SUBMITTED) | Q(submitted_at__isnull=False), name="submitted_application_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "challenge", "id"], name="applications_of_call"),
            models.Index(fields=["organisation", "-id"], name="applications_of_organisation"),
            models.Index(fields=["challenge", "id"], name="applications_of_challenge"),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    @property
    def is_submitted(self) -> bool:
        return self.state == ApplicationState.SUBMITTED


class AnswerBase(MunicipalModel):
    """An answer to one question. `revision` grows with each save: who saves over a newer one is told of it first."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    text = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.application_id}: {self.key}"


@pghistory.track()
class Answer(AnswerBase):
    """What may be read by whoever may read the application."""

    class Meta:
        verbose_name = _("answer of an application")
        verbose_name_plural = _("answers of applications")
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="application_answer_once")]


@pghistory.track()
class ConfidentialAnswer(AnswerBase):
    """Trade secrets: in a table of their own, read by the applicant, the officials and the jury, and given to nobody else.

    `ground` is why it is confidential, in the applicant's words.
    """

    ground = models.CharField(_("why it is confidential"), max_length=500)

    class Meta:
        verbose_name = _("confidential answer of an application")
        verbose_name_plural = _("confidential answers of applications")
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="confidential_answer_once"),
            models.CheckConstraint(condition=Q(ground__gt=""), name="confidential_answer_has_a_ground"),
        ]


@pghistory.track()
class Partner(MunicipalModel):
    """An organisation of the consortium beside the lead. It confirms by its own person; until then it is only asked."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+")
    task = models.CharField(_("task in the consortium"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("partner in an application")
        verbose_name_plural = _("partners in applications")
        constraints = [
            models.UniqueConstraint(fields=["application", "organisation"], name="application_partner_once"),
            models.CheckConstraint(condition=Q(confirmed_at=None) | Q(declined_at=None), name="partner_confirmed_or_declined"),
        ]
        indexes = [models.Index(fields=["organisation", "application"], name="partner_of_organisation")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.organisation_id}"


@pghistory.track()
class ApplicationFile(MunicipalModel):
    """A file of the application. Taken away from the draft it stays, when a version that was sent holds it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what it is"), max_length=12, choices=FileKind, default=FileKind.OTHER)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    ground = models.CharField(_("why it is confidential"), max_length=500, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")
        constraints = [
            models.CheckConstraint(condition=Q(is_confidential=False) | Q(ground__gt=""), name="confidential_file_has_a_ground"),
        ]
        indexes = [models.Index(fields=["application", "id"], name="files_of_application")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.file_id}"


class ApplicationVersion(MunicipalModel):
    """The application as it was sent, frozen. Insert-only.

    content: the core without what is confidential: {title, price, weeks, language, organisation, business_id, partners,
    answers {key: text}, files [{id, name, kind, sha256}], confidential_keys}. content_hash seals it with the confidential part.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(pgettext_lazy("application", "version"))
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    receipt = models.CharField(max_length=20, default=new_receipt, unique=True)
    # By the clock of the server, read after the call had been locked.
    received_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("version of an application")
        verbose_name_plural = _("versions of applications")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="application_version_once")]
        triggers = [AppendOnly(erasable=["submitted_by"])]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.number}"


class ConfidentialContent(MunicipalModel):
    """The confidential part of a version, apart from its core. content: {answers {key: {text, ground}}, files [...]}. Insert-only."""

    version = models.OneToOneField(ApplicationVersion, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()

    class Meta:
        verbose_name = _("confidential part of a version")
        verbose_name_plural = _("confidential parts of versions")
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.version_id)
