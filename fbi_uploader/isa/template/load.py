"""Reads template files, and explains every mistake with its own code, file and line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fbi_uploader.errors import Code, Fact, Problem
from fbi_uploader.isa.template.model import (
    Choice,
    Column,
    Help,
    Maps,
    NodeKeys,
    Rules,
    Template,
    TemplateField,
    Words,
)
from fbi_uploader.isa.template.readings import default_value
from fbi_uploader.isa.template.values import Vocabularies, faults
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.tomlfile import InvalidFileError, parse, problem_in, read
from fbi_uploader.tomllines import KeyPath, key_lines, line_of

_CODES = {
    "missing": Code.TEMPLATE_KEY_MISSING,
    "missing_key": Code.TEMPLATE_KEY_MISSING,
    "extra_forbidden": Code.TEMPLATE_KEY_NOT_KNOWN,
    "literal_error": Code.TEMPLATE_CHOICE,
    "unfit": Code.TEMPLATE_UNFIT,
    "twice": Code.TEMPLATE_TWICE,
    "pattern": Code.TEMPLATE_PATTERN,
    **dict.fromkeys(
        ("syntax", "not_utf8", "too_deep", "unreadable", "too_large", "not_a_file"),
        Code.TEMPLATE_UNREADABLE,
    ),
}
# How a right value looks, for those who never saw TOML; the same in every language.
_EXAMPLES = {
    "string_type": '"…"',
    "string_too_short": '"…"',
    "string_too_long": '"…"',
    "not_one_line": '"…"',
    "bool_type": "true, false",
    "int_type": "12",
    "float_type": "0.5",
    "finite_number": "0.5",
    "tuple_type": "[ … ]",
    "too_short": "[ … ]",
    "model_type": "{ … = … }",
    "model_attributes_type": "{ … = … }",
    "not_an_id": "imaging-method",
    "not_a_version": "1.0",
    "not_isa": "sample.characteristic:Organism",
    "not_rembi": "Biosample.biological_entity",
    "not_rocrate": "measurementTechnique",
    "crossed": "minimum <= maximum",
}
_KEYS = sorted(
    {
        key
        for model in (Template, TemplateField, Column, Rules, Words, Help, Choice, Maps, NodeKeys)
        for key in model.model_fields
    }
)


def load_template(path: Path, vocabularies: Vocabularies | None = None) -> Template:
    """Read and check a file against the model and the vocabularies (the bundled ones).

    Raises InvalidFileError: `problems` has every mistake, TEMPLATE_... with file, line, key, why.
    """
    try:
        content = read(path, Code.TEMPLATE_UNREADABLE)
        template = parse(Template, content, path, Code.TEMPLATE_VALUE)
    except InvalidFileError as error:
        raise InvalidFileError([_explained(one) for one in error.problems]) from None
    lines = key_lines(content.decode("utf-8-sig"))
    known = bundled() if vocabularies is None else vocabularies
    found = [
        _with(problem_in(path, code, why, line_of(lines, place), place), told)
        for code, why, place, told in _unknown(template, known)
    ]
    if found:
        raise InvalidFileError(sorted(found, key=lambda one: int(one.facts["line"] or 0)))
    return template


def _with(problem: Problem, told: dict[str, Fact]) -> Problem:
    key = _plain(str(problem.facts["key"]))
    return replace(problem, facts={**problem.facts, "key": key, **told})


def _explained(problem: Problem) -> Problem:
    why, key = str(problem.facts["why"]), str(problem.facts["key"])
    if why == "missing" and not key:
        return replace(problem, code=Code.TEMPLATE_UNREADABLE)
    code = _CODES.get(why, Code.TEMPLATE_VALUE)
    more: dict[str, Fact] = {}
    if code is Code.TEMPLATE_KEY_NOT_KNOWN:
        near = difflib.get_close_matches(key.rpartition(".")[2], _KEYS, n=1, cutoff=0.0)
        more = {"near": near[0] if near else "id"}
    elif code is Code.TEMPLATE_VALUE:
        more = {"expected": _EXAMPLES.get(why, "…"), **problem.facts}
    elif code is Code.TEMPLATE_PATTERN:
        more = {"why": problem.facts["problem"]}
    return replace(problem, code=code, facts={**problem.facts, **more, "key": _plain(key)})


def _plain(key: str) -> str:
    """`field.3.default` as people count: `field 4: default`."""
    return re.sub(
        r"\.?(\w+)\.(\d+)\.?", lambda one: f"{one[1]} {int(one[2]) + 1}: ", key
    ).removesuffix(": ")


Found = tuple[Code, str, KeyPath, dict[str, Fact]]


def _unknown(template: Template, vocabularies: Vocabularies) -> Iterator[Found]:
    """What only the vocabularies can tell, and defaults that their own fields refuse."""
    for number, field in enumerate(template.field):
        place: KeyPath = ("field", number)
        yield from _words(field, place, vocabularies)
        for at, column in enumerate(field.columns):
            yield from _words(column, (*place, "columns", at), vocabularies)
        value = default_value(template, field)
        for fault in faults(field, value, vocabularies) if value else ():
            told: dict[str, Fact] = {"key": field.id, "why": fault.code.value}
            yield (Code.TEMPLATE_DEFAULT, fault.code.value, (*place, "default"), told)


def _words(rules: Rules, place: KeyPath, vocabularies: Vocabularies) -> Iterator[Found]:
    if rules.vocabulary is not None:
        vocabulary = vocabularies.get(rules.vocabulary)
        if vocabulary is None:
            yield _not_in((*place, "vocabulary"), rules.vocabulary, ", ".join(sorted(vocabularies)))
        else:
            for at, branch in enumerate(rules.branches):
                if vocabulary.term(branch) is None:
                    yield _not_in((*place, "branches", at), branch, vocabulary.terms[0].id)
    units = vocabularies.get("units")
    for at, symbol in enumerate(rules.units if units else ()):
        if units and units.with_symbol(symbol) is None:
            yield _not_in((*place, "units", at), symbol, "µm, nm, mm, s, min, h, mM, µM, °C, %…")


def _not_in(place: KeyPath, value: str, expected: str) -> Found:
    told: dict[str, Fact] = {"value": value, "expected": expected}
    return (Code.TEMPLATE_NOT_IN_VOCABULARY, "not_in_vocabulary", place, told)
