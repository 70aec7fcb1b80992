"""What can be done with chosen filesets, and why not. Each act is one step of undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import reduce

from fbi_uploader.drafting import dropping
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.drafting.placing import MANY_REMOVED, with_joined
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.models.filesets import FilesetModel

_LOOKED_AT = 10_000
"""Of more rows nobody waits to hear that none of them can be taken apart."""


class WhyNot(Enum):
    """Why something cannot be done with what is chosen."""

    NOTHING_CHOSEN = "nothing_chosen"
    ONE_FILE = "one_file"
    """There is nothing to take apart."""
    TOGETHER = "together"
    """The files of this format cannot be read one without the other."""
    ONE_FILESET = "one_fileset"
    """It takes two to be joined."""
    REMOVED_ALREADY = "removed_already"


class Acts:
    """Acts on rows of a model."""

    def __init__(self, deposit: Deposit, model: FilesetModel) -> None:
        self._deposit = deposit
        self._model = model

    # -- may it

    def why_not_split(self, rows: Sequence[int]) -> WhyNot | None:
        """None when something that is chosen can be taken apart."""
        kept = self._kept(rows)
        if not kept:
            return WhyNot.NOTHING_CHOSEN
        if len(kept) > _LOOKED_AT:
            return None
        sheet, why = self._deposit.sheet, WhyNot.ONE_FILE
        for row in kept:
            one = self._model.shelf_row(row)
            if one.files > 1:
                why = WhyNot.TOGETHER
                if dropping.may_take_apart(sheet, one):
                    return None
        return why

    def why_not_join(self, rows: Sequence[int]) -> WhyNot | None:
        """None when two or more are chosen."""
        kept = len(self._kept(rows))
        if not kept:
            return WhyNot.NOTHING_CHOSEN
        return WhyNot.ONE_FILESET if kept == 1 else None

    def why_not_remove(self, rows: Sequence[int]) -> WhyNot | None:
        """None when something is chosen that is not removed yet."""
        if not rows:
            return WhyNot.NOTHING_CHOSEN
        return None if self._kept(rows) else WhyNot.REMOVED_ALREADY

    def may_restore(self, rows: Sequence[int]) -> bool:
        """Whether something that is chosen was removed."""
        return any(map(self._model.is_removed, rows))

    # -- do it

    def remove(self, rows: Sequence[int]) -> None:
        """Do not send these; the files stay where they are."""
        heads = self._model.heads(self._kept(rows))
        many = len(with_joined(self._deposit.sheet, heads)) >= MANY_REMOVED
        others = self._all() if many else ()  # few are never removed by their folder
        self._deposit.apply(lambda sheet: dropping.remove(sheet, heads, others))

    def restore(self, rows: Sequence[int]) -> None:
        """Send them after all."""
        heads = self._model.heads(filter(self._model.is_removed, rows))
        self._deposit.apply(lambda sheet: dropping.restore(sheet, heads, self._all()))

    def split(self, rows: Sequence[int]) -> None:
        """Take apart what can be."""
        chosen = [self._model.shelf_row(row) for row in self._kept(rows)]

        def edit(sheet: Worksheet) -> Worksheet:
            return reduce(_taken_apart, chosen, sheet)

        self._deposit.apply(edit)

    def join(self, rows: Sequence[int]) -> None:
        """Make them one; it asks nothing, as it can be undone."""
        heads = self._model.heads(self._kept(rows))
        self._deposit.apply(lambda sheet: dropping.join(sheet, heads))

    def _all(self) -> Iterable[str]:
        return self._deposit.shelf.heads()

    def _kept(self, rows: Sequence[int]) -> Sequence[int]:
        removed = self._model.is_removed
        if not self._model.shows_removed:
            return rows
        return [row for row in rows if not removed(row)]


def _taken_apart(sheet: Worksheet, row: ShelfRow) -> Worksheet:
    return dropping.split(sheet, row)
