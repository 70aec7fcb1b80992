"""One submission: how it stands, what stands in its way, what can be done, and its files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from fbi_uploader.errors import Code
from fbi_uploader.nodes.model import Node
from fbi_uploader.transfer.stages import UNFINISHED, FileState, Stage
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.sent_filesets import FilesetRow, Which
from fbi_uploader.ui.models.underway import Cause, Hindrance, Transfer
from fbi_uploader.ui.transfers.figures import Figures
from fbi_uploader.ui.transfers.filesets import FilesetView
from fbi_uploader.ui.transfers.hindrances import HindranceBanner, Question, TriedBanner
from fbi_uploader.ui.transfers.speaking import cancel_said, mark_of, title_of, way_of
from fbi_uploader.ui.transfers.traffic import Traffic
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.widgets.marks import Pill
from fbi_uploader.ui.widgets.text import Elided
from fbi_uploader.ui.words import clock, language, say, size, translate

_STATES = {
    Cause.CHANGED: (FileState.CHANGED,),
    Cause.FAILED: (FileState.FAILED,),
    Cause.WRITING: (FileState.WAITING,),
}


class Position(QWidget):
    """Its place in the queue, as a number on a soft ground."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setFixedSize(40, 40)

    def tell(self, place: int) -> None:
        """1 is next; 0 hides it."""
        self._text = _ordinal(place)
        words = translate("Transfers", "Place %1 in the queue").replace("%1", str(place))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(place > 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setPen(theme.color("accent_text"))
        painter.setFont(font(Role.STRONG))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


def _ordinal(place: int) -> str:
    if language() == "fr":
        return "1er" if place == 1 else f"{place}e"
    return f"{place}"


class Head(QWidget):
    """Title, state, way, and the orders."""

    def __init__(self, orders: Orders) -> None:
        super().__init__()
        self.position = Position()
        self.title = Elided(Role.CARD)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.pill = Pill()
        self.way = Elided(tint="text2")
        first = row(self.title, self.pill, None, gap=12)
        words = box(column(first, self.way, gap=2))
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inner = row(self.position, words, *orders.all(), gap=8)
        inner.setContentsMargins(16, 12, 12, 12)
        self.setLayout(inner)


class Orders:
    """The buttons of a card."""

    def __init__(self, card: TransferCard) -> None:
        plain, icon = Kind.PLAIN, Kind.ICON
        self.files = button(icon, self._files_word, card.toggle_files, icon="chevron-down")
        self.up = button(
            icon, lambda: translate("Transfers", "Earlier"), card.earlier, icon="chevron-up"
        )
        self.down = button(
            icon, lambda: translate("Transfers", "Later"), card.later, icon="chevron-down"
        )
        self.pause = button(
            plain, lambda: translate("Transfers", "Pause"), card.pause, icon="pause"
        )
        self.small_pause = button(
            icon, lambda: translate("Transfers", "Pause"), card.pause, icon="pause"
        )
        self.small_cancel = button(
            icon, lambda: translate("Transfers", "Cancel…"), card.ask_cancel, icon="close"
        )
        self.resume = button(
            plain, lambda: translate("Transfers", "Go on"), card.resume, icon="play"
        )
        self.cancel = button(
            Kind.DANGER, lambda: translate("Transfers", "Cancel…"), card.ask_cancel, icon="close"
        )
        self.files.set_icon("files")
        self.files.setCheckable(True)

    def _files_word(self) -> str:
        return translate("Transfers", "Show or hide the filesets")

    def all(self) -> tuple[Button, ...]:
        """From left to right."""
        orders = (self.up, self.down, self.pause, self.small_pause, self.resume)
        return (self.files, *orders, self.cancel, self.small_cancel)


class TransferCard(QFrame):
    """Shown anew by `tell` when the journal was read, and by `move` when figures did."""

    def __init__(
        self,
        one: Transfer,
        traffic: Traffic,
        see: Callable[[Which, str], None],
        node: Callable[[str], Node | None],
    ) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._traffic, self._see, self._node = traffic, see, node
        self.one = one
        self.orders = Orders(self)
        self.head = Head(self.orders)
        self.figures = Figures()
        self.hindered: dict[tuple[Cause, Code], HindranceBanner] = {}
        self.tried: dict[Code, TriedBanner] = {}
        self.view: FilesetView | None = None
        self._opened: bool | None = None  # as somebody chose; else what runs is open
        self.question = Question(
            lambda: cancel_said(self.one),
            lambda: translate("Transfers", "Cancel the submission"),
            lambda: traffic.cancel(self.one.id),
        )
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(1, 1, 1, 1)
        self._whole.setSpacing(0)
        self._room = QWidget()
        self._middle = QVBoxLayout(self._room)
        self._middle.setContentsMargins(16, 0, 16, 14)
        self._middle.setSpacing(10)
        for part in (self.figures, self.question):
            self._middle.addWidget(part)
            part.hide()
        self._whole.addWidget(self.head)
        self._whole.addWidget(self._room)
        say(self, lambda: self.tell(self.one))

    # -- what it shows

    def tell(self, one: Transfer) -> None:
        """The submission as the journal has it now."""
        before, self.one = self.one, one
        self._tell_head(one)
        self._tell_orders(one)
        self._tell_hindrances(one)
        if self.view is not None:
            if (before.files, before.bytes) != (one.files, one.bytes):
                self.view.table.begin_again()
            self.view.set_going(going=one.running)
            self.view.look()
        self._show_files(opened=self._wants_files(one))
        self.move_on()

    def move_on(self) -> None:
        """Figures have moved."""
        one = self.one
        self.figures.setVisible(one.running or (self._traffic.sent(one) > 0))
        if self.figures.isVisibleTo(self):
            self.figures.tell(one, self._traffic)
        self._tell_trying(one)
        if self.view is not None:
            self.view.look()
        if one.stage in UNFINISHED and not one.running:
            self.head.way.set_text(self._waiting_words(one))
        self._give_room()

    def _give_room(self) -> None:
        """What is below the head takes none while it is empty."""
        parts = (self.figures, self.question, *self.hindered.values(), *self.tried.values())
        self._room.setHidden(all(part.isHidden() for part in parts))

    def _tell_head(self, one: Transfer) -> None:
        mark = mark_of(one, self._traffic.asked.get(one.id, ""))
        self.head.title.set_text(title_of(one))
        self.head.pill.set(mark.word, mark.tone, mark.icon)
        self.head.way.set_text(way_of(one, self._node(one.node)))
        waits = one.stage in UNFINISHED and not one.running
        self.head.position.tell(self._traffic.position(one) if waits else 0)
        self.setAccessibleName(f"{title_of(one)}, {mark.word}")

    def _waiting_words(self, one: Transfer) -> str:
        """Where, how much, and when."""
        parts = [way_of(one, self._node(one.node)), size(self._traffic.total(one))]
        at = self._traffic.starts(one)
        if at is not None and one.reason is None and one.stage is Stage.QUEUED:
            starts = translate("Transfers", "starts around %1")
            parts.append(starts.replace("%1", clock(at)))
        return " · ".join(parts)

    def _tell_orders(self, one: Transfer) -> None:
        orders, traffic = self.orders, self._traffic
        going = one.stage in UNFINISHED
        queued = going and not one.running
        large = one.running or one.stage is Stage.FAILED
        free = one.id not in traffic.asked
        for made, shown in (
            (orders.up, queued and traffic.may_move(one, -1)),
            (orders.down, queued and traffic.may_move(one, 1)),
            (orders.pause, going and large),
            (orders.small_pause, going and not large),
            (orders.resume, one.stage is Stage.PAUSED),
            (orders.cancel, large),
            (orders.small_cancel, not large),
        ):
            made.setVisible(shown)
            made.setEnabled(free)

    # -- what stands in the way

    def _tell_hindrances(self, one: Transfer) -> None:
        wanted = {(it.cause, it.code): it for it in one.hindrances}
        for gone in [key for key in self.hindered if key not in wanted]:
            banner = self.hindered.pop(gone)
            self._drop(banner.question)
            self._drop(banner)
        for key, it in wanted.items():
            if key in self.hindered:
                self.hindered[key].renew(it)
            else:
                made = HindranceBanner(it, one.id, self._traffic, self._see_hindered)
                self.hindered[key] = made
                self._middle.addWidget(made)
                self._middle.addWidget(made.question)

    def _tell_trying(self, one: Transfer) -> None:
        wanted = {it.code: it for it in self._traffic.trying(one)}
        for gone in [code for code in self.tried if code not in wanted]:
            self._drop(self.tried.pop(gone))
        for code, it in wanted.items():
            if code in self.tried:
                self.tried[code].renew(it)
            else:
                self.tried[code] = TriedBanner(it, one.id, self._traffic)
                self._middle.addWidget(self.tried[code])

    def _drop(self, banner: QWidget) -> None:
        self._middle.removeWidget(banner)
        banner.hide()
        banner.deleteLater()

    def _see_hindered(self, one: Hindrance) -> None:
        which = Which(self.one.id, _STATES.get(one.cause, ()))
        self._see(which, title_of(self.one))

    # -- its filesets

    def _wants_files(self, one: Transfer) -> bool:
        return self._opened if self._opened is not None else one.running

    def toggle_files(self) -> None:
        """Show or hide them, whatever the submission does."""
        self._opened = self.view is None
        self._show_files(opened=self._opened)

    def _show_files(self, *, opened: bool) -> None:
        self.orders.files.setChecked(opened)
        if opened and self.view is None:
            self.view = FilesetView(self._traffic.session, self.one.id)
            self.view.set_going(going=self.one.running)
            self.view.opened.connect(self._see_fileset)
            self._whole.addWidget(self.view)
            self._whole.addSpacing(8)
        elif not opened and self.view is not None:
            self._whole.removeWidget(self.view)
            self._whole.takeAt(self._whole.count() - 1)
            self.view.hide()
            self.view.deleteLater()
            self.view = None

    def _see_fileset(self, fileset: FilesetRow) -> None:
        which = Which(self.one.id, (), fileset.assay, fileset.fileset)
        self._see(which, fileset.name)

    # -- orders

    def pause(self) -> None:
        """Stop sending; what is there stays there."""
        self._traffic.pause(self.one.id)

    def resume(self) -> None:
        """Go on."""
        self._traffic.resume(self.one.id)

    def earlier(self) -> None:
        """Before the one before."""
        self._traffic.move(self.one, -1)

    def later(self) -> None:
        """Behind the one behind."""
        self._traffic.move(self.one, 1)

    def ask_cancel(self) -> None:
        """Ask once, and say what stays."""
        self.question.tell(cancel_said(self.one))
        self._room.show()
        self.question.ask()

    def set_room(self, width: int) -> None:
        """Pixels that the page has for it: the graph gives way where they are few."""
        self.figures.set_room(width)
