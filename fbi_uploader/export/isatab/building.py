"""A submission in isatools' own objects. Loaded by the child only (`writing`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import count, pairwise
from math import nan
from typing import Any

from fbi_uploader.export.isatab.content import (
    MEASUREMENT,
    TECHNOLOGY,
    AssayContent,
    Comment,
    DataFile,
    InvestigationContent,
    Layout,
    Named,
    Person,
    Protocol,
    Publication,
    StudyContent,
    Term,
    Value,
    layout,
    names,
)

# By name, so that a library without types is known as such here, and nowhere taken for typed.
_model: Any = import_module("isatools.model")

Files = Mapping[int, Sequence[DataFile]]


def investigation(content: InvestigationContent, files: Files, *, filled: bool) -> Any:
    """The whole of it, ids and all the same each time. `files` are those of each assay, by number.

    With `filled`, as tables need it, what one row has all rows have, be it empty: isatools takes
    the columns from one row, and fails with a KeyError for what others have beside it.
    """
    build = _Builder(content, filled=filled)
    numbers = count()
    return _model.Investigation(
        identifier=content.identifier,
        title=content.title,
        description=content.description,
        submission_date=content.submitted,
        public_release_date=content.released,
        ontology_source_references=list(build.sources.values()),
        publications=build.publications(content.publications),
        contacts=build.people(content.people),
        comments=_comments(content.comments),
        studies=[
            _Study(build, study).made([files.get(next(numbers), ()) for _ in study.assays])
            for study in content.studies
        ],
    )


class _Builder:
    """Objects that need an id or a term source."""

    def __init__(self, content: InvestigationContent, *, filled: bool) -> None:
        self.filled = filled
        self.sources = {
            one.name: _model.OntologySource(one.name, one.file, one.version, one.description)
            for one in content.term_sources
        }
        self._numbers = count(1)

    def id(self, kind: str) -> str:
        """Isatools' own are random."""
        return f"#{kind}/{next(self._numbers)}"

    def term(self, term: Term) -> Any:
        source = self.sources.get(term.source)
        id_ = self.id("ontology_annotation")
        return _model.OntologyAnnotation(term.text, source, term.accession, id_=id_)

    def publications(self, told: Iterable[Publication]) -> list[Any]:
        return [
            _model.Publication(
                pubmed_id=one.pubmed,
                doi=one.doi,
                author_list=one.authors,
                title=one.title,
                status=self.term(Term("")),
                comments=_comments(one.comments),
            )
            for one in told
        ]

    def people(self, told: Iterable[Person]) -> list[Any]:
        return [
            _model.Person(
                last_name=one.last,
                first_name=one.first,
                email=one.email,
                affiliation=one.affiliation,
                roles=[self.term(Term(role)) for role in one.roles],
                comments=_comments([Comment("ORCID", one.orcid)] if one.orcid else []),
            )
            for one in told
        ]

    def protocol(self, one: Protocol) -> Any:
        return _model.Protocol(
            id_=self.id("protocol"),
            name=one.name,
            protocol_type=self.term(Term(one.kind)),
            description=one.description,
            parameters=[
                _model.ProtocolParameter(self.id("parameter"), self.term(Term(name)))
                for name in one.parameters
            ],
        )


class _Study:
    """A study and its assays, which share protocols, factors, categories and units."""

    def __init__(self, build: _Builder, content: StudyContent) -> None:
        self._build = build
        self._content = content
        self._units: dict[Term, Any] = {}
        self._protocols = {one.name: build.protocol(one) for one in content.protocols}
        self._factors = {
            name: _model.StudyFactor(build.id("factor"), name, build.term(Term(name)))
            for name in content.factors
        }
        rows = [one.characteristics for one in content.sources]
        rows += [one.characteristics for one in content.samples]
        self._categories = {name: build.term(Term(name)) for name in names(rows)}
        self._sources = dict(self._made_sources())
        self._samples = dict(self._made_samples())

    def made(self, files: Sequence[Sequence[DataFile]]) -> Any:
        """The study; `files` of each assay."""
        told, build = self._content, self._build
        assays = [self._assay(one, its) for one, its in zip(told.assays, files, strict=True)]
        return _model.Study(
            filename=told.file_name,
            identifier=told.identifier,
            title=told.title,
            description=told.description,
            submission_date=told.submitted,
            public_release_date=told.released,
            contacts=build.people(told.people),
            design_descriptors=[build.term(MEASUREMENT)],
            publications=build.publications(told.publications),
            factors=list(self._factors.values()),
            protocols=list(self._protocols.values()),
            assays=assays,
            sources=list(self._sources.values()),
            samples=list(self._samples.values()),
            process_sequence=list(self._chains()),
            characteristic_categories=list(self._categories.values()),
            comments=_comments(told.comments),
            units=list(self._units.values()),
        )

    def _made_sources(self) -> Iterator[tuple[str, Any]]:
        sources = self._content.sources
        of_source = _Columns([one.characteristics for one in sources])
        for one in sources:
            its = self._characteristics(of_source, one.characteristics)
            yield one.name, _model.Source(one.name, self._build.id("source"), its)

    def _made_samples(self) -> Iterator[tuple[str, Any]]:
        samples = self._content.samples
        of_sample = _Columns([one.characteristics for one in samples])
        factors = _Columns([one.factors for one in samples])
        for one in samples:
            made = _model.Sample(
                one.name,
                self._build.id("sample"),
                [
                    _model.FactorValue(self._factors[name], *self._told(value, kind))
                    for name, value, kind in factors.of(one.factors, filled=self._build.filled)
                ],
                self._characteristics(of_sample, one.characteristics),
                [self._sources[one.source]],
            )
            yield one.name, made

    def _characteristics(self, columns: _Columns, row: Iterable[Named]) -> list[Any]:
        return [
            _model.Characteristic(self._categories[name], *self._told(value, kind))
            for name, value, kind in columns.of(row, filled=self._build.filled)
        ]

    def _told(self, value: Value | None, kind: Layout) -> tuple[Any, Any]:
        """A value and its unit, as a column of this layout has them; None is an empty cell."""
        if kind is Layout.UNIT:
            number = nan if value is None or value.number is None else value.number
            return _present(number), self._unit((value and value.unit) or Term(""))
        term = value.term if value else Term("")
        return (self._build.term(term) if kind is Layout.TERM else term.text), None

    def _unit(self, term: Term) -> Any:
        if term not in self._units:
            self._units[term] = self._build.term(term)
        return self._units[term]

    def _chains(self) -> Iterator[Any]:
        """For each source the chain of protocols; the last one gives all its samples."""
        samples: dict[str, list[Any]] = {}
        for one in self._content.samples:
            samples.setdefault(one.source, []).append(self._samples[one.name])
        for name, source in self._sources.items():
            steps = [self._process(protocol) for protocol in self._content.chain]
            steps[0].inputs, steps[-1].outputs = [source], samples[name]
            for one, following in pairwise(steps):
                _model.plink(one, following)
            yield from steps

    def _process(self, protocol: str, **more: Any) -> Any:
        id_ = self._build.id("process")
        return _model.Process(id_, executes_protocol=self._protocols[protocol], **more)

    def _assay(self, told: AssayContent, files: Sequence[DataFile]) -> Any:
        runs: dict[str, Any] = {}
        data = []
        parameters = self._parameters(told)
        for file, made in zip(files, self._data_files(told, files), strict=True):
            if file.run not in runs:
                runs[file.run] = self._run(told, file.run, parameters)
            runs[file.run].outputs.append(made)
            data.append(made)
        return _model.Assay(
            measurement_type=self._build.term(MEASUREMENT),
            technology_type=self._build.term(TECHNOLOGY),
            technology_platform=told.platform,
            filename=told.file_name,
            process_sequence=list(runs.values()),
            data_files=data,
            samples=[self._samples[told.sample]],
            comments=_comments(told.comments),
        )

    def _parameters(self, told: AssayContent) -> list[Any]:
        named = {one.parameter_name.term: one for one in self._protocols[told.protocol].parameters}
        columns = _Columns([told.parameters])
        return [
            _model.ParameterValue(named[name], *self._told(value, kind))
            for name, value, kind in columns.of(told.parameters, filled=False)
        ]

    def _run(self, told: AssayContent, name: str, parameters: list[Any]) -> Any:
        """The imaging of one fileset."""
        return self._process(
            told.protocol,
            name=name,
            date_=told.date or None,
            performer=told.performer or None,
            inputs=[self._samples[told.sample]],
            parameter_values=parameters,
        )

    def _data_files(self, told: AssayContent, files: Iterable[DataFile]) -> Iterator[Any]:
        wanted = told.commented if self._build.filled else ()
        for file in files:
            made = _model.RawDataFile(file.name, self._build.id("data"))
            known = dict.fromkeys(wanted, "") | {one.name: one.value for one in file.comments}
            # Set behind: the constructor adds two empty ones of its own.
            made.comments = [_model.Comment(name, value) for name, value in known.items()]
            yield made


class _Columns:
    """The names that the nodes of one kind have, and the layout of each."""

    def __init__(self, rows: Sequence[tuple[Named, ...]]) -> None:
        values: dict[str, list[Value]] = {}
        for one in (one for row in rows for one in row):
            values.setdefault(one.name, []).append(one.value)
        self._layouts = {name: layout(told) for name, told in values.items()}

    def of(
        self, row: Iterable[Named], *, filled: bool
    ) -> Iterator[tuple[str, Value | None, Layout]]:
        """What the row has under each name; None for what it lacks, where that is to be filled."""
        known = {one.name: one.value for one in row}
        for name, kind in self._layouts.items():
            if filled or name in known:
                yield name, known.get(name), kind


class _Nought(int):
    """isatools takes a factor of 0 for none, and writes "" in ISA-JSON."""

    def __bool__(self) -> bool:
        return True


class _NoughtPointNought(float):
    def __bool__(self) -> bool:
        return True


def _present(number: float) -> float:
    if number:
        return number
    return _Nought() if isinstance(number, int) else _NoughtPointNought(number)


def _comments(told: Iterable[Comment]) -> list[Any]:
    return [_model.Comment(one.name, one.value) for one in told]
