"""The two files of the node's hand-over, as `reporting` and the command line ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.context import Context, Exported
from fbi_uploader.export.quay.ids import Ids
from fbi_uploader.export.quay.message import manifest_json, manifest_of
from fbi_uploader.export.quay.places import Places, places_of
from fbi_uploader.export.quay.sheets import filled_sheets
from fbi_uploader.export.quay.tree import tree_of
from fbi_uploader.paths import machine_nodes, resources
from fbi_uploader.report import Report

MANIFEST = "quay-manifest.json"
WORKBOOK = "quay-workbook.xlsx"


def manifest(
    report: Report, context: Context, folders: Sequence[Path] | None = None
) -> Iterator[Exported]:
    """The manifest. `folders`: where `provenance/<name>.json` is looked for (places.py).

    They are those of the machine's and of the bundled nodes unless told. Raises InputError
    EXPORT_REFUSED (format, why), PROVENANCE_INVALID (file, why).
    """
    places = _places(report, context, folders)
    tree = tree_of(report, context)

    def pieces() -> Iterator[bytes]:
        ids = Ids(report.submission, report.created_at)
        made = manifest_of(tree, places, ids, report.created_at.isoformat())
        yield from manifest_json(made)

    yield Exported(MANIFEST, pieces)


def workbook(
    report: Report, context: Context, folders: Sequence[Path] | None = None
) -> Iterator[Exported]:
    """The workbook; otherwise as `manifest`."""
    places = _places(report, context, folders)
    tree = tree_of(report, context)
    yield Exported(WORKBOOK, lambda: filled_sheets(tree, places, report.created_at))


def _places(report: Report, context: Context, folders: Sequence[Path] | None) -> Places:
    if context.node is None:
        raise InputError(Code.EXPORT_REFUSED, format="quay", why="node")
    known = (machine_nodes(), resources() / "nodes") if folders is None else folders
    return places_of(context.node, report.manager, known)
