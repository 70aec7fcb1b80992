"""The values that a facility proposes on this PC: what its microscope is, say.

One file a template, `<folder>/<template id>.toml`:

`[values]` with `field = value` or `field = { value, unit, term_id }`

The machine-wide folder lies beside the nodes that facility staff deploy, the other one in the
user's home; of one field the user's own value counts. They are proposals (`TemplateDefault`), so
whatever a person types or a file says goes before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import Field, FiniteFloat

from fbi_uploader import tomlfile
from fbi_uploader.errors import Code, InputError, Problem
from fbi_uploader.isa.model import Frozen, Metadata, MetadataValue, TemplateDefault
from fbi_uploader.isa.template.model import Template
from fbi_uploader.paths import Home, machine_nodes, make_private_folder, write_atomically
from fbi_uploader.tomlfile import InvalidFileError, problem_in
from fbi_uploader.tomllines import KeyPath, key_lines, line_of

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class _Value(Frozen):
    value: str | int | FiniteFloat | bool
    unit: str | None = None
    term_id: str | None = None


class DefaultsFile(Frozen):
    """The file as written."""

    values: dict[str, _Value | str | int | FiniteFloat | bool] = Field(default_factory=dict)


def defaults_folders(home: Home, machine: Path | None = None) -> tuple[Path, Path]:
    """Machine-wide (beside the nodes, in `machine` or the system's place), the user's."""
    return ((machine or machine_nodes()).parent / "defaults", home.root / "defaults")


def read_defaults(
    template: Template, folders: Iterable[Path]
) -> tuple[Metadata, tuple[Problem, ...]]:
    """The values of all these folders, the last one's first; and DEFAULTS_INVALID problems.

    A file with a fault counts for nothing, the others go on. One that is not there is no fault.
    """
    values: Metadata = {}
    problems: list[Problem] = []
    for folder in folders:
        path = path_of(folder, template.id)
        try:
            values.update(_read(template, path) if path.exists() else {})
        except InvalidFileError as error:
            problems.extend(error.problems)
        except OSError:  # not even asked: no rights on the folder
            problems.append(problem_in(path, Code.DEFAULTS_INVALID, "unreadable", 1))
    return values, tuple(problems)


def write_defaults(folder: Path, template_id: str, values: Metadata) -> Path:
    """Write the values as proposals for this template, and no others. Raises InputError DENIED."""
    make_private_folder(folder)
    path = path_of(folder, template_id)
    write_atomically(path, as_toml(values).encode())
    return path


def path_of(folder: Path, template_id: str) -> Path:
    """The file of a template. Raises InputError TEMPLATE_UNKNOWN for what is no id of one."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", template_id):
        raise InputError(Code.TEMPLATE_UNKNOWN, id=template_id, known="")
    return folder / f"{template_id}.toml"


def as_toml(values: Metadata) -> str:
    """The file of these values."""
    return "\n".join(["[values]", *_lines(values)]) + "\n"


def _lines(values: Metadata) -> Iterator[str]:
    for field, one in values.items():
        parts = {"value": one.value, "unit": one.unit, "term_id": one.term_id}
        told = [f"{key} = {_text(part)}" for key, part in parts.items() if part is not None]
        value = f"{{ {', '.join(told)} }}" if len(told) > 1 else _text(one.value)
        yield f"{field if _BARE.fullmatch(field) else _text(field)} = {value}"


def _text(value: object) -> str:
    # A JSON string is a TOML basic string but for DEL (https://toml.io/en/v1.0.0#string).
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _read(template: Template, path: Path) -> Metadata:
    content = tomlfile.read(path, Code.DEFAULTS_INVALID)
    file = tomlfile.parse(DefaultsFile, content, path, Code.DEFAULTS_INVALID)
    known = {field.id for field in template.field}
    if unknown := [field for field in file.values if field not in known]:
        lines = key_lines(content.decode("utf-8-sig"))
        raise InvalidFileError([_unknown(path, field, lines) for field in unknown])
    origin = TemplateDefault(template=template.id)
    return {field: _value(value, origin) for field, value in file.values.items()}


def _unknown(path: Path, field: str, lines: Mapping[KeyPath, int]) -> Problem:
    key = ("values", field)
    return problem_in(path, Code.DEFAULTS_INVALID, "field_not_known", line_of(lines, key), key)


def _value(written: _Value | str | float, origin: TemplateDefault) -> MetadataValue:
    if isinstance(written, _Value):
        return MetadataValue(**written.model_dump(), origin=origin)
    return MetadataValue(value=written, origin=origin)
