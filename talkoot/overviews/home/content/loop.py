"""The one loop as a picture: seven stations on a ring, each with a sign of its own, in a municipality's colours.

Decorative: the list beside it says the same in words. Presentation attributes only, no ids, so it may stand anywhere.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin

from talkoot.kernel.ui.motifs import disc, path
from talkoot.kernel.ui.theme import Theme, at_luminance

SIDE, MIDDLE = 600, 300
RING, STATION = 222, 70
STATIONS = 7


@lru_cache(maxsize=64)
def loop_svg(theme: Theme) -> str:
    """A square SVG, hidden from assistive technology; under 8 kB."""
    strong, deep = at_luminance(theme.brand, 0.1), at_luminance(theme.brand, 0.03, chroma=0.8)
    soft, pale = at_luminance(theme.brand, 0.5, chroma=0.75), at_luminance(theme.brand, 0.86, chroma=0.45, most=0.035)
    warm, cream = at_luminance(theme.accent, 0.42), at_luminance(theme.accent, 0.9, chroma=0.3, most=0.025)
    ember = at_luminance(theme.accent, 0.17)
    grounds = [cream, strong, warm, deep, soft, cream, strong]
    inks = [(strong, warm), (cream, warm), (deep, cream), (warm, cream), (deep, cream), (ember, warm), (cream, soft)]
    drawn = [f'<circle cx="{MIDDLE}" cy="{MIDDLE}" r="{RING}" fill="none" stroke="{soft}" stroke-width="14"/>']
    drawn.append(path(strong, "".join(arrow(n + 0.5) for n in range(STATIONS))))
    drawn.append(flower(warm, strong, pale))
    for number, (ground, (first, second)) in enumerate(zip(grounds, inks, strict=True)):
        x, y = at(number)
        drawn.append(path(ground, disc(x, y, STATION)))
        drawn.append(SIGNS[number](x, y, first, second, ground))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ui-loop-picture" viewBox="0 0 {SIDE} {SIDE}" aria-hidden="true" focusable="false">'
        + "".join(drawn)
        + "</svg>"
    )


def at(place: float, radius: float = RING) -> tuple[int, int]:
    """A point on the ring: station 0 is on top, the others follow clockwise."""
    angle = 2 * pi * place / STATIONS - pi / 2
    return round(MIDDLE + radius * cos(angle)), round(MIDDLE + radius * sin(angle))


def arrow(place: float) -> str:
    """A triangle on the ring that points to the next station."""
    tip, outer, inner = at(place + 0.07), at(place - 0.07, RING + 19), at(place - 0.07, RING - 19)
    return f"M{tip[0]} {tip[1]}L{outer[0]} {outer[1]}L{inner[0]} {inner[1]}z"


def flower(first: str, second: str, light: str) -> str:
    """What grows in the middle: a petal towards each station."""
    petals = ["", ""]
    for number in range(STATIONS):
        tip, left, right = at(number, 124), at(number - 0.6, 84), at(number + 0.6, 84)
        petals[number % 2] += f"M{MIDDLE} {MIDDLE}Q{left[0]} {left[1]} {tip[0]} {tip[1]}Q{right[0]} {right[1]} {MIDDLE} {MIDDLE}z"
    return path(first, petals[0]) + path(second, petals[1]) + path(light, disc(MIDDLE, MIDDLE, 24)) + path(second, disc(MIDDLE, MIDDLE, 10))


def eye(x: int, y: int, first: str, second: str, ground: str) -> str:
    """Understand: an eye."""
    lid = f"M{x - 46} {y}Q{x} {y - 52} {x + 46} {y}Q{x} {y + 52} {x - 46} {y}z"
    return path(first, lid) + path(second, disc(x, y, 20)) + path(first, disc(x, y, 8))


def door(x: int, y: int, first: str, second: str, ground: str) -> str:
    """Invite: an open door."""
    frame = f"M{x - 32} {y + 42}V{y - 12}a32 32 0 0 1 64 0V{y + 42}z"
    leaf = f"M{x - 20} {y + 42}V{y - 10}a20 20 0 0 1 20 -20V{y + 42}z"
    return path(first, frame) + path(second, leaf)


def together(x: int, y: int, first: str, second: str, ground: str) -> str:
    """Try together: two discs that share a part."""
    shared = f"M{x} {y - 24}A32 32 0 0 1 {x} {y + 24}A32 32 0 0 1 {x} {y - 24}z"
    return path(first, disc(x - 21, y, 32)) + path(second, disc(x + 21, y, 32)) + path(ground, shared)


def balance(x: int, y: int, first: str, second: str, ground: str) -> str:
    """Decide: a diamond of two halves."""
    return path(first, f"M{x} {y - 48}V{y + 48}L{x - 40} {y}z") + path(second, f"M{x} {y - 48}V{y + 48}L{x + 40} {y}z")


def tree(x: int, y: int, first: str, second: str, ground: str) -> str:
    """Make it last: a tree."""
    leaves = ""
    for foot in (y + 30, y + 6):
        for side in (-1, 1):
            edge = x + side * 36
            leaves += f"M{x} {foot}Q{edge} {foot - 4} {edge} {foot - 38}Q{x + side * 4} {foot - 32} {x} {foot}z"
    return path(second, leaves) + path(first, f"M{x - 3} {y + 48}V{y - 44}h6V{y + 48}z")


def sun(x: int, y: int, first: str, second: str, ground: str) -> str:
    """Share: a sun."""
    rays = ""
    for n in range(8):
        angle = pi * n / 4
        rays += disc(round(x + 43 * cos(angle)), round(y + 43 * sin(angle)), 8)
    return path(second, disc(x, y, 25)) + path(first, rays)


def house(x: int, y: int, first: str, second: str, ground: str) -> str:
    """Adopt: another town's house with a light in its window."""
    return path(first, f"M{x - 34} {y + 38}V{y - 8}L{x} {y - 44}L{x + 34} {y - 8}V{y + 38}z") + path(second, disc(x, y + 4, 13))


SIGNS = (eye, door, together, balance, tree, sun, house)
