"""The large target that takes files and folders: a copy only, never a move.

A move-drop lets the file manager delete the source (STYLE, absorb 16): whatever was proposed, Copy
is what we answer, and the drop is handled after it is over, so that the file manager never waits.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QFrame, QSizePolicy, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import translate

_LOW_BAR = 60
_BAR, _LEAST, _NO_LIMIT = 112, 240, 16777215  # px; the last is Qt's own QWIDGETSIZE_MAX


def local_paths(data: QMimeData) -> list[str]:
    """The files and folders on this PC that a drop or the clipboard names; [] for anything else."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class DropTarget(QFrame):
    """`dropped` tells absolute paths. Fills its room, or is a bar once rows lie below it."""

    dropped = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._over = False
        self._icon = _Circle()
        self._title = label(
            Role.TITLE, lambda: translate("Drop", "Drop your files or folders here")
        )
        self._promise = label(
            tone="second",
            speak=lambda: translate(
                "Drop", "They are read where they lie: the originals stay untouched."
            ),
            wrap=True,
        )
        self._words = box(column(self._title, self._promise, gap=2))
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.files = button(
            Kind.PLAIN, lambda: translate("Drop", "Files…"), self._choose_files, icon="file"
        )
        self.folder = button(
            Kind.PLAIN, lambda: translate("Drop", "Folder…"), self._choose_folder, icon="folder"
        )
        self.paste = button(
            Kind.PLAIN, lambda: translate("Drop", "Paste"), self.paste_paths, icon="clipboard"
        )
        self._buttons = box(row(None, self.files, self.folder, self.paste, None, gap=12))
        self._line = row(self._icon, self._words, self._buttons, gap=20)
        self._whole = column(None, self._line, None)
        self.setLayout(self._whole)
        self.set_small(small=False)

    def set_small(self, *, small: bool, low: bool = False) -> None:
        """A bar of 112 px, or all the room there is, with everything in its middle.

        `low`: in a low window the bar has one line only, 60 px high.
        """
        margin = 7 if low else 20
        self._whole.setContentsMargins(25, margin, 25 - margin * low, margin)
        self._icon.setHidden(low)
        self._promise.setHidden(low)
        direction = QBoxLayout.Direction
        self._line.setDirection(direction.LeftToRight if small else direction.TopToBottom)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._line.setAlignment(self._icon, Qt.AlignmentFlag(0) if small else middle)
        for part in (self._title, self._promise):
            part.setAlignment(Qt.AlignmentFlag.AlignVCenter if small else middle)
        bar = _LOW_BAR if low else _BAR
        self.setMinimumHeight(bar if small else _LEAST)
        self.setMaximumHeight(bar if small else _NO_LIMIT)
        across = QSizePolicy.Policy.Maximum if small else QSizePolicy.Policy.Preferred
        self._buttons.setSizePolicy(across, QSizePolicy.Policy.Preferred)
        vertical = QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files of this PC are welcome, as a copy."""
        self._answer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """The same at every move: the keys that are held may propose a move."""
        self._answer(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing was dropped."""
        super().dragLeaveEvent(event)
        self._show_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the paths, answer Copy, and do the rest when the drop is over."""
        paths = local_paths(event.mimeData())
        self._show_over(over=False)
        if not paths:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        QTimer.singleShot(0, self, lambda: self.dropped.emit(paths))

    def _answer(self, event: QDragMoveEvent) -> None:
        welcome = bool(local_paths(event.mimeData()))
        self._show_over(over=welcome)
        if welcome:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _show_over(self, *, over: bool) -> None:
        if over != self._over:
            self._over = over
            self.update()

    # -- choosing

    def _choose_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, translate("Drop", "Choose files"))
        self._tell(paths)

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, translate("Drop", "Choose a folder"))
        self._tell([path] if path else [])

    def paste_paths(self) -> None:
        """Take what was copied in the file manager."""
        self._tell(local_paths(QGuiApplication.clipboard().mimeData()))

    def _tell(self, paths: Sequence[str]) -> None:
        if paths:
            self.dropped.emit(list(paths))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A dashed edge, that lights up under something welcome."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground: QColor = theme.color("accent_soft" if self._over else "surface")
        pen = QPen(theme.color("accent" if self._over else "field"), 2)
        pen.setDashPattern([3, 3])
        painter.setBrush(ground)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)


class _Circle(QWidget):
    """The upward arrow on a soft ground."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(60, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawEllipse(self.rect())
        drawn = icons.pixmap("upload", "accent", 28, self.devicePixelRatioF())
        painter.drawPixmap(16, 15, drawn)
