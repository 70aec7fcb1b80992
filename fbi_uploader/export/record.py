"""`submission.json` and `checksums.sha256`: what always lies in `_submissions/<id>/`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fbi_uploader import __version__
from fbi_uploader.report import Report, ReportedFile

FORMAT = "fbi_uploader submission 1"


def submission_json(report: Report) -> Iterator[bytes]:
    """The whole submission in JSON, streamed: what `follow` opens on any other PC."""
    head = {
        "format": FORMAT,
        "program": __version__,
        "submission": report.submission,
        "node": report.node,
        "route": report.route,
        "person": report.person,
        "manager": report.manager,
        "landing": report.landing,
        "created_at": report.created_at.isoformat(),
        "investigation": report.draft.investigation.model_dump(mode="json"),
        "assays": [
            {
                "study": assay.study,
                "name": assay.name,
                "folder": assay.folder,
                "stage": assay.stage,
                "files": assay.files,
                "bytes": assay.bytes,
            }
            for assay in report.assays
        ],
        "stages": stages(report),
    }
    opening = json.dumps(head, ensure_ascii=False, indent=1)
    yield opening[: opening.rindex("\n}")].encode()
    yield b',\n "files": ['
    separator = b"\n  "
    for file in report.files():
        yield separator + json.dumps(_file(file), ensure_ascii=False).encode()
        separator = b",\n  "
    yield b"\n ]\n}\n"


def stages(report: Report) -> list[dict[str, str | None]]:
    """The stages reached, as JSON writes them."""
    return [
        {"stage": one.stage, "at": one.at.isoformat(), "assay": one.assay} for one in report.stages
    ]


def _file(file: ReportedFile) -> dict[str, object]:
    return {
        "source": file.source,
        "target": file.target,
        "original": file.original,
        "fileset": file.fileset,
        "format": file.format,
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "sha256": file.sha256,
        "sha1": file.sha1,
        "evidence": evidence(file),
    }


def evidence(file: ReportedFile) -> list[dict[str, str]]:
    """The evidence of a file, as JSON writes it."""
    return [{"kind": one.kind, "at": one.at.isoformat()} for one in file.evidence]


def checksums(report: Report) -> Iterator[bytes]:
    """Lines that `sha256sum -c` reads in the landing folder."""
    landing = f"{report.landing}/" if report.landing else ""
    for file in report.files():
        if file.sha256:
            yield f"{file.sha256}  {file.target.removeprefix(landing)}\n".encode()
