"""What a form asks for: facts of a part, and the fields of its template, in one form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fbi_uploader.drafting.describing import (
    describe_assay,
    describe_investigation,
    describe_study,
    set_value,
)
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.model import Help, TemplateField
from fbi_uploader.isa.template.model import Words as Labels
from fbi_uploader.ui.words import language, translate

Words = Callable[[], str]
Put = Callable[[Worksheet, str, str], Worksheet]


class Kind(StrEnum):
    """How a value is given."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes-no"
    TERM = "term"
    ORCID = "orcid"
    PERSON = "person"
    FILE = "file"
    TABLE = "table"
    LICENCE = "licence"
    NAMES = "names"
    """Several words: tags, logins. One a line in the value."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form. `rules` of a template's field; None for a fact of the part."""

    key: str
    kind: Kind
    words: Words
    help: Words | None = None
    required: bool = False
    rules: TemplateField | None = None


def asked(field: TemplateField) -> Asked:
    """A template's field."""
    kind = Kind.LONG if field.long else Kind(field.type)
    help_ = field.help
    told = (lambda: _in_language(help_)) if help_ is not None else None
    return Asked(field.id, kind, lambda: _in_language(field.label), told, field.required, field)


def in_language(words: Labels | Help) -> str:
    """What the language in force calls it."""
    return words.fr if language() == "fr" else words.en


_in_language = in_language


# -- facts of a part


def facts(level: str) -> tuple[Asked, ...]:
    """What is asked of an investigation ("I"), a study ("S") or an assay ("A") itself."""
    return {"I": _INVESTIGATION, "S": _STUDY, "A": _STUDY}[level]


def fact_of(sheet: Worksheet, part: str, key: str) -> MetadataValue | None:
    """A fact as the form shows it. KeyError for a part that is not there."""
    described = sheet.investigation if not part else sheet.study(part) or sheet.assay(part)
    if described is None:
        raise KeyError(part)
    kept = getattr(described, key.removeprefix("@"))
    text = kept if isinstance(kept, str) else "\n".join(kept or ())
    return MetadataValue(value=text) if text else None


def with_said(sheet: Worksheet, part: str, one: Asked, value: MetadataValue | None) -> Worksheet:
    """The worksheet in which this was said; None takes it away."""
    if one.rules is not None:
        return set_value(sheet, part, one.key, value)
    text = "" if value is None else str(value.value)
    if not part:
        return _PUT_INVESTIGATION[one.key](sheet, part, text)
    return (_PUT_STUDY if sheet.study(part) else _PUT_ASSAY)[one.key](sheet, part, text)


def names_in(text: str) -> tuple[str, ...]:
    """The words of a NAMES value, each once."""
    return tuple(dict.fromkeys(one.strip() for one in text.split("\n") if one.strip()))


_PUT_INVESTIGATION: dict[str, Put] = {
    "@title": lambda sheet, _, text: describe_investigation(sheet, title=text),
    "@description": lambda sheet, _, text: describe_investigation(sheet, description=text),
    "@licence": lambda sheet, _, text: describe_investigation(sheet, licence=text or None),
    "@owners": lambda sheet, _, text: describe_investigation(sheet, owners=names_in(text)),
    "@contributors": lambda sheet, _, text: describe_investigation(
        sheet, contributors=names_in(text)
    ),
    "@collaborators": lambda sheet, _, text: describe_investigation(
        sheet, collaborators=names_in(text)
    ),
}
_PUT_STUDY: dict[str, Put] = {
    "@description": lambda sheet, part, text: describe_study(sheet, part, description=text),
    "@tags": lambda sheet, part, text: describe_study(sheet, part, tags=names_in(text)),
}
_PUT_ASSAY: dict[str, Put] = {
    "@description": lambda sheet, part, text: describe_assay(sheet, part, description=text),
    "@tags": lambda sheet, part, text: describe_assay(sheet, part, tags=names_in(text)),
}

_DESCRIPTION = Asked("@description", Kind.LONG, lambda: translate("Describe", "Description"))
_TAGS = Asked(
    "@tags",
    Kind.NAMES,
    lambda: translate("Describe", "Tags"),
    lambda: translate("Describe", "Enter after each one."),
)
_INVESTIGATION: tuple[Asked, ...] = (
    Asked("@title", Kind.TEXT, lambda: translate("Describe", "Title")),
    Asked(
        "@licence",
        Kind.LICENCE,
        lambda: translate("Describe", "Licence"),
        lambda: translate("Describe", "What others may do with the data once it is public."),
    ),
    _DESCRIPTION,
    Asked(
        "@owners",
        Kind.NAMES,
        lambda: translate("Describe", "Owners"),
        lambda: translate("Describe", "Logins on the node, Enter after each one."),
    ),
    Asked(
        "@contributors",
        Kind.NAMES,
        lambda: translate("Describe", "Contributors"),
        lambda: translate("Describe", "Logins of those who may add data."),
    ),
    Asked(
        "@collaborators",
        Kind.NAMES,
        lambda: translate("Describe", "Collaborators"),
        lambda: translate("Describe", "Logins of those who may look at it."),
    ),
)
_STUDY: tuple[Asked, ...] = (_DESCRIPTION, _TAGS)
