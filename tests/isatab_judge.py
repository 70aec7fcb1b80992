"""isatools in a process of its own, for the tests: `python -m tests.isatab_judge`.

It judges what the program wrote, and reads it back; it also writes, as the program's own child
does but without a start for each: it takes three seconds to load.

Lines of JSON: {"command": "judge" | "read" | "write", "folder", "config", "to"} in, {"errors",
"warnings", "differences"} out. `folder` has `isatab/` and `isa.json`, or is a file of `facts`.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from fbi_uploader.children import hush, own_stdout
from fbi_uploader.export.isatab.writing import written

MOST = 100
"""Findings of one kind that are told; there may be one for each of a million rows."""
_SHOWN = 300
_WHAT_READERS_RAISE = (LookupError, ValueError, TypeError, AttributeError, OSError)

Request = dict[str, Any]
Reply = dict[str, object]


def main() -> int:
    """Answer requests until stdin ends. Exit code 0."""
    answers = own_stdout()
    hush()
    for line in sys.stdin.buffer:
        try:
            told = _answer(json.loads(line))
        except Exception:  # noqa: BLE001 - the test that asked is to fail, and no other
            told = {"failure": traceback.format_exc()}
        _say(answers, told)
    return 0


def _answer(request: Request) -> Reply:
    tab, isajson = map(import_module, ("isatools.isatab", "isatools.isajson"))
    folder = Path(request["folder"])
    if request["command"] == "write":
        with folder.open("rb") as facts:
            return {"files": written(facts)}
    if request["command"] == "read":
        return _read(folder, Path(request["to"]), tab.load, isajson.load)
    config = Path(request["config"])
    found = [
        _validated(tab.validate, _investigation(folder), config / "xml"),
        _validated(isajson.validate, folder / "isa.json", config / "json"),
    ]
    errors = [one for told, _ in found for one in told]
    differences: list[str] = []
    try:
        of_tab, of_json = _loaded(folder, tab.load, isajson.load)
        differences = sorted(map(_short, of_tab ^ of_json))[:MOST]
    except _WHAT_READERS_RAISE as error:
        errors.append(_short(f"cannot be read: {type(error).__name__}: {error}"))
    told = [one for _, told in found for one in told]
    return {"errors": errors, "warnings": told, "differences": differences}


def _read(folder: Path, to: Path, *loads: Callable[..., Any]) -> Reply:
    lines = [sorted(one) for one in _loaded(folder, *loads)]
    to.write_text(json.dumps(lines), encoding="ascii")
    return {}


def _loaded(folder: Path, *loads: Callable[..., Any]) -> tuple[frozenset[str], frozenset[str]]:
    paths = (_investigation(folder), folder / "isa.json")
    told = []
    for load, path in zip(loads, paths, strict=True):
        with path.open(encoding="utf-8") as file:
            told.append(frozenset(flattened(load(file))))
    return told[0], told[1]


def _investigation(folder: Path) -> Path:
    return folder / "isatab" / "i_investigation.txt"


def _validated(
    validate: Callable[..., Any], path: Path, config: Path
) -> tuple[list[str], list[str]]:
    with path.open(encoding="utf-8") as file:
        found = validate(file, config_dir=str(config), log_level=logging.CRITICAL)
    errors = [_finding(one) for one in found["errors"][:MOST]]
    if not found["validation_finished"]:
        errors.append("not finished")
    return errors, [_finding(one) for one in found["warnings"][:MOST]]


def _finding(one: Request) -> str:
    return _short(f"{one['code']} {one['message']}: {one['supplemental']}")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def flattened(investigation: Any) -> Iterator[str]:
    """Everything that the two formats share, a line each, in any order; empty values say nothing.

    isatools 0.14.3 drops date and performer of an assay's process when it reads ISA-JSON.
    """
    one = investigation
    yield _line("investigation", one.identifier, one.title, one.description, one.submission_date)
    yield from _commented("investigation", one.comments)
    for source in one.ontology_source_references:
        yield _line("term source", source.name, source.file, source.version, source.description)
    yield from _people("investigation", one)
    for study in one.studies:
        yield from _study(study)


def _study(study: Any) -> Iterator[str]:
    name = study.filename
    dates = (study.submission_date, study.public_release_date)
    yield _line("study", name, study.identifier, study.title, study.description, *dates)
    yield from _commented(name, study.comments)
    yield from _people(name, study)
    for factor in study.factors:
        yield _line(name, "factor", factor.name, _term(factor.factor_type))
    for one in study.protocols:
        parameters = sorted(filter(None, (str(p.parameter_name.term) for p in one.parameters)))
        yield _line(name, "protocol", one.name, one.protocol_type.term, one.description, parameters)
    for source in study.sources:
        yield _line(name, "source", source.name, _attributes(source.characteristics))
    for sample in study.samples:
        derived = sorted(one.name for one in sample.derives_from)
        attributes = _attributes(sample.characteristics), _factors(sample.factor_values)
        yield _line(name, "sample", sample.name, derived, *attributes)
    yield from _processes(name, study.process_sequence, named=False)
    for assay in study.assays:
        yield from _assay(name, assay)


def _assay(study: str, assay: Any) -> Iterator[str]:
    name = f"{study} {assay.filename}"
    types = _term(assay.measurement_type), _term(assay.technology_type)
    yield _line(name, *types, assay.technology_platform, sorted(s.name for s in assay.samples))
    yield from _commented(name, assay.comments)
    for file in assay.data_files:
        yield _line(name, "data", file.filename, file.label, _comments(file.comments))
    yield from _processes(name, assay.process_sequence, named=True)


def _processes(place: str, processes: Iterable[Any], *, named: bool) -> Iterator[str]:
    for one in processes:
        yield _line(
            place,
            "process",
            one.name if named else "",
            one.executes_protocol.name,
            _nodes(one.inputs),
            _nodes(one.outputs),
            one.prev_process.executes_protocol.name if one.prev_process else "",
            sorted(
                (value.category.parameter_name.term, _value(value))
                for value in one.parameter_values
            ),
        )


def _people(place: str, has: Any) -> Iterator[str]:
    for one in has.contacts:
        names = one.last_name, one.first_name, one.email, one.affiliation
        roles = [str(role.term) for role in one.roles]
        yield _line(place, "person", *names, roles, _comments(one.comments))
    for one in has.publications:
        told = one.title, one.author_list, one.doi, one.pubmed_id
        yield _line(place, "publication", *told, _comments(one.comments))


def _nodes(nodes: Iterable[Any]) -> list[str]:
    return sorted(
        vars(one).get("_filename") or getattr(one, "filename", "") or one.name for one in nodes
    )


def _attributes(characteristics: Iterable[Any]) -> list[Any]:
    told = ((str(one.category.term), _value(one)) for one in characteristics)
    return sorted(one for one in told if any(one[1]))


def _factors(values: Iterable[Any]) -> list[Any]:
    """Without those of 0: isatools 0.14.3 takes them for absent when it reads ISA-JSON."""
    told = ((one.factor_name.name, _value(one)) for one in values if one.value not in (0, None))
    return sorted(one for one in told if any(one[1]))


def _value(one: Any) -> tuple[str, ...]:
    if isinstance(one.value, int | float):
        return (repr(one.value), *_term(one.unit))
    return _term(one.value)


def _term(term: Any) -> tuple[str, ...]:
    if term is None or isinstance(term, str):
        return (term or "", "", "")
    source = term.term_source
    return (
        str(term.term),
        source if isinstance(source, str) else (source.name if source else ""),
        term.term_accession or "",
    )


def _commented(place: str, comments: Iterable[Any]) -> Iterator[str]:
    for name, value in _comments(comments):
        yield _line(place, "comment", name, value)


def _comments(comments: Iterable[Any]) -> list[tuple[str, str]]:
    return sorted((one.name, str(one.value)) for one in comments if one.value)


def _line(*told: object) -> str:
    return json.dumps(told)


def _say(answers: BinaryIO, told: Reply) -> None:
    answers.write(json.dumps(told).encode("ascii") + b"\n")


if __name__ == "__main__":
    sys.exit(main())
