"""What a crate lacks to be valid. Told, and never made up."""

from __future__ import annotations

from collections.abc import Iterator

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.export.context import Context
from fbi_uploader.export.rocrate.library import ROOT
from fbi_uploader.export.rocrate.tree import tree
from fbi_uploader.report import Report


def problems(report: Report, context: Context) -> tuple[Problem, ...]:
    """A missing licence: RO-Crate 1.3, "Direct properties of the Root Data Entity", wants one."""
    return tuple(_problems(report, context))


def _problems(report: Report, context: Context) -> Iterator[Problem]:
    root = next(one for one in tree(report, context).crate.graph() if one["@id"] == ROOT)
    if "license" not in root:
        facts = {"format": "rocrate", "field": "license"}
        where = report.draft.investigation.name
        yield Problem(Code.EXPORT_VALUE_MISSING, where, Severity.WARNING, facts)
