"""The names that are on the node already: asked of the engine, level by level, and kept."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.trouble import Answer

Place = tuple[str, ...]
"""() for investigations, (investigation,) for its studies, (investigation, study) for assays."""


class KnownNames(QObject):
    """`came` when more is known. A node that does not answer is no trouble: nothing is offered."""

    came = Signal()

    def __init__(self, deposit: Deposit) -> None:
        super().__init__()
        self._deposit = deposit
        self._names: dict[Place, list[str]] = {}
        self._asked: set[Place] = set()
        deposit.session.node_changed.connect(self.forget)
        deposit.session.person_changed.connect(self.forget)

    def forget(self) -> None:
        """Another node or person: other names."""
        self._names.clear()
        self._asked.clear()

    def names(self, place: Place) -> list[str]:
        """Those known at one level; they are asked for where nobody did yet."""
        self._ask(place)
        return self._names.get(place, [])

    def existing(self, sheet: Worksheet) -> set[str]:
        """The ids of the parts whose name is taken, "" for the investigation's."""
        root = sheet.investigation.name
        # Where people land in the root of a route, it cannot be listed; what is below can.
        if not root or not (root in self.names(()) or self.names((root,))):
            return set()
        found = {""}
        for study in sheet.studies:
            if study.name in self.names((root,)):
                found.add(study.id)
                there = self.names((root, study.name))
                found.update(assay.id for assay in study.assays if assay.name in there)
        return found

    def _ask(self, place: Place) -> None:
        if place in self._asked or not all(place):
            return
        self._asked.add(place)
        fields = dict(zip(("investigation", "study"), place, strict=False))
        session = self._deposit.session
        session.engine.ask(
            "names",
            lambda answer: self._take(place, answer),
            node=session.node.id,
            person=session.person.name,
            **fields,
        )

    def _take(self, place: Place, answer: Answer) -> None:
        if answer.ok:
            self._names[place] = answer.texts("names")
            self.came.emit()
