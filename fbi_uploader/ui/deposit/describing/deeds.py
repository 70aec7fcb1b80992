"""What the buttons of the form do, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from fbi_uploader.drafting.describing import own_values, set_values
from fbi_uploader.drafting.model import SheetAssay, Worksheet
from fbi_uploader.errors import InputError
from fbi_uploader.isa.model import Metadata
from fbi_uploader.isa.template.model import Template
from fbi_uploader.ui import background
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describing import acts
from fbi_uploader.ui.deposit.describing.asked import in_language
from fbi_uploader.ui.deposit.describing.knowledge import Knowledge
from fbi_uploader.ui.deposit.describing.layers import layers_of
from fbi_uploader.ui.deposit.describing.notice import Notice, Offered
from fbi_uploader.ui.deposit.describing.reading import Reader
from fbi_uploader.ui.deposit.describing.standing import fields_at
from fbi_uploader.ui.deposit.describing.usual import keep_usual, said_last_time
from fbi_uploader.ui.widgets.buttons import Kind
from fbi_uploader.ui.widgets.dialog import Dialog, nothing
from fbi_uploader.ui.words import translate

_NAMED = 6
"""Fields that a sentence names; the others are counted."""


class Deeds(QObject):
    """Each tells in `notice` what was done, with a way back."""

    def __init__(
        self, deposit: Deposit, knowledge: Knowledge, reader: Reader, notice: Notice
    ) -> None:
        super().__init__()
        self._deposit, self._knowledge = deposit, knowledge
        self._reader, self._notice = reader, notice

    # -- apply to all assays

    def apply_to_all(self, part: str) -> None:
        """Copy what was typed of an assay into all others with the same template."""
        what = acts.copied(self._deposit.sheet, part)
        if not what.assays:
            same = bool(what.values)
            self._notice.tell(lambda: _nothing_to_copy(same))
            return
        self._deposit.apply(lambda sheet: acts.copy(sheet, what))
        self._notice.tell(lambda: _copied(what), self._way_back())

    def _way_back(self) -> Offered:
        return Offered(lambda: translate("Describe", "Undo"), self._deposit.undo)

    # -- as last time

    def as_last_time(self, part: str) -> None:
        """Look in the journal for the last assay with this template, then ask."""
        assay = self._deposit.sheet.assay(part)
        if assay is None or not assay.template:
            return
        app, person, template = (
            self._deposit.session.app,
            self._deposit.sheet.person,
            assay.template,
        )
        background.read(
            self,
            lambda: said_last_time(app, person, template),
            lambda last: self._offer_last(part, template, last),
            self._deposit.failed.emit,
        )

    def _offer_last(self, part: str, template_id: str, last: Metadata) -> None:
        template = self._knowledge.template(template_id)
        assay = self._deposit.sheet.assay(part)
        if template is None or assay is None or assay.template != template_id:
            return  # another one was chosen meanwhile
        read = self._reader.of(part, template_id).values
        now = layers_of(self._deposit.sheet, part, read).whole()
        values = acts.from_last_time(template, "A", last, now)
        if not values:
            found = bool(last)
            self._notice.tell(lambda: _nothing_from_last(found))
            return
        fill = Offered(lambda: translate("Describe", "Fill in"), lambda: self._fill(part, values))
        self._notice.tell(lambda: _would_fill(template, values), fill)

    def _fill(self, part: str, values: Metadata) -> None:
        self._deposit.apply(lambda sheet: set_values(sheet, part, values))
        count = len(values)
        self._notice.tell(
            lambda: translate("Describe", "%n field(s) filled in.", None, count), self._way_back()
        )

    # -- this PC's usual values

    def offer_usual(self, owner: QWidget, part: str) -> None:
        """Ask whether what is said of this assay is to be proposed from now on."""
        assay = self._deposit.sheet.assay(part)
        template = self._knowledge.template(assay.template) if assay else None
        if assay is None or template is None:
            return
        values = _of_fields(template, own_values(assay.metadata))
        asked = Dialog(
            owner,
            lambda: translate("Describe", "Usual values of this PC"),
            lambda: _would_keep(template, values),
        )
        asked.set_choices(
            asked.choice(Kind.PLAIN, lambda: translate("Describe", "Cancel"), nothing),
            asked.choice(
                Kind.PRIMARY,
                lambda: translate("Describe", "Save"),
                lambda: self.keep_usual(template, values),
                icon="save",
            ),
        )
        asked.open()

    def keep_usual(self, template: Template, values: Metadata) -> None:
        """Write them, for all accounts where that is allowed."""
        try:
            for_all = keep_usual(self._deposit.session.app, template.id, values)
        except InputError as error:
            self._deposit.failed.emit(error)
            return
        self._knowledge.forget_usual()
        self._notice.tell(lambda: _kept(for_all=for_all))

    def propose(self, sheet: Worksheet, assay: SheetAssay) -> Worksheet:
        """Put the usual values of this PC where nothing is said of an assay."""
        template = self._knowledge.template(assay.template)
        if template is None:
            return sheet
        known = self._reader.is_known(assay.id, assay.template)
        read = self._reader.of(assay.id, assay.template).values if known else None
        return acts.propose(sheet, assay.id, template, self._knowledge.usual(template), read)


def _of_fields(template: Template, values: Metadata) -> Metadata:
    names = {one.id for one in fields_at(template, "A")}
    return {name: value for name, value in values.items() if name in names}


def _labels(template: Template, values: Mapping[str, object]) -> str:
    names = [in_language(one.label) for one in template.field if one.id in values]
    if len(names) <= _NAMED:
        return ", ".join(names)
    more = translate("Describe", "and %n more", None, len(names) - _NAMED)
    return f"{', '.join(names[:_NAMED])} {more}"


def _copied(what: acts.Copied) -> str:
    values = translate("Describe", "%n value(s)", None, len(what.values))
    told = translate("Describe", "%1 copied into %n assay(s).", None, len(what.assays))
    return told.replace("%1", values)


def _nothing_to_copy(same: bool) -> str:  # noqa: FBT001 - the only thing to know
    if same:
        return translate("Describe", "The other assays with this template say the same already.")
    return translate("Describe", "Nothing was typed here yet that could be copied.")


def _nothing_from_last(found: bool) -> str:  # noqa: FBT001 - the only thing to know
    if found:
        return translate("Describe", "Last time brings nothing new: all its fields are filled in.")
    return translate("Describe", "You have not sent an assay with this template yet.")


def _would_fill(template: Template, values: Metadata) -> str:
    told = translate("Describe", "Last time would fill %n field(s): %1.", None, len(values))
    return told.replace("%1", _labels(template, values))


def _would_keep(template: Template, values: Metadata) -> str:
    if not values:
        return translate(
            "Describe", "Nothing is typed in this assay: from now on nothing is proposed."
        )
    told = translate(
        "Describe",
        "Each new assay described with “%1” will begin with %n value(s) of this one: %2.",
        None,
        len(values),
    )
    return told.replace("%1", in_language(template.names)).replace("%2", _labels(template, values))


def _kept(*, for_all: bool) -> str:
    if for_all:
        return translate("Describe", "Saved for everybody who uses this PC.")
    return translate("Describe", "Saved for this account; others of this PC do not see it.")
