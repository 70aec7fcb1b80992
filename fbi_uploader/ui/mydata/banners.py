"""What is said above the timeline: whether the originals may go, why it stopped, what was left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QWidget

from fbi_uploader.errors import Problem
from fbi_uploader.messages import Told, message
from fbi_uploader.overview import Summary
from fbi_uploader.paths import shown
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.mydata import verdict
from fbi_uploader.ui.mydata.safety import Guard, Standing
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.widgets.marks import Banner, Said, Sign, Tone
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import language, translate

_UNDER_WAY = {"waiting", "queued", "sending", "paused", "ready", "publishing"}
_LINES = 4  # causes in sight
_LEFT = 3  # drafts named


@dataclass(frozen=True, slots=True)
class Acts:
    """What the buttons of banners do."""

    select: Callable[[], None]
    strangers: Callable[[], None]
    transfers: Callable[[], None]
    again: Callable[[], None]


class Banners(QWidget):
    """Made anew whenever something is said otherwise: there are few, and seldom."""

    def __init__(self, guard: Guard, acts: Acts) -> None:
        super().__init__()
        self._guard, self._acts = guard, acts
        self._told: object = None
        self._column = column(gap=12)
        self.setLayout(self._column)

    def show_of(self, summary: Summary, left: Sequence[Problem], *, sandbox: bool) -> None:
        """Say what is to be said of a submission now; nothing moves while that is the same."""
        guard = self._guard
        told = (summary, tuple(left), sandbox, guard.standing, guard.safety, language())
        if told != self._told:
            self.show_only(*self._of(summary, left, sandbox=sandbox))
            self._told = told

    def show_only(self, *banners: QWidget) -> None:
        """These, and nothing else. Who was on a button here comes to be on the next one."""
        self._told = None
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.setFocus()
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for one in banners:
            self._column.addWidget(one)
        self.setVisible(bool(banners))
        self.updateGeometry()
        buttons = self.findChildren(Button)
        fresh = [one for one in buttons if any(made.isAncestorOf(one) for made in banners)]
        if self.hasFocus() and fresh:
            fresh[0].setFocus()

    def banners(self) -> list[Banner]:
        """Those in sight."""
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        found = (item.widget() for item in items if item is not None)
        return [one for one in found if isinstance(one, Banner)]

    def _of(self, summary: Summary, left: Sequence[Problem], *, sandbox: bool) -> Iterator[QWidget]:
        if summary.stage in {"failed", "cancelled"}:
            yield self._stopped(summary)
        elif summary.stage in _UNDER_WAY:
            yield self._under_way(summary)
        else:
            yield from self._verdict(summary, sandbox=sandbox)
            if summary.why is not None and not summary.played:
                yield _note("info", _said(summary.why).title)
        for one in left[:_LEFT]:
            said = message(one, language())
            yield _note("files", f"{said.happened}. {said.you_can}")

    # -- it stands

    def _stopped(self, summary: Summary) -> Banner:
        failed = summary.stage == "failed"
        why = summary.why
        said = _said(why) if why is not None else Said(_stopped_word(failed=failed), "")
        tone, icon = (Tone.ERR, "alert-circle") if failed else (Tone.PLAIN, "cross-circle")
        return Banner(tone, icon, lambda: said, self._to_transfers())

    def _under_way(self, summary: Summary) -> Banner:
        title = translate("MyData", "On its way: keep the originals")
        sentence = translate("MyData", "Its files are being sent and verified.")
        if summary.why is not None:
            said = message(summary.why, language())
            sentence = f"{said.happened}. {said.you_can}"
        waits = summary.stage in {"waiting", "paused"}
        tone, icon = (Tone.WARN, "clock") if waits else (Tone.ACCENT, "transfers")
        return Banner(tone, icon, lambda: Said(title, sentence), self._to_transfers())

    def _to_transfers(self) -> Button:
        return button(
            Kind.PLAIN,
            lambda: translate("MyData", "See in Transfers"),
            self._acts.transfers,
            icon="transfers",
        )

    # -- the originals

    def _verdict(self, summary: Summary, *, sandbox: bool) -> Iterator[QWidget]:
        standing = self._guard.standing
        if sandbox:
            yield Banner(Tone.WARN, "alert-triangle", _sandbox)
        elif standing is Standing.ASKING:
            yield Banner(Tone.PLAIN, "clock", _asking)
        elif standing is Standing.UNKNOWN:
            yield Banner(Tone.PLAIN, "alert-circle", self._unknown, self._ask_again())
        elif standing is Standing.UNSAFE:
            yield Banner(Tone.WARN, "alert-triangle", self._unsafe, self._ask_again())
        elif standing is Standing.LOOK_FIRST:
            yield Banner(Tone.WARN, "alert-triangle", self._strangers, self._see_list(Kind.PLAIN))
        elif standing is Standing.SAFE:
            yield self._safe(summary)

    def _safe(self, summary: Summary) -> Banner:
        safety = self._guard.safety
        gone = safety.gone if safety else 0
        strangers = safety.strangers if safety else 0
        buttons = [] if gone >= summary.files else [self._select()]
        if buttons and strangers:  # below each other: side by side they leave no room for words
            buttons = [box(column(*buttons, self._see_list(Kind.TEXT), gap=0))]
        return Banner(Tone.OK, "shield-check", lambda: self._safe_words(summary, gone), *buttons)

    def _select(self) -> QWidget:
        return button(
            Kind.PLAIN,
            lambda: translate("MyData", "Select the originals"),
            self._acts.select,
            icon="folder",
        )

    def _safe_words(self, summary: Summary, gone: int) -> Said:
        if gone >= summary.files:
            return Said(
                translate("MyData", "The originals are no longer on this PC"),
                translate("MyData", "Every file had been seen on the other side."),
            )
        seen = translate(
            "MyData", "All %n file(s) have been seen on the other side.", None, summary.files
        )
        never = translate("MyData", "This program never deletes anything.")
        parts = [seen, never]
        if gone:
            away = translate("MyData", "%n original(s) are no longer on this PC.", None, gone)
            parts.insert(1, away)
        if self._guard.safety is not None and self._guard.safety.strangers:
            kept = translate("MyData", "Do not delete their folders as a whole.")
            parts.append(kept)
        return Said(translate("MyData", "You may delete the originals"), " ".join(parts))

    def _see_list(self, kind: Kind) -> Button:
        return button(
            kind, lambda: translate("MyData", "See the list"), self._acts.strangers, icon="eye"
        )

    def _ask_again(self) -> Button:
        return button(
            Kind.PLAIN, lambda: translate("MyData", "Look again"), self._acts.again, icon="refresh"
        )

    def _strangers(self) -> Said:
        count = self._guard.safety.strangers if self._guard.safety else 0
        return Said(
            translate(
                "MyData", "Their folders also hold %n item(s) that were not sent", None, count
            ),
            translate("MyData", "Everything sent has arrived. See first what else lies there."),
        )

    def _unsafe(self) -> Said:
        safety = self._guard.safety
        told = list(verdict.lines(safety)) if safety else []
        hidden = translate("MyData", "The receipt names the other causes.")
        kept = told if len(told) <= _LINES else [*told[:_LINES], hidden]
        return Said(translate("MyData", "Keep the originals"), "\n".join(kept))

    def _unknown(self) -> Said:
        title = translate("MyData", "Keep the originals: they could not be looked at")
        trouble = self._guard.trouble
        return Said(title, message(trouble, language()).happened if trouble else "")


def _note(icon: str, text: str) -> QWidget:
    """What is told by the way."""
    told = label(Role.CAPTION, tone="second", wrap=True)
    told.setText(text)
    made = row(Sign(icon, "text2", 18), told)
    made.setStretch(1, 1)
    made.setContentsMargins(4, 0, 0, 0)
    return box(made)


def _sandbox() -> Said:
    return Said(
        translate("MyData", "Sandbox: keep the originals"),
        translate("MyData", "Nothing left this PC: share, ingest and import were only played."),
    )


def _asking() -> Said:
    return Said(
        translate("MyData", "Looking at every original…"),
        translate("MyData", "Whether they may be deleted is said only after that."),
    )


def _stopped_word(*, failed: bool) -> str:
    return translate("MyData", "Stopped") if failed else translate("MyData", "Cancelled")


def _said(told: Told) -> Said:
    said = message(told, language())
    return Said(shown(said.happened), " ".join(part for part in (said.does, said.you_can) if part))


def from_file(path: str) -> Banner:
    """Of a submission that was opened from its file."""
    return Banner(
        Tone.PLAIN,
        "info",
        lambda: Said(
            translate("MyData", "Opened from a file, as it was when it was published"),
            translate("MyData", "Its originals are on the PC that sent it. Read only: %1").replace(
                "%1", path
            ),
        ),
    )
