"""Writes `ro-crate-metadata.json`: the tree from the library, the files streamed after it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, groupby
from mimetypes import MimeTypes
from pathlib import PurePosixPath

from fbi_uploader.export.context import Context, Exported
from fbi_uploader.export.rocrate.addresses import escaped
from fbi_uploader.export.rocrate.entities import Reference, reference
from fbi_uploader.export.rocrate.library import METADATA, Properties
from fbi_uploader.export.rocrate.tree import Tree, tree
from fbi_uploader.report import Report, ReportedFile

_TYPES = MimeTypes(filenames=())  # Python's own list: the same on every PC
_DEPTH = 3  # Investigation/Study/Assay
_SECOND = 1_000_000_000


def crate(report: Report, context: Context) -> Iterator[Exported]:
    """One document. Nothing is read but the report, and no data are copied."""
    yield Exported(METADATA, lambda: pieces(report, context))


def pieces(report: Report, context: Context) -> Iterator[bytes]:
    """The metadata, an entity a line. `report.files` is run through twice, and never kept.

    Its files come assay by assay, as the journal gives them. Raises ValueError otherwise.
    """
    whole = tree(report, context)
    yield f'{{"@context": {_json(whole.crate.context())}, "@graph": [\n'.encode()
    yield ",\n".join(map(_json, whole.crate.graph())).encode()
    yield from _assays(report, whole)
    yield from _files(report, whole)
    yield b"\n]}\n"


def _assays(report: Report, whole: Tree) -> Iterator[bytes]:
    """Each assay with its parts. The first pass over the files."""
    waiting = dict(whole.assays)
    for folder, files in groupby(report.files(), lambda one: _folder(report, one)):
        if folder not in waiting:
            raise ValueError(folder)
        yield b",\n" + _json(waiting.pop(folder))[:-1].encode()
        yield from _parts(whole, report, files)
        yield b"}"
    for assay in waiting.values():
        yield b",\n" + _json(assay).encode()


def _parts(whole: Tree, report: Report, files: Iterator[ReportedFile]) -> Iterator[bytes]:
    """`hasPart`; a single one without brackets, as RO-Crate 1.3 recommends."""
    first = _json(_file_reference(whole, report, next(files)))
    second = next(files, None)
    if second is None:
        yield f', "hasPart": {first}'.encode()
        return
    yield f', "hasPart": [{first}'.encode()
    for one in chain((second,), files):
        yield f", {_json(_file_reference(whole, report, one))}".encode()
    yield b"]"


def _files(report: Report, whole: Tree) -> Iterator[bytes]:
    for file in report.files():
        yield f",\n{_json(_file(report, whole, file))}".encode()


def _file(report: Report, whole: Tree, file: ReportedFile) -> Properties:
    path = _below(report, file)
    name = PurePosixPath(path).name
    media, _ = _TYPES.guess_type(name, strict=False)
    told: Properties = {
        **_file_reference(whole, report, file),
        "@type": "File",
        "name": name,
        "alternateName": file.original,
        "contentSize": str(file.size),
        "sha256": file.sha256,
        "dateModified": datetime.fromtimestamp(file.mtime_ns // _SECOND, UTC).isoformat(),
        "encodingFormat": media,
        "localPath": path,
    }
    return {key: value for key, value in told.items() if value is not None}


def _file_reference(whole: Tree, report: Report, file: ReportedFile) -> Reference:
    return reference(f"{whole.landing}{escaped(_below(report, file))}")


def _below(report: Report, file: ReportedFile) -> str:
    return file.target.removeprefix(f"{report.landing}/") if report.landing else file.target


def _folder(report: Report, file: ReportedFile) -> str:
    return "/".join(_below(report, file).split("/")[:_DEPTH])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
