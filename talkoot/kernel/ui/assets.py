"""Takes style sheets and fonts out of node_modules into build/assets/vendor, where the web server finds them.

Run after `npm ci --ignore-scripts`; running it again changes nothing. No node is needed at run time.
"""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from talkoot.kernel.ui.theme import FONTS

DESIGN_SYSTEM = "@digdir/designsystemet-css/dist"

# The design system's components that our templates use. A new one is a line here; all of them would be 17 kB brotli.
COMPONENTS = (
    "alert",
    "avatar",
    "badge",
    "breadcrumbs",
    "button",
    "card",
    "chip",
    "details",
    "dialog",
    "divider",
    "error-summary",
    "field",
    "fieldset",
    "heading",
    "input",
    "label",
    "link",
    "list",
    "pagination",
    "paragraph",
    "skip-link",
    "spinner",
    "table",
    "tag",
    "validation-message",
)

# Colours, radius and font come from the municipality (theme.py), the rest of the theme from the design system.
OWN_LAYERS = ("color-scheme.light", "color-scheme.dark", "typography.secondary")

# The Norwegian strings of the design system; ours are in the templates.
NORWEGIAN = re.compile(r"[^{}]*:lang\((?:nb|nn|no)\)[^{}]*\{[^{}]*\}|--dsc-field-counter-(?:over|under):\"[^\"]*\";")
DATA_PICTURE = re.compile(r'url\("data:image/svg\+xml;charset=utf-8,([^"]+)"\)')
UNUSED_COLOUR = re.compile(r"[^{}]*\[data-color=brand2\][^{}]*\{[^{}]*\}")


def build(root: Path) -> None:
    """Fill `<root>/build/assets/vendor` and `<root>/build/test-assets`. Raises FileNotFoundError naming what is missing."""
    modules = root / "node_modules"
    vendor = root / "build" / "assets" / "vendor"
    css, pictures = pictures_apart(design_system_css(modules))
    _write(vendor / "designsystem.css", css)
    for name, picture in pictures.items():
        _write(vendor / "icons" / name, picture)
    _write(vendor / "fonts.css", fonts_css())
    for font in FONTS.values():
        if font.package:
            _copy(_needed(modules / font.package / "files" / font.file), vendor / "fonts" / font.file)
            _copy(_needed(modules / font.package / "LICENSE"), vendor / "fonts" / f"{font.file}.LICENSE")
    _copy(_needed(modules / "@digdir/designsystemet-css" / "LICENSE"), vendor / "designsystem.LICENSE")
    # axe-core is for the browser tests only, so production may install without it.
    axe = modules / "axe-core" / "axe.min.js"
    if axe.is_file():
        _copy(axe, root / "build" / "test-assets" / "axe.min.js")


def design_system_css(modules: Path) -> str:
    """The design system's components in use and its theme without colours, in the layers its own bundle has."""
    source = modules / DESIGN_SYSTEM
    theme = _needed(source / "theme" / "designsystemet.css").read_text()
    base = _needed(source / "src" / "base.css").read_text()
    parts = [_needed(source / "src" / f"{name}.css").read_text() for name in COMPONENTS]
    css = (
        "@layer ds.theme,ds.base,ds.components,ui;"
        + UNUSED_COLOUR.sub("", _without_layers(theme, [f"ds.theme.{name}" for name in OWN_LAYERS]))
        + "@layer ds.base{"
        + base
        + "}@layer ds.components{"
        + "".join(parts)
        + "}"
    )
    return NORWEGIAN.sub("", css)


def pictures_apart(css: str) -> tuple[str, dict[str, str]]:
    """The style sheet with its data: pictures replaced by files, and those files: `default-src 'self'` forbids data:."""
    pictures: dict[str, str] = {}

    def file_of(found: re.Match[str]) -> str:
        picture = unquote(found[1])
        name = f"{sha256(picture.encode()).hexdigest()[:10]}.svg"
        pictures[name] = picture
        return f"url(icons/{name})"

    return DATA_PICTURE.sub(file_of, css), pictures


def fonts_css() -> str:
    """@font-face for every font a municipality may choose; browsers fetch only the one the theme names."""
    faces = (
        f'@font-face{{font-family:"{font.family}";font-style:normal;font-weight:{font.weights};font-display:swap;'
        f'src:url(fonts/{font.file}) format("woff2")}}'
        for font in FONTS.values()
        if font.package
    )
    return "\n".join(faces) + "\n"


def _without_layers(css: str, names: list[str]) -> str:
    for name in names:
        start = re.search(rf"@layer {re.escape(name)}\s*\{{", css)
        if start is None:
            continue
        end, depth = start.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[: start.start()] + css[end:]
    return css


def _needed(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Run `npm ci --ignore-scripts` in the checkout first, then build again.")
    return path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)
