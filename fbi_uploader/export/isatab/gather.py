"""Sorts the values of a template by the element of ISA that each maps to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fbi_uploader.export.isatab import text
from fbi_uploader.export.isatab.content import Comment, Named, Person, Publication
from fbi_uploader.export.isatab.people import person, persons, publications
from fbi_uploader.export.isatab.values import letters, rows_of, value_of
from fbi_uploader.isa.model import Metadata, MetadataValue
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.isa.template.values import Vocabularies

LATER = frozenset({"image analysis", "image processing"})
"""Protocols that are applied to images: what they made is not sent, so they are comments."""
_IMAGING = "imaging"


@dataclass(slots=True)
class Gathered:
    """What the values of one level say. `single`: title, description, identifier, date, by word."""

    single: dict[str, str] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    source: list[Named] = field(default_factory=list)
    sample: list[Named] = field(default_factory=list)
    factors: list[Named] = field(default_factory=list)
    parameters: list[Named] = field(default_factory=list)
    protocols: dict[str, str] = field(default_factory=dict)
    imaging: str = ""
    data: list[Comment] = field(default_factory=list)
    wells: tuple[TemplateField, MetadataValue] | None = None

    def comment(self, name: str, value: str) -> None:
        """One more, where there is something to say."""
        if value:
            self.comments.append(Comment(text.name(name), text.line(value)))


def gathered(
    fields: Iterable[TemplateField],
    metadata: Metadata,
    scopes: frozenset[str],
    vocabularies: Vocabularies,
) -> Gathered:
    """The values of these fields whose element of ISA lies in `scopes`."""
    found = Gathered()
    for one in fields:
        value = metadata.get(one.id)
        scope, name, argument = _element(one)
        if value is not None and scope in scopes:
            _put(found, one, value, (scope, name, argument), vocabularies)
    return found


def unmapped(found: Gathered, metadata: Metadata, fields: Iterable[TemplateField]) -> None:
    """Values that no field governs (their template has gone) are told under their own names."""
    known = {one.id for one in fields}
    for key, value in metadata.items():
        if key not in known:
            found.comment(key, letters(value))


def disagreeing(
    found: Gathered, metadata: Metadata, above: Metadata, fields: Iterable[TemplateField]
) -> None:
    """What belongs to a level above, where it was not said for all that lies below, is told here.

    `metadata` holds here, `above` there.
    """
    for one in fields:
        here, there = metadata.get(one.id), above.get(one.id)
        if here is not None and (there is None or letters(there) != letters(here)):
            found.comment(one.label.en, letters(here))


def scope_of(one: TemplateField) -> str:
    """One of investigation, study, assay, source, sample, data, protocol, process."""
    return _element(one)[0]


def _element(one: TemplateField) -> tuple[str, str, str]:
    if not one.maps.isa:
        return one.level, "comment", one.label.en
    scope, _, rest = one.maps.isa.partition(".")
    name, _, argument = rest.partition(":")
    return scope, name, argument or one.label.en


def _put(
    found: Gathered,
    one: TemplateField,
    value: MetadataValue,
    element: tuple[str, str, str],
    vocabularies: Vocabularies,
) -> None:
    scope, name, argument = element
    if name in ("contact", "publication"):
        _put_listed(found, one, value, name)
    elif _is_single(scope, name):
        found.single[name] = letters(value)
    elif scope == "sample" and name == "name":
        _put_sample_name(found, one, value)
    elif scope == "protocol" and name == "description":
        _put_protocol(found, argument, letters(value))
    elif target := _named_list(found, scope, name):
        named = Named(text.column(argument), value_of(one, one.type, value, vocabularies))
        target.append(named)
    elif scope == "data":
        found.data.append(Comment(text.column(argument), letters(value)))
    else:
        found.comment(argument, letters(value))


def _is_single(scope: str, name: str) -> bool:
    if scope == "process":
        return name in ("date", "performer")
    return scope in ("investigation", "study", "assay") and name not in ("comment", "factor")


def _named_list(found: Gathered, scope: str, name: str) -> _List | None:
    if name == "parameter":
        return _List(found.parameters)
    if name == "factor":
        return _List(found.factors)
    if name == "characteristic" and scope in ("source", "sample"):
        return _List(found.source if scope == "source" else found.sample)
    return None


class _List:
    """A name is told once: two fields may map to one element, and ISA has one column for it.

    A value of control characters only says nothing, and isatools would leave its column out.
    """

    def __init__(self, named: list[Named]) -> None:
        self._named = named

    def append(self, one: Named) -> None:
        told = {known.name.casefold() for known in self._named}
        if one.value.term.text and one.name.casefold() not in told:
            self._named.append(one)


def _put_listed(found: Gathered, one: TemplateField, value: MetadataValue, name: str) -> None:
    rows = list(rows_of(one, value))
    if name == "publication":
        found.publications += publications(rows)
        if not rows:
            found.comment(one.label.en, letters(value))
    else:
        found.people += persons(rows) if rows else [person(value, one.label.en)]


def _put_sample_name(found: Gathered, one: TemplateField, value: MetadataValue) -> None:
    if one.type == "table":
        found.wells = (one, value)
    else:
        found.single["sample"] = letters(value)


def _put_protocol(found: Gathered, name: str, description: str) -> None:
    if name.casefold() == _IMAGING:
        found.imaging = description
    elif name.casefold() in LATER:
        found.comment(name, description)
    else:
        found.protocols.setdefault(text.name(name), description)


def all_named(several: Iterable[Gathered]) -> Iterator[str]:
    """The names of the protocols before imaging, once each, in the order of their coming."""
    yield from dict.fromkeys(name for one in several for name in one.protocols)
