"""The figures of a year of a place, for the steering group: one source for the page, the PDF and the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from talkoot.commons.places.content.facility_kinds import DisturbanceKind
from talkoot.commons.places.content.kinds import Reason, Use
from talkoot.commons.places.content.routes import route_label
from talkoot.commons.places.models.lessons import PlaceLesson
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.bookings import Utilisation, utilisation
from talkoot.commons.places.queries.disturbances import disturbance_counts
from talkoot.commons.places.queries.intakes import IntakeFigures, figures_of_intakes
from talkoot.commons.places.queries.lessons import lessons_of
from talkoot.commons.places.queries.needs import answered_share
from talkoot.kernel.links.queries import CourseStep, came_directly
from talkoot.kernel.links.relations import HELD_AT
from talkoot.tools.measures.queries import Measured, measures_of

Sentence = str | Promise


@dataclass(frozen=True)
class GoalOfYear:
    """An indicator as it stood at the end of the year and of the year before. None: not measured by then."""

    measured: Measured
    value: Decimal | None
    earlier: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return self.value - self.earlier if self.value is not None and self.earlier is not None else None


@dataclass(frozen=True)
class YearReport:
    place: Place
    year: int
    goals: list[GoalOfYear]
    needs_answered: int
    needs_all: int
    intakes: IntakeFigures
    intakes_before: IntakeFigures
    routes: list[tuple[Sentence, int]]
    reasons: list[tuple[Sentence, int]]
    turned_away: list[tuple[Sentence, int]]
    happened: list[CourseStep]
    lessons: list[PlaceLesson]
    use: list[Utilisation]
    # (kind, how many complaints), most first.
    disturbances: list[tuple[Sentence, int]]


def report_of(place: Place, year: int, person: Any) -> YearReport:
    """What the person may see of the year."""
    intakes = figures_of_intakes(place, year)
    answered, everything = answered_share(place, year)
    return YearReport(
        place=place,
        year=year,
        goals=[goal_of(one, year) for one in measures_of(place)],
        needs_answered=answered,
        needs_all=everything,
        intakes=intakes,
        intakes_before=figures_of_intakes(place, year - 1),
        routes=[(route_label(code), count) for code, count in intakes.by_route.items()],
        reasons=[(dict(Reason.choices).get(code, code), count) for code, count in intakes.by_reason.items()],
        turned_away=[(dict(Use.choices).get(code, code), count) for code, count in intakes.turned_away.items()],
        happened=[step for step in came_directly(place, person, HELD_AT) if step.made_at.year == year],
        lessons=list(lessons_of(place, year)),
        use=utilisation(place, year),
        disturbances=[
            (dict(DisturbanceKind.choices).get(kind, kind), count)
            for kind, count in sorted(disturbance_counts(place, year).items(), key=lambda pair: -pair[1])
        ],
    )


def goal_of(one: Measured, year: int) -> GoalOfYear:
    return GoalOfYear(one, value_by(one, date(year, 12, 31)), value_by(one, date(year - 1, 12, 31)))


def value_by(one: Measured, day: date) -> Decimal | None:
    """The newest value measured by the day; the baseline counts as one."""
    values = [value for measured_on, value in one.points if measured_on <= day]
    return values[-1] if values else None
