"""Thumbnails from PNG files: read when first looked for, in another thread, the last ones kept."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap

from fbi_uploader.ui.background import read

KEPT = 400
"""Pictures in memory: 12 MB of 88 x 88 pixels, several screens full."""
RADIUS = 6
LARGEST = 4096  # pixels a side; the engine makes 256
_Key = tuple[str, int, int]


class Thumbnails(QObject):
    """Squares with round corners, `side` pixels wide on a screen of any density.

    `loaded` tells the path of a file that can be drawn now.
    """

    loaded = Signal(str)

    def __init__(self, side: int = 44, kept: int = KEPT) -> None:
        super().__init__()
        self.side = side
        self._most = kept
        self._known: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._asked: set[_Key] = set()

    def get(self, path: str, ratio: float = 1.0) -> QPixmap | None:
        """The picture; None while it is being read, and for what is none."""
        if not path:
            return None
        key = (path, self.side, round(self.side * ratio))
        pixmap = self._known.get(key)
        if pixmap is not None:
            self._known.move_to_end(key)
            return None if pixmap.isNull() else pixmap
        if key not in self._asked:
            self._asked.add(key)
            read(self, lambda: picture(path, key[2]), lambda image: self._keep(key, image, ratio))
        return None

    def __len__(self) -> int:
        return len(self._known)

    def _keep(self, key: _Key, image: QImage, ratio: float) -> None:
        self._asked.discard(key)
        pixmap = QPixmap.fromImage(image)  # null for a damaged file: not to be read again and again
        pixmap.setDevicePixelRatio(ratio)
        self._known[key] = pixmap
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        self.loaded.emit(key[0])


def picture(path: str, side: int) -> QImage:
    """The middle of a picture as a square of `side` pixels; a null one for what is none."""
    reader = QImageReader(path)
    whole = reader.size()
    if not whole.isValid() or max(whole.width(), whole.height()) > LARGEST:
        return QImage()
    keep = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    drawn = reader.read()
    if drawn.isNull():
        return drawn
    smooth = Qt.TransformationMode.SmoothTransformation
    return _rounded(drawn.scaled(QSize(side, side), keep, smooth), side)


def _rounded(drawn: QImage, side: int) -> QImage:
    made = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    left, top = (drawn.width() - side) // 2, (drawn.height() - side) // 2
    painter.setBrush(drawn.copy(left, top, side, side))  # a clip would leave the corners jagged
    painter.drawRoundedRect(QRectF(0, 0, side, side), RADIUS * side / 44, RADIUS * side / 44)
    painter.end()
    return made
