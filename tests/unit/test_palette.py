"""The colours can be read: text 4.5 to 1, edges and icons 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from fbi_uploader.ui.look.palette import DARK, LIGHT, Palette

UI = Path(__file__).resolve().parents[2] / "fbi_uploader" / "ui"

TEXTS = [
    *((ink, ground) for ink in ("text", "text2", "text3") for ground in ("bg", "surface")),
    *((ink, "surface2") for ink in ("text", "text2", "text3")),
    *((ink, "rail") for ink in ("text", "text2", "text3", "accent_text")),
    ("text", "accent_soft"),
    ("text2", "accent_soft"),
    ("text2", "track"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_press"),
    ("accent_text", "accent_soft"),
    ("accent_text", "surface"),
    ("ok", "ok_soft"),
    ("ok", "surface"),
    ("warn", "warn_soft"),
    ("warn", "surface"),
    ("err", "err_soft"),
    ("err", "surface"),
    *(("text", ground) for ground in ("ok_soft", "warn_soft", "err_soft")),
    *(("text2", ground) for ground in ("ok_soft", "warn_soft", "err_soft")),
    ("dis_text", "dis_bg"),
]
EDGES = [
    ("field", "surface"),
    ("field", "bg"),
    ("accent", "surface"),
    ("accent", "bg"),
    ("accent", "accent_soft"),
    ("err", "surface"),
    ("warn_icon", "surface"),
    ("warn_icon", "warn_soft"),
]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_text_can_be_read(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_icons_can_be_seen(palette: Palette, edge: str, ground: str) -> None:
    assert contrast(getattr(palette, edge), getattr(palette, ground)) >= 3


def test_no_other_module_of_the_window_has_a_colour() -> None:
    hexa = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b(?![\w;])")
    found = [
        f"{path.relative_to(UI)}: {match[0]}"
        for path in UI.rglob("*.py")
        if path.name != "palette.py"
        for match in hexa.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_token_is_a_colour() -> None:
    for palette in (LIGHT, DARK):
        for one in fields(palette):
            assert re.fullmatch(r"#[0-9A-F]{6}", getattr(palette, one.name)), one.name


def contrast(one: str, other: str) -> float:
    """Of two colours, 1 to 21 (w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance (w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
