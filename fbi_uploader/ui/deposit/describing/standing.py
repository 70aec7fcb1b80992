"""How far the description of each part is: pure, and reckoned again only where it changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fbi_uploader.drafting.describing import own_values
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.errors import Severity
from fbi_uploader.isa.levels import merged
from fbi_uploader.isa.model import Assay, Metadata
from fbi_uploader.isa.template.model import Template, TemplateField
from fbi_uploader.isa.template.values import Vocabularies, faults, is_blank
from fbi_uploader.ui.deposit.describing.knowledge import Knowledge
from fbi_uploader.ui.deposit.describing.layers import Layers, layers_of

_OF_LEVEL = {"I": ("investigation",), "S": ("study",), "A": ("assay", "sample")}


@dataclass(frozen=True, slots=True)
class Standing:
    """`missing` of `required` fields are empty, `wrong` values will not be taken as they are.

    `described`: there is a template. `begun`: somebody said something.
    """

    missing: int = 0
    required: int = 0
    wrong: int = 0
    begun: bool = False
    described: bool = True

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do here."""
        return self.described and not self.missing and not self.wrong


def level_of(sheet: Worksheet, part: str) -> str:
    """I, S or A: what an id stands for."""
    if not part:
        return "I"
    return "S" if sheet.study(part) else "A"


def template_of(sheet: Worksheet, part: str, knowledge: Knowledge) -> Template | None:
    """The template of an assay; of the levels above, the fields of all below put together."""
    if assay := sheet.assay(part):
        return knowledge.template(assay.template)
    study = sheet.study(part)
    below = study.assays if study else [one for _, one in sheet.assays()]
    ids = dict.fromkeys(one.template for one in below if one.template)
    assays = (Assay.model_construct(name="", template=id_, metadata={}) for id_ in ids)
    return merged(assays, lambda one: knowledge.template(one.template))


def fields_at(template: Template | None, level: str) -> tuple[TemplateField, ...]:
    """The fields that are asked for at a level; those of samples are asked for at assays."""
    fields = template.field if template else ()
    return tuple(one for one in fields if one.level in _OF_LEVEL[level])


def standing(
    template: Template | None, level: str, layers: Layers, vocabularies: Vocabularies
) -> Standing:
    """Of one part."""
    fields = fields_at(template, level)
    required = [one for one in fields if one.required]
    values = layers.whole()
    return Standing(
        missing=sum(is_blank(values.get(one.id)) for one in required),
        required=len(required),
        wrong=sum(_is_wrong(one, layers.own, vocabularies) for one in fields),
        begun=bool(own_values(layers.own)),
        described=template is not None or level != "A",
    )


def _is_wrong(field: TemplateField, own: Metadata, vocabularies: Vocabularies) -> bool:
    value = own.get(field.id)
    if value is None or is_blank(value):
        return False
    return any(one.severity is Severity.BLOCKING for one in faults(field, value, vocabularies))


class Standings:
    """Those of all parts. What did not change (it is the same object) is not reckoned again."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._known: dict[str, tuple[tuple[object, ...], Standing]] = {}

    def of(self, sheet: Worksheet, part: str, read: Metadata) -> Standing:
        """Of one part, with what its files say."""
        grounds = tuple(_grounds(sheet, part, read))
        known = self._known.get(part)
        if known is not None and _all_same(known[0], grounds):
            return known[1]
        template = template_of(sheet, part, self._knowledge)
        layers = layers_of(sheet, part, read, self._knowledge.proposed(template))
        level = level_of(sheet, part)
        reckoned = standing(template, level, layers, self._knowledge.vocabularies)
        self._known[part] = (grounds, reckoned)
        return reckoned

    def forget(self) -> None:
        """Other templates, another draft."""
        self._known.clear()


def _grounds(sheet: Worksheet, part: str, read: Metadata) -> Iterator[object]:
    yield sheet.investigation_metadata
    if assay := sheet.assay(part):
        study = sheet.study_of(part)
        yield from (assay, study.metadata if study else None, read)
    elif study := sheet.study(part):
        yield study
    else:
        yield from (sheet.studies, None)


def _all_same(ones: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(ones) == len(others) and all(
        one is other for one, other in zip(ones, others, strict=True)
    )
