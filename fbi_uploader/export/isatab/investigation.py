"""The investigation file of ISA-Tab: sections of rows, one column an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fbi_uploader.export.isatab.content import (
    MEASUREMENT,
    TECHNOLOGY,
    Comment,
    InvestigationContent,
    Person,
    Protocol,
    Publication,
    StudyContent,
    Term,
)
from fbi_uploader.export.isatab.sheets import pieces

Rows = Iterable[tuple[str, Sequence[str]]]

NAME = "i_investigation.txt"


def investigation_file(content: InvestigationContent) -> Iterator[bytes]:
    """The whole file. The names of sections stand without quotes: readers compare whole lines."""
    for title, rows in _sections(content):
        yield f"{title}\n".encode()
        yield from pieces([label, *cells] for label, cells in rows)


def _sections(content: InvestigationContent) -> Iterator[tuple[str, Rows]]:
    sources = content.term_sources
    yield (
        "ONTOLOGY SOURCE REFERENCE",
        [
            ("Term Source Name", [one.name for one in sources]),
            ("Term Source File", [one.file for one in sources]),
            ("Term Source Version", [one.version for one in sources]),
            ("Term Source Description", [one.description for one in sources]),
        ],
    )
    yield (
        "INVESTIGATION",
        [
            ("Investigation Identifier", [content.identifier]),
            ("Investigation Title", [content.title]),
            ("Investigation Description", [content.description]),
            ("Investigation Submission Date", [content.submitted]),
            ("Investigation Public Release Date", [content.released]),
            *_comments([content.comments]),
        ],
    )
    yield "INVESTIGATION PUBLICATIONS", _publications("Investigation", content.publications)
    yield "INVESTIGATION CONTACTS", _people("Investigation", content.people)
    for study in content.studies:
        yield from _study(study)


def _study(study: StudyContent) -> Iterator[tuple[str, Rows]]:
    yield (
        "STUDY",
        [
            ("Study Identifier", [study.identifier]),
            ("Study Title", [study.title]),
            ("Study Description", [study.description]),
            ("Study Submission Date", [study.submitted]),
            ("Study Public Release Date", [study.released]),
            ("Study File Name", [study.file_name]),
            *_comments([study.comments]),
        ],
    )
    yield "STUDY DESIGN DESCRIPTORS", _terms("Study Design Type", [MEASUREMENT])
    yield "STUDY PUBLICATIONS", _publications("Study", study.publications)
    yield (
        "STUDY FACTORS",
        [
            ("Study Factor Name", study.factors),
            *_terms("Study Factor Type", [Term(name) for name in study.factors]),
        ],
    )
    count = len(study.assays)
    yield (
        "STUDY ASSAYS",
        [
            ("Study Assay File Name", [one.file_name for one in study.assays]),
            *_terms("Study Assay Measurement Type", [MEASUREMENT] * count),
            *_terms("Study Assay Technology Type", [TECHNOLOGY] * count),
            ("Study Assay Technology Platform", [one.platform for one in study.assays]),
            *_comments([one.comments for one in study.assays]),
        ],
    )
    yield "STUDY PROTOCOLS", _protocols(study.protocols)
    yield "STUDY CONTACTS", _people("Study", study.people)


def _terms(label: str, terms: Sequence[Term]) -> Rows:
    yield label, [one.text for one in terms]
    yield f"{label} Term Accession Number", [one.accession for one in terms]
    yield f"{label} Term Source REF", [one.source for one in terms]


def _publications(level: str, told: Sequence[Publication]) -> Rows:
    yield f"{level} PubMed ID", [one.pubmed for one in told]
    yield f"{level} Publication DOI", [one.doi for one in told]
    yield f"{level} Publication Author List", [one.authors for one in told]
    yield f"{level} Publication Title", [one.title for one in told]
    yield from _terms(f"{level} Publication Status", [Term("") for _ in told])
    yield from _comments([one.comments for one in told])


def _people(level: str, told: Sequence[Person]) -> Rows:
    yield f"{level} Person Last Name", [one.last for one in told]
    yield f"{level} Person First Name", [one.first for one in told]
    yield f"{level} Person Mid Initials", ["" for _ in told]
    yield f"{level} Person Email", [one.email for one in told]
    for label in ("Phone", "Fax", "Address"):
        yield f"{level} Person {label}", ["" for _ in told]
    yield f"{level} Person Affiliation", [one.affiliation for one in told]
    yield f"{level} Person Roles", [";".join(one.roles) for one in told]
    yield f"{level} Person Roles Term Accession Number", [_none(one.roles) for one in told]
    yield f"{level} Person Roles Term Source REF", [_none(one.roles) for one in told]
    yield from _comments([person_comments(one) for one in told])


def person_comments(one: Person) -> tuple[Comment, ...]:
    """The ORCID iD, where it is known."""
    return (Comment("ORCID", one.orcid),) if one.orcid else ()


def _protocols(told: Sequence[Protocol]) -> Rows:
    yield "Study Protocol Name", [one.name for one in told]
    yield from _terms("Study Protocol Type", [Term(one.kind) for one in told])
    yield "Study Protocol Description", [one.description for one in told]
    for label in ("URI", "Version"):
        yield f"Study Protocol {label}", ["" for _ in told]
    label = "Study Protocol Parameters Name"
    yield label, [";".join(one.parameters) for one in told]
    yield f"{label} Term Accession Number", [_none(one.parameters) for one in told]
    yield f"{label} Term Source REF", [_none(one.parameters) for one in told]
    yield "Study Protocol Components Name", ["" for _ in told]
    yield from _terms("Study Protocol Components Type", [Term("") for _ in told])


def _none(listed: Sequence[str]) -> str:
    """As many empty entries as the list beside it has."""
    return ";" * (len(listed) - 1)


def _comments(entries: Sequence[tuple[Comment, ...]]) -> Rows:
    for name in dict.fromkeys(one.name for entry in entries for one in entry):
        known = [{one.name: one.value for one in entry} for entry in entries]
        yield f"Comment[{name}]", [entry.get(name, "") for entry in known]
