"""What can be done with the tree; each act is one edit, and so one step of undo."""

from __future__ import annotations

from collections.abc import Sequence

from fbi_uploader.drafting import organising, suggesting
from fbi_uploader.drafting.model import UNASSIGNED, Worksheet, new_id
from fbi_uploader.drafting.suggesting import Suggestion, Words
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.words import translate

INVESTIGATION = ""


def words() -> Words:
    """What new parts are called until they are named."""
    return Words(translate("Organise", "Study"), translate("Organise", "Assay"))


class Acts:
    """Acts on the worksheet of a deposit."""

    def __init__(self, deposit: Deposit) -> None:
        self._deposit = deposit

    @property
    def _sheet(self) -> Worksheet:
        return self._deposit.sheet

    # -- the tree

    def new_study(self) -> str:
        """One more study; returns its id."""
        id_ = new_id()
        self._deposit.apply(lambda sheet: organising.new_study(sheet, words().study, id_))
        return id_

    def new_assay(self, near: str) -> str:
        """One more assay in the study that `near` is or lies in; returns its id."""
        id_ = new_id()
        self._deposit.apply(lambda sheet: _with_assay(sheet, near, id_))
        return id_

    def rename(self, part: str, name: str) -> None:
        """Call a part something else."""
        self._deposit.apply(lambda sheet: organising.rename(sheet, part, name.strip()))

    def delete(self, part: str) -> None:
        """Delete a study or an assay; its filesets wait for a place again."""
        self._deposit.apply(lambda sheet: organising.delete(sheet, part))

    def merge(self, target: str, others: Sequence[str]) -> None:
        """Make one of several assays, or of several studies."""
        if self._sheet.study(target) is not None:
            self._deposit.apply(lambda sheet: organising.merge_studies(sheet, target, others))
        else:
            self._deposit.apply(lambda sheet: organising.merge_assays(sheet, target, others))

    def move_assay(self, assay: str, near: str) -> None:
        """Put an assay into the study that `near` is or lies in."""
        study = self._sheet.study(near) or self._sheet.study_of(near)
        if study is not None:
            self._deposit.apply(lambda sheet: organising.move_assay(sheet, assay, study.id))

    # -- filesets

    def put(self, numbers: Sequence[int], near: str) -> str:
        """Put filesets into an assay; where `near` is none, into a new one there.

        Returns the assay's id.
        """
        shelf = self._deposit.shelf
        heads = [shelf.head(one) for one in numbers]
        known = self._sheet.assay(near)
        target = known.id if known is not None else new_id()

        def edit(sheet: Worksheet) -> Worksheet:
            there = sheet if known is not None else _with_assay(sheet, near, target)
            return organising.assign(there, heads, target, shelf.heads())

        self._deposit.apply(edit)
        return target

    def take_out(self, numbers: Sequence[int]) -> None:
        """Let filesets wait for a place again."""
        shelf = self._deposit.shelf
        heads = [shelf.head(one) for one in numbers]
        self._deposit.apply(
            lambda sheet: organising.assign(sheet, heads, UNASSIGNED, shelf.heads())
        )

    # -- suggestions

    def suggestion(self) -> Suggestion:
        """What the folders and names of what waits for a place suggest."""
        return suggesting.suggest(self._sheet, self._deposit.shelf.heads(), words())

    def accept(self, suggestion: Suggestion) -> None:
        """Do what was suggested."""
        heads = self._deposit.shelf.heads
        self._deposit.apply(lambda sheet: suggesting.apply(sheet, suggestion, heads()))


def _with_assay(sheet: Worksheet, near: str, id_: str) -> Worksheet:
    """One more assay in the study of `near`, the last study, or a new one."""
    study = sheet.study(near) or sheet.study_of(near)
    if study is None and sheet.studies:
        study = sheet.studies[-1]
    if study is None:
        made = new_id()
        with_study = organising.new_study(sheet, words().study, made)
        return organising.new_assay(with_study, made, words().assay, id_)
    return organising.new_assay(sheet, study.id, words().assay, id_)
