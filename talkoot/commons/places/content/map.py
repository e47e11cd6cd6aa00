"""The map of places: where each lies in a box, drawn from its coordinates. No foreign tiles, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT, MARGIN = 560, 380, 48
# Degrees of latitude that the map shows at least (about 6 km), so that a single place does not fill a continent.
LEAST_DEGREES = 0.055
KM_OF_A_DEGREE = 111.2
# Lengths of the scale, in kilometres.
SCALES = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
# A point and its rim lie inside the box.
EDGE = 25.0
# Points nearer than this would lie on each other.
LEAST_GAP = 44


@dataclass(frozen=True)
class Point:
    """number: its place in the given sequence, from 1. x, y: in the box; label_left: whether its name fits better on its left."""

    number: int
    x: float
    y: float
    label_left: bool


@dataclass(frozen=True)
class PlaceMap:
    """points in the order given. scale_km, scale_width: a length in kilometres and in the box. grid: lines of the box."""

    points: tuple[Point, ...]
    scale_km: float
    scale_width: float
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    width: int = WIDTH
    height: int = HEIGHT


def drawn(coordinates: Sequence[tuple[float, float]]) -> PlaceMap | None:
    """A map of (latitude, longitude) in degrees, north up; degrees of longitude are shortened by the cosine of the middle latitude."""
    if not coordinates:
        return None
    north, south = max(c[0] for c in coordinates), min(c[0] for c in coordinates)
    east, west = max(c[1] for c in coordinates), min(c[1] for c in coordinates)
    middle = (north + south) / 2
    shortening = max(0.02, cos(radians(middle)))
    tall = max(north - south, LEAST_DEGREES)
    wide = max((east - west) * shortening, LEAST_DEGREES)
    # Pixels of a degree of latitude: what fits both ways.
    scale = min((HEIGHT - 2 * MARGIN) / tall, (WIDTH - 2 * MARGIN) / wide)
    middle_east = (east + west) / 2
    placed: list[tuple[float, float]] = []
    for latitude, longitude in coordinates:
        x = WIDTH / 2 + (longitude - middle_east) * shortening * scale
        y = HEIGHT / 2 - (latitude - middle) * scale
        placed.append(moved_apart(x, y, placed))
    kilometre = scale / KM_OF_A_DEGREE
    length = max((s for s in SCALES if s * kilometre <= WIDTH / 4), default=SCALES[0])
    step = length * kilometre
    return PlaceMap(
        points=tuple(Point(number, round(x, 1), round(y, 1), x > WIDTH * 0.6) for number, (x, y) in enumerate(placed, start=1)),
        scale_km=length,
        scale_width=round(step, 1),
        columns=lines(WIDTH, step),
        rows=lines(HEIGHT, step),
    )


def moved_apart(x: float, y: float, others: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The point itself, or the next free one below, so that each can be reached with a finger."""
    for _attempt in range(len(others) + 1):
        if all(abs(x - a) >= LEAST_GAP or abs(y - b) >= LEAST_GAP for a, b in others):
            break
        y += LEAST_GAP
        if y > HEIGHT - EDGE:
            x, y = x + LEAST_GAP, y - 3 * LEAST_GAP
    return min(max(x, EDGE), WIDTH - EDGE), min(max(y, EDGE), HEIGHT - EDGE)


def lines(length: int, step: float) -> tuple[float, ...]:
    """Where the lines of the grid are, from the middle outwards."""
    if step < 8:
        return ()
    half = int(length / 2 / step)
    return tuple(round(length / 2 + n * step, 1) for n in range(-half, half + 1))
