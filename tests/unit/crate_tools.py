"""Reports made by hand, and texts that hurt, for the tests of RO-Crate and BioImage Archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from fbi_uploader.export.context import Context
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.licence import licence_of
from fbi_uploader.isa.model import Assay, Investigation, Metadata, MetadataValue, Study
from fbi_uploader.isa.template import table
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.store import TemplateStore
from fbi_uploader.nodes.model import Node
from fbi_uploader.paths import resources
from fbi_uploader.report import Reached, Report, ReportedAssay, ReportedFile

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SUBMISSION = "01a204d8-ad2e-7321-ad35-d9d731559eb2"
ORCID = "0000-0002-1825-0097"
FRENCH = "L’embryon « à cœur ouvert » : 3 µm, d'où l'œil — “été” ; \"naïf\""


@cache
def templates() -> dict[str, Template]:
    """The bundled ones, by id."""
    store = TemplateStore([resources() / "templates"])
    return {one.template.id: one.template for one in store.templates()}


def context(licence: str | None = "CC-BY-4.0", node: Node | None = None) -> Context:
    """With the bundled templates and vocabularies."""
    return Context(templates=templates(), node=node, licence=licence_of(licence))


def share_node() -> Node:
    """A node reached by a share."""
    return Node.model_validate(
        {
            "id": "mtp",
            "names": {"fr": "Montpellier", "en": "Montpellier"},
            "smb": {"host": "nas.example.org", "share": "data", "path": "facility"},
        }
    )


def value(
    written: str | float, unit: str | None = None, term_id: str | None = None
) -> MetadataValue:
    """A value that a person typed."""
    return MetadataValue(value=written, unit=unit, term_id=term_id)


def study_values() -> Metadata:
    """All that the rembi template asks of a study, and more."""
    author = {
        "last-name": "Lefèvre",
        "first-name": "Zoé",
        "email": "zoe@example.org",
        "orcid": ORCID,
        "affiliation": "Université de Montpellier",
        "ror": "https://ror.org/051escj72",
        "role": "investigator",
    }
    return {
        "study-title": value("Large-scale microscopy of the embryo’s heart"),
        "study-description": value(f"{FRENCH}\nsecond line, long enough"),
        "keywords": value("cœur; embryon ; confocal"),
        "private-until": value("2027-03-01"),
        "authors": value(table.written([author])),
        "licence": value("CC BY 4.0"),
        "funding": value("Financé par l’ANR"),
        "grants": value(table.written([{"identifier": "ANR-1", "funder": "ANR"}])),
        "publications": value(
            table.written([{"title": "Heart", "doi": "10.1038/abc", "year": "2025"}])
        ),
        "links": value(table.written([{"url": "https://example.org/code", "description": "Code"}])),
        "acknowledgements": value("Merci"),
    }


def assay_values() -> Metadata:
    """All that the rembi template asks of an assay and its sample, and more."""
    return {
        "component-name": value("Confocal stacks"),
        "component-description": value(FRENCH),
        "organism": value("Mus musculus"),
        "biological-entity": value("Adult mouse corpus callosum"),
        "sample-preparation": value("Fixé au PFA\npuis monté"),
        "imaging-method": value("confocal microscopy"),
        "instrument": value("Zeiss LSM 980"),
        "acquisition-parameters": value("63x; 405 nm"),
        "pixel-size": value(0.103, "µm"),
        "acquired": value("2026-01-01"),
    }


def file(folder: str, name: str, fileset: str | None = None) -> ReportedFile:
    """One file of the assay in this folder."""
    return ReportedFile(
        source=f"/data/{name}",
        target=f"ana/{folder}/{name}",
        size=12,
        mtime_ns=1_700_000_000_123_456_789,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        sha1=None,
        original=None,
        fileset=fileset or name,
        format="tiff",
        evidence=(),
    )


def report(investigation: Investigation, names: tuple[str, ...] = ("a.tif", "b.czi")) -> Report:
    """Published, each assay with the same files. An assay named "empty" has none."""
    planned = [(study, one) for study in investigation.studies for one in study.assays]
    folders = [f"{investigation.name}/{study.name}/{one.name}" for study, one in planned]
    filled = [one for one in folders if not one.endswith("/empty")]

    def files() -> Iterator[ReportedFile]:
        return (file(folder, name) for folder in filled for name in names)

    return Report(
        submission=SUBMISSION,
        node="mtp",
        route="smb",
        person="ana",
        manager="ana",
        landing="ana",
        stage="published",
        why=None,
        created_at=AT,
        draft=Draft(
            node="mtp", person="ana", investigation=investigation, sources=((),) * len(planned)
        ),
        assays=tuple(
            ReportedAssay(study.name, one.name, folder, "published", len(names), 12 * len(names))
            for (study, one), folder in zip(planned, folders, strict=True)
        ),
        stages=(Reached("published", AT, None),),
        files=files,
    )


def full() -> Investigation:
    """One study, two assays, everything filled in."""
    first = Assay(name="A1", template="rembi", metadata=assay_values(), tags=("coeur",))
    second = Assay(
        name="A2", template="rembi", metadata=assay_values() | {"instrument": value("Leica")}
    )
    study = Study(
        name="Étude-1", description="of the study", metadata=study_values(), assays=(first, second)
    )
    return Investigation(
        name="Inv", title=FRENCH, owners=("ana",), contributors=("léa",), studies=(study,)
    )
