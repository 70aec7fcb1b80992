"""The receipt for people: one HTML page that stands alone, to read and to print."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from itertools import groupby

from fbi_uploader.messages import Language, evidence_word, message, stage_word
from fbi_uploader.paths import shown
from fbi_uploader.report import Report, ReportedFile, Safety

_FRENCH = {
    "title": "Reçu de dépôt",
    "safe": (
        "Chaque fichier a été vu de l’autre côté\u202f; vous pouvez supprimer les originaux "
        "nommés ci-dessous."
    ),
    "unsafe": "Gardez les originaux\u202f: la preuve n’est pas complète.",
    "strangers": (
        "Leurs dossiers contiennent aussi {count} fichiers qui n’ont pas été envoyés. "
        "Ne supprimez pas les dossiers entiers."
    ),
    "submission": "Dépôt",
    "node": "Nœud",
    "person": "Personne",
    "stage": "Où il en est",
    "route": "Voie",
    "assays": "Assays",
    "files": "Fichiers et preuves",
    "history": "Étapes",
    "whole": "Dépôt entier",
    "size": "Octets",
    "source": "Original",
    "target": "Sur le nœud",
    "proof": "Preuves",
    "count": "Fichiers",
    "and_more": "… et {count} autres",
}
_ENGLISH = {
    "title": "Submission receipt",
    "safe": (
        "Every file has been seen on the other side; you may delete the originals named below."
    ),
    "unsafe": "Keep the originals: the proof is not complete.",
    "strangers": (
        "Their folders also hold {count} files that were not sent. "
        "Do not delete the folders as a whole."
    ),
    "submission": "Submission",
    "node": "Node",
    "person": "Person",
    "stage": "How far it is",
    "route": "Route",
    "assays": "Assays",
    "files": "Files and evidence",
    "history": "Stages",
    "whole": "Whole submission",
    "size": "Bytes",
    "source": "Original",
    "target": "On the node",
    "proof": "Evidence",
    "count": "Files",
    "and_more": "… and {count} more",
}
_WORDS = {"fr": _FRENCH, "en": _ENGLISH}

# The palette is that of the window (shared by both themes there).
_STYLE = """
:root { color-scheme: light dark; --bg: #F3F5F6; --surface: #FFFFFF; --border: #D5DDE1;
  --text: #15232A; --text2: #46565E; --ok: #1B6E42; --ok-soft: #E4F3EA; --ok-line: #A9D5BC;
  --warn: #7E4F08; --warn-soft: #FDF2DD; --warn-line: #E5C283; }
@media (prefers-color-scheme: dark) { :root { --bg: #10171B; --surface: #182126;
  --border: #2D3B43; --text: #E8EFF2; --text2: #B4C2C9; --ok: #74CE99; --ok-soft: #15342A;
  --ok-line: #2A5C45; --warn: #EFBB62; --warn-soft: #372B12; --warn-line: #6A5322; } }
* { box-sizing: border-box; }
body { background: var(--bg); color: var(--text); font: 14px/20px Inter, system-ui, sans-serif;
  font-variant-numeric: tabular-nums; margin: 0 auto; max-width: 1160px; padding: 32px 20px; }
h1 { font-size: 20px; line-height: 28px; margin: 0 0 16px; }
h2 { font-size: 15px; line-height: 22px; margin: 0 0 8px; }
section { background: var(--surface); border: 1px solid var(--border); border-radius: 10px;
  padding: 16px; margin: 0 0 16px; }
table { border-collapse: collapse; width: 100%; }
th { color: var(--text2); font-size: 12px; line-height: 16px; font-weight: 500; }
th, td { text-align: left; vertical-align: top; padding: 8px 12px 8px 0;
  border-bottom: 1px solid var(--border); }
tr:last-child > td, tr:last-child > th[scope] { border-bottom: 0; }
th[scope] { width: 160px; font-size: 14px; line-height: 20px; }
td { overflow-wrap: anywhere; } .number { text-align: right; white-space: nowrap; }
code { font: 12px/18px ui-monospace, monospace; } p { margin: 0; } ul { margin: 8px 0 0; }
.safe, .unsafe, .note { border: 1px solid; border-radius: 10px; padding: 12px 16px;
  margin: 0 0 16px; }
.safe { color: var(--ok); background: var(--ok-soft); border-color: var(--ok-line); }
.unsafe, .note { color: var(--warn); background: var(--warn-soft);
  border-color: var(--warn-line); }
@media print { body { padding: 0; } section { border: 0; padding: 0; }
  thead { display: table-header-group; } tr { break-inside: avoid; } }
"""


def receipt_html(report: Report, safety: Safety, language: Language) -> Iterator[str]:
    """Stream the page; every name in it is escaped, and shown on one line."""
    words = _WORDS[language]
    yield f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{words['title']} {_text(report.submission)}</title>"
    yield f"<style>{_STYLE}</style></head><body><h1>{words['title']}</h1>"
    yield from _safety(safety, language)
    yield from _facts(report, language)
    yield from _assays(report, language)
    yield from _files(report.files(), language)
    yield from _history(report, language)
    yield "</body></html>\n"


def _safety(safety: Safety, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    if safety.safe and safety.strangers:
        yield f'<div class="note">⚠ {words["strangers"].format(count=safety.strangers)}<ul>'
        yield from (f"<li><code>{_text(path)}</code></li>" for path in safety.not_in_receipt)
        yield from _and_more(safety.strangers - len(safety.not_in_receipt), language)
        yield "</ul></div>"
    kind, mark = ("safe", "✓") if safety.safe else ("unsafe", "⚠")
    yield f'<div class="{kind}"><p>{mark} {words[kind]}</p>'
    if safety.reasons:
        yield "<ul>"
        by_code = groupby(sorted(safety.reasons, key=lambda one: one.code), lambda one: one.code)
        for _, group in by_code:
            reasons = list(group)
            told = message(reasons[0], language)
            yield f"<li>{_text(told.happened)}<br>{_text(told.you_can)}</li>"
            yield from _and_more(len(reasons) - 1, language)
        yield "</ul>"
    yield "</div>"


def _and_more(count: int, language: Language) -> Iterator[str]:
    if count > 0:
        yield f"<li>{_WORDS[language]['and_more'].format(count=count)}</li>"


def _facts(report: Report, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield "<section><table>"
    for word, value in (
        ("submission", report.submission),
        ("node", report.node),
        ("route", report.route),
        ("person", report.person),
        ("stage", stage_word(report.stage, language)),
    ):
        yield f'<tr><th scope="row">{words[word]}</th><td>{_text(value)}</td></tr>'
    if report.why is not None:
        told = message(report.why, language)
        yield f"<tr><th></th><td>{_text(told.happened)}<br>{_text(told.does)}</td></tr>"
    yield "</table></section>"


def _assays(report: Report, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield f"<section><h2>{words['assays']}</h2><table><thead><tr><th>{words['target']}</th>"
    yield f"<th>{words['stage']}</th><th class=number>{words['count']}</th>"
    yield f"<th class=number>{words['size']}</th></tr></thead>"
    for assay in report.assays:
        yield f"<tr><td>{_text(assay.folder)}</td><td>{stage_word(assay.stage, language)}</td>"
        yield f"<td class=number>{_number(assay.files)}</td>"
        yield f"<td class=number>{_number(assay.bytes)}</td></tr>"
    yield "</table></section>"


def _files(files: Iterable[ReportedFile], language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield f"<section><h2>{words['files']}</h2><table><thead><tr><th>{words['source']}</th>"
    yield f"<th>{words['target']}</th><th class=number>{words['size']}</th><th>SHA-256</th>"
    yield f"<th>{words['proof']}</th></tr></thead>"
    for file in files:
        proofs = "<br>".join(evidence_word(one.kind, language) for one in file.evidence)
        yield f"<tr><td>{_text(file.source)}</td><td>{_text(file.target)}</td>"
        yield f"<td class=number>{_number(file.size)}</td>"
        yield f"<td><code>{_text(file.sha256 or '')}</code></td><td>{proofs}</td></tr>"
    yield "</table></section>"


def _history(report: Report, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield f"<section><h2>{words['history']}</h2><table>"
    for one in report.stages:
        at = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
        where = _text(one.assay) if one.assay else words["whole"]
        yield f"<tr><td>{at}</td><td>{stage_word(one.stage, language)}</td><td>{where}</td></tr>"
    yield "</table></section>"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _text(value: str) -> str:
    return html.escape(shown(value))
