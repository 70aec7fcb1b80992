"""The drafts of this person that wait: go on with one, remove one, begin another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from fbi_uploader.errors import InputError
from fbi_uploader.ui.background import read
from fbi_uploader.ui.deposit.way import Leads, step_word
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.models.drafts import ROW, TRASH, DraftDelegate, DraftModel
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import box, card_bar, column, line, row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

if TYPE_CHECKING:
    from fbi_uploader.drafting.store import About

WIDTH, MOST_ROWS = 480, 6


def offer_drafts(page: Leads) -> DraftsPopup:
    """Open the list below the button that asked for it; it is filled when the disk was read."""
    from fbi_uploader.drafting import store  # noqa: PLC0415 - when asked

    popup = DraftsPopup(page)
    drafts, person = page.session.home.drafts, page.session.person.name
    page.deposit.save_now()
    read(
        popup,
        lambda: store.waiting(drafts, person),
        popup.show_drafts,
        page.session.failed.emit,
    )
    return popup


class DraftList(QListView):
    """`wanted` and `unwanted` tell a row: to be gone on with, to be removed."""

    wanted = Signal(int)
    unwanted = Signal(int)

    def __init__(self, model: DraftModel) -> None:
        super().__init__()
        self._drawn = DraftDelegate()
        self.setModel(model)
        self.setItemDelegate(self._drawn)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setTabKeyNavigation(False)
        say(self, lambda: self.setAccessibleName(translate("Drafts", "Waiting drafts")))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on with a draft, Del asks whether to remove it."""
        at = self.currentIndex().row()
        if at >= 0 and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.wanted.emit(at)
        elif at >= 0 and event.key() == Qt.Key.Key_Delete:
            self.unwanted.emit(at)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """One click is enough; on the bin it asks."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        on_bin = at.x() > self.viewport().width() - TRASH
        (self.unwanted if on_bin else self.wanted).emit(index.row())


class DraftsPopup(QFrame):
    """Closes itself when something else is clicked, or by Esc."""

    def __init__(self, page: Leads) -> None:
        super().__init__(page.drafts, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._page = page
        self._asked = -1
        self.model = DraftModel(_step_word)
        self.list = DraftList(self.model)
        self.list.wanted.connect(self.open_draft)
        self.list.unwanted.connect(self.ask)
        self._lay_out()
        say(self, lambda: self.setAccessibleName(translate("Drafts", "Drafts")))

    def _lay_out(self) -> None:
        title = label(Role.CARD, lambda: translate("Drafts", "Drafts"))
        self.new = button(
            Kind.TEXT, lambda: translate("Drafts", "New deposit"), self.begin, icon="plus"
        )
        self.none = label(
            tone="second", speak=lambda: translate("Drafts", "No draft is waiting."), wrap=True
        )
        self.none.setContentsMargins(16, 16, 16, 16)
        self._make_question()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 9)
        whole.setSpacing(0)
        parts = (card_bar(title, None, self.new), line(), self.none, self.list, self.question)
        for part in parts:
            whole.addWidget(part)
        self.setFixedWidth(WIDTH)

    def _make_question(self) -> None:
        self.asked = label(Role.STRONG, wrap=True)
        calm = label(
            tone="second",
            speak=lambda: translate("Drafts", "The files on this PC are not touched."),
            wrap=True,
        )
        self.keep = button(Kind.PLAIN, lambda: translate("Drafts", "Keep"), self._forget_question)
        self.really = button(
            Kind.DANGER, lambda: translate("Drafts", "Remove"), self.remove, icon="trash"
        )
        inner = column(self.asked, calm, 4, row(None, self.keep, self.really))
        inner.setContentsMargins(16, 12, 16, 8)
        self.question: QWidget = box(inner)
        self.question.hide()

    # -- showing

    def show_drafts(self, drafts: Sequence[About]) -> None:
        """Fill it, and open it below the button, unless it is open."""
        self.model.show(drafts, self._page.deposit.sheet.id)
        self.none.setVisible(not drafts)
        self.list.setVisible(bool(drafts))
        self.list.setFixedHeight(min(MOST_ROWS, max(1, len(drafts))) * ROW)
        self.list.setCurrentIndex(self.model.index(self.model.row_here()))
        self._place()
        self.show()
        (self.list if drafts else self.new).setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        self.adjustSize()
        beside = self._page.drafts
        corner = beside.mapToGlobal(QPoint(beside.width() - WIDTH, beside.height() + 4))
        self.move(corner)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its parts."""
        return QSize(WIDTH, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc takes the question back first."""
        if event.key() == Qt.Key.Key_Escape and self._asked >= 0:
            self._forget_question()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A new language may need another height."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A card of its own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("surface"))
        painter.setPen(QPen(theme.color("field"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)

    # -- acts

    def open_draft(self, at: int) -> None:
        """Go on with one, at the step where it was left."""
        page, id_ = self._page, self.model.draft(at).id
        self.close()
        if id_ == page.deposit.sheet.id:
            return
        try:
            page.deposit.open(id_)
        except InputError as error:
            page.session.failed.emit(error)
            return
        page.go(_steps().index(page.deposit.sheet.step))

    def begin(self) -> None:
        """Begin another."""
        self.close()
        self._page.begin()

    def ask(self, at: int) -> None:
        """Ask once."""
        self._asked = at
        self.list.setCurrentIndex(self.model.index(at))
        question = translate("Drafts", "Remove the draft “%1”?")
        self.asked.setText(question.replace("%1", self.model.name(at)))
        self.question.show()
        self._place()
        self.keep.setFocus(Qt.FocusReason.PopupFocusReason)

    def remove(self) -> None:
        """Throw it away; the files it names stay."""
        page, id_ = self._page, self.model.draft(self._asked).id
        here = id_ == page.deposit.sheet.id
        try:
            page.deposit.remove(id_)
        except InputError as error:
            page.session.failed.emit(error)
        self._forget_question()
        if here:
            page.go(0)
        rows = range(self.model.rowCount())
        self.show_drafts([one for one in map(self.model.draft, rows) if one.id != id_])

    def _forget_question(self) -> None:
        self._asked = -1
        self.question.hide()
        self._place()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)


def _steps() -> tuple[str, ...]:
    from fbi_uploader.ui.deposit.controller import STEPS  # noqa: PLC0415 - loaded by now

    return STEPS


def _step_word(step: str) -> str:
    return step_word(_steps().index(step))
