"""Ids of what a study has, and the parts of ISA-JSON that lie between a study and its assays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fbi_uploader.export.isatab.content import (
    Named,
    Protocol,
    Sample,
    Source,
    StudyContent,
    Term,
    names,
)
from fbi_uploader.export.isatab.jsonparts import Json, named_json, term_json


class Ids:
    """`#kind/study-number`: the same each time, and once only in the whole file."""

    def __init__(self, number: int, study: StudyContent) -> None:
        self.number = number
        self._sources = self._numbered("source", (one.name for one in study.sources))
        self._samples = self._numbered("sample", (one.name for one in study.samples))
        self._protocols = self._numbered("protocol", (one.name for one in study.protocols))
        self._factors = self._numbered("factor", study.factors)
        self._categories = self._numbered("characteristic_category", names(_materials(study)))
        self._units: dict[Term, str] = {}

    def _numbered(self, kind: str, named: Iterable[str]) -> dict[str, str]:
        return {name: f"#{kind}/{self.number}-{place}" for place, name in enumerate(named, 1)}

    def sample(self, name: str) -> str:
        """Of a sample, by its name."""
        return self._samples[name]

    def source(self, name: str) -> str:
        """Of a source, by its name."""
        return self._sources[name]

    def protocol(self, name: str) -> str:
        """Of a protocol, by its name."""
        return self._protocols[name]

    def parameter(self, protocol: str, name: str) -> str:
        """Of a parameter: a protocol has it only once."""
        return f"#parameter/{self._protocols[protocol].rpartition('/')[2]}/{_hexed(name)}"

    def unit(self, one: Named) -> str | None:
        """Of the unit of a value."""
        if one.value.unit is None:
            return None
        number = len(self._units) + 1
        return self._units.setdefault(one.value.unit, f"#unit/{self.number}-{number}")

    def characteristics(self, named: Iterable[Named]) -> list[Json]:
        """As a material has them."""
        return [named_json(one, self._categories[one.name], self.unit(one)) for one in named]

    def factor_values(self, named: Iterable[Named]) -> list[Json]:
        """As a sample has them."""
        return [named_json(one, self._factors[one.name], self.unit(one)) for one in named]

    def parameter_value(self, protocol: str, one: Named) -> Json:
        """As a process has it."""
        return named_json(one, self.parameter(protocol, one.name), self.unit(one))

    def units_json(self, rows: Iterable[tuple[Named, ...]]) -> list[Json]:
        """The units that these values have, once each."""
        used = {self.unit(one): one.value.unit for row in rows for one in row if one.value.unit}
        return [{"@id": unit, **term_json(term)} for unit, term in used.items()]

    def categories_json(self) -> list[Json]:
        """The names of characteristics."""
        return [
            {"@id": id_, "characteristicType": term_json(Term(name))}
            for name, id_ in self._categories.items()
        ]

    def factors_json(self) -> list[Json]:
        """The factors."""
        return [
            {"@id": id_, "factorName": name, "factorType": term_json(Term(name)), "comments": []}
            for name, id_ in self._factors.items()
        ]


def of_study(study: StudyContent, ids: Ids) -> Json:
    """Factors, protocols, materials, and the way from sources to samples."""
    return {
        "factors": ids.factors_json(),
        "characteristicCategories": ids.categories_json(),
        "unitCategories": ids.units_json([*_materials(study), *(s.factors for s in study.samples)]),
        "protocols": [_protocol(one, ids) for one in study.protocols],
        "materials": {
            "sources": [_source(one, ids) for one in study.sources],
            "samples": [_sample(one, ids) for one in study.samples],
            "otherMaterials": [],
        },
        "processSequence": list(_processes(study, ids)),
    }


def _materials(study: StudyContent) -> Iterator[tuple[Named, ...]]:
    yield from (one.characteristics for one in study.sources)
    yield from (one.characteristics for one in study.samples)


def _protocol(one: Protocol, ids: Ids) -> Json:
    return {
        "@id": ids.protocol(one.name),
        "name": one.name,
        "protocolType": term_json(Term(one.kind)),
        "description": one.description,
        "uri": "",
        "version": "",
        "parameters": [
            {"@id": ids.parameter(one.name, name), "parameterName": term_json(Term(name))}
            for name in one.parameters
        ],
        "components": [],
        "comments": [],
    }


def _source(one: Source, ids: Ids) -> Json:
    told: Json = {"@id": ids.source(one.name), "name": one.name, "comments": []}
    return told | {"characteristics": ids.characteristics(one.characteristics)}


def _sample(one: Sample, ids: Ids) -> Json:
    return {
        "@id": ids.sample(one.name),
        "name": one.name,
        "characteristics": ids.characteristics(one.characteristics),
        "factorValues": ids.factor_values(one.factors),
        "derivesFrom": [{"@id": ids.source(one.source)}],
        "comments": [],
    }


def _processes(study: StudyContent, ids: Ids) -> Iterator[Json]:
    """For each source the chain of protocols; the last one gives all its samples."""
    last = len(study.chain) - 1
    samples: dict[str, list[str]] = {}
    for sample in study.samples:
        samples.setdefault(sample.source, []).append(ids.sample(sample.name))
    for source in study.sources:
        start = f"#process/{ids.source(source.name).rpartition('/')[2]}/"
        for step, protocol in enumerate(study.chain):
            told: Json = {
                "@id": f"{start}{step}",
                "name": "",
                "executesProtocol": {"@id": ids.protocol(protocol)},
                "parameterValues": [],
                "performer": "",
                "date": "",
                "inputs": _links([ids.source(source.name)] if step == 0 else []),
                "outputs": _links(samples.get(source.name, []) if step == last else []),
                "comments": [],
            }
            told |= {"previousProcess": {"@id": f"{start}{step - 1}"}} if step else {}
            told |= {"nextProcess": {"@id": f"{start}{step + 1}"}} if step < last else {}
            yield told


def _links(ids: Sequence[str]) -> list[Json]:
    return [{"@id": one} for one in ids]


def _hexed(name: str) -> str:
    return name.encode().hex()
