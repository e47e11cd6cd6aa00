"""What is taken out of node_modules: no Norwegian, no data: pictures, no foreign address."""

from pathlib import Path

import pytest
from django.conf import settings

from talkoot.kernel.ui import assets
from talkoot.kernel.ui.theme import FONTS

ROOT = Path(assets.__file__).parents[3]


def test_build_refuses_without_node_modules(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="npm ci"):
        assets.build(tmp_path)


def test_pictures_leave_the_style_sheet() -> None:
    css, files = assets.pictures_apart('a{--x:url("data:image/svg+xml;charset=utf-8,%3Csvg%2F%3E")}')
    assert list(files.values()) == ["<svg/>"]
    assert css == f"a{{--x:url(icons/{next(iter(files))})}}"


@pytest.mark.skipif(not (ROOT / "node_modules").is_dir(), reason="npm ci has not been run here")
def test_build_gives_what_pages_need(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    assets.build(tmp_path)
    vendor = tmp_path / "build" / "assets" / "vendor"
    before = {path: path.stat().st_mtime_ns for path in vendor.rglob("*")}
    assets.build(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in vendor.rglob("*")} == before
    css = (vendor / "designsystem.css").read_text()
    assert css.count("{") == css.count("}")
    for foreign in ("http", "data:", "tegn", ":lang(n", "brand2", "--ds-color-accent-base-default:"):
        assert foreign not in css.replace("http://www.w3.org/2000/svg", "")
    for font in FONTS.values():
        if font.package:
            assert (vendor / "fonts" / font.file).stat().st_size <= 60_000


def test_own_style_sheet_and_scripts_call_nobody() -> None:
    own = ROOT / "talkoot" / "kernel" / "ui" / "static" / "ui"
    for path in own.iterdir():
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "https:" not in text
        assert "http:" not in text
        assert "eval(" not in text
    assert settings.FORM_RENDERER == "talkoot.kernel.ui.forms.FormRenderer"
