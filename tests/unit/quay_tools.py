"""Submissions as the node's hand-over sees them, and the provenance files of an import service."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fbi_uploader.errors import Problem, Severity
from fbi_uploader.export.context import Context
from fbi_uploader.export.quay import quay_problems
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, Study
from fbi_uploader.isa.rules import NodeWants, draft_problems
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.store import TemplateStore
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.nodes.model import Node
from fbi_uploader.paths import resources
from fbi_uploader.report import Report, ReportedAssay
from fbi_uploader.transfer.planning.plan import tree_problems

AT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
SUBMISSION = "01a204d8-ad2e-7321-ad35-d9d731559eb2"
MANAGER = "facility0"
ROOT = f"/mnt/user/home/{MANAGER}"
OURS = "fbi-light-microscopy"
FRENCH = "L’embryon « à cœur ouvert » : d'où l'œil — “été” ; ça \"naïf\", 3 µm"
FRENCH_SPELLED = "L’embryon « à cœur ouvert » : d’où l’œil — “été” ; ça “naïf”, 3 µm"

VOCABULARIES = bundled()


@cache
def templates() -> dict[str, Template]:
    """The bundled ones, by id."""
    store = TemplateStore([resources() / "templates"])
    return {one.template.id: one.template for one in store.templates()}


def node(**more: object) -> Node:
    """A node whose import service sees the landing folder at ROOT."""
    told = {
        "id": "mtp",
        "names": {"fr": "Montpellier", "en": "Montpellier"},
        "smb": {"host": "nas.example.org", "share": "buffer"},
        "path_root": "/mnt/user/home/{manager}",
        "ingest": {"provenance": "facility.json", "destination": "meso"},
    }
    return Node.model_validate(told | more)


def context(of: Node | None = None) -> Context:
    """With the bundled templates."""
    return Context(templates(), of or node(), VOCABULARIES)


def value(written: str | float, unit: str | None = None, term: str | None = None) -> MetadataValue:
    """A value that a person typed."""
    return MetadataValue(value=written, unit=unit, term_id=term)


def investigation(*assays: Assay, study: str = "S", tags: Sequence[str] = ()) -> Investigation:
    """One study with these assays."""
    return Investigation(
        name="Inv",
        owners=(MANAGER,),
        studies=(Study(name=study, tags=tuple(tags), assays=assays),),
    )


def draft(of: Investigation) -> Draft:
    """With one dropped folder for each assay."""
    count = sum(len(study.assays) for study in of.studies)
    sources = tuple((f"/data/{number}",) for number in range(count))
    return Draft(node="mtp", person="Ana", investigation=of, sources=sources)


def report(of: Investigation, stage: str = "published") -> Report:
    """All of it published under the names of the draft."""
    planned = draft(of)
    assays = tuple(
        ReportedAssay(study.name, assay.name, planned.folder(study, assay), stage, 1, 1)
        for study, assay in planned.assays()
    )
    return Report(
        submission=SUBMISSION,
        node="mtp",
        route="smb",
        person="Ana",
        manager=MANAGER,
        landing=MANAGER,
        stage=stage,
        why=None,
        created_at=AT,
        draft=planned,
        assays=assays,
        stages=(),
        files=lambda: iter(()),
    )


def refused(of: Investigation) -> list[Problem]:
    """What blocks the sending, as the planner finds it."""
    planned = draft(of)
    wants = NodeWants(workbook=True)
    found = [
        *tree_problems(planned, ("_staging", "_submissions")),
        *draft_problems(planned, MANAGER, wants),
        *quay_problems(planned, MANAGER, context()),
    ]
    return [one for one in found if one.severity is Severity.BLOCKING]


def write_provenances(folder: Path) -> Path:
    """The stores of INTEROP 2, as files of the import service; their folder."""
    home = "file:///mnt/user/home/{{ manifest.manager }}"
    user = {"id": "facilityUserFile", "scheme": "file", "data_roots": [home], "is_isa": False}
    coop = {"id": "facilityCoopFile", "scheme": "file", "data_roots": ["file:///mnt/coop/"]}
    omero = {"id": "mesoOmero", "scheme": "omero", "data_roots": ["omero:///mnt/SHARE/"]}
    sites = {
        "facility": {
            "stores": [user, coop],
            "route": ["facilityUserFile", "facilityCoopFile", "mesoOmero"],
        },
        "meso": {"stores": [omero], "route": ["mesoOmero"]},
    }
    inner = folder / "provenance"
    inner.mkdir(parents=True)
    for name, told in sites.items():
        text = json.dumps({"id": name, "host": f"quay-{name}", **told})
        (inner / f"{name}.json").write_text(text, encoding="utf-8")
    return inner
