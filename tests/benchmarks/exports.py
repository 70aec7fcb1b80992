"""How long the hand-overs of a large submission take, and how much memory.

python tests/benchmarks/exports.py [--files 10000] [--assays 10000] [--format quay-json ...]

Each format is made in a process of its own, of one assay with many filesets and of many assays.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from fbi_uploader.export.context import Context
from fbi_uploader.export.formats import FORMATS, export
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, Study
from fbi_uploader.isa.template.store import TemplateStore
from fbi_uploader.nodes.model import Node
from fbi_uploader.paths import resources
from fbi_uploader.report import Report, ReportedAssay, ReportedFile

SECONDS = 60.0
MEGABYTES = 1000.0
AT = datetime(2026, 1, 2, tzinfo=UTC)
OURS = "fbi-light-microscopy"
NODE = {
    "id": "mtp",
    "names": {"fr": "Montpellier", "en": "Montpellier"},
    "smb": {"host": "nas.example.org", "share": "buffer"},
    "path_root": "/mnt/user/home/{manager}",
    "ingest": {"provenance": "facility", "destination": "meso"},
}


def say(line: str) -> None:
    """To stdout."""
    sys.stdout.write(line + "\n")


def report(files: int, assays: int) -> Report:
    """`files` filesets of one file each, in `assays` assays with every field filled in."""
    store = TemplateStore([resources() / "templates"])
    text = MetadataValue(value="Fixé au PFA 4 % pendant l’hiver « au froid »")
    filled = {field.id: text for field in store.get(OURS).field}
    planned = tuple(
        Assay(name=f"A{number:05}", template=OURS, tags=("été", "2026"), metadata=filled)
        for number in range(assays)
    )
    investigation = Investigation(
        name="Inv", owners=("ana",), studies=(Study(name="S", assays=planned),)
    )
    each = files // assays

    def streamed() -> Iterator[ReportedFile]:
        for assay in planned:
            for number in range(each):
                yield _file(f"Inv/S/{assay.name}", f"image_{number:05}.czi")

    return Report(
        submission="01a204d8-ad2e-7321-ad35-d9d731559eb2",
        node="mtp",
        route="smb",
        person="Ana",
        manager="ana",
        landing="ana",
        stage="published",
        why=None,
        created_at=AT,
        draft=Draft(
            node="mtp",
            person="Ana",
            investigation=investigation,
            sources=tuple((f"/data/{one.name}",) for one in planned),
        ),
        assays=tuple(
            ReportedAssay("S", one.name, f"Inv/S/{one.name}", "published", each, each * 10**9)
            for one in planned
        ),
        stages=(),
        files=streamed,
    )


def _file(folder: str, name: str) -> ReportedFile:
    return ReportedFile(
        source=f"/data/{name}",
        target=f"ana/{folder}/{name}",
        size=10**9,
        mtime_ns=1_700_000_000_000_000_000,
        sha256="a" * 64,
        sha1="b" * 40,
        original=None,
        fileset=name,
        format="czi",
        evidence=(),
    )


def make(name: str, files: int, assays: int) -> None:
    """One format, in this process; a line with its figures."""
    store = TemplateStore([resources() / "templates"])
    templates = {one.template.id: one.template for one in store.templates()}
    context = Context(templates, Node.model_validate(NODE))
    told = report(files, assays)
    [format_] = [one for one in FORMATS if one == name]
    start = time.perf_counter()
    size = sum(len(piece) for one in export(format_, told, context) for piece in one.pieces())
    seconds = time.perf_counter() - start
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # of children, the largest
    peak = sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1000
    good = "ok" if seconds <= SECONDS and peak <= MEGABYTES else "TOO MUCH"
    say(
        f"{name:10} {files:7} files {assays:6} assays {seconds:7.2f} s {peak:7.0f} MB "
        f"{size / 1e6:8.2f} MB written  {good}"
    )


def main() -> None:
    """A line a format and a shape."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--assays", type=int, default=10_000)
    parser.add_argument("--format", action="append", choices=FORMATS)
    parser.add_argument("--one", nargs=2, metavar=("FORMAT", "ASSAYS"), help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.one:
        make(told.one[0], told.files, int(told.one[1]))
        return
    say(f"wanted: at most {SECONDS:.0f} s and {MEGABYTES:.0f} MB")
    for name in told.format or FORMATS:
        for assays in dict.fromkeys((1, told.assays)):
            command = [sys.executable, __file__, "--files", str(told.files)]
            subprocess.run([*command, "--one", name, str(assays)], check=False)


if __name__ == "__main__":
    main()
