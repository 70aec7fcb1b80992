"""Holds one value against the rules of its field, or one cell against those of its column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import NamedTuple

from fbi_uploader.errors import Code, Fact, Severity
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template import orcid, table
from fbi_uploader.isa.template import pattern as patterns
from fbi_uploader.isa.template.fields import is_text
from fbi_uploader.isa.template.model import Column, Rules, TemplateField
from fbi_uploader.isa.vocabulary.model import Vocabulary

LONGEST_TEXT = 32_767
"""Characters of a cell of a workbook (support.microsoft.com, "Excel specifications and limits"):
every value goes through one on its way to the node."""

Vocabularies = Mapping[str, Vocabulary]

_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)


class Fault(NamedTuple):
    """One thing wrong with a value. `at`: where in a table, "row 3, well"; "" elsewhere."""

    code: Code
    facts: Mapping[str, Fact]
    severity: Severity = Severity.BLOCKING
    at: str = ""


def is_blank(value: MetadataValue | None) -> bool:
    """Whether nobody gave a value. "no" and 0 are values."""
    return value is None or (isinstance(value.value, str) and not value.value.strip())


def faults(
    field: TemplateField, value: MetadataValue, vocabularies: Vocabularies
) -> Iterator[Fault]:
    """Everything wrong with a value that is not blank.

    A term that no vocabulary knows is a warning, all else blocks. A vocabulary that is not in
    `vocabularies` knows nothing: no warning either.
    """
    if field.type == "table":
        yield from _table(field, value, vocabularies)
    elif field.type == "person":
        yield from _person(field, value)
    else:
        yield from _cell(field, field.type, value, vocabularies)


def is_date(text: str) -> bool:
    """YYYY-MM-DD, or with a time (ISO 8601), and a day that the calendar has."""
    if not _DATE.fullmatch(text) or not text.isascii():
        return False
    try:
        date.fromisoformat(text[:10])
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _cell(
    rules: Rules, kind: str, value: MetadataValue, vocabularies: Vocabularies
) -> Iterator[Fault]:
    if kind == "number":
        yield from _number(rules, value)
        return
    if value.unit is not None:
        yield Fault(Code.VALUE_UNIT, {"units": "-"})
    if kind == "yes-no":
        if not isinstance(value.value, bool):
            yield Fault(Code.VALUE_KIND, {"type": kind})
    elif not isinstance(value.value, str):
        yield Fault(Code.VALUE_KIND, {"type": kind})
    elif wrong := _text(value.value, lines=rules.long):
        yield wrong
    elif kind == "term":
        yield from _term(rules, value.value, value.term_id, vocabularies)
    else:
        yield from _KINDS[kind](rules, value.value)


def _number(rules: Rules, value: MetadataValue) -> Iterator[Fault]:
    number = value.value
    whole = rules.whole and isinstance(number, float) and not number.is_integer()
    if isinstance(number, bool | str) or whole:
        yield Fault(Code.VALUE_KIND, {"type": "number"})
        return
    low, high = rules.minimum, rules.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        yield Fault(Code.VALUE_RANGE, {"minimum": _bound(low), "maximum": _bound(high)})
    if same_unit(value.unit or "") not in (tuple(map(same_unit, rules.units)) or ("",)):
        yield Fault(Code.VALUE_UNIT, {"units": ", ".join(rules.units) or "-"})


def same_unit(symbol: str) -> str:
    """A symbol as it is compared: the micro sign and the Greek letter are one, case counts."""
    return unicodedata.normalize("NFKC", symbol.strip())


def _bound(limit: float | None) -> Fact:
    return "…" if limit is None else limit


def _text(text: str, *, lines: bool) -> Fault | None:
    if len(text) > LONGEST_TEXT:
        return Fault(Code.VALUE_TOO_LONG, {"limit": LONGEST_TEXT})
    if not is_text(text, lines=lines):
        return Fault(Code.VALUE_CHARACTERS, {})
    return None


def _pattern(rules: Rules, text: str) -> Iterator[Fault]:
    if rules.pattern is not None and not patterns.fits(rules.pattern, text):
        yield Fault(Code.VALUE_PATTERN, {"example": rules.example or rules.pattern})


def _date(_: Rules, text: str) -> Iterator[Fault]:
    if not is_date(text):
        yield Fault(Code.VALUE_DATE, {})


def _choice(rules: Rules, text: str) -> Iterator[Fault]:
    values = [one.value for one in rules.choices]
    if text not in values:
        yield Fault(Code.VALUE_CHOICE, {"choices": ", ".join(values)})


def _orcid(_: Rules, text: str) -> Iterator[Fault]:
    if orcid.normal(text) is None:
        yield Fault(Code.VALUE_ORCID, {})


def _file(_: Rules, text: str) -> Iterator[Fault]:
    path = PurePosixPath(text)
    outside = path.is_absolute() or ".." in path.parts or PureWindowsPath(text).anchor
    if outside or "\\" in text:
        yield Fault(Code.VALUE_FILE, {})


_KINDS: dict[str, Callable[[Rules, str], Iterator[Fault]]] = {
    "text": _pattern,
    "date": _date,
    "choice": _choice,
    "orcid": _orcid,
    "file": _file,
}


def _term(
    rules: Rules, text: str, term_id: str | None, vocabularies: Vocabularies
) -> Iterator[Fault]:
    vocabulary = vocabularies.get(rules.vocabulary or "")
    if vocabulary is None:
        return
    known = vocabulary.term(term_id) if term_id else vocabulary.called(text)
    if known is None or (term_id and vocabulary.called(text) not in (None, known)):
        facts: dict[str, Fact] = {"value": text, "vocabulary": vocabulary.id}
        yield Fault(Code.TERM_NOT_KNOWN, facts, Severity.WARNING)


def _person(field: TemplateField, value: MetadataValue) -> Iterator[Fault]:
    if not isinstance(value.value, str):
        yield Fault(Code.VALUE_KIND, {"type": field.type})
        return
    if wrong := _text(value.value, lines=False):
        yield wrong
    if value.term_id is None and not field.orcid_required:
        return
    if orcid.normal(value.term_id or "") is None:
        yield Fault(Code.VALUE_ORCID, {})


def _table(
    field: TemplateField, value: MetadataValue, vocabularies: Vocabularies
) -> Iterator[Fault]:
    try:
        rows = table.rows(value.value if isinstance(value.value, str) else "")
    except table.NotATableError as error:
        yield Fault(Code.VALUE_TABLE, {"why": error.why})
        return
    known = {column.id for column in field.columns}
    for number, row in enumerate(rows, 1):
        for key in sorted(row.keys() - known):
            yield Fault(Code.VALUE_TABLE, {"why": "columns"}, at=f"{number}.{key}")
        for column in field.columns:
            for fault in _table_cell(column, row.get(column.id, ""), vocabularies):
                yield fault._replace(at=f"{number}.{column.id}")


def _table_cell(column: Column, text: str, vocabularies: Vocabularies) -> Iterator[Fault]:
    if not text.strip():
        if column.required:
            yield Fault(Code.VALUE_MISSING, {})
        return
    yield from _cell(column, column.type, from_text(column, column.type, text), vocabularies)


def from_text(rules: Rules, kind: str, text: str) -> MetadataValue:
    """A value from what a person, a workbook or a cell of a table says in letters.

    "3,5 µm" and "3.5" become numbers, "oui" and "yes" true, 30/11/2026 a date. What cannot be
    turned stays text, so that `faults` tells it.
    """
    words = text.strip()
    if kind == "number":
        return _number_from(rules, words)
    if kind == "yes-no":
        return MetadataValue(value=_YES_NO.get(words.casefold(), words))
    if kind == "date" and (found := _DAY_FIRST.fullmatch(words)):
        return MetadataValue(value=f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}")
    return MetadataValue(value=text if rules.long else words)


_YES_NO: dict[str, bool] = {
    **dict.fromkeys(("oui", "yes", "true", "vrai"), True),
    **dict.fromkeys(("non", "no", "false", "faux"), False),
}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_QUANTITY = re.compile(
    r"([+-]?\d{1,30}(?:[.,]\d{1,30})?(?:[eE][+-]?\d{1,2})?)\s*([^\d\s].{0,40})?", re.ASCII
)


def _number_from(rules: Rules, words: str) -> MetadataValue:
    found = _QUANTITY.fullmatch(words)
    if found is None:
        return MetadataValue(value=words)
    number = float(found[1].replace(",", "."))
    whole = number.is_integer() and abs(number) < 2**53 and not set(found[1]) & set(".,eE")
    unit = found[2] or (rules.units[0] if rules.units else None)
    return MetadataValue(value=int(number) if whole else number, unit=unit)
