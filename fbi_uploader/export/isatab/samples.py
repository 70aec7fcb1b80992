"""Sources and samples of a study: one source an assay, its sample, and the wells of its plates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fbi_uploader.export.isatab import text
from fbi_uploader.export.isatab.content import (
    NOT_SPECIFIED,
    Named,
    Sample,
    Source,
    Term,
    Value,
    names,
    uniform,
)
from fbi_uploader.export.isatab.gather import Gathered
from fbi_uploader.export.isatab.values import rows_of, value_of
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.model import Column
from fbi_uploader.isa.template.values import Vocabularies, from_text


def materials(
    assays: Sequence[tuple[str, Gathered]], vocabularies: Vocabularies
) -> tuple[tuple[Source, ...], tuple[Sample, ...], tuple[str, ...]]:
    """The sources, the samples, and for each assay the name of the sample that it images.

    `assays`: the name of each with its values. Names are unique in the study.
    """
    sources: list[Source] = []
    samples: list[Sample] = []
    imaged: list[str] = []
    source_name, sample_name = text.Unique(), text.Unique()
    for assay, told in assays:
        source = source_name(text.material(f"{assay} source"))
        sources.append(Source(source, tuple(told.source)))
        whole = sample_name(text.material(told.single.get("sample") or f"{assay} sample"))
        samples.append(Sample(whole, source, tuple(told.sample), tuple(told.factors)))
        imaged.append(whole)
        for well in _wells(told, vocabularies):
            named = sample_name(text.material(f"{assay} {well.name}"))
            samples.append(_completed(replace(well, name=named, source=source), told))
    return _uniform_sources(sources), _uniform_samples(samples), tuple(imaged)


def _wells(told: Gathered, vocabularies: Vocabularies) -> Iterator[Sample]:
    """A row of the table each: named by its required columns, the rest characteristics, factors."""
    if told.wells is None:
        return
    field, value = told.wells
    for row in rows_of(field, value):
        named = [row[one.id] for one in field.columns if one.required and row.get(one.id)]
        characteristics: list[Named] = []
        factors: list[Named] = []
        for column in field.columns:
            if text.line(row.get(column.id, "")) and not column.id.endswith("-unit"):
                element, _, name = (column.maps.isa or "").partition(":")
                into = factors if element.endswith(".factor") else characteristics
                label = text.column(name or column.label.en)
                into.append(Named(label, _cell(column, row, vocabularies)))
        title = text.line(" ".join(named or row.values()))
        yield Sample(title, "", tuple(characteristics), tuple(factors))


def _cell(column: Column, row: Mapping[str, str], vocabularies: Vocabularies) -> Value:
    value: MetadataValue = from_text(column, column.type, row[column.id])
    beside = row.get(f"{column.id}-unit", "").strip()
    if beside and value.unit is None:
        value = value.model_copy(update={"unit": beside})
    return value_of(column, column.type, value, vocabularies)


def _completed(well: Sample, told: Gathered) -> Sample:
    """What is said of the whole plate holds for a well that says nothing else."""
    return replace(
        well,
        characteristics=_stacked(told.sample, well.characteristics),
        factors=_stacked(told.factors, well.factors),
    )


def _stacked(below: Sequence[Named], above: Sequence[Named]) -> tuple[Named, ...]:
    return tuple(({one.name: one for one in below} | {one.name: one for one in above}).values())


def _uniform_sources(sources: Sequence[Source]) -> tuple[Source, ...]:
    told = uniform(one.characteristics for one in sources)
    return tuple(replace(one, characteristics=its) for one, its in zip(sources, told, strict=True))


def _uniform_samples(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    characteristics = uniform(one.characteristics for one in samples)
    factors = _filled(uniform(one.factors for one in samples))
    return tuple(
        replace(one, characteristics=its, factors=theirs)
        for one, its, theirs in zip(samples, characteristics, factors, strict=True)
    )


def _filled(rows: Sequence[tuple[Named, ...]]) -> list[tuple[Named, ...]]:
    """Every sample has every factor: isatools warns of an empty one (4007).

    A factor with a unit stays empty where it is: its column has no place for words.
    """
    with_unit = {one.name for row in rows for one in row if one.value.unit}
    wanted = [name for name in names(rows) if name not in with_unit]
    nothing = Value(Term(NOT_SPECIFIED))
    return [_stacked([Named(name, nothing) for name in wanted], row) for row in rows]
