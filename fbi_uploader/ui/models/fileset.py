"""One row of a table of filesets: what is shown of it, and in which words."""

from __future__ import annotations

import os
from enum import IntEnum
from typing import NamedTuple

from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.paths import shown
from fbi_uploader.ui.models.formatwords import format_name
from fbi_uploader.ui.words import number, size, translate

DASH = "–"


class Column(IntEnum):
    """What stands in a row, from left to right."""

    NAME = 0
    FORMAT = 1
    IMAGES = 2
    SIZE = 3
    STATE = 4
    MENU = 5


class State(IntEnum):
    """What is said of a fileset."""

    READY = 0
    WRITING = 1
    DAMAGED = 2
    """Its header could not be read: a warning, it is sent all the same."""
    REMOVED = 3


class Fileset(NamedTuple):
    """One row. `images` None: not known, or none in it; `thumbnail` "" where there is none."""

    row: ShelfRow
    state: State
    images: int | None
    thumbnail: str
    summary: str

    @property
    def folder(self) -> str:
        """Where it lies, as a line that can be shown."""
        return shown(os.path.dirname(self.row.head))

    @property
    def name(self) -> str:
        """Its name, as a line that can be shown."""
        return shown(self.row.name)


# -- words


def column_word(column: int) -> str:
    """What stands above a column."""
    if column == Column.NAME:
        return translate("Drop", "Fileset")
    if column == Column.FORMAT:
        return translate("Drop", "Format")
    if column == Column.IMAGES:
        return translate("Drop", "Images")
    if column == Column.SIZE:
        return translate("Drop", "Size")
    return translate("Drop", "State") if column == Column.STATE else ""


def cell_text(one: Fileset, column: int) -> str:
    """The first line of a cell."""
    if column == Column.NAME:
        return one.name
    if column == Column.FORMAT:
        return format_name(one.row.format)
    if column == Column.IMAGES:
        return DASH if one.images is None else number(one.images)
    if column == Column.SIZE:
        return size(one.row.bytes)
    return state_words(one.state)[0] if column == Column.STATE else ""


def files_text(count: int) -> str:
    """How many files a fileset has."""
    return translate("Drop", "%n file(s)", None, count).replace(str(count), number(count), 1)


def state_words(state: State) -> tuple[str, str]:
    """What a state is called, and what it means for the person; "" where that is plain."""
    if state is State.WRITING:
        return (
            translate("Drop", "Still being written…"),
            translate("Drop", "It will be waited for, go on"),
        )
    if state is State.DAMAGED:
        return (
            translate("Drop", "Header unreadable"),
            translate("Drop", "It will be sent as it is"),
        )
    if state is State.REMOVED:
        return translate("Drop", "Removed"), translate("Drop", "It will not be sent")
    return translate("Drop", "Ready"), ""


def spoken(one: Fileset) -> str:
    """A whole row in one sentence, for screen readers."""
    images = "" if one.images is None else images_text(one.images)
    parts = (
        one.name,
        format_name(one.row.format),
        files_text(one.row.files),
        images,
        size(one.row.bytes),
        *state_words(one.state),
    )
    return ", ".join(filter(None, parts))


def images_text(count: int) -> str:
    """How many images."""
    return translate("Drop", "%n image(s)", None, count).replace(str(count), number(count), 1)
