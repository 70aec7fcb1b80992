"""Reads vocabularies: `resources/vocabularies/*.tsv` (README there), and a node's own folder.

A file begins with lines `# key: value`, then one line of column names, then a term a line;
several names in one cell have "|" between them. UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.vocabulary.model import Term, Vocabulary
from fbi_uploader.paths import resources, shown

LARGEST = 8 * 1024 * 1024  # bytes
LONGEST_NAME = 500  # characters
COLUMNS = ("id", "label", "common", "fr", "synonyms", "added", "parents")
_NEEDED = (
    "id",
    "title_en",
    "title_fr",
    "ontology",
    "prefix",
    "iri",
    "release",
    "licence",
    "source",
)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read and check one file. Raises InputError VOCABULARY_INVALID (file, line, why)."""
    head, rows = _split(path, _lines(path))
    missing = [key for key in _NEEDED if not head.get(key)]
    if missing:
        raise _invalid(path, 1, f"# {missing[0]}:")
    return Vocabulary(
        id=head["id"],
        titles={"en": head["title_en"], "fr": head["title_fr"]},
        ontology=head["ontology"],
        prefix=head["prefix"],
        iri=head["iri"],
        release=head["release"],
        licence=head["licence"],
        source=head["source"],
        node_prefix=head.get("node_prefix", ""),
        terms=tuple(_terms(path, rows, head["prefix"])),
    )


def read_folder(folder: Path) -> dict[str, Vocabulary]:
    """Every vocabulary of a folder by its id. Raises InputError VOCABULARY_INVALID."""
    found: dict[str, Vocabulary] = {}
    for path in sorted(folder.glob("*.tsv")):
        vocabulary = read_vocabulary(path)
        if vocabulary.id in found:
            raise _invalid(path, 1, vocabulary.id)
        found[vocabulary.id] = vocabulary
    return found


@cache
def bundled() -> Mapping[str, Vocabulary]:
    """Those that come with the program, read once: "fbbi", "organisms", "units"."""
    return read_folder(resources() / "vocabularies")


Rows = Sequence[tuple[int, list[str]]]


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise _invalid(path, 1, "unreadable") from error
    if len(content) > LARGEST:
        raise _invalid(path, 1, "too_large")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return text.removesuffix("\n").split("\n")  # splitlines() knows ends that editors do not
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _invalid(path, line, "not_utf8") from error


def _split(path: Path, lines: list[str]) -> tuple[dict[str, str], Rows]:
    head: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.startswith("#"):
            if tuple(line.split("\t")) != COLUMNS:
                raise _invalid(path, number, "columns")
            rows = enumerate(lines[number:], number + 1)
            return head, [(at, row.split("\t")) for at, row in rows]
        key, _, value = line.removeprefix("#").partition(":")
        head[key.strip()] = value.strip()
    raise _invalid(path, len(lines) or 1, "columns")


def _terms(path: Path, rows: Rows, prefix: str) -> Iterator[Term]:
    seen: set[str] = set()
    for line, cells in rows:
        if len(cells) != len(COLUMNS) or not cells[1].strip():
            raise _invalid(path, line, "columns")
        if not cells[0].startswith(f"{prefix}:") or cells[0] in seen:
            raise _invalid(path, line, "id")
        if any(len(cell) > LONGEST_NAME or not cell.isprintable() for cell in cells):
            raise _invalid(path, line, "text")
        seen.add(cells[0])
        yield _term(cells)


def _term(cells: list[str]) -> Term:
    one, label, common, *lists = cells
    fr, synonyms, added, parents = (tuple(filter(None, cell.split("|"))) for cell in lists)
    return Term(one, label, common, fr, synonyms, added, parents)


def _invalid(path: Path, line: int, why: str) -> InputError:
    return InputError(Code.VOCABULARY_INVALID, file=shown(path), line=line, why=shown(why))
