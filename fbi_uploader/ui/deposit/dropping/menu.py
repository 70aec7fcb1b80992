"""The menu of what is chosen: by the dots of a row, the right button, the Menu key or Enter."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from fbi_uploader.ui.deposit.dropping.acts import WhyNot
from fbi_uploader.ui.deposit.dropping.sayings import why_not_text
from fbi_uploader.ui.look import icons


class Entry(NamedTuple):
    """One line of the menu; what cannot be done says why."""

    icon: str
    word: str
    act: Callable[[], None]
    why_not: WhyNot | None = None
    keys: str = ""


def keys_of(keys: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def menu_of(owner: QWidget, entries: Sequence[Entry | None]) -> QMenu:
    """A menu that goes when it is closed; None is a line between two parts."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        word = f"{entry.word}\t{entry.keys}" if entry.keys else entry.word
        action = menu.addAction(icons.icon(entry.icon), word)
        action.triggered.connect(lambda _checked, act=entry.act: act())
        action.setEnabled(entry.why_not is None)
        action.setToolTip(why_not_text(entry.why_not))
        action.setStatusTip(why_not_text(entry.why_not))
    return menu


def show_in_folder(owner: QWidget, heads: Sequence[str]) -> None:
    """Select files in the file manager: those that lie beside the first one."""
    from fbi_uploader.ui.system import filemanager  # noqa: PLC0415 - when first asked for

    folder = os.path.dirname(heads[0])
    beside = [head for head in heads if os.path.dirname(head) == folder]

    def told(selected: bool) -> None:  # noqa: FBT001 - the answer
        if not selected:  # no file manager that selects: its folder at least
            QDesktopServices.openUrl(QUrl.fromLocalFile(folder))

    filemanager.select(owner, beside, told)
