"""Small signs beside words: icons, pills, marks of the ISA levels, banners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets import text
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.words import say


class Tone(Enum):
    """What a sign says: token of the ink, the ground and the edge."""

    PLAIN = ("text2", "track", "border")
    ACCENT = ("accent_text", "accent_soft", "accent_soft")
    OK = ("ok", "ok_soft", "ok_line")
    WARN = ("warn", "warn_soft", "warn_line")
    ERR = ("err", "err_soft", "err_line")

    @property
    def ink(self) -> str:
        """Token of text and icon."""
        return self.value[0]

    @property
    def ground(self) -> str:
        """Token of what lies below."""
        return self.value[1]

    @property
    def edge(self) -> str:
        """Token of the edge."""
        return self.value[2]


class Sign(QWidget):
    """An icon that stands for itself. Decoration: the words beside it say the same."""

    def __init__(self, name: str, tint: str = "text2", size: int = 20) -> None:
        super().__init__()
        self._name, self._tint, self._size = name, tint, size
        self.setFixedSize(size, size)

    def set(self, name: str, tint: str) -> None:
        """Another icon, another colour."""
        if (name, tint) != (self._name, self._tint):
            self._name, self._tint = name, tint
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        if self._name:
            drawn = icons.pixmap(self._name, self._tint, self._size, self.devicePixelRatioF())
            QPainter(self).drawPixmap(0, 0, drawn)


class Working(Sign):
    """The same, turning slowly while something is under way."""

    _STEP, _MILLISECONDS = 15, 100

    def __init__(self, size: int = 20) -> None:
        super().__init__("writing", "warn_icon", size)
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(self._MILLISECONDS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        self._angle = (self._angle + self._STEP) % 360
        if self.isVisible():
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it, turned."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        half = self._size / 2
        painter.translate(half, half)
        painter.rotate(self._angle)
        drawn = icons.pixmap(self._name, self._tint, self._size, self.devicePixelRatioF())
        painter.drawPixmap(round(-half), round(-half), drawn)


class Pill(QWidget):
    """A short word on a soft ground with round ends."""

    def __init__(self, tone: Tone = Tone.PLAIN, icon: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self._tone, self._icon, self._text = tone, icon, ""
        self.setFont(font(Role.HEAD))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Its word."""
        return self._text

    def set(self, word: str, tone: Tone | None = None, icon: str | None = None) -> None:
        """Another word, colour or icon."""
        self._text = word
        self._tone = tone or self._tone
        self._icon = self._icon if icon is None else icon
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Word, icon, and 10 px at each end."""
        wide = self.fontMetrics().horizontalAdvance(self._text) + (20 if self._icon else 0)
        return QSize(max(26, wide + 20), 26)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, icon, word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._tone.ground))
        painter.drawRoundedRect(QRectF(self.rect()), 13, 13)
        left = 10
        if self._icon:
            drawn = icons.pixmap(self._icon, self._tone.ink, 16, self.devicePixelRatioF())
            painter.drawPixmap(left, 5, drawn)
            left += 20
        painter.setPen(theme.color(self._tone.ink))
        centred = Qt.AlignmentFlag.AlignVCenter
        if not self._icon:
            left, centred = 0, Qt.AlignmentFlag.AlignCenter
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), centred, self._text)


class LevelMark(QWidget):
    """The letter of Investigation, Study or Assay on a small ground."""

    def __init__(self, level: str) -> None:
        super().__init__()
        self._level = level
        self.setFixedSize(24, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        paint_level(QPainter(self), QRectF(self.rect()), self._level)


_LEVELS = {"I": ("surface", "text2"), "S": ("text2", "track"), "A": ("accent_text", "accent_soft")}


def paint_level(painter: QPainter, at: QRectF, level: str) -> None:
    """The mark of a level ("I", "S", "A"), for delegates too."""
    ink, ground = _LEVELS[level]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(at, 6, 6)
    painter.setPen(theme.color(ink))
    painter.setFont(font(Role.LABEL))
    painter.drawText(at, Qt.AlignmentFlag.AlignCenter, level_letter(level))
    painter.restore()


def level_letter(level: str) -> str:
    """As the language in force abbreviates it: É for Étude."""
    from fbi_uploader.ui.words import language  # noqa: PLC0415 - one word

    return "É" if level == "S" and language() == "fr" else level


@dataclass(frozen=True, slots=True)
class Said:
    """The two sentences of a banner."""

    title: str
    sentence: str


class Banner(QFrame):
    """What happened and what to do about it, with its buttons; `tone` colours ground and edge."""

    def __init__(self, tone: Tone, icon: str, speak: Callable[[], Said], *buttons: QWidget) -> None:
        super().__init__()
        self._tone = tone
        tint = "warn_icon" if tone is Tone.WARN else tone.ink
        self.sign = Sign(icon, tint, 22)
        self.title = text.label(Role.STRONG, wrap=True)
        self.sentence = text.label(tone="second", wrap=True)
        words = box(column(self.title, self.sentence, gap=2))
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inner = row(self.sign, 4, words, *buttons, gap=12)
        inner.setContentsMargins(16, 12, 8, 12)
        self.setLayout(inner)
        say(self, lambda: self.tell(speak()))

    def tell(self, said: Said) -> None:
        """Other words."""
        self.title.setText(said.title)
        self.sentence.setText(said.sentence)
        self.sentence.setVisible(bool(said.sentence))
        self.setAccessibleName(f"{said.title}. {said.sentence}")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color(self._tone.ground))
        painter.setPen(QPen(theme.color(self._tone.edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
