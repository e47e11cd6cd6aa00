"""Contrast holds for any brand colour; the style sheet stays small."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkoot.kernel.ui.theme import FONTS, LIGHT, Theme, at_luminance, contrast, luminance, palette, theme_address, theme_css, theme_of

BRANDS = ["#0b5c4a", "#0050bb", "#c8102e", "#ffd500", "#e8a33d", "#777777", "#ffffff", "#000000", "#00ffcc", "#6b1f3a"]
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")

TEXT_ON = {
    "text-default": ["background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover", "surface-active"],
    "text-subtle": ["background-default", "background-tinted", "surface-default", "surface-tinted"],
    "base-contrast-default": ["base-default", "base-hover", "base-active"],
    "base-contrast-subtle": ["base-default"],
}
LINES_ON = {
    "border-default": ["background-default", "background-tinted", "surface-default", "surface-tinted"],
    "border-strong": ["background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover"],
}


def assert_contrast(theme: Theme) -> None:
    for name, scales in palette(theme).items():
        for mode, scale in zip(("light", "dark"), scales, strict=True):
            for ink, grounds in TEXT_ON.items():
                for ground in grounds:
                    ratio = contrast(scale[ink], scale[ground])
                    assert ratio >= 4.5, f"{theme.brand} {mode} {name}: {ink} on {ground} is {ratio:.2f}"
            for line, grounds in LINES_ON.items():
                for ground in grounds:
                    ratio = contrast(scale[line], scale[ground])
                    assert ratio >= 3, f"{theme.brand} {mode} {name}: {line} on {ground} is {ratio:.2f}"


@pytest.mark.parametrize("brand", BRANDS)
def test_contrast_holds(brand: str) -> None:
    assert_contrast(Theme(brand=brand, accent="#123456"))


@given(brand=COLOURS, accent=COLOURS)
def test_contrast_holds_for_any_colour(brand: str, accent: str) -> None:
    assert_contrast(Theme(brand=brand, accent=accent))


@pytest.mark.parametrize("brand", BRANDS)
def test_text_of_one_colour_is_readable_on_neutral_ground(brand: str) -> None:
    colours = palette(Theme(brand=brand))
    for mode in (0, 1):
        for name in colours:
            for ground in ("background-default", "background-tinted", "surface-default"):
                assert contrast(colours[name][mode]["text-subtle"], colours["neutral"][mode][ground]) >= 4.5


@pytest.mark.parametrize("brand", BRANDS)
def test_focus_ring_stands_out(brand: str) -> None:
    light, dark = palette(Theme(brand=brand))["neutral"]
    assert contrast(light["text-default"], "#ffffff") >= 7
    assert contrast(dark["text-default"], dark["background-default"]) >= 7


def test_dark_brand_is_kept_as_it_is() -> None:
    assert palette(Theme(brand="#0050bb"))["accent"][0]["base-default"] == "#0050bb"


def test_pale_brand_is_kept_and_gets_an_edge() -> None:
    light = palette(Theme(brand="#ffd500"))["accent"][0]
    assert light["base-default"] == "#ffd500"
    assert f"--ui-button-edge:var(--_l,{light['border-strong']})" in theme_css(Theme(brand="#ffd500"))


@pytest.mark.parametrize("target", [0.0, 0.01, 0.2, 0.5, 0.9, 1.0])
def test_colour_is_found_by_its_luminance(target: float) -> None:
    assert luminance(at_luminance("#0050bb", target)) == pytest.approx(target, abs=0.012)


@pytest.mark.parametrize("brand", BRANDS)
def test_style_sheet_is_complete_and_small(brand: str) -> None:
    css = theme_css(Theme(brand=brand))
    names = set(re.findall(r"--ds-color-([a-z0-9]+)-([a-z-]+):", css))
    steps = {*LIGHT, *(f"base-{end}" for end in ("default", "hover", "active", "contrast-subtle", "contrast-default"))}
    colours = ("accent", "brand1", "neutral", "info", "success", "warning", "danger")
    assert names == {(colour, step) for colour in colours for step in steps} | {("focus", "inner"), ("focus", "outer")}
    assert len(css.encode()) < 12_000
    assert css.count("{") == css.count("}")
    assert "url(" not in css
    assert "http" not in css


def test_theme_of_json_keeps_defaults_and_drops_the_unknown() -> None:
    assert Theme.from_json({"brand": "#0050bb", "logo": "x"}) == Theme(brand="#0050bb")


@pytest.mark.parametrize(
    "data",
    [{"brand": "red"}, {"accent": "#12"}, {"radius": 40}, {"font": "comic"}, {"brand": "#000000}body{display:none"}, {"radius": "x"}],
)
def test_wrong_theme_is_refused_but_the_page_still_shows(data: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Theme.from_json(data)
    assert theme_of(data) == Theme()


def test_address_changes_with_the_theme() -> None:
    class Espoo:
        slug = "espoo"
        theme = {"brand": "#0050bb"}

    first = theme_address(Espoo())
    Espoo.theme = {"brand": "#0050bc"}
    assert re.fullmatch(r"/theme/espoo-[0-9a-f]{12}\.css", first)
    assert theme_address(Espoo()) != first
    assert theme_address(None).startswith("/theme/talkoot-")


def test_every_font_names_a_family() -> None:
    assert all(font.family and (not font.package or font.file.endswith("-latin-wght-normal.woff2")) for font in FONTS.values())
