"""Ways on for a proposal to a place. Activities register theirs, so that a place knows none of them.

register_route(Route("co-creation", _("…"), sentence=_("…"), begin_url=lambda intake: reverse("marketplace:post_idea") + …))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise

ROUTES: dict[str, Route] = {}


@dataclass(frozen=True)
class Route:
    """code: as stored in Intake.route. label: its name. sentence: what the sender reads on the way on.

    begin_url: intake -> the address where the sender goes on, or None when nothing is open now and the municipality writes to her.
    """

    code: str
    label: Sentence
    sentence: Sentence
    begin_url: Callable[[Any], str | None] = lambda intake: None
    order: int = 50


def register_route(route: Route) -> None:
    """A second route of a code raises ValueError."""
    if route.code in ROUTES:
        raise ValueError(f"The route {route.code} is registered twice.")
    ROUTES[route.code] = route


def routes() -> list[Route]:
    return sorted(ROUTES.values(), key=lambda route: route.order)


def route_label(code: str) -> Sentence:
    """Name of a route; of one whose activity is not installed any more, its code."""
    return ROUTES[code].label if code in ROUTES else code


def origin_of(intake: Any) -> str:
    """What a page that begins something takes as `?from=`: "places.intake:7"."""
    return f"{intake._meta.label_lower}:{intake.pk}"


register_route(
    Route(
        "research",
        _("A research permit"),
        _("What you propose is a study, so it needs a research permit of the municipality. The answer tells how it is asked for."),
        order=40,
    )
)
