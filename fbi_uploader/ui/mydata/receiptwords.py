"""The receipt for paper and for the clipboard: the same facts as the page of `export`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from PySide6.QtGui import QPagedPaintDevice

from fbi_uploader.messages import message
from fbi_uploader.paths import shown
from fbi_uploader.report import Report, ReportedFile, Safety
from fbi_uploader.ui.mydata import verdict, words
from fbi_uploader.ui.mydata.paper import (
    BODY,
    DIGEST,
    HEAD,
    PART,
    SMALL,
    STRONG,
    TITLE,
    Cell,
    Paper,
    Style,
)
from fbi_uploader.ui.words import language, moment, number, size, translate

IN_TEXT = 10_000
"""Files that the clipboard gets; the other forms name them all."""
_SECOND = Style(7.5, ink="text2")
_WIDE = Style(8.0)
_HALF = 32  # digits of a SHA-256 in a line


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is written: a submission, and whether its originals may go."""

    report: Report
    safety: Safety

    def title(self) -> str:
        """The name of it all."""
        return translate("MyData", "Submission receipt")

    def facts(self) -> Iterator[tuple[str, str]]:
        """Name and value."""
        report = self.report
        yield translate("MyData", "Submission"), report.submission
        yield translate("MyData", "Investigation"), report.draft.investigation.name
        yield translate("MyData", "Node"), report.node
        yield translate("MyData", "Route"), report.route
        yield translate("MyData", "Person"), report.person
        yield translate("MyData", "Stage"), words.stage(report.stage)
        if report.why is not None:
            yield "", message(report.why, language()).happened

    def beside(self) -> Iterator[str]:
        """What else lies in the folders: said before anything may go."""
        safety = self.safety
        if safety.safe and safety.strangers:
            yield translate(
                "MyData",
                "Their folders also hold %n item(s) that were not sent. "
                "Do not delete the folders as a whole.",
                None,
                safety.strangers,
            )
            yield from (f"– {path}" for path in safety.not_in_receipt)
            rest = safety.strangers - len(safety.not_in_receipt)
            if rest > 0:
                yield translate("MyData", "%n more not named here", None, rest)

    def verdict(self) -> Iterator[str]:
        """Whether the originals may go, and why not."""
        safety = self.safety
        if safety.safe:
            yield translate(
                "MyData",
                "Every file has been seen on the other side; you may delete the originals "
                "named below.",
            )
        else:
            yield translate("MyData", "Keep the originals: the proof is not complete.")
            yield from verdict.lines(safety)

    def stages(self) -> Iterator[tuple[str, str, str]]:
        """When, what, and of which assay."""
        whole = translate("MyData", "Whole submission")
        for one in self.report.stages:
            yield moment(one.at), words.stage(one.stage), one.assay or whole


# -- text


def as_text(receipt: Receipt) -> str:
    """Plain lines, with the first files; the rest is counted."""
    report = receipt.report
    parts = [receipt.title(), ""]
    parts += [f"{name}: {value}" if name else value for name, value in receipt.facts()]
    parts += [
        "",
        *receipt.beside(),
        *receipt.verdict(),
        "",
        translate("MyData", "Files and evidence"),
    ]
    files = report.files()
    for file in islice(files, IN_TEXT):
        parts.append(f"{file.source} -> {file.target}")
        parts.append(f"  {file.size} B  {file.sha256 or '-'}  {_proofs(file)}")
    rest = sum(1 for _ in files)
    if rest:
        parts.append(translate("MyData", "… and %n more, in the receipt", None, rest))
    parts += ["", *(" · ".join(one) for one in receipt.stages())]
    return "\n".join(map(shown, parts)) + "\n"


def _proofs(file: ReportedFile) -> str:
    return ", ".join(words.evidence(one.kind) for one in file.evidence)


# -- paper


def paint(device: QPagedPaintDevice, path: str, receipt: Receipt) -> int:
    """Put it on paper; how many pages. Raises InputError DENIED, and what the journal does."""
    running = f"{receipt.title()} · {receipt.report.submission}"
    paper = Paper(device, path, running, translate("MyData", "Page %1"))
    try:
        paper.text(receipt.title(), TITLE, after=10)
        _paint_notice(paper, receipt.beside(), "warn")
        _paint_notice(paper, receipt.verdict(), "ok" if receipt.safety.safe else "warn")
        _paint_facts(paper, receipt)
        _paint_assays(paper, receipt.report)
        _paint_files(paper, receipt.report.files())
        _paint_stages(paper, receipt)
    finally:
        paper.close()
    return paper.page


def _cell(text: str, style: Style = _WIDE, *, right: bool = False) -> Cell:
    return Cell([(shown(text), style)], right)


def _paint_notice(paper: Paper, lines: Iterable[str], tone: str) -> None:
    first, *rest = [*map(shown, lines)] or [""]
    if first:
        paper.notice([(first, STRONG), *((one, BODY) for one in rest)], tone, f"{tone}_soft")


def _paint_facts(paper: Paper, receipt: Receipt) -> None:
    rows = ((_cell(name, HEAD), _cell(value)) for name, value in receipt.facts())
    paper.table((1, 4), (), rows)
    paper.space(14)


def _paint_assays(paper: Paper, report: Report) -> None:
    paper.text(translate("MyData", "Assays"), PART)
    heads = (
        _cell(translate("MyData", "On the node"), HEAD),
        _cell(translate("MyData", "Stage"), HEAD),
        _cell(translate("MyData", "Files"), HEAD, right=True),
        _cell(translate("MyData", "Size"), HEAD, right=True),
    )
    rows = (
        (
            _cell(one.folder),
            _cell(words.stage(one.stage)),
            _cell(number(one.files), right=True),
            _cell(size(one.bytes), right=True),
        )
        for one in report.assays
    )
    paper.table((5, 3, 1.2, 1.4), heads, rows)
    paper.space(14)


def _paint_files(paper: Paper, files: Iterable[ReportedFile]) -> None:
    paper.text(translate("MyData", "Files and evidence"), PART)
    heads = (
        _cell(translate("MyData", "Original, and below it where it lies on the node"), HEAD),
        _cell(translate("MyData", "Bytes"), HEAD, right=True),
        _cell("SHA-256", HEAD),
        _cell(translate("MyData", "Evidence"), HEAD),
    )
    paper.table((5.0, 1.7, 3.1, 2.2), heads, map(_file_row, files))
    paper.space(14)


def _file_row(file: ReportedFile) -> tuple[Cell, ...]:
    digest = file.sha256 or ""
    halves = [digest[at : at + _HALF] for at in range(0, len(digest), _HALF)] or ["–"]
    return (
        Cell([(shown(file.source), _WIDE), (shown(file.target), _SECOND)]),
        _cell(number(file.size), _SECOND, right=True),
        Cell([(half, DIGEST) for half in halves]),
        Cell([(words.evidence(one.kind), SMALL) for one in file.evidence] or [("–", SMALL)]),
    )


def _paint_stages(paper: Paper, receipt: Receipt) -> None:
    paper.text(translate("MyData", "Stages"), PART)
    heads = (_cell("", HEAD), _cell(translate("MyData", "Stage"), HEAD), _cell("", HEAD))
    rows = (tuple(map(_cell, one)) for one in receipt.stages())
    paper.table((2, 2, 4), heads, rows)
