"""From a filled-in workbook of the node's form to a draft: `draft from-xlsx FILE`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.quay.keys import ASSAY
from fbi_uploader.export.quay.reading import Form, Line, read_workbook
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Metadata, MetadataValue, Study
from fbi_uploader.isa.template import orcid
from fbi_uploader.isa.template.mapping import node_keys
from fbi_uploader.isa.template.model import NodeKeys, Template, TemplateField
from fbi_uploader.isa.template.store import TemplateStore
from fbi_uploader.isa.template.values import Vocabularies, from_text
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.paths import resources, shown

_ADDRESS = re.compile(r"(.+) \((https?://orcid\.org/\S+)\)")
_DRIVE = re.compile(r"[A-Za-z]:/")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the workbook does not say.

    `folder`     where its relative paths begin on this PC
    `templates`  each assay gets the one that takes most of its keys, the first of several
    """

    node: str
    person: str
    folder: Path
    templates: Sequence[Template]
    vocabularies: Vocabularies


def draft_from_workbook(
    file: Path, node: str, person: str, templates: Sequence[Template] | None = None
) -> Draft:
    """The draft of a node's workbook; its paths are taken from the folder that it lies in.

    `templates`: those that may be meant, the bundled ones unless told. Raises InputError
    WORKBOOK_UNREADABLE (file, why), WORKBOOK_UNFIT (where, why).
    """
    if templates is None:
        store = TemplateStore([resources() / "templates"])
        templates = tuple(one.template for one in store.templates())
    wanted = Wanted(node, person, file.absolute().parent, templates, bundled())
    return draft_of(read_workbook(file), wanted)


def draft_of(form: Form, wanted: Wanted) -> Draft:
    """Make the draft. Its manager, provenance and destination are the node's, and not read.

    Raises InputError WORKBOOK_UNFIT (where, why).
    """
    head = _investigation(form)
    below = _Below(form, wanted)
    try:
        studies = tuple(below.study(line, head.get("name")) for line in form.studies)
        below.refuse_strays(studies)
        investigation = Investigation(
            name=head.get("name"),
            description=head.get("description"),
            owners=_listed(head.get("owners")),
            contributors=_listed(head.get("contributors")),
            collaborators=_listed(head.get("collaborators")),
            studies=studies,
        )
        return Draft(
            node=wanted.node,
            person=wanted.person,
            investigation=investigation,
            sources=tuple(below.sources),
        )
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in told["loc"])
        raise _unfit(where or "Assay", told["type"]) from error


def _investigation(form: Form) -> Line:
    if not form.investigations:
        raise _unfit("Investigation", "name")
    if len(form.investigations) > 1:  # one deposit has one
        raise _unfit(f"Investigation {form.investigations[1].number}", "name")
    return form.investigations[0]


@dataclass(slots=True)
class _Below:
    """Collects what is below the investigation, in the order of the tree."""

    form: Form
    wanted: Wanted
    sources: list[tuple[str, ...]] = field(default_factory=list)
    _by_study: dict[str, dict[str, list[Line]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.form.assays:
            named = self._by_study.setdefault(line.get("parent"), {})
            named.setdefault(line.get("name"), []).append(line)

    def study(self, line: Line, investigation: str) -> Study:
        """A study with its assays."""
        if line.get("parent") != investigation:
            raise _unfit(f"Study {line.number}", "parent")
        name = line.get("name")
        assays = tuple(
            self._assay(assay, lines) for assay, lines in self._by_study.get(name, {}).items()
        )
        return Study(
            name=name,
            description=line.get("description"),
            tags=_listed(line.get("tags")),
            assays=assays,
        )

    def refuse_strays(self, studies: Sequence[Study]) -> None:
        """Raises InputError WORKBOOK_UNFIT for an assay of no study, or of two with one name."""
        names = [study.name for study in studies]
        for parent, assays in self._by_study.items():
            if names.count(parent) != 1:
                [first, *_] = next(iter(assays.values()))
                raise _unfit(f"Assay {first.number}", "parent")

    def _assay(self, name: str, lines: Sequence[Line]) -> Assay:
        """Several lines of one assay name several folders; the first to say something is heard."""
        self.sources.append(tuple(dict.fromkeys(map(self._source, lines))))
        cells: dict[str, str] = {}
        for line in lines:
            for head, text in line.cells.items():
                cells.setdefault(head, text)
        pairs = {head: text for head, text in cells.items() if head not in ASSAY}
        template = _template_for(pairs, self.wanted.templates)
        return Assay(
            name=name,
            description=cells.get("description", ""),
            template=template.id if template else None,
            tags=_listed(cells.get("tags", "")),
            metadata=metadata_of(template, pairs, self.wanted.vocabularies),
        )

    def _source(self, line: Line) -> str:
        """The folder on this PC. The form knows several spellings (INTEROP 4)."""
        written = line.get("path").replace("\\", "/")
        path = PurePosixPath(written)
        if not written or "://" in written or written.startswith("//") or ".." in path.parts:
            raise _unfit(f"Assay {line.number}", "path")
        if _DRIVE.match(written) and not Path(written).is_absolute():
            written = written[3:]  # a drive's letter, on a system that has none
        return str(self.wanted.folder / written)


def metadata_of(
    template: Template | None, pairs: Mapping[str, str], vocabularies: Vocabularies
) -> Metadata:
    """The values behind a map annotation: what `mapping.node_pairs` made, back again.

    A key that no field of the template has is kept under its own name: the plan tells of it.
    """
    fields = [one for one in template.field if one.maps.node] if template else []
    known = set(node_keys(template)) if template else set()
    strange = {key: MetadataValue(value=pairs[key]) for key in sorted(pairs.keys() - known)}
    found = {
        one.id: _value(one, one.maps.node, pairs, vocabularies) for one in fields if one.maps.node
    }
    return strange | {name: value for name, value in found.items() if value is not None}


def _value(
    one: TemplateField, keys: NodeKeys, pairs: Mapping[str, str], vocabularies: Vocabularies
) -> MetadataValue | None:
    text = pairs.get(keys.label, "")
    term_id = pairs.get(keys.id, "") if keys.id else ""
    if one.type == "term":
        return _term(one, text, term_id, vocabularies)
    if not text:
        return None
    if one.type == "person" and (found := _ADDRESS.fullmatch(text)):
        return MetadataValue(value=found[1], term_id=orcid.normal(found[2]) or found[2])
    return from_text(one, one.type, text)


def _term(
    one: TemplateField, text: str, term_id: str, vocabularies: Vocabularies
) -> MetadataValue | None:
    vocabulary = vocabularies.get(one.vocabulary or "")
    known = (vocabulary.term(term_id) or vocabulary.called(text)) if vocabulary else None
    value = text or (known.label if known else term_id)
    if not value:
        return None
    return MetadataValue(value=value, term_id=known.id if known else term_id or None)


def _template_for(pairs: Mapping[str, str], templates: Sequence[Template]) -> Template | None:
    if not templates:
        return None
    return max(templates, key=lambda one: len(pairs.keys() & set(node_keys(one))))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _unfit(where: str, why: str) -> InputError:
    return InputError(Code.WORKBOOK_UNFIT, where=shown(where), why=why)
