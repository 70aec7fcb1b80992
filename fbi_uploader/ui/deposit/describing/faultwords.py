"""What is wrong with a value, said at its field: what to do, never whose fault it is."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

from PySide6.QtCore import QLocale

from fbi_uploader.errors import Code, Fact, Problem, Severity
from fbi_uploader.isa.licence import is_listed, is_spdx
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.isa.template.values import Fault, Vocabularies, faults, is_blank
from fbi_uploader.messages import message
from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.describing.asked import Asked, Kind, in_language
from fbi_uploader.ui.words import translate

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTHS = 12


def fault_of(one: Asked, value: MetadataValue | None, vocabularies: Vocabularies) -> Fault | None:
    """The first thing wrong with a value, blocking ones before warnings."""
    if value is None or is_blank(value):
        return None
    if one.rules is None:
        return _licence(str(value.value)) if one.kind is Kind.LICENCE else None
    return _worst(faults(one.rules, value, vocabularies))


def sentence(fault: Fault, one: Asked, value: MetadataValue | None) -> str:
    """Words for it, in the language in force."""
    if one.kind is Kind.LICENCE:
        return translate("Describe", "Not in the list of common licences: check how it is written.")
    if fault.code is Code.VALUE_DATE and value is not None and (told := _no_such_day(value)):
        return told
    if fault.code is Code.VALUE_KIND and fault.facts.get("type") == "number":
        return _placed(fault, one, translate("Describe", "Write a number, for example 12."))
    facts: dict[str, Fact] = {"field": one.words(), **fault.facts}
    told_of = message(Problem(fault.code, "", fault.severity, facts), words.language())
    if fault.severity is Severity.WARNING:
        return f"{told_of.happened}. {told_of.does}"
    return _placed(fault, one, told_of.you_can)


def _worst(found: Iterable[Fault]) -> Fault | None:
    first: Fault | None = None
    for one in found:
        if one.severity is Severity.BLOCKING:
            return one
        first = first or one
    return first


def _licence(written: str) -> Fault | None:
    if is_spdx(written) and is_listed(written):
        return None
    return Fault(Code.TERM_NOT_KNOWN, {"value": written}, Severity.WARNING)


def _no_such_day(value: MetadataValue) -> str:
    """The month of a day that it does not have: 31 November."""
    found = _DAY.fullmatch(str(value.value))
    if found is None or not 1 <= int(found[2]) <= _MONTHS or not int(found[1]):
        return ""
    days = calendar.monthrange(int(found[1]), int(found[2]))[1]
    if int(found[3]) <= days:
        return ""
    month = QLocale().standaloneMonthName(int(found[2]))
    told = translate("Describe", "%1 has only %n day(s). Correct the date.", None, days)
    return told.replace("%1", f"{month[:1].upper()}{month[1:]}")


def _placed(fault: Fault, one: Asked, told: str) -> str:
    """Where in a table, before what to do."""
    row, _, column = fault.at.partition(".")
    if not row:
        return told
    name = _column(one.rules, column)
    place = translate("Describe", "Row %1, %2:").replace("%1", row).replace("%2", name)
    return f"{place} {told}"


def _column(rules: TemplateField | None, id_: str) -> str:
    columns = rules.columns if rules is not None else ()
    return next((in_language(one.label) for one in columns if one.id == id_), id_)
