"""What ISA-Tab and ISA-JSON say: frozen data, every text already one that both can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import chain

from fbi_uploader.export.isatab import text

NOT_SPECIFIED = "not specified"
_EXACT = 1 << 53
"""A larger whole number may have no equal among those with a point."""
FILE_COMMENTS = ("SHA-256", "SHA-1", "Size in bytes", "Fileset format", "Original name")


@dataclass(frozen=True, slots=True)
class Term:
    """`source` names a `TermSource`, `accession` is the term's address; both "" for a free text."""

    text: str
    source: str = ""
    accession: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A text or a term, or a `number` with its `unit`: then `term` is the same in letters."""

    term: Term
    number: int | float | None = None
    unit: Term | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A characteristic, a factor value, a parameter value."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Comment:
    """`Comment[name]`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class TermSource:
    """Where terms come from."""

    name: str
    file: str
    version: str
    description: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with at least one role. `orcid` without its address."""

    last: str
    first: str = ""
    email: str = ""
    affiliation: str = ""
    roles: tuple[str, ...] = ()
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """`pubmed` and `doi` only in the forms that isatools takes for ones; others are comments."""

    title: str
    authors: str = ""
    doi: str = ""
    pubmed: str = ""
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    """`kind` is the protocol's type."""

    name: str
    kind: str
    description: str = ""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the samples of one assay come from."""

    name: str
    characteristics: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """`source` by its name. The first one of a source is what its assay images."""

    name: str
    source: str
    characteristics: tuple[Named, ...] = ()
    factors: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class AssayContent:
    """One table. Its filesets are streamed (`files`); each is one run of `protocol` on `sample`.

    `folder` is that of the assay below the landing folder; `data_comments` go to each of its files.
    """

    file_name: str
    folder: str
    sample: str
    protocol: str
    parameters: tuple[Named, ...] = ()
    date: str = ""
    performer: str = ""
    platform: str = ""
    comments: tuple[Comment, ...] = ()
    data_comments: tuple[Comment, ...] = ()

    @property
    def commented(self) -> tuple[str, ...]:
        """The names of the comments that a file of this assay may have."""
        return (*FILE_COMMENTS, *(one.name for one in self.data_comments))


@dataclass(frozen=True, slots=True)
class DataFile:
    """`name` below the landing folder, as in checksums.sha256; `run` is its fileset's name."""

    name: str
    run: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class StudyContent:
    """`chain` names the protocols between a source and its samples, the same for all of them."""

    file_name: str
    identifier: str
    title: str
    description: str
    submitted: str
    released: str
    comments: tuple[Comment, ...]
    people: tuple[Person, ...]
    publications: tuple[Publication, ...]
    factors: tuple[str, ...]
    chain: tuple[str, ...]
    protocols: tuple[Protocol, ...]
    sources: tuple[Source, ...]
    samples: tuple[Sample, ...]
    assays: tuple[AssayContent, ...]


@dataclass(frozen=True, slots=True)
class InvestigationContent:
    """The whole of a submission but its files."""

    identifier: str
    title: str
    description: str
    submitted: str
    released: str
    comments: tuple[Comment, ...]
    people: tuple[Person, ...]
    publications: tuple[Publication, ...]
    term_sources: tuple[TermSource, ...]
    studies: tuple[StudyContent, ...]

    @property
    def assays(self) -> tuple[AssayContent, ...]:
        """Those of all studies."""
        return tuple(chain.from_iterable(study.assays for study in self.studies))


MEASUREMENT = Term("imaging assay", "OBI", "http://purl.obolibrary.org/obo/OBI_0000185")
TECHNOLOGY = Term("microscopy", "FBbi", "http://purl.obolibrary.org/obo/FBbi_00000241")
IMAGING, COLLECTION = "data acquisition", "sample collection"
"""Types of the protocols that resources/isatab asks for. isatools writes the name of a run for the
types that it knows only (its protocol-types.yml): "imaging" is none of them."""


class Layout(Enum):
    """What the columns of one characteristic, factor or parameter hold."""

    PLAIN = auto()
    TERM = auto()
    UNIT = auto()


def layout(values: Iterable[Value]) -> Layout:
    """What holds all of them. Numbers with a unit have to be among themselves: see `uniform`."""
    found = list(values)
    if found and all(one.unit for one in found):
        return Layout.UNIT
    return Layout.TERM if any(one.term.source for one in found) else Layout.PLAIN


def uniform(rows: Iterable[tuple[Named, ...]]) -> list[tuple[Named, ...]]:
    """The same, where a name has numbers with a unit in all rows, or in none: "5 mg" in letters.

    A column that has a unit has no place for texts (isatools reads them as nothing), and isatools
    leaves out its source where no unit has one, and then does not find the unit again.
    """
    told = list(rows)
    values: dict[str, list[Value]] = {}
    for one in chain.from_iterable(told):
        values.setdefault(one.name, []).append(one.value)
    mended = {name: _mended(found, len(told)) for name, found in values.items()}
    return [tuple(Named(one.name, mended[one.name](one.value)) for one in row) for row in told]


def names(rows: Iterable[tuple[Named, ...]]) -> tuple[str, ...]:
    """Every name once, in the order of their coming."""
    return tuple(dict.fromkeys(one.name for row in rows for one in row))


def joined(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Without the empty ones; what has the same name is one comment with "; " between."""
    merged: dict[str, str] = {}
    for one in comments:
        if one.value:
            known = merged.get(one.name)
            merged[one.name] = f"{known}; {one.value}" if known else one.value
    return tuple(Comment(name, text.line(value)) for name, value in merged.items())


def _mended(values: Sequence[Value], rows: int) -> Callable[[Value], Value]:
    """What is to be done with each of the values that one name has in so many rows."""
    numbers = [one.number for one in values if one.unit and one.number is not None]
    known = any(one.unit.source for one in values if one.unit)
    if len(numbers) < len(values) or not known:
        return _in_letters
    whole = [number for number in numbers if isinstance(number, int)]
    if len(whole) in (0, rows):
        return _unchanged
    return _in_points if all(abs(number) <= _EXACT for number in whole) else _in_letters


def _in_letters(value: Value) -> Value:
    return Value(value.term)


def _in_points(value: Value) -> Value:
    """5.0 for 5: the numbers of a column that has gaps or points have points, says pandas."""
    return value if value.number is None else replace(value, number=float(value.number))


def _unchanged(value: Value) -> Value:
    return value
