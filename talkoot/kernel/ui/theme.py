"""A municipality's look as data: brand and accent colour, corner radius, font; and the style sheet made of them.

Every colour the design system asks for is found by its luminance, so contrast holds for any brand colour:
text at least 4.5:1 (WCAG 1.4.3), borders and controls at least 3:1 (WCAG 1.4.11). Colour arithmetic is OKLCH
(https://www.w3.org/TR/css-color-4/#ok-lab), luminance and contrast are those of WCAG 2.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import atan2, cos, sin, sqrt
from typing import Any

DEFAULT_BRAND = "#0b5c4a"
DEFAULT_ACCENT = "#e8a33d"


@dataclass(frozen=True)
class Font:
    """A font a municipality may choose. `package` is the npm package it comes from; empty for the reader's own."""

    family: str
    package: str = ""
    file: str = ""
    weights: str = "100 900"


FONTS = {
    "hanken": Font("Hanken Grotesk Variable", "@fontsource-variable/hanken-grotesk", "hanken-grotesk-latin-wght-normal.woff2"),
    "figtree": Font("Figtree Variable", "@fontsource-variable/figtree", "figtree-latin-wght-normal.woff2", "300 900"),
    "atkinson": Font(
        "Atkinson Hyperlegible Next Variable",
        "@fontsource-variable/atkinson-hyperlegible-next",
        "atkinson-hyperlegible-next-latin-wght-normal.woff2",
        "200 800",
    ),
    "system": Font("system-ui"),
}
DEFAULT_FONT = "hanken"


@dataclass(frozen=True)
class Theme:
    """`radius` is the corner of a field or a button in pixels, 0 to 16."""

    brand: str = DEFAULT_BRAND
    accent: str = DEFAULT_ACCENT
    radius: int = 6
    font: str = DEFAULT_FONT

    def __post_init__(self) -> None:
        for name in ("brand", "accent"):
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", getattr(self, name)):
                raise ValueError(f"The {name} colour must look like #0b5c4a, not {getattr(self, name)!r}.")
        if not 0 <= self.radius <= 16:
            raise ValueError("The radius must be from 0 to 16 pixels.")
        if self.font not in FONTS:
            raise ValueError(f"The font must be one of {', '.join(FONTS)}.")

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Theme:
        """The theme in a municipality's JSON; what is not given is the default. Raises ValueError when it is wrong."""
        known = {key: value for key, value in (data or {}).items() if key in cls.__dataclass_fields__}
        return cls(**known)


def theme_of(municipality: Any) -> Theme:
    """The theme of a municipality, of a theme's JSON or of nothing; the default where the data are wrong: a page must show."""
    data = getattr(municipality, "theme", municipality)
    if isinstance(data, Theme):
        return data
    try:
        return Theme.from_json(data if isinstance(data, Mapping) else None)
    except (TypeError, ValueError):
        return Theme()


def theme_address(municipality: Any) -> str:
    """Address of the municipality's style sheet. It holds a digest, so it may be cached for ever."""
    digest = sha256(theme_css(theme_of(municipality)).encode()).hexdigest()[:12]
    return f"/theme/{getattr(municipality, 'slug', None) or 'talkoot'}-{digest}.css"


# ── Colour arithmetic ──────────────────────────────────────────────────────────────────────────────────────────────


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def at_luminance(colour: str, target: float, *, chroma: float = 1.0, most: float = 0.4) -> str:
    """The colour of the same hue whose luminance is `target`: chroma times `chroma`, at most `most`, kept in sRGB."""
    _, strength, hue = _to_oklch(colour)
    strength = min(strength * chroma, most)
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        if luminance(_in_gamut(middle, strength, hue)) < target:
            low = middle
        else:
            high = middle
    return _in_gamut((low + high) / 2, strength, hue)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other`, in sRGB."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_bytes(one), _bytes(other), strict=True))


def _bytes(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _linear(colour: str) -> list[float]:
    parts = [value / 255 for value in _bytes(colour)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, sqrt(a * a + b * b), atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return [
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    ]


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """Lowers the chroma until the colour exists in sRGB, so that hue and lightness stay."""
    low, high = 0.0, chroma
    linear = _from_oklch(lightness, chroma, hue)
    if not _exists(linear):
        for _ in range(16):
            middle = (low + high) / 2
            linear = _from_oklch(lightness, middle, hue)
            low, high = (middle, high) if _exists(linear) else (low, middle)
        linear = _from_oklch(lightness, low, hue)
    encoded = (12.92 * p if p <= 0.0031308 else 1.055 * max(p, 0.0) ** (1 / 2.4) - 0.055 for p in linear)
    return "#" + "".join(f"{min(255, max(0, round(part * 255))):02x}" for part in encoded)


def _exists(linear: list[float]) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in linear)


# ── Scales ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# Of every step: luminance, chroma as a share of the colour's own, and the most chroma. Wide areas stay calm.
LIGHT = {
    "background-default": (1.0, 0.0, 0.0),
    "background-tinted": (0.915, 0.3, 0.016),
    "surface-default": (1.0, 0.0, 0.0),
    "surface-tinted": (0.83, 0.45, 0.036),
    "surface-hover": (0.73, 0.55, 0.05),
    "surface-active": (0.62, 0.65, 0.07),
    "border-subtle": (0.58, 0.6, 0.06),
    "border-default": (0.19, 1.0, 0.4),
    "border-strong": (0.11, 1.0, 0.4),
    "text-subtle": (0.11, 1.0, 0.4),
    "text-default": (0.024, 0.9, 0.4),
}
DARK = {
    "background-default": (0.0085, 0.3, 0.02),
    "background-tinted": (0.0135, 0.35, 0.025),
    "surface-default": (0.0175, 0.35, 0.025),
    "surface-tinted": (0.0255, 0.45, 0.04),
    "surface-hover": (0.036, 0.5, 0.05),
    "surface-active": (0.056, 0.55, 0.06),
    "border-subtle": (0.075, 0.5, 0.05),
    "border-default": (0.235, 0.8, 0.12),
    "border-strong": (0.4, 0.8, 0.12),
    "text-subtle": (0.42, 0.8, 0.12),
    "text-default": (0.84, 0.25, 0.03),
}
# The state colours are the same everywhere: a mistake must look like a mistake in every municipality.
STATES = {"info": "#0a5fb4", "success": "#0a7a2f", "warning": "#e59a17", "danger": "#b8201c"}

TEXT_CONTRAST = 4.6
CONTROL_CONTRAST = 3.0
DARK_BASE_LUMINANCE = 0.30
LIGHTEST_BASE_LUMINANCE = 0.75


@lru_cache(maxsize=1024)
def scale(colour: str, *, dark: bool) -> dict[str, str]:
    """All sixteen steps of one colour of the design system, light or dark."""
    steps = {
        name: at_luminance(colour, target, chroma=share, most=most) for name, (target, share, most) in (DARK if dark else LIGHT).items()
    }
    base = _base(colour, dark=dark)
    ink = "#ffffff" if contrast(base, "#ffffff") >= TEXT_CONTRAST else "#000000"
    # Under white ink the button darkens when touched, under black ink it lightens: the text stays readable.
    towards = (lambda step: luminance(base) * (1 - step)) if ink == "#ffffff" else (lambda step: luminance(base) * (1 + step))
    return steps | {
        "base-default": base,
        "base-hover": at_luminance(base, min(towards(0.35), 0.95)),
        "base-active": at_luminance(base, min(towards(0.6), 0.95)),
        "base-contrast-subtle": _subtle_ink(base, ink),
        "base-contrast-default": ink,
    }


def _base(colour: str, *, dark: bool) -> str:
    """The colour itself in the light scheme (short of white), the same hue at one level in the dark one."""
    level = DARK_BASE_LUMINANCE if dark else min(luminance(colour), LIGHTEST_BASE_LUMINANCE)
    candidate = colour if level == luminance(colour) else at_luminance(colour, level)
    if max(contrast(candidate, "#ffffff"), contrast(candidate, "#000000")) < TEXT_CONTRAST:
        # Between two luminances neither black nor white ink is readable enough; white is from here down.
        candidate = at_luminance(colour, 1.05 / TEXT_CONTRAST - 0.055)
    return candidate


def _subtle_ink(base: str, ink: str) -> str:
    share = 0.25
    while share > 0 and contrast(mix(ink, base, share), base) < TEXT_CONTRAST:
        share -= 0.05
    return mix(ink, base, max(share, 0.0))


def palette(theme: Theme) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """The light and the dark scale of each colour by its name in the design system: accent is the brand colour."""
    named = {"accent": theme.brand, "brand1": theme.accent, **STATES}
    scales = {name: (scale(colour, dark=False), scale(colour, dark=True)) for name, colour in named.items()}
    # Greys carry a breath of the brand's hue, so that white, grey and brand belong together.
    grey = at_luminance(theme.brand, 0.02, most=0.012)
    return scales | {"neutral": (scale(grey, dark=False), scale(grey, dark=True))}


# ── Style sheet ────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=512)
def theme_css(theme: Theme) -> str:
    """The style sheet of a theme: all --ds-color-*, the radius and the font; under 12 kB.

    `--_l` and `--_d` are switches: the one in force is invalid, so its fallback is used, the other is empty.
    """
    lines = []
    for name, (light, dark) in palette(theme).items():
        for step in light:
            lines.append(f"--ds-color-{name}-{step}:{_either(light[step], dark[step])}")
    neutral_light, neutral_dark = palette(theme)["neutral"]
    lines += [
        f"--ds-color-focus-inner:{_either('#ffffff', neutral_dark['background-default'])}",
        f"--ds-color-focus-outer:{_either(neutral_light['text-default'], neutral_dark['text-default'])}",
        f"--ds-link-color-visited:{_either('#663299', '#b49acd')}",
    ]
    light_brand, dark_brand = palette(theme)["accent"]
    # A pale brand colour keeps its buttons pale and gets an edge, instead of being darkened into another colour.
    is_pale = contrast(light_brand["base-default"], light_brand["background-default"]) < CONTROL_CONTRAST
    edge = light_brand["border-strong" if is_pale else "base-default"]
    lines.append(f"--ui-button-edge:{_either(edge, dark_brand['base-default'])}")
    radius = f"--ds-border-radius-base:{theme.radius / 16:g}rem;--ds-border-radius-scale:{min(theme.radius, 8) / 16:g}rem"
    font = f'--ds-font-family:"{FONTS[theme.font].family}",system-ui,-apple-system,"Segoe UI",Roboto,sans-serif'
    light_on, dark_on = "--_l:initial;--_d: ;color-scheme:light", "--_l: ;--_d:initial;color-scheme:dark"
    return (
        "@layer ds.theme{"
        f":root{{{radius}}}:root,[data-typography=primary]{{{font}}}"
        f":root,[data-color-scheme]{{{light_on}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-color-scheme=light]),[data-color-scheme=auto]{{{dark_on}}}}}"
        f"@media screen{{[data-color-scheme=dark]{{{dark_on}}}}}"
        f":root,[data-color-scheme]{{{';'.join(lines)}}}}}"
    )


def _either(light: str, dark: str) -> str:
    light, dark = _short(light), _short(dark)
    return light if light == dark else f"var(--_l,{light})var(--_d,{dark})"


def _short(colour: str) -> str:
    return "#" + colour[1::2] if colour[1::2] == colour[2::2] else colour
