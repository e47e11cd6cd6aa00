"""Words of the marketplace with a fixed list of values."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    NEED = "need", pgettext_lazy("listing", "Need")
    IDEA = "idea", pgettext_lazy("listing", "Idea")


class State(TextChoices):
    DRAFT = "draft", pgettext_lazy("listing", "Draft")
    IN_CHECK = "in_check", _("Being checked")
    RETURNED = "returned", _("Returned to its writer")
    PUBLISHED = "published", pgettext_lazy("listing", "Published")
    RESTING = "resting", _("Resting")
    MATCHED = "matched", _("Partner found")
    CLOSED = "closed", pgettext_lazy("listing", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("listing", "Withdrawn")


class Degree(TextChoices):
    """How the users take part. Source: the published ground rules of KYKY (for, with, by)."""

    FOR = "for", _("For the users")
    WITH = "with", _("With the users")
    BY = "by", _("By the users")


DEGREE_MEANINGS: dict[str, Any] = {
    Degree.FOR: _("The partner makes it, the users try it and tell what they think."),
    Degree.WITH: _("Users and partner plan and make it together."),
    Degree.BY: _("The users make it themselves, the partner helps."),
}


class RaisedBy(TextChoices):
    """The role of the one whose need it is. Never a name."""

    PUPILS = "pupils", _("Pupils or children")
    TEACHER = "teacher", _("Teacher or educator")
    STAFF = "staff", _("Other staff")
    GUARDIANS = "guardians", _("Guardians")
    CLUBS = "clubs", _("Hobby clubs and other associations")


class SuggestedAs(TextChoices):
    """In which part somebody suggests a need without an account. Never a name."""

    GUARDIAN = "guardian", _("As a guardian")
    PARENTS = "parents", _("For a parents' association")
    CLUB = "club", _("For a hobby club or another association")


RAISED_BY = {SuggestedAs.GUARDIAN: RaisedBy.GUARDIANS, SuggestedAs.PARENTS: RaisedBy.GUARDIANS, SuggestedAs.CLUB: RaisedBy.CLUBS}


class SuggestionState(TextChoices):
    WAITING = "waiting", pgettext_lazy("suggested need", "Waits for an answer")
    TAKEN = "taken", _("Taken up as a need")
    DECLINED = "declined", pgettext_lazy("suggested need", "Not taken up")


class Level(TextChoices):
    EARLY = "early", _("Early childhood education")
    PRIMARY = "primary", _("Grades 1–6")
    LOWER_SECONDARY = "lower_secondary", _("Grades 7–9")
    UPPER_SECONDARY = "upper_secondary", _("General upper secondary education")
    VOCATIONAL = "vocational", _("Vocational education")
    ADULT = "adult", _("Liberal adult education")
    LIBRARY = "library", _("Library")
    MUSEUM = "museum", _("Museum")
    SERVICE_CENTRE = "service_centre", _("Service centre")


class Subject(TextChoices):
    MOTHER_TONGUE = "mother-tongue", _("Mother tongue and reading")
    LANGUAGES = "languages", pgettext_lazy("school subject", "Languages")
    MATHEMATICS = "mathematics", _("Mathematics")
    NATURE = "nature", _("Environment and natural sciences")
    SOCIETY = "society", _("History and society")
    ARTS = "arts", _("Music and visual arts")
    CRAFTS = "crafts", _("Crafts and technology")
    SPORT = "sport", _("Physical education")
    HOME = "home", _("Home economics and health")
    DIGITAL = "digital", _("Digital skills and coding")
    WELLBEING = "wellbeing", _("Wellbeing and social skills")
    SPECIAL = "special", _("Special needs and support")
    GUIDANCE = "guidance", _("Guidance and working life")
    EVERYDAY = "everyday", _("Everyday life of the unit")


class Sought(TextChoices):
    """What the writer looks for in the other side."""

    PRODUCT = "product", _("A product to try")
    SERVICE = "service", _("A service")
    MATERIAL = "material", _("Learning material")
    EXPERTISE = "expertise", _("Knowledge or a visit")
    CO_DESIGN = "co-design", _("Somebody to make it with")
    TEST_GROUP = "test-group", _("A group that tries it")
    VIEWS = "views", _("Views of the staff")
    SPACE = "space", _("A place")


class Stage(TextChoices):
    """How far a product is."""

    IDEA = "idea", _("An idea on paper")
    PROTOTYPE = "prototype", _("A prototype")
    BETA = "beta", _("A test version")
    ON_MARKET = "on_market", _("On the market")


class YesNoUnsure(TextChoices):
    NO = "no", _("No")
    YES = "yes", _("Yes")
    UNSURE = "unsure", _("Not sure")


class Visibility(TextChoices):
    EVERYONE = "everyone", pgettext_lazy("visibility of a listing", "Everyone")
    SIGNED_IN = "signed_in", _("Signed-in people only")


class InterestState(TextChoices):
    NEW = "new", pgettext_lazy("interest", "New")
    TALKING = "talking", _("Talking")
    DECLINED = "declined", _("Declined")
    AGREED = "agreed", _("Agreed")
    WITHDRAWN = "withdrawn", pgettext_lazy("interest", "Withdrawn")


class GoAheadState(TextChoices):
    ASKED = "asked", _("Asked")
    GIVEN = "given", pgettext_lazy("go-ahead", "Given")
    REFUSED = "refused", pgettext_lazy("go-ahead", "Refused")
    TAKEN_BACK = "taken_back", _("Taken back")


class Side(TextChoices):
    """Of a conversation. A community or a company is the partner; the unit is where the work is done."""

    UNIT = "unit", pgettext_lazy("side", "Unit")
    PARTNER = "partner", pgettext_lazy("side", "Partner")


OPEN_INTEREST = (InterestState.NEW, InterestState.TALKING, InterestState.AGREED)
# Listings that others read: in lists the first, by address also those that have found their partner.
SHOWN_IN_LISTS = (State.PUBLISHED,)
SHOWN_BY_ADDRESS = (State.PUBLISHED, State.MATCHED)


class RoundState(TextChoices):
    """Of a round in which places are shared among groups."""

    DRAFT = "draft", pgettext_lazy("round of places", "Being prepared")
    OPEN = "open", pgettext_lazy("round of places", "Open")
    CLOSED = "closed", pgettext_lazy("round of places", "Closed")
    ALLOCATED = "allocated", _("Places given, not yet told")
    PUBLISHED = "published", pgettext_lazy("round of places", "Results told")


class FairState(TextChoices):
    DRAFT = "draft", pgettext_lazy("fair", "Being prepared")
    OPEN = "open", _("Taking pitches")
    PUBLISHED = "published", _("Programme published")
    CANCELLED = "cancelled", pgettext_lazy("fair", "Cancelled")


class FairPart(TextChoices):
    """A stand has no time of its own: it is there all along."""

    PITCH = "pitch", _("Pitch")
    STORY = "story", _("Experience of a unit")
    TALK = "talk", _("Talk")
    BREAK = "break", pgettext_lazy("programme", "Break")
    STAND = "stand", _("Stand")
