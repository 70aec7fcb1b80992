"""From a report to what ISA says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from fbi_uploader.export.context import Context
from fbi_uploader.export.isatab import text
from fbi_uploader.export.isatab.content import (
    COLLECTION,
    IMAGING,
    MEASUREMENT,
    TECHNOLOGY,
    AssayContent,
    Comment,
    InvestigationContent,
    Named,
    Protocol,
    StudyContent,
    Term,
    joined,
    names,
    uniform,
)
from fbi_uploader.export.isatab.gather import (
    Gathered,
    all_named,
    disagreeing,
    gathered,
    scope_of,
    unmapped,
)
from fbi_uploader.export.isatab.people import logins
from fbi_uploader.export.isatab.samples import materials
from fbi_uploader.export.isatab.values import term_sources, terms_in
from fbi_uploader.isa import levels
from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.report import Report, ReportedAssay

_ASSAY_SCOPES = frozenset({"assay", "source", "sample", "data", "protocol", "process"})
_ABOVE = frozenset({"investigation", "study"})
_UNNAMED = "unnamed"
_COLLECTION_NAME, _IMAGING_NAME = "Sample collection", "Imaging"


@dataclass(frozen=True, slots=True)
class _Told:
    """An assay of the draft, what became of it, and what its values say."""

    assay: Assay
    reported: ReportedAssay
    values: Gathered


def collect(report: Report, context: Context) -> InvestigationContent:
    """Everything but the files. Pure; reads no file."""
    investigation = report.draft.investigation
    fields = context.fields_of(investigation)
    scopes = frozenset({"investigation"})
    values = levels.investigation_values(investigation)
    told = gathered(fields, values, scopes, context.vocabularies)
    studies = tuple(_studies(report, context))
    named = chain.from_iterable(map(_terms, studies))
    return InvestigationContent(
        identifier=told.single.get("identifier") or text.line(report.submission),
        title=told.single.get("title") or _title(investigation),
        description=told.single.get("description") or text.line(investigation.description),
        submitted=report.created_at.date().isoformat(),
        released=_released(told),
        comments=joined([*told.comments, *_about(report, context)]),
        people=(*told.people, *logins(investigation, report.person)),
        publications=tuple(told.publications),
        term_sources=term_sources(chain((MEASUREMENT, TECHNOLOGY), named), context.vocabularies),
        studies=studies,
    )


def _about(report: Report, context: Context) -> Iterator[Comment]:
    yield Comment("Submission", text.line(report.submission))
    yield Comment("Node", text.line(report.node))
    yield Comment("Name", text.line(report.draft.investigation.name))
    if context.licence:
        yield Comment("License", text.line(context.licence.url or context.licence.id))


def _studies(report: Report, context: Context) -> Iterator[StudyContent]:
    """Without assays that have no file, and studies that have no assay.

    What comes behind one of them isatools does not write, and says nothing.
    """
    reported = dict(zip((id(one) for _, one in report.draft.assays()), report.assays, strict=True))
    for number, study in enumerate(report.draft.investigation.studies, 1):
        above = levels.study_values(report.draft.investigation, study)
        assays = [
            _Told(one, reported[id(one)], _assay_values(report, study, one, above, context))
            for one in study.assays
            if reported[id(one)].files
        ]
        if assays:
            yield _study(report, number, study, assays, context)


def _assay_values(
    report: Report, study: Study, assay: Assay, above: Metadata, context: Context
) -> Gathered:
    investigation: Investigation = report.draft.investigation
    template = context.template_of(assay)
    fields = template.field if template else ()
    values = context.values_of(investigation, study, assay)
    told = gathered(fields, values, _ASSAY_SCOPES, context.vocabularies)
    unmapped(told, values, fields)
    disagreeing(told, values, above, [one for one in fields if scope_of(one) in _ABOVE])
    return told


def _study(
    report: Report, number: int, study: Study, assays: list[_Told], context: Context
) -> StudyContent:
    values = levels.study_values(report.draft.investigation, study)
    fields = context.fields_of(study)
    told = gathered(fields, values, frozenset({"study"}), context.vocabularies)
    above = levels.investigation_values(report.draft.investigation)
    disagreeing(told, values, above, [one for one in fields if scope_of(one) == "investigation"])
    named = [(one.reported.name, one.values) for one in assays]
    sources, samples, imaged = materials(named, context.vocabularies)
    before = _before_imaging([one.values for one in assays])
    imaging = _Imaging()
    tables = tuple(
        _assay(f"{number}_{place}", one, sample, imaging)
        for place, (one, sample) in enumerate(zip(assays, imaged, strict=True), 1)
    )
    return StudyContent(
        file_name=f"s_{number}_{text.slug(study.name)}.txt",
        identifier=told.single.get("identifier") or text.line(study.name) or _UNNAMED,
        title=told.single.get("title") or text.line(study.name) or _UNNAMED,
        description=told.single.get("description") or text.line(study.description),
        submitted=report.created_at.date().isoformat(),
        released=_released(told),
        comments=joined([*told.comments, _tags(study.tags), Comment("Name", study.name)]),
        people=tuple(told.people),
        publications=tuple(told.publications),
        factors=names(one.factors for one in samples),
        chain=tuple(one.name for one in before),
        protocols=(*before, *imaging.protocols),
        sources=sources,
        samples=samples,
        assays=tables,
    )


def _assay(place: str, one: _Told, sample: str, imaging: _Imaging) -> AssayContent:
    single = one.values.single
    date = single.get("date", "")
    comments = [
        Comment("Assay name", one.reported.name),
        Comment("Folder", one.reported.folder),
        Comment("Title", single.get("title", "")),
        Comment("Identifier", single.get("identifier", "")),
        Comment("Description", single.get("description") or one.assay.description),
        _tags(one.assay.tags),
        Comment("Acquired", "" if text.is_date(date) else date),
        *one.values.comments,
    ]
    return AssayContent(
        file_name=f"a_{place}_{text.slug(one.reported.name)}.txt",
        folder=one.reported.folder,
        sample=sample,
        protocol=imaging.protocol(one.values),
        parameters=uniform([tuple(one.values.parameters)])[0],
        date=date if text.is_date(date) else "",
        performer=single.get("performer", ""),
        platform=_platform(one.values.parameters),
        comments=joined(comments),
        data_comments=joined(one.values.data),
    )


class _Imaging:
    """One protocol for all assays that describe imaging alike and have the same parameters."""

    def __init__(self) -> None:
        self.protocols: list[Protocol] = []

    def protocol(self, told: Gathered) -> str:
        """The name of the one that fits."""
        parameters = names([tuple(told.parameters)])
        for known in self.protocols:
            if (known.description, known.parameters) == (told.imaging, parameters):
                return known.name
        number = f" {len(self.protocols) + 1}" if self.protocols else ""
        made = Protocol(f"{_IMAGING_NAME}{number}", IMAGING, told.imaging, parameters)
        self.protocols.append(made)
        return made.name


def _before_imaging(assays: list[Gathered]) -> tuple[Protocol, ...]:
    """What the templates describe, then collection: all samples go through all of them.

    What differs between the assays of a study is told one after the other. Collection is the last,
    because isatools, going backwards, never looks at the first of several (4004, ISA-JSON).
    """
    taken = text.Unique()
    taken(_COLLECTION_NAME)
    chained = []
    for name in all_named(assays):
        told = dict.fromkeys(one.protocols[name] for one in assays if name in one.protocols)
        description = text.line(" / ".join(told))
        chained.append(Protocol(taken(name), name.casefold(), description))
    return (*chained, Protocol(_COLLECTION_NAME, COLLECTION))


def _platform(parameters: Iterable[Named]) -> str:
    for one in parameters:
        if "instrument" in one.name.casefold():
            return one.value.term.text
    return ""


def _title(investigation: Investigation) -> str:
    return text.line(investigation.title) or text.line(investigation.name) or _UNNAMED


def _released(told: Gathered) -> str:
    date = told.single.get("date", "")
    return date[:10] if text.is_date(date) else ""


def _tags(tags: Iterable[str]) -> Comment:
    return Comment("Tags", ", ".join(tags))


def _terms(study: StudyContent) -> Iterator[Term]:
    rows: list[tuple[Named, ...]] = [one.characteristics for one in study.sources]
    rows += [one.characteristics + one.factors for one in study.samples]
    rows += [one.parameters for one in study.assays]
    yield from terms_in(chain.from_iterable(rows))
