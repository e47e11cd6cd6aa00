"""Cover art from an id and a municipality's colours: bold flat shapes in the spirit of Finnish print design.

Deterministic: the same seed and theme always give the same picture. Only presentation attributes and no ids, so any
number of covers may stand on one page under a strict content policy.
"""

from __future__ import annotations

from functools import lru_cache

from talkoot.kernel.ui.motifs import HEIGHT, MOTIFS, WIDTH, Dice, Inks, disc, leaf_path, path, quarter, quarter_path
from talkoot.kernel.ui.theme import Theme, at_luminance, luminance


@lru_cache(maxsize=64)
def _print_runs(theme: Theme) -> list[Inks]:
    """Ways to print with the municipality's two colours: on pale, brand, accent and dark paper."""
    brand, accent = theme.brand, theme.accent
    deep, strong = at_luminance(brand, 0.03, chroma=0.8), _printable(brand)
    soft, pale = at_luminance(brand, 0.5, chroma=0.75), at_luminance(brand, 0.86, chroma=0.45, most=0.035)
    warm, glow = _printable(accent), at_luminance(accent, 0.72, chroma=0.8)
    ember = at_luminance(accent, 0.17)
    cream = at_luminance(accent, 0.9, chroma=0.3, most=0.025)
    return [
        Inks(cream, strong, warm, deep, soft),
        Inks(pale, deep, strong, warm, cream),
        Inks(strong, cream, warm, deep, soft),
        Inks(deep, soft, warm, strong, cream),
        Inks(glow, deep, strong, ember, cream),
        Inks(cream, ember, strong, warm, pale),
        Inks(soft, deep, cream, strong, warm),
    ]


def _printable(colour: str) -> str:
    """The colour as the municipality knows it, unless it is so dark or so light that shapes would not show."""
    return at_luminance(colour, min(max(luminance(colour), 0.06), 0.72))


@lru_cache(maxsize=4096)
def cover_svg(seed: str, theme: Theme, *, motif: str = "") -> str:
    """An SVG of 16:9, under 4 kB, hidden from assistive technology. `motif` names one of MOTIFS; empty lets the seed choose.

    "border" is a low strip for the edge of a page. Raises KeyError for an unknown motif.
    """
    dice = Dice(f"{seed}|{motif}")
    if motif == "border":
        return _border(dice, theme)
    draw = MOTIFS[motif] if motif else dice.one_of(list(MOTIFS.values()))
    inks = dice.one_of(_print_runs(theme))
    return _svg(f'<path fill="{inks.paper}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>' + draw(dice, inks))


@lru_cache(maxsize=512)
def mark_svg(seed: str, theme: Theme) -> str:
    """A square sign of four quarters in the municipality's colours, for beside its name."""
    dice = Dice(f"mark|{seed}")
    ground = theme.brand if luminance(theme.brand) < 0.25 else at_luminance(theme.brand, 0.03, chroma=0.8)
    shape, other = at_luminance(theme.accent, 0.45), at_luminance(theme.brand, 0.8, chroma=0.6)
    turns = dice.one_of([(0, 1, 3, 2), (2, 3, 1, 0), (0, 0, 2, 2), (1, 0, 2, 3), (0, 3, 1, 2)])
    inks = [shape, other, other, shape] if dice.number(0, 1) else [other, shape, other, other]
    quarters = "".join(
        quarter(column * 20, row * 20, 20, turns[2 * row + column], inks[2 * row + column]) for row in (0, 1) for column in (0, 1)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">'
        f'<path fill="{ground}" d="M0 0h40v40H0z"/>{quarters}</svg>'
    )


def _svg(content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ui-cover" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">{content}</svg>'
    )


def _border(dice: Dice, theme: Theme) -> str:
    """A strip of leaves and half discs that repeats from the middle to both edges."""
    strong, soft, warm = _printable(theme.brand), at_luminance(theme.brand, 0.5, chroma=0.75), _printable(theme.accent)
    if luminance(strong) > 0.4:
        soft = at_luminance(theme.brand, 0.08, chroma=0.8)
    size, count = 36, 72
    parts = {strong: "", soft: "", warm: ""}
    inks = list(parts)
    for column in range(count):
        kind, x = column % 6, column * size
        ink = inks[(column // 2) % len(inks)]
        if kind in (0, 3):
            parts[ink] += leaf_path(x, 0, size, kind)
        elif kind in (1, 4):
            parts[ink] += quarter_path(x, 0, size, 2 if kind == 1 else 0)
        elif kind == 2:
            parts[ink] += f"M{x} {size}a{size // 2} {size // 2} 0 0 1 {size} 0z"
        else:
            parts[ink] += disc(x + size // 2, size // 2, size // 3)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ui-footer__art" viewBox="0 0 {count * size} {size}" '
        f'preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">{"".join(path(*part) for part in parts.items())}</svg>'
    )
