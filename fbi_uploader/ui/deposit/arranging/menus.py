"""The menus of the Organise step: where to put filesets, and what can be done with a part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.ui.look import icons
from fbi_uploader.ui.words import middle, translate

_LONGEST = 48
_MOST = 60
"""Assays that a menu names; more are chosen in the tree."""


def new_menu(owner: QWidget) -> QMenu:
    """One that is gone when it is closed."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def add_places(menu: QMenu, sheet: Worksheet, put: Callable[[str], None]) -> None:
    """Every assay, by study; and a new one in each study. `put` takes an id, "" where none is."""
    count = 0
    for study in sheet.studies:
        if study.name:
            menu.addSection(middle(study.name, _LONGEST))
        for assay in study.assays[: max(0, _MOST - count)]:
            name = middle(assay.name or translate("Organise", "No name yet"), _LONGEST)
            menu.addAction(name, partial(put, assay.id))
            count += 1
        new = translate("Organise", "New assay in %1").replace("%1", middle(study.name, 30))
        menu.addAction(icons.icon("plus"), new, partial(put, study.id))
    if not sheet.studies:
        menu.addAction(icons.icon("plus"), translate("Organise", "New assay"), partial(put, ""))
