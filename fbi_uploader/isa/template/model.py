"""A metadata template: one TOML file, the same for the form, the check and the exports.

Written by facility staff, so nothing is converted and unknown keys are refused; the line of every
mistake is told (load.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, ConfigDict, Field, FiniteFloat, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from fbi_uploader.isa.model import Frozen
from fbi_uploader.isa.template import pattern as patterns
from fbi_uploader.isa.template.fields import (
    CrateProperty,
    Id,
    IsaElement,
    Line,
    RembiField,
    Sentence,
    Version,
)
from fbi_uploader.tomlfile import TOLD

Level = Literal["investigation", "study", "assay", "sample"]
CellType = Literal["text", "number", "date", "choice", "yes-no", "term", "orcid", "file"]
FieldType = Literal[
    "text", "number", "date", "choice", "yes-no", "term", "orcid", "file", "person", "table"
]
ImageFact = Literal[
    "format",
    "instrument",
    "objective",
    "channels",
    "channel-count",
    "pixel-size",
    "pixel-size-z",
    "pixel-type",
    "size-x",
    "size-y",
    "size-z",
    "size-t",
    "acquired",
    "acquisition",
]
"""What an inspected image says (intake/inspect/model.py). "pixel-size" is that of X, and of Y when
they agree; lengths are in µm. "acquisition" is a line with everything, for a text field."""

LENGTHS = frozenset({"pixel-size", "pixel-size-z"})
COUNTS = frozenset({"channel-count", "size-x", "size-y", "size-z", "size-t"})
_TYPES = frozenset(get_args(FieldType))
_ALLOWED: dict[str, frozenset[str]] = {
    "pattern": frozenset({"text"}),
    "long": frozenset({"text"}),
    "minimum": frozenset({"number"}),
    "maximum": frozenset({"number"}),
    "whole": frozenset({"number"}),
    "units": frozenset({"number"}),
    "choices": frozenset({"choice"}),
    "vocabulary": frozenset({"term"}),
    "branches": frozenset({"term"}),
    "orcid_required": frozenset({"person"}),
    "columns": frozenset({"table"}),
    "default": _TYPES - {"person", "table", "file"},
    "default_unit": frozenset({"number"}),
    "read": frozenset({"text", "number", "date"}),
}
_NEEDED = {"choice": "choices", "term": "vocabulary", "table": "columns"}


class Part(Frozen):
    """Frozen, no unknown keys, no conversions."""

    # Built when a template is first read: most starts read none.
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True
    )


class Words(Part):
    """What the two languages call it."""

    fr: Line
    en: Line


class Help(Part):
    """A sentence or two below a field."""

    fr: Sentence
    en: Sentence


class Choice(Part):
    """`value` is what is kept and sent; `label` what is shown, the value when absent."""

    value: Line
    label: Words | None = None


class NodeKeys(Part):
    """Keys of the node's map annotation (INTEROP 5), which the parts of one value go to.

    `label` is the value itself; of an ontology term also its `common` name, its `id`, and the name
    of its `ontology`.
    """

    label: Line
    common: Line | None = None
    ontology: Line | None = None
    id: Line | None = None

    def all(self) -> tuple[str, ...]:
        """Those that are there, the value's first."""
        return tuple(filter(None, (self.label, self.common, self.ontology, self.id)))


def _as_keys(written: object) -> object:
    return {"label": written} if isinstance(written, str) else written


class Maps(Part):
    """Where a value goes in each hand-over; what is absent goes nowhere special.

    `isa`      "sample.characteristic:Organism", "protocol.parameter:Objective"... (fields.py)
    `rocrate`  a property of schema.org, or the address of another one
    `rembi`    Module.field, as bia-rembi-models names them
    `mihcsme`  "Sheet / Group / Key"
    """

    node: Annotated[NodeKeys, BeforeValidator(_as_keys)] | None = None
    isa: IsaElement | None = None
    rocrate: CrateProperty | None = None
    rembi: RembiField | None = None
    mihcsme: Line | None = None

    @property
    def rembi_module(self) -> str | None:
        """The part of `rembi` before the dot."""
        return self.rembi.partition(".")[0] if self.rembi else None


class Rules(Part):
    """What a value may be: shared by fields and by columns of a table.

    `units`     symbols of the units vocabulary, the usual one first; empty: a bare number
    `whole`     no decimals
    `branches`  ids of terms: only what is below them is offered
    `long`      several lines
    `example`   shown where a pattern is not met
    """

    id: Id
    label: Words
    help: Help | None = None
    required: bool = False
    example: Line | None = None
    pattern: str | None = None
    long: bool = False
    minimum: FiniteFloat | None = None
    maximum: FiniteFloat | None = None
    whole: bool = False
    units: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    choices: Annotated[tuple[Choice, ...], Field(strict=False)] = ()
    vocabulary: Id | None = None
    branches: Annotated[tuple[Line, ...], Field(strict=False)] = ()


class Column(Rules):
    """One column of a table."""

    type: CellType = "text"
    maps: Maps = Maps()

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        _refuse([*_faults(self, self.type)])
        return self


class TemplateField(Rules):
    """One value that a person is asked for.

    `read`: the image file says it, so the person is not asked; typing wins. `default` is proposed,
    with `default_unit` for a number. Whoever reads values checks that they fit (check.py).
    """

    type: FieldType = "text"
    level: Level = "assay"
    default: Line | int | FiniteFloat | bool | None = None
    default_unit: Line | None = None
    read: ImageFact | None = None
    orcid_required: bool = False
    columns: Annotated[tuple[Column, ...], Field(strict=False)] = ()
    maps: Maps = Maps()

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        _refuse([*_faults(self, self.type), *_read_faults(self), *_column_faults(self.columns)])
        return self


class Template(Part):
    """One template. `field` in the order of the file; `form.py` has the order of the form."""

    id: Id
    version: Version
    names: Words
    help: Help | None = None
    field: Annotated[tuple[TemplateField, ...], Field(strict=False, min_length=1)]

    def named(self, field_id: str) -> TemplateField | None:
        """The field of this id."""
        return next((one for one in self.field if one.id == field_id), None)

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        ids = (((number, "id"), one.id) for number, one in enumerate(self.field))
        keys = (
            ((number, "maps", "node"), key)
            for number, one in enumerate(self.field)
            if one.maps.node
            for key in one.maps.node.all()
        )
        _refuse([*_repeated(ids, ("field",)), *_repeated(keys, ("field",))])
        return self


Place = tuple[int | str, ...]


def _refuse(faults: list[InitErrorDetails]) -> None:
    # Raised inside a validator, its places are added to the place of the model.
    if faults:
        raise ValidationError.from_exception_data("template", faults)


def _faults(rules: Rules, type_: str) -> Iterator[InitErrorDetails]:
    for key in sorted(rules.model_fields_set & _ALLOWED.keys()):
        if type_ not in _ALLOWED[key]:
            expected = ", ".join(sorted(_ALLOWED[key]))
            yield _fault("unfit", (key,), type=type_, expected=expected)
    needed = _NEEDED.get(type_)
    if needed and not getattr(rules, needed):
        yield _fault("missing_key", (needed,))
    if rules.pattern is not None and (why := patterns.fault(rules.pattern)):
        yield _fault("pattern", ("pattern",), problem=why)
    if None not in (rules.minimum, rules.maximum) and _crossed(rules):
        yield _fault("crossed", ("maximum",))
    values = (((number, "value"), one.value) for number, one in enumerate(rules.choices))
    yield from _repeated(values, ("choices",))


def _crossed(rules: Rules) -> bool:
    return (rules.minimum or 0) > (rules.maximum or 0)


def _read_faults(field: TemplateField) -> Iterator[InitErrorDetails]:
    if field.read is None or field.type not in _ALLOWED["read"]:
        return
    numeric = field.read in LENGTHS | COUNTS
    wanted = {"number"} if numeric else {"date", "text"} if field.read == "acquired" else {"text"}
    if field.type not in wanted:
        yield _fault("unfit", ("read",), type=field.type, expected=", ".join(sorted(wanted)))
    elif field.read in LENGTHS and "µm" not in field.units:
        yield _fault("form_of", ("units",), expected='["µm"]')
    elif field.read in COUNTS and field.units:
        yield _fault("unfit", ("units",), type=field.type, expected="-")


def _column_faults(columns: Iterable[Column]) -> Iterator[InitErrorDetails]:
    ids = (((number, "id"), one.id) for number, one in enumerate(columns))
    return _repeated(ids, ("columns",))


def _repeated(named: Iterable[tuple[Place, str]], under: Place) -> Iterator[InitErrorDetails]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield _fault("twice", (*under, *place), value=name)
        seen.add(name)


def _fault(why: str, place: Place, **told: str) -> InitErrorDetails:
    error = PydanticCustomError(why, "see load.py", {TOLD: told})
    return InitErrorDetails(type=error, loc=place, input=None)
