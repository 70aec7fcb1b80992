"""What the image files of each assay say: asked of the engine, one assay at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import QObject, QTimer, Signal

from fbi_uploader.drafting.placing import sums_by_place
from fbi_uploader.isa.model import Metadata
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.trouble import Answer

_METADATA = TypeAdapter(Metadata)
_SOON = 400  # ms


@dataclass(frozen=True, slots=True)
class Read:
    """`values` as the files say them; `varying`: ids of fields that they do not agree on."""

    values: Metadata = field(default_factory=dict)
    varying: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    assay: str
    template: str
    filesets: int
    bytes: int


NOTHING = Read()
Fit = Callable[[str, Metadata], Metadata]
"""Of what was read for a template, what its fields take: nobody could mend the rest."""


class Reader(QObject):
    """Reads while it is `awake`. Filesets that come or go make it read their assay again."""

    came = Signal(str)
    """More is known of this assay."""

    def __init__(self, deposit: Deposit, fit: Fit) -> None:
        super().__init__()
        self._deposit = deposit
        self._fit = fit
        self.reads: frozenset[str] = frozenset()
        """Ids of templates that have something to read."""
        self._known: dict[str, tuple[_Wish, Read]] = {}
        self._refused: set[_Wish] = set()
        self._asking: _Wish | None = None
        self._first = ""
        self._draft = deposit.sheet.id
        self._awake = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._ask)
        deposit.opened.connect(self._forget)
        deposit.sheet_changed.connect(self._look)
        deposit.shelf_changed.connect(lambda _changes: self._look())

    def of(self, assay: str, template: str | None) -> Read:
        """What is known of an assay with this template."""
        known = self._known.get(assay)
        return known[1] if known is not None and known[0].template == template else NOTHING

    def is_known(self, assay: str, template: str | None) -> bool:
        """Whether its files were looked at; where nothing can be read there is nothing to know."""
        known = self._known.get(assay)
        found = known is not None and known[0].template == template
        return found or template not in self.reads

    def begin(self, first: str) -> None:
        """Read what is not known, this assay before the others."""
        self._awake, self._first = True, first
        self._refused.clear()
        self._ask()

    def rest(self) -> None:
        """Nobody looks: ask for nothing more."""
        self._awake = False

    def _forget(self) -> None:
        if self._deposit.sheet.id != self._draft:
            self._draft = self._deposit.sheet.id
            self._known.clear()
        self._refused.clear()
        self._asking = None
        self._look()

    def _look(self) -> None:
        if self._awake and not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        if not self._awake or self._asking is not None or self._deposit.scanning:
            return
        wish = next(iter(self._wishes()), None)
        if wish is None:
            return
        self._asking = wish
        self._deposit.save_now()  # the engine reads which filesets are in the assay
        self._deposit.session.engine.ask(
            "read",
            lambda answer: self._answered(wish, answer),
            draft=self._deposit.sheet.id,
            assay=wish.assay,
            template=wish.template,
        )

    def _wishes(self) -> list[_Wish]:
        sheet = self._deposit.sheet
        sums = sums_by_place(sheet, self._deposit.shelf)
        wishes = (
            _Wish(one.id, one.template, sums[one.id].filesets, sums[one.id].bytes)
            for _, one in sheet.assays()
            if one.template in self.reads and one.template
        )
        wanted = [one for one in wishes if one.filesets and one not in self._refused]
        unknown = [one for one in wanted if self._known.get(one.assay, (None,))[0] != one]
        return sorted(unknown, key=lambda one: one.assay != self._first)

    def _answered(self, wish: _Wish, answer: Answer) -> None:
        if wish is not self._asking:
            return  # another draft was opened meanwhile
        self._asking = None
        found = _read_of(answer)
        if found is None:
            self._refused.add(wish)
        else:
            values = self._fit(wish.template, found.values)
            self._known[wish.assay] = (wish, Read(values, found.varying))
            self.came.emit(wish.assay)
        self._look()


def _read_of(answer: Answer) -> Read | None:
    if not answer.ok:
        return None
    try:
        values = _METADATA.validate_python(answer.fields.get("values"))
    except ValidationError:  # another version's engine; nothing is shown rather than half of it
        return None
    return Read(values, tuple(answer.texts("varying")))
