"""ISA-JSON 1.0 (isa-specs.readthedocs.io/en/latest/isajson.html), streamed.

All ASCII: isatools guesses the encoding of a file, and refuses one that it guesses wrongly.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator

from fbi_uploader.export.isatab.content import (
    MEASUREMENT,
    TECHNOLOGY,
    AssayContent,
    Comment,
    InvestigationContent,
    Person,
    Publication,
    StudyContent,
    Term,
)
from fbi_uploader.export.isatab.filesets import DataFile
from fbi_uploader.export.isatab.identified import Ids, of_study
from fbi_uploader.export.isatab.jsonparts import Json, comments_json, term_json

Files = Callable[[AssayContent], Iterable[DataFile]]

_PARTS_A_PIECE = 200


def investigation_json(content: InvestigationContent, files: Files) -> Iterator[bytes]:
    """The whole file; `files` gives those of an assay, in the order of the assays, once each."""
    return _in_pieces(_investigation(content, files))


def _investigation(content: InvestigationContent, files: Files) -> Iterator[str]:
    told: Json = {
        "identifier": content.identifier,
        "title": content.title,
        "description": content.description,
        "submissionDate": content.submitted,
        "publicReleaseDate": content.released,
        "ontologySourceReferences": [
            {
                "name": one.name,
                "file": one.file,
                "version": one.version,
                "description": one.description,
            }
            for one in content.term_sources
        ],
        "publications": [_publication(one) for one in content.publications],
        "people": [_person(one) for one in content.people],
        "comments": comments_json(content.comments),
    }
    yield _opened(told, "studies")
    numbered = enumerate(content.studies, 1)
    yield from _listed(_study(number, study, files) for number, study in numbered)
    yield "]}\n"


def _study(number: int, study: StudyContent, files: Files) -> Iterator[str]:
    ids = Ids(number, study)
    told: Json = {
        "filename": study.file_name,
        "identifier": study.identifier,
        "title": study.title,
        "description": study.description,
        "submissionDate": study.submitted,
        "publicReleaseDate": study.released,
        "publications": [_publication(one) for one in study.publications],
        "people": [_person(one) for one in study.people],
        "studyDesignDescriptors": [term_json(MEASUREMENT)],
        "comments": comments_json(study.comments),
        **of_study(study, ids),
    }
    yield _opened(told, "assays")
    numbered = enumerate(study.assays, 1)
    yield from _listed(_assay(place, one, ids, files) for place, one in numbered)
    yield "]}"


def _assay(place: int, assay: AssayContent, ids: Ids, files: Files) -> Iterator[str]:
    told: Json = {
        "filename": assay.file_name,
        "measurementType": term_json(MEASUREMENT),
        "technologyType": term_json(TECHNOLOGY),
        "technologyPlatform": assay.platform,
        "materials": {"samples": [{"@id": ids.sample(assay.sample)}], "otherMaterials": []},
        "characteristicCategories": [],
        "unitCategories": ids.units_json([assay.parameters]),
        "comments": comments_json(assay.comments),
    }
    start = f"{ids.number}-{place}-"
    runs: dict[str, array[int]] = {}
    yield _opened(told, "dataFiles")
    yield from _separated(_data(start, runs, files(assay)))
    yield '], "processSequence": ['
    yield from _separated(_processes(start, runs, assay, ids))
    yield "]}"


def _data(start: str, runs: dict[str, array[int]], files: Iterable[DataFile]) -> Iterator[str]:
    """The files, while the numbers of each fileset's are noted: eight bytes a file."""
    for number, file in enumerate(files, 1):
        runs.setdefault(file.run, array("Q")).append(number)
        told = {
            "@id": f"#data/{start}{number}",
            "name": file.name,
            "type": "Raw Data File",
            "comments": comments_json(file.comments),
        }
        yield json.dumps(told)


def _processes(
    start: str, runs: dict[str, array[int]], assay: AssayContent, ids: Ids
) -> Iterator[str]:
    shared = {
        "executesProtocol": {"@id": ids.protocol(assay.protocol)},
        "parameterValues": [ids.parameter_value(assay.protocol, one) for one in assay.parameters],
        "performer": assay.performer,
        "date": assay.date,
        "inputs": [{"@id": ids.sample(assay.sample)}],
        "comments": [],
    }
    rest = json.dumps(shared)[1:-1]
    for number, (run, files) in enumerate(runs.items(), 1):
        outputs = ", ".join(f'{{"@id": "#data/{start}{file}"}}' for file in files)
        own = f'"@id": "#process/{start}{number}", "name": {json.dumps(run)}'
        yield f'{{{own}, {rest}, "outputs": [{outputs}]}}'


def _publication(one: Publication) -> Json:
    return {
        "pubMedID": one.pubmed,
        "doi": one.doi,
        "authorList": one.authors,
        "title": one.title,
        "status": term_json(Term("")),
        "comments": comments_json(one.comments),
    }


def _person(one: Person) -> Json:
    empty = dict.fromkeys(("midInitials", "phone", "fax", "address"), "")
    return {
        "lastName": one.last,
        "firstName": one.first,
        "email": one.email,
        **empty,
        "affiliation": one.affiliation,
        "roles": [term_json(Term(role)) for role in one.roles],
        "comments": comments_json([Comment("ORCID", one.orcid)] if one.orcid else []),
    }


def _opened(told: Json, key: str) -> str:
    """The object, left open behind the "[" of one more key."""
    return f'{json.dumps(told)[:-1]}, "{key}": ['


def _listed(entries: Iterable[Iterator[str]]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        yield ", " if number else ""
        yield from entry


def _separated(entries: Iterable[str]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        yield f",\n{entry}" if number else entry


def _in_pieces(parts: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) >= _PARTS_A_PIECE:
            yield "".join(waiting).encode("ascii")
            waiting.clear()
    yield "".join(waiting).encode("ascii")
