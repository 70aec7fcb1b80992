"""The tables of ISA-Tab: a study's samples, an assay's files.

Every cell is in double quotes: a line that began with "#" would be taken for a remark.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from fbi_uploader.export.isatab.content import (
    AssayContent,
    Layout,
    Named,
    StudyContent,
    Term,
    Value,
    layout,
    names,
)
from fbi_uploader.export.isatab.filesets import DataFile, comment_names

_ROWS_A_PIECE = 500


def pieces(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Rows as bytes, some hundred at a time."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n")
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % _ROWS_A_PIECE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def study_rows(study: StudyContent) -> Iterator[list[str]]:
    """Source, protocols, sample: a row a sample."""
    sources = {one.name: one for one in study.sources}
    of_source = _Columns("Characteristics", [one.characteristics for one in study.sources])
    of_sample = _Columns("Characteristics", [one.characteristics for one in study.samples])
    factors = _Columns("Factor Value", [one.factors for one in study.samples])
    protocols = ["Protocol REF"] * len(study.chain)
    yield [
        "Source Name",
        *of_source.head,
        *protocols,
        "Sample Name",
        *of_sample.head,
        *factors.head,
    ]
    for sample in study.samples:
        source = sources[sample.source]
        yield [
            source.name,
            *of_source.cells(source.characteristics),
            *study.chain,
            sample.name,
            *of_sample.cells(sample.characteristics),
            *factors.cells(sample.factors),
        ]


def assay_rows(assay: AssayContent, files: Iterable[DataFile]) -> Iterator[list[str]]:
    """Sample, imaging, file: a row a file. Files of one fileset have one `Assay Name`."""
    parameters = _Columns("Parameter Value", [assay.parameters])
    told = {"Date": assay.date, "Performer": assay.performer}
    told = {head: cell for head, cell in told.items() if cell}
    commented = comment_names(assay)
    comments = [f"Comment[{name}]" for name in commented]
    middle = [*parameters.head, *told, "Assay Name"]
    yield ["Sample Name", "Protocol REF", *middle, "Raw Data File", *comments]
    start = [assay.sample, assay.protocol, *parameters.cells(assay.parameters), *told.values()]
    for file in files:
        known = {one.name: one.value for one in file.comments}
        yield [*start, file.run, file.name, *(known.get(name, "") for name in commented)]


class _Columns:
    """The columns of characteristics, factors or parameters of one kind of node."""

    def __init__(self, kind: str, rows: Sequence[tuple[Named, ...]]) -> None:
        named = [one for row in rows for one in row]
        self._layouts = {
            name: layout(one.value for one in named if one.name == name) for name in names(rows)
        }
        self.head: list[str] = []
        for name, told in self._layouts.items():
            self.head += [f"{kind}[{name}]", *told.value]

    def cells(self, row: Iterable[Named]) -> list[str]:
        """The cells of one row, in the order of the head."""
        known = {one.name: one.value for one in row}
        cells: list[str] = []
        for name, told in self._layouts.items():
            cells += _cells(known.get(name), told)
        return cells


def _cells(value: Value | None, told: Layout) -> list[str]:
    if value is None:
        return [""] * (1 + len(told.value))
    if told is Layout.UNIT:
        return [repr(value.number), *_term(value.unit or Term(""))]
    return _term(value.term) if told is Layout.TERM else [value.term.text]


def _term(term: Term) -> list[str]:
    return [term.text, term.source, term.accession]
