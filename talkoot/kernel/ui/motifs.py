"""The motifs of the covers: what is drawn, given a seed's dice and a set of inks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from talkoot.kernel.ui.theme import luminance

WIDTH, HEIGHT = 480, 270

Choice = TypeVar("Choice")


class Dice:
    """Numbers drawn from a seed; unlike `random`, the same on every Python."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._bytes = b""
        self._round = 0

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        if len(self._bytes) < 2:
            self._bytes = sha256(self._seed + bytes([self._round % 256])).digest()
            self._round += 1
        value, self._bytes = int.from_bytes(self._bytes[:2]), self._bytes[2:]
        return low + value % (high - low + 1)

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        return choices[self.number(0, len(choices) - 1)]


@dataclass(frozen=True)
class Inks:
    """The four or five colours a picture is printed with; `paper` is the ground."""

    paper: str
    first: str
    second: str
    third: str
    light: str


# ── Strokes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def path(fill: str, d: str) -> str:
    return f'<path fill="{fill}" d="{d}"/>' if d else ""


def disc(x: int, y: int, radius: int) -> str:
    """A disc as part of a path, so that many discs of one ink are one element."""
    return f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0z"


def quarter_path(x: int, y: int, size: int, turn: int) -> str:
    """A quarter of a disc filling a square; `turn` 0 to 3 is the corner of its centre, clockwise from top left."""
    return (
        f"M{x} {y}h{size}a{size} {size} 0 0 1 {-size} {size}z",
        f"M{x + size} {y}v{size}a{size} {size} 0 0 1 {-size} {-size}z",
        f"M{x + size} {y + size}h{-size}a{size} {size} 0 0 1 {size} {-size}z",
        f"M{x} {y + size}v{-size}a{size} {size} 0 0 1 {size} {size}z",
    )[turn % 4]


def quarter(x: int, y: int, size: int, turn: int, fill: str) -> str:
    return path(fill, quarter_path(x, y, size, turn))


def leaf_path(x: int, y: int, size: int, turn: int) -> str:
    """A leaf across a square: two quarters that share its diagonal."""
    if turn % 2:
        return f"M{x + size} {y}a{size} {size} 0 0 1 {-size} {size}a{size} {size} 0 0 1 {size} {-size}z"
    return f"M{x} {y}a{size} {size} 0 0 1 {size} {size}a{size} {size} 0 0 1 {-size} {-size}z"


# ── Motifs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tiles(dice: Dice, inks: Inks) -> str:
    """Quarters, leaves and discs on a grid, like a tiled stove."""
    size = dice.one_of([90, 90, 68])
    colours = [inks.first, inks.second, inks.third, inks.light]
    grounds: dict[str, str] = {}
    shapes: dict[str, str] = {}
    mirrored = dice.number(0, 1)
    columns, rows = -(-WIDTH // size), -(-HEIGHT // size)
    left = (WIDTH - columns * size) // 2
    above = [""] * columns
    for row in range(rows):
        left_one = ""
        for column in range(columns):
            x, y = left + column * size, row * size
            ground = dice.one_of([one for one in (inks.paper, *colours) if one not in (left_one, above[column])])
            left_one = above[column] = ground
            ink = dice.one_of([colour for colour in (*colours, inks.paper) if colour != ground])
            if ground != inks.paper:
                grounds[ground] = grounds.get(ground, "") + f"M{x} {y}h{size}v{size}h{-size}z"
            kind = dice.number(0, 9)
            turn = (2 * (column % 2) + row) if mirrored else dice.number(0, 3)
            if kind < 5:
                shape = quarter_path(x, y, size, turn)
            elif kind < 8:
                shape = leaf_path(x, y, size, turn)
            else:
                shape = disc(x + size // 2, y + size // 2, size // 3)
            shapes[ink] = shapes.get(ink, "") + shape
    return "".join(path(*item).replace("/>", ' shape-rendering="crispEdges"/>') for item in grounds.items()) + "".join(
        path(*item) for item in shapes.items()
    )


def _arcs(dice: Dice, inks: Inks) -> str:
    """Rainbows of concentric half discs, standing in rows."""
    radius = dice.one_of([120, 160, 80])
    colours = [inks.first, inks.second, inks.light, inks.third, inks.paper]
    out = ""
    rows = {80: 4, 120: 3, 160: 2}[radius]
    for row in range(rows):
        base = HEIGHT - (rows - 1 - row) * radius * 2 // 3 + dice.number(0, 8)
        shift = radius if row % 2 else 0
        start = dice.number(0, 4)
        for ring in range(5):
            size = radius - ring * radius // 5
            d = "".join(
                f"M{x - size} {base}a{size} {size} 0 0 1 {2 * size} 0v{radius}h{-2 * size}z"
                for x in range(shift, WIDTH + radius + 1, 2 * radius)
            )
            out += path(colours[(start + ring) % 5], d)
    return out


def _hills(dice: Dice, inks: Inks) -> str:
    """Fells behind fells, and a sun that does not quite set."""
    sun_x, sun_y, sun = dice.number(110, 370), dice.number(70, 120), dice.number(42, 70)
    out = path(inks.second, disc(sun_x, sun_y, sun))
    if dice.number(0, 1):
        out += path(inks.paper, "".join(f"M0 {sun_y + sun // 3 + i * 16}h{WIDTH}v{3 + i * 2}H0z" for i in range(3)))
    level = 120
    for ink in (inks.light, inks.first, inks.third):
        level += dice.number(20, 36)
        x, d, up = -dice.number(20, 140), "", True
        d = f"M{x} {level + 40}"
        while x < WIDTH:
            reach = dice.number(70, 130)
            rise = dice.number(40, 76) if up else dice.number(8, 22)
            d += f"q{reach // 2} {-rise} {reach} 0t{reach} 0" if up else f"q{reach // 2} {-rise * 2} {reach} 0"
            x += 2 * reach if up else reach
            up = not up
        out += path(ink, f"{d}V{HEIGHT}H-200z")
    return out


def _leaves(dice: Dice, inks: Inks) -> str:
    """Tall stems with paired leaves, each of its own ink."""
    out = ""
    stems = dice.one_of([3, 4])
    step = WIDTH // stems
    for stem in range(stems):
        x = step // 2 + stem * step
        leaf = min(step // 2 - 4, dice.number(48, 74))
        ink = dice.one_of([inks.first, inks.third, inks.second]) if stem % 2 else inks.first
        other = inks.second if ink != inks.second else inks.light
        top = dice.number(-20, 40)
        d = o = ""
        y = HEIGHT + 20
        while y > top + leaf:
            y -= leaf * 4 // 5
            d += leaf_path(x - leaf, y - leaf, leaf, 0)
            o += leaf_path(x, y - leaf, leaf, 1)
        # The topmost leaf stands upright on the stem.
        w = leaf // 3
        d += f"M{x} {y - leaf // 2}q{-w * 2} {-leaf // 2} 0 {-leaf}q{w * 2} {leaf // 2} 0 {leaf}z"
        out += path(ink, d) + path(other, o) + f'<path stroke="{ink}" stroke-width="5" d="M{x} {HEIGHT}V{y - leaf // 2}"/>'
    return out


def _waves(dice: Dice, inks: Inks) -> str:
    """Rows of scalloped waves over one another."""
    width = dice.one_of([60, 80, 120])
    height = width * 2 // 5
    colours = [inks.first, inks.light, inks.second, inks.third, inks.paper]
    start = dice.number(0, 4)
    top = dice.number(20, 100)
    out = path(inks.second, disc(dice.number(80, 400), top - 4, dice.number(30, 56))) if top > 55 else ""
    for row, y in enumerate(range(top, HEIGHT + height, height * 4 // 5)):
        shift = -width // 2 if row % 2 else 0
        d = f"M{shift} {HEIGHT}V{y}" + f"q{width // 2} {-height} {width} 0" * (WIDTH // width + 2) + f"V{HEIGHT}z"
        ink = colours[(start + row) % 5]
        out += path(ink, d)
    return out


def _stripes(dice: Dice, inks: Inks) -> str:
    """A rag rug: upright bands in even and uneven widths, broken by small marks."""
    colours = [inks.first, inks.second, inks.light, inks.third, inks.paper]
    out, x, last = "", 0, ""
    while x < WIDTH:
        width = dice.one_of([8, 12, 24, 24, 40, 64])
        ink = dice.one_of([colour for colour in colours if colour != last])
        last = ink
        out += path(ink, f"M{x} 0h{width}v{HEIGHT}h{-width}z")
        if width >= 40:
            mark = dice.one_of([colour for colour in colours if colour != ink])
            size = width // 2 - 6
            middle = x + width // 2
            step = size * 2 + 10
            if dice.number(0, 1):
                d = "".join(f"M{middle} {y - size}l{size} {size}l{-size} {size}l{-size} {-size}z" for y in range(size, HEIGHT + size, step))
            else:
                d = "".join(disc(middle, y, size - 2) for y in range(size, HEIGHT + size, step))
            out += path(mark, d)
        x += width
    return out


def _stones(dice: Dice, inks: Inks) -> str:
    """Smooth shore stones, large and close together."""
    colours = [inks.first, inks.second, inks.third, inks.light]
    parts = dict.fromkeys(colours, "")
    last = ""
    for y in (42, 138, 232):
        x = -dice.number(10, 80)
        while x < WIDTH + 30:
            wide, tall = dice.number(48, 84), dice.number(36, 44)
            ink = dice.one_of([colour for colour in colours if colour != last])
            last = ink
            middle, lean = x + wide, dice.number(-14, 14)
            # Each quarter bends by its own amount, so that no two stones are alike and none is an ellipse.
            bends = [dice.number(42, 66) for _ in range(4)]
            a, b = wide * bends[0] // 100, wide * bends[2] // 100
            p, q = tall * bends[1] // 100, tall * bends[3] // 100
            parts[ink] += (
                f"M{middle - wide} {y}c0 {-p} {wide - a + lean} {-tall} {wide + lean} {-tall}"
                f"s{wide - lean} {tall - q} {wide - lean} {tall}s{-b} {tall} {-wide - lean} {tall}"
                f"S{middle - wide} {y + q} {middle - wide} {y}z"
            )
            x += 2 * wide + dice.number(8, 14)
    return "".join(path(*part) for part in parts.items())


def _blooms(dice: Dice, inks: Inks) -> str:
    """Few very large flowers, cut by the edges of the paper."""
    out = ""
    places = dice.one_of(
        [
            [(110, 120, 120), (360, 190, 130), (330, 10, 78)],
            [(240, 140, 150), (30, 40, 80), (455, 235, 84)],
            [(130, 210, 150), (350, 80, 118), (470, 260, 70), (60, 10, 62)],
        ]
    )
    for number, (x, y, size) in enumerate(places):
        ink = [inks.second, inks.first, inks.third, inks.light][(number + dice.number(0, 1)) % 4]
        petals = dice.one_of([5, 6, 8])
        half = size * {5: 52, 6: 44, 8: 34}[petals] // 100
        petal = f"M0 0C{-half} {-size // 3} {-half} {-size} 0 {-size}S{half} {-size // 3} 0 0z"
        turn = dice.number(0, 59)
        rays = "".join(f'<path d="{petal}" transform="rotate({turn + 360 * i // petals})"/>' for i in range(petals))
        heart = inks.light if ink != inks.light else inks.first
        dots = path(heart, disc(0, 0, size // 5)) + path(inks.third if ink != inks.third else inks.paper, disc(0, 0, size // 10))
        out += f'<g transform="translate({x} {y})" fill="{ink}">{rays}{dots}</g>'
    return out


def _houses(dice: Dice, inks: Inks) -> str:
    """A row of gabled wooden houses, lit windows, and a hill behind."""
    out = path(inks.light, disc(dice.number(60, 420), dice.number(50, 80), dice.number(26, 42)))
    hill = dice.number(150, 190)
    out += path(inks.second, f"M0 {hill}Q{dice.number(120, 360)} {hill - 90} {WIDTH} {hill}V{HEIGHT}H0z")
    x = -dice.number(4, 30)
    windows: dict[str, str] = {}
    last = ""
    while x < WIDTH:
        width, wall = dice.number(58, 92), dice.number(64, 128)
        roof = width * dice.one_of([35, 50, 60]) // 100
        ink = dice.one_of([colour for colour in (inks.first, inks.third, inks.paper, inks.first) if colour != last])
        last = ink
        top = HEIGHT - wall
        out += path(ink, f"M{x} {HEIGHT}V{top}l{width // 2} {-roof}l{width - width // 2} {roof}V{HEIGHT}z")
        lit = inks.second if ink == inks.paper else inks.light
        pane, gap = width // 5, width // 5
        for y in range(top + 10, HEIGHT - pane, pane * 2 + 4):
            for left in (x + gap, x + width - gap - pane):
                windows[lit] = windows.get(lit, "") + f"M{left} {y}h{pane}v{pane + pane // 2}h{-pane}z"
        x += width
    return out + "".join(path(*item) for item in windows.items())


def _birches(dice: Dice, inks: Inks) -> str:
    """Trunks of a birch wood with their dark marks."""
    out = path(inks.second, disc(dice.number(100, 380), dice.number(60, 150), dice.number(50, 84)))
    ground = dice.number(214, 240)
    trunks, marks, x = "", "", dice.number(-6, 20)
    while x < WIDTH:
        width = dice.number(14, 34)
        trunks += f"M{x} 0h{width}l{dice.number(1, 4)} {HEIGHT}h{-width - dice.number(2, 6)}z"
        for y in range(dice.number(4, 50), ground - 10, dice.number(38, 66)):
            length, thick = width * dice.number(35, 75) // 100, dice.number(5, 10)
            marks += (
                f"M{x} {y}h{length}q{-length // 3} {thick} {-length} {thick}z"
                if dice.number(0, 1)
                else f"M{x + width} {y}h{-length}q{length // 3} {thick} {length} {thick}z"
            )
        x += width + dice.number(18, 58)
    ground_is_light = luminance(inks.paper) > 0.3
    trunk, dark = (inks.first, inks.paper) if ground_is_light else (inks.light, inks.paper)
    return out + path(trunk, trunks) + path(dark, marks) + path(inks.third, f"M0 {ground}q120 -22 240 0t240 0V{HEIGHT}H0z")


def _lakes(dice: Dice, inks: Inks) -> str:
    """Islands and contour rings of a lake, seen from the air."""
    out = ""
    spots = dice.one_of([[(150, 130, 150), (390, 180, 120)], [(330, 120, 165), (70, 220, 110)], [(240, 135, 190), (455, 20, 80)]])
    for x, y, size in spots:
        flat, turn = dice.number(58, 84), dice.number(-24, 24)
        for ring, ink in enumerate((inks.first, inks.light, inks.second, inks.paper, inks.third)):
            wide = size - ring * size // 6
            if ring == 4:
                wide = size // 5
            tall = wide * flat // 100
            place = f'cx="{x + ring * 5}" cy="{y - ring * 3}" rx="{wide}" ry="{tall}" transform="rotate({turn} {x} {y})"'
            out += f'<ellipse fill="{ink}" {place}/>'
    return out


MOTIFS: dict[str, Callable[[Dice, Inks], str]] = {
    "tiles": _tiles,
    "arcs": _arcs,
    "hills": _hills,
    "leaves": _leaves,
    "waves": _waves,
    "stripes": _stripes,
    "stones": _stones,
    "blooms": _blooms,
    "houses": _houses,
    "birches": _birches,
    "lakes": _lakes,
}
