"""One study as one submission to the archive: a study component for each assay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fbi_uploader.export.bia import form, people
from fbi_uploader.export.bia.pagetab import Attribute, Section, Submission
from fbi_uploader.export.bia.values import Rembi, Told, of_assay, of_study
from fbi_uploader.export.context import Context
from fbi_uploader.isa.licence import licence_of
from fbi_uploader.isa.model import Assay, Investigation, Study

_DAY = len("YYYY-MM-DD")
_SPDX = {"CC0": "CC0-1.0", "CC BY 4.0": "CC-BY-4.0"}


class Component(NamedTuple):
    """An assay, the name it was published with, and the file that lists its files."""

    assay: Assay
    name: str
    folder: str
    file_list: str


def submission(
    investigation: Investigation, study: Study, components: Iterable[Component], context: Context
) -> Submission:
    """Only what was said. What the archive requires and is absent stays absent: problems.py."""
    rembi = of_study(investigation, study, context)
    own = tuple(_study(study, rembi, context))
    described = tuple(_components(investigation, study, components, context))
    sections = (*people.authors(rembi), *people.tables(rembi), *described)
    root = Section("Study", "study", own, sections, people.links(rembi))
    asked = [one for one in own if one.name in {"Title", "ReleaseDate"}]
    collection = Attribute("AttachTo", form.COLLECTION)
    return Submission((Attribute("Template", form.TEMPLATE), collection, *asked), root)


def _study(study: Study, rembi: Rembi, context: Context) -> Iterator[Attribute]:
    spoken = {"title": study.name, "description": study.description}
    for name, asked in form.STUDY.items():
        if name == "license":
            yield from licence(rembi, context)
            continue
        told = rembi.of("Study", name) or _spoken(spoken.get(name))
        if name == "private_until_date":
            told = tuple(Told(one.text[:_DAY]) for one in told)
        yield from _attributes(asked, told)


def licence(rembi: Rembi, context: Context) -> Iterator[Attribute]:
    """The person's choice, if the archive knows it by a name of its own; else nothing."""
    written = [_SPDX.get(one.text, one.text) for one in rembi.of("Study", "license")]
    chosen = licence_of(written[0]) if written else context.licence
    if chosen and (known := form.LICENCES.get(chosen.id)):
        yield Attribute("License", known[0], (("URL", known[1]),))


def _components(
    investigation: Investigation, study: Study, components: Iterable[Component], context: Context
) -> Iterator[Section]:
    """Biosamples and the like that several assays share are told once."""
    known: dict[str, dict[tuple[Attribute, ...], Section]] = {}
    last: list[Section] = []
    for number, one in enumerate(components, 1):
        rembi = of_assay(investigation, study, one.assay, context)
        related = [*_related(rembi, known)]
        own = (*_component(one, rembi), Attribute("File List", one.file_list))
        row = Section("Associations", f"associations-{number}", tuple(related))
        last.append(Section("Study Component", f"study-component-{number}", own, (row,)))
    for sections in known.values():
        yield from sections.values()
    yield from last


def _related(
    rembi: Rembi, known: dict[str, dict[tuple[Attribute, ...], Section]]
) -> Iterator[Attribute]:
    for module in form.MODULES:
        told = tuple(_of_module(rembi, module.rembi, module.asked))
        if not told:
            continue
        sections = known.setdefault(module.section, {})
        if told not in sections:
            title = f"{module.section} {len(sections) + 1}"
            id_ = title.casefold().replace(" ", "-")
            sections[told] = Section(module.section, id_, (Attribute("Title", title), *told))
        yield Attribute(module.section, sections[told].attributes[0].value)


def _of_module(rembi: Rembi, module: str, asked: Mapping[str, form.Asked]) -> Iterator[Attribute]:
    for name, one in asked.items():
        yield from _attributes(one, rembi.of(module, name))


def _component(one: Component, rembi: Rembi) -> Iterator[Attribute]:
    spoken = {"name": one.name, "description": one.assay.description}
    for name, asked in form.COMPONENT.items():
        told = rembi.of("StudyComponent", name) or _spoken(spoken[name])
        yield from _attributes(asked, told)


def _spoken(text: str | None) -> tuple[Told, ...]:
    return (Told(text),) if text and text.strip() else ()


def _attributes(asked: form.Asked, told: Iterable[Told]) -> Iterator[Attribute]:
    if asked.several:
        words = [word.strip() for one in told for word in one.text.split(";")]
        yield from (Attribute(asked.name, word) for word in words if word)
    else:
        yield from (Attribute(asked.name, one.text, one.about) for one in told)
