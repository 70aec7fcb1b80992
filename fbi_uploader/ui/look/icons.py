"""Icons: one stroke on a grid of 24, in the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from fbi_uploader.paths import resources
from fbi_uploader.ui.look import theme

_GRID = 24
_SHARP = (1.0, 2.0, 3.0)  # device pixels a pixel


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - not before the first icon is drawn

    # The stroke stays 1.6 px wide at every size (TOKENS.md).
    width = f'stroke-width="{1.6 * _GRID / size:.3f}"'
    drawing = _drawing(name).replace("currentColor", colour).replace('stroke-width="1.6"', width)
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def pixmap(name: str, tint: str = "text", size: int = 20, ratio: float = 2.0) -> QPixmap:
    """One icon, tinted by a token of the palette. `size` in pixels, `ratio` the screen's."""
    return _pixmap(name, size, getattr(theme.current(), tint), ratio)


def icon(name: str, tint: str = "text", size: int = 20) -> QIcon:
    """The same for what takes icons; disabled ones are greyed by the token of disabled text."""
    made = QIcon()
    for ratio in _SHARP:
        made.addPixmap(pixmap(name, tint, size, ratio))
        made.addPixmap(pixmap(name, "dis_text", size, ratio), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """The program's own, for title bars and the tray."""
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - see above

    made = QIcon()
    renderer = QSvgRenderer(QByteArray(_drawing("app").encode()))
    for side in (16, 24, 32, 48, 64, 128, 256):
        drawn = QPixmap(QSize(side, side))
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        renderer.render(painter)
        painter.end()
        made.addPixmap(drawn)
    return made
