"""What is going to happen: the tree as it will stand on the node, and what is done on the way."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.ui.deposit.checking.planned import Planned, PlannedAssay
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.frames import Scroll, at_top, box, card, card_bar, column, line, row
from fbi_uploader.ui.widgets.marks import LevelMark, Sign
from fbi_uploader.ui.widgets.text import Elided, label
from fbi_uploader.ui.words import size, translate

_SHOWN = 200
_INDENT = 16


class Outlook(QWidget):
    """A card that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self._tree = QVBoxLayout()
        self._tree.setContentsMargins(16, 12, 16, 12)
        self._tree.setSpacing(6)
        self._way = QVBoxLayout()
        self._way.setContentsMargins(16, 12, 16, 12)
        self._way.setSpacing(10)
        title = label(Role.CARD, lambda: translate("Check", "What will happen"))
        inner = box(column(box(self._tree), line(), box(self._way), None, gap=0))
        whole = card(column(card_bar(title, None), line(), Scroll(inner), gap=0))
        self.setLayout(column(whole))

    def tell(self, planned: Planned, sheet: Worksheet, *, sandbox: bool, imports: bool) -> None:
        """Show a plan."""
        _clear(self._tree)
        _clear(self._way)
        self._tree.addLayout(_level("I", sheet.investigation.name, "", 0))
        by_part = {one.part: one for one in planned.assays}
        shown = 0
        for study in sheet.studies:
            inside = [by_part[one.id] for one in study.assays if one.id in by_part]
            if not inside or shown >= _SHOWN:
                continue
            self._tree.addLayout(_level("S", study.name, "", 1))
            for one in inside[: _SHOWN - shown]:
                self._tree.addLayout(_assay(one))
                shown += 1
        if (more := len(planned.assays) - shown) > 0:
            told = translate("Check", "and %n more assay(s)", None, more)
            self._tree.addWidget(label(Role.CAPTION, lambda: told, tone="third"))
        for icon, text in _way(sandbox=sandbox, imports=imports, route=planned.route):
            words = label(tone="second", wrap=True)
            words.setText(text)
            self._way.addLayout(row(at_top(Sign(icon, "accent_text")), words, gap=12))


def _level(level: str, name: str, right: str, depth: int) -> QLayout:
    words = Elided(Role.STRONG)
    words.set_text(name)
    made = row(_INDENT * depth, LevelMark(level), words, gap=8)
    if right:
        figure = label(Role.BODY)
        figure.setText(right)
        made.addWidget(figure)
    return made


def _assay(one: PlannedAssay) -> QLayout:
    name = one.folder.rpartition("/")[2]
    files = translate("Check", "%n file(s)", None, one.files)
    return _level("A", name, f"{files} · {size(one.bytes)}", 2)


def _way(*, sandbox: bool, imports: bool, route: str) -> list[tuple[str, str]]:
    first = {
        "smb": translate("Check", "Copied to a waiting place on the share."),
        "irods": translate("Check", "Copied to a waiting place in iRODS."),
    }.get(route, translate("Check", "Copied to a waiting place in the folder."))
    if sandbox:
        first = translate("Check", "Copied into the sandbox, a folder on this PC.")
    way = [
        ("upload", first),
        ("shield-check", translate("Check", "Read back: each file is compared with the original.")),
        ("folder", translate("Check", "Each assay appears at once, complete.")),
    ]
    if sandbox:
        way.append(("database", translate("Check", "Ingest and import are played, nothing more.")))
    elif imports:
        way.append(("database", translate("Check", "Put into iRODS, then imported into OMERO.")))
    way.append(("lock", translate("Check", "On this PC nothing is moved or deleted.")))
    return way


def _clear(layout: QLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        if (widget := taken.widget()) is not None:
            widget.deleteLater()
        elif (inner := taken.layout()) is not None:
            _clear(inner)
