"""Which palette is in force, and who wants to know when it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from fbi_uploader.ui.look.palette import DARK, LIGHT, Palette
from fbi_uploader.ui.look.sheet import stylesheet
from fbi_uploader.ui.registry import Registry


class _Theme:
    def __init__(self) -> None:
        self.palette = LIGHT
        self.choice = "system"
        self.painters = Registry()


_theme = _Theme()


def current() -> Palette:
    """The palette in force."""
    return _theme.palette


def color(token: str) -> QColor:
    """A colour of the palette in force, by its token."""
    return QColor(getattr(_theme.palette, token))


def is_dark() -> bool:
    """Whether the dark palette is in force."""
    return _theme.palette is DARK


def paint(owner: QObject, draw: Callable[[], None]) -> None:
    """Do it now, and again whenever the palette changes, as long as `owner` lives."""
    _theme.painters.add(owner, draw)


def apply(choice: str) -> None:
    """Put "light", "dark" or "system" in force, for every window."""
    app = _app()
    _theme.choice = choice
    _set(app, DARK if choice == "dark" or (choice == "system" and _system_is_dark()) else LIGHT)


def follow_system() -> None:
    """Change with the system's choice, as long as "system" is chosen."""
    hints = _app().styleHints()
    hints.colorSchemeChanged.connect(lambda _scheme: apply(_theme.choice))


def _set(app: QApplication, palette: Palette) -> None:
    _theme.palette = palette
    app.setPalette(_as_qt(palette))
    app.setStyleSheet(stylesheet(palette))
    _theme.painters.call()


def _app() -> QApplication:
    return cast("QApplication", QApplication.instance())


def _system_is_dark() -> bool:
    return _app().styleHints().colorScheme() is Qt.ColorScheme.Dark


def _as_qt(palette: Palette) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: palette.bg,
        QPalette.ColorRole.Base: palette.surface,
        QPalette.ColorRole.AlternateBase: palette.surface2,
        QPalette.ColorRole.Button: palette.surface,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.ToolTipBase: palette.surface,
        QPalette.ColorRole.ToolTipText: palette.text,
        QPalette.ColorRole.PlaceholderText: palette.text3,
        QPalette.ColorRole.Highlight: palette.accent_soft,
        QPalette.ColorRole.HighlightedText: palette.text,
        QPalette.ColorRole.Link: palette.accent_text,
        QPalette.ColorRole.Accent: palette.accent,
        QPalette.ColorRole.Mid: palette.border,
    }
    made = QPalette()
    for role, hexa in roles.items():
        made.setColor(role, QColor(hexa))
    disabled = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        made.setColor(disabled, role, QColor(palette.dis_text))
    return made
