"""The receipt for programs: the proof of every file, in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fbi_uploader.export.record import evidence, stages
from fbi_uploader.report import Report, ReportedFile, Safety


def receipt_json(report: Report, safety: Safety) -> Iterator[str]:
    """One JSON object, streamed.

    `submission, node, route, files[{source, target, size, sha256, evidence[{kind, at}]}],
    stages[{stage, at, assay}], safe_to_delete`, and what the verdict rests on in `safety`.
    """
    head = {
        "submission": report.submission,
        "node": report.node,
        "route": report.route,
        "person": report.person,
        "stage": report.stage,
        "why": report.why.code if report.why else None,
        "stages": stages(report),
        "safe_to_delete": safety.safe,
        "safety": {
            "reasons": [{"code": one.code, "where": one.where} for one in safety.reasons],
            "unsafe": safety.unsafe,
            "gone": safety.gone,
            "not_in_receipt": list(safety.not_in_receipt),
            "not_in_receipt_count": safety.strangers,
        },
    }
    yield json.dumps(head, ensure_ascii=True)[:-1]
    yield ', "files": ['
    separator = ""
    for file in report.files():
        yield separator + json.dumps(_file(file), ensure_ascii=True)
        separator = ", "
    yield "]}"


def _file(file: ReportedFile) -> dict[str, object]:
    return {
        "source": file.source,
        "target": file.target,
        "original": file.original,
        "size": file.size,
        "sha256": file.sha256,
        "evidence": evidence(file),
    }
