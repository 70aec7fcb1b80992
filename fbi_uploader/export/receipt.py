"""The receipt: the proof of every file, for people (HTML) and for programs (JSON)."""

from __future__ import annotations

import html
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


_WORDS = {
    "fr": {
        "title": "Reçu de dépôt",
        "safe": (
            "Chaque fichier a été vu de l’autre côté\u202f; vous pouvez supprimer les originaux."
        ),
        "unsafe": "Gardez les originaux\u202f: la preuve n’est pas complète.",
        "strangers": (
            "Ces dossiers contiennent aussi des fichiers qui ne sont pas dans ce reçu\u202f:"
        ),
        "submission": "Dépôt",
        "node": "Nœud",
        "person": "Personne",
        "stage": "Étape",
        "size": "Taille (octets)",
        "source": "Original",
        "target": "Sur le nœud",
        "proof": "Preuves",
        "at": "Le",
    },
    "en": {
        "title": "Submission receipt",
        "safe": "Every file has been seen on the other side; you may delete the originals.",
        "unsafe": "Keep the originals: the proof is not complete.",
        "strangers": "These folders also hold files that are not in this receipt:",
        "submission": "Submission",
        "node": "Node",
        "person": "Person",
        "stage": "Stage",
        "size": "Size (bytes)",
        "source": "Original",
        "target": "On the node",
        "proof": "Evidence",
        "at": "At",
    },
}

_STYLE = """
:root { color-scheme: light dark; }
body { font: 14px/20px Inter, system-ui, sans-serif; margin: 32px auto; max-width: 1100px;
  padding: 0 20px; }
h1 { font-size: 20px; line-height: 28px; } h2 { font-size: 15px; margin-top: 24px; }
table { border-collapse: collapse; width: 100%; font-size: 12px; }
th, td { text-align: left; vertical-align: top; padding: 8px; border-bottom: 1px solid #8888; }
td { overflow-wrap: anywhere; } td.number { text-align: right; white-space: nowrap; }
code { font: 12px ui-monospace, monospace; }
.safe, .unsafe { padding: 12px 16px; border-radius: 10px; border: 1px solid; }
.safe { border-color: #1B6E42; } .unsafe { border-color: #B8730D; }
@media print { body { margin: 0; } thead { display: table-header-group; } }
"""


def receipt_html(report: Report, safety: Safety, language: str) -> Iterator[str]:
    """A page that stands alone, for reading and printing; every name in it is escaped."""
    words = _WORDS[language]
    yield f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
    yield f"<title>{words['title']} {_text(report.submission)}</title><style>{_STYLE}</style>"
    yield f"<h1>{words['title']}</h1>"
    yield from _safety(safety, words)
    yield "<table>"
    for word, value in (
        ("submission", report.submission),
        ("node", report.node),
        ("person", report.person),
        ("stage", report.stage),
    ):
        yield f"<tr><th>{words[word]}</th><td>{_text(value)}</td></tr>"
    yield "</table>"
    yield from _stages(report, words)
    yield from _files(report, words)


def _safety(safety: Safety, words: dict[str, str]) -> Iterator[str]:
    if safety.safe and safety.strangers:
        yield f'<p class="unsafe">{words["strangers"]}</p><ul>'
        yield from (f"<li><code>{_text(path)}</code></li>" for path in safety.not_in_receipt)
        yield "</ul>"
    kind = "safe" if safety.safe else "unsafe"
    mark = "✓" if safety.safe else "⚠"
    yield f'<p class="{kind}">{mark} {words[kind]}</p>'


def _stages(report: Report, words: dict[str, str]) -> Iterator[str]:
    yield f"<h2>{words['stage']}</h2><table>"
    for one in report.stages:
        at = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S %z}"
        yield f"<tr><td>{_text(one.stage)}</td><td>{at}</td><td>{_text(one.assay or '')}</td></tr>"
    yield "</table>"


def _files(report: Report, words: dict[str, str]) -> Iterator[str]:
    yield "<h2>SHA-256</h2><table><thead><tr>"
    yield "".join(f"<th>{words[one]}</th>" for one in ("source", "target", "size"))
    yield f"<th>SHA-256</th><th>{words['proof']}</th></tr></thead>"
    for file in report.files():
        proofs = ", ".join(_text(one.kind) for one in file.evidence)
        yield (
            f"<tr><td>{_text(file.source)}</td><td>{_text(file.target)}</td>"
            f'<td class="number">{file.size}</td><td><code>{_text(file.sha256 or "")}</code></td>'
            f"<td>{proofs}</td></tr>"
        )
    yield "</table></html>\n"


def _text(value: str) -> str:
    return html.escape(value)
