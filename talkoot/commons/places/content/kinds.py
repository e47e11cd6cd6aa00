"""The words that fields of places choose from."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceKind(models.TextChoices):
    PLACE = "place", pgettext_lazy("kind of place", "Place")
    NETWORK = "service_network", _("Service network")
    DIGITAL = "digital", _("Digital platform")
    DISTRICT = "district", _("District")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", pgettext_lazy("place", "Closed")


class Part(models.TextChoices):
    """What a person does for a place. Coordinators of the municipality may do all of it."""

    OPERATOR = "operator", pgettext_lazy("of a place", "Operator")
    HOST = "host", _("Staff of the place")
    STEERING = "steering", _("Member of the steering group")


class Service(models.TextChoices):
    """What a place offers to those who develop in it."""

    NEEDS = "needs", _("Knowledge of needs")
    TEST_USERS = "test_users", _("Test users")
    FACILITATION = "facilitation", _("Facilitation")
    SPACE = "space", pgettext_lazy("service of a place", "Space")
    DATA = "data", pgettext_lazy("service of a place", "Data")
    EVALUATION = "evaluation", pgettext_lazy("service of a place", "Evaluation")
    PROCUREMENT = "procurement", _("Advice on procurement")
    EVENTS = "events", pgettext_lazy("service of a place", "Events")
    PUBLICITY = "publicity", _("Publicity")


def service_labels(codes: Iterable[str]) -> list[str | Promise]:
    """Names of the services; one that this version does not know shows its code."""
    known = dict(Service.choices)
    return [known.get(code, code) for code in codes]


class Use(models.TextChoices):
    """Uses of a place that its terms may refuse at the door. Asked one by one in the form of a proposal."""

    CAMPAIGNING = "campaigning", _("Election campaigning or party politics")
    COMMERCIAL = "commercial", _("Selling, advertising or collecting customers")
    FUNDRAISING = "fundraising", _("Raising funds without an agreement")
    DISTURBING = "disturbing", _("Something that disturbs the basic service, such as loud sound all day")
    PERSONAL_DATA = "personal_data", _("Collecting personal data of customers for the sender's own use")
    PERMANENT = "permanent", _("Staying in the place for good")


# Said to whoever ticks it, after the place's own terms: why, and where to turn instead.
USE_REFUSALS = {
    Use.CAMPAIGNING: _(
        "The place belongs to all customers alike, so no campaigning is done in it. Market squares and rented rooms are open for it."
    ),
    Use.COMMERCIAL: _(
        "Nothing is sold or advertised in the place. A product can be developed with its users: propose that without the selling."
    ),
    Use.FUNDRAISING: _("Funds are raised here by agreement only. Write to the contact of the place before you propose it."),
    Use.DISTURBING: _("The basic service comes first. Propose a quieter form, or a time when the place is closed to customers."),
    Use.PERSONAL_DATA: _("No personal data of customers leaves the place. Propose a way that needs none, such as anonymous answers."),
    Use.PERMANENT: _("The place is lent for a time. Tell when you begin and when you have left."),
}


class RaisedAs(models.TextChoices):
    CUSTOMER = "customer", pgettext_lazy("raised as", "Customer")
    STAFF = "staff", pgettext_lazy("raised as", "Staff of the place")
    PARTNER = "partner", pgettext_lazy("raised as", "Partner or association")


class NeedState(models.TextChoices):
    WAITING = "waiting", _("Waits to be read")
    PUBLISHED = "published", _("Published")
    HIDDEN = "hidden", _("Not published")


class SenderKind(models.TextChoices):
    COMPANY = "company", _("Company")
    ASSOCIATION = "association", _("Association")
    SCHOOL = "school", _("School or institute")
    RESEARCHER = "researcher", _("Researcher")
    CITY = "city", _("Unit of the municipality")
    RESIDENT = "resident", _("Resident")


class IntakeState(models.TextChoices):
    RECEIVED = "received", _("Received")
    ROUTED = "routed", _("Taken further")
    REFUSED = "refused", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")


class Reason(models.TextChoices):
    """Why a proposal is declined. A list, so that the reasons can be counted."""

    AGAINST_TERMS = "against_terms", _("It is against the terms of the place")
    NO_ROOM = "no_room", _("There is no room or time for it")
    NO_HOST = "no_host", _("No unit of the place can take part")
    NO_NEED = "no_need", _("It answers no need of the customers or the staff")
    DATA = "data", _("Its use of data cannot be accepted")
    PROCUREMENT = "procurement", _("It is a matter of procurement")
    UNFINISHED = "unfinished", _("It is not yet ready to be tried")
    OTHER_PLACE = "other_place", _("It fits another place better")


class Chapter(models.TextChoices):
    """What a lesson of a year is about: the chapters in which a place is described."""

    VALUE = "value", _("Value and business model")
    MANAGEMENT = "management", _("Management")
    FACILITIES = "facilities", pgettext_lazy("chapter", "Facilities")
    GOALS = "goals", pgettext_lazy("chapter", "Goals")
    COOPERATION = "cooperation", _("Working together")
