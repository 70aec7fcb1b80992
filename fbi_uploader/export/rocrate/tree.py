"""Investigation, Study and Assay as nested datasets: the crate but for its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fbi_uploader.export.context import Context
from fbi_uploader.export.rocrate.addresses import escaped, landing_address
from fbi_uploader.export.rocrate.entities import Entities, Reference, compact, reference
from fbi_uploader.export.rocrate.library import Crate, Properties
from fbi_uploader.export.rocrate.values import Said, Words, said
from fbi_uploader.isa import levels
from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.report import Report, ReportedAssay

# Of these a dataset has one: what a template says takes the place of what the tree says.
_ONE = frozenset({"name", "datePublished", "license"})
_JOINED = "description"


@dataclass(frozen=True, slots=True)
class Tree:
    """`crate` lacks assays and files; `assays` are by folder, without their `hasPart`."""

    crate: Crate
    landing: str
    assays: Mapping[str, Properties]


class _Values(NamedTuple):
    fields: Mapping[str, TemplateField]
    values: Metadata


def tree(report: Report, context: Context) -> Tree:
    """Everything but the files."""
    landing = landing_address(report, context.node)
    beside = Entities()
    words = Words(context.vocabularies, beside)
    investigation = report.draft.investigation
    planned = list(zip(report.draft.assays(), report.assays, strict=True))
    actions: list[object] = []
    assays: dict[str, Properties] = {}
    for (study, assay), published in planned:
        told = said(*_of_assay(investigation, study, assay, context), words)
        address = f"{landing}{escaped(published.folder)}/"
        actions += _acquisition(told.pop("instrument", []), published, address, beside)
        assays[published.folder] = _assay(address, published, assay, told)
    studies = [
        _study(landing, investigation, study, context, words)
        | compact({"hasPart": _parts(study, planned, landing)})
        for study in investigation.studies
    ]
    root = _chosen(studies) | _root(report, context, words)
    for one in studies:
        if one.get("license") == root.get("license"):
            one.pop("license", None)  # what the whole has, its parts inherit
    root |= compact({"hasPart": [reference(str(one["@id"])) for one in studies]})
    crate = Crate(root | compact({"mentions": actions}))
    for one in studies:
        crate.add(str(one["@id"]), {key: it for key, it in one.items() if key != "@id"})
    for id_, properties in beside:
        crate.add(id_, properties)
    return Tree(crate, landing, assays)


def _chosen(studies: Sequence[Properties]) -> Properties:
    """The licence of the whole, where a person chose the same for every study in a template."""
    chosen = [one.get("license") for one in studies]
    if not chosen or not chosen[0] or any(one != chosen[0] for one in chosen):
        return {}
    return {"license": chosen[0]}


Planned = tuple[tuple[Study, Assay], ReportedAssay]


def _parts(study: Study, planned: Iterable[Planned], landing: str) -> list[object]:
    return [
        reference(f"{landing}{escaped(published.folder)}/")
        for (owner, _), published in planned
        if owner is study
    ]


def _root(report: Report, context: Context, words: Words) -> Properties:
    investigation = report.draft.investigation
    fields = {one.id: one for one in context.fields_of(investigation, "investigation")}
    values = levels.investigation_values(investigation)
    told = said(fields, {key: it for key, it in values.items() if key in fields}, words)
    title = investigation.title or investigation.name
    own: Said = {
        "additionalType": ["Investigation"],
        "identifier": [f"urn:uuid:{report.submission}"],
        "name": [title],
        "alternateName": [investigation.name] if title != investigation.name else [],
        "description": [investigation.description or _counts(report)],
        "datePublished": [_published(report)],
        "dateCreated": [report.created_at.isoformat()],
        "creator": [_login(one, words.beside) for one in investigation.owners],
        "contributor": [_login(one, words.beside) for one in investigation.contributors],
        "license": [words.beside.licence(context.licence)] if context.licence else [],
    }
    return compact(_merged(own, told))


def _study(
    landing: str, investigation: Investigation, study: Study, context: Context, words: Words
) -> Properties:
    told = said(*_of_study(investigation, study, context), words)
    folder = f"{investigation.name}/{study.name}"
    own: Said = {
        "additionalType": ["Study"],
        "identifier": [study.name],
        "name": [study.name],
        "description": [study.description] if study.description else [],
        "keywords": list(study.tags),
        "localPath": [f"{folder}/"],
    }
    id_ = f"{landing}{escaped(folder)}/"
    return {"@id": id_, "@type": "Dataset", **compact(_merged(own, told))}


def _assay(address: str, published: ReportedAssay, assay: Assay, told: Said) -> Properties:
    own: Said = {
        "additionalType": ["Assay"],
        "identifier": [published.name],
        "name": [published.name],
        "alternateName": [assay.name] if assay.name != published.name else [],
        "description": [assay.description] if assay.description else [],
        "keywords": list(assay.tags),
        "localPath": [f"{published.folder}/"],
    }
    return {"@id": address, "@type": "Dataset", **compact(_merged(own, told))}


def _acquisition(
    instruments: list[object], published: ReportedAssay, address: str, beside: Entities
) -> list[Reference]:
    """How files came to be: in RO-Crate an instrument belongs to an action, not to a dataset."""
    if not instruments:
        return []
    action = beside.local(
        "acquisition",
        published.folder,
        "CreateAction",
        name=f"Image acquisition: {published.name}",
        instrument=instruments[0] if len(instruments) == 1 else instruments,
        result=reference(address),
    )
    return [action]


def _of_study(investigation: Investigation, study: Study, context: Context) -> _Values:
    fields = {one.id: one for one in context.fields_of(study, "study")}
    values = levels.study_values(investigation, study)
    return _Values(fields, {key: it for key, it in values.items() if key in fields})


def _of_assay(
    investigation: Investigation, study: Study, assay: Assay, context: Context
) -> _Values:
    """What holds for the assay and is not said of its study or the investigation already."""
    template = context.template_of(assay)
    fields = {one.id: one for one in template.field} if template else {}
    above = {
        **_of_study(investigation, study, context).values,
        **{
            one.id: value
            for one in context.fields_of(investigation, "investigation")
            if (value := levels.investigation_values(investigation).get(one.id))
        },
    }
    values = context.values_of(investigation, study, assay)
    return _Values(fields, {key: it for key, it in values.items() if key not in above})


def _merged(own: Said, told: Said) -> Said:
    merged = dict(own)
    for name, values in told.items():
        if name in _ONE:
            merged[name] = values[:1] or merged.get(name, [])
        elif name == _JOINED:
            texts = dict.fromkeys(str(one) for one in (*merged.get(name, []), *values))
            merged[name] = ["\n\n".join(texts)]
        else:
            both = (*merged.get(name, []), *values)
            merged[name] = [one for at, one in enumerate(both) if one not in both[:at]]
    return merged


def _login(login: str, beside: Entities) -> Reference:
    return beside.local("login", login, "Person", name=login, identifier=login)


def _published(report: Report) -> str:
    when = [one.at for one in report.stages if one.stage == "published" and one.assay is None]
    return (when[0] if when else report.created_at).isoformat()


def _counts(report: Report) -> str:
    """RO-Crate wants a description. Where nobody wrote one, these are facts."""
    files = sum(one.files for one in report.assays)
    size = sum(one.bytes for one in report.assays)
    title = report.draft.investigation.title or report.draft.investigation.name
    return f"{title}: assays: {len(report.assays)}, files: {files}, bytes: {size}"
