"""The deposit file: a draft written in TOML, for the command line.

`node`, `person`, `[investigation] name, title, description, licence (SPDX), owners, contributors,
collaborators`, `[[study]] name, description, tags`, `[[study.assay]] name, description, template,
files = [...], tags`; `[investigation.metadata]`, `[study.metadata]`, `[study.assay.metadata]` with
`key = value` or `key = { value, unit, term_id }`. What is said above holds for all below it.
`joined` and `split` as in a draft: absolute paths of filesets that are one, and that are not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, FiniteFloat
from pydantic_core import PydanticCustomError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import (
    Assay,
    AssayFacts,
    Frozen,
    Investigation,
    InvestigationFacts,
    Metadata,
    MetadataValue,
    Study,
    StudyFacts,
)
from fbi_uploader.nodes.load import InvalidFileError, parse, read

LARGEST = 8 * 1024 * 1024  # bytes; it may name every file of a series


def _path(written: str) -> str:
    if not written or "\0" in written:
        raise PydanticCustomError("not_a_path", "a file, a folder or a pattern")
    if any("**" in part and part != "**" for part in re.split(r"[\\/]", written)):
        raise PydanticCustomError("not_a_pattern", "** stands for folders, and stands alone")
    return written


class _Value(Frozen):
    value: str | int | FiniteFloat | bool
    unit: str | None = None
    term_id: str | None = None


def _absolute(written: str) -> str:
    if not os.path.isabs(written):
        raise PydanticCustomError("not_a_path", "an absolute path")
    return _path(written)


_Absolute = Annotated[str, AfterValidator(_absolute)]
_Values = dict[str, _Value | str | int | FiniteFloat | bool]


class _Assay(AssayFacts):
    files: Annotated[tuple[Annotated[str, AfterValidator(_path)], ...], Field(min_length=1)]
    metadata: _Values = Field(default_factory=dict)


class _Study(StudyFacts):
    metadata: _Values = Field(default_factory=dict)
    assay: tuple[_Assay, ...] = ()


class _Investigation(InvestigationFacts):
    metadata: _Values = Field(default_factory=dict)


class DepositFile(Frozen):
    """The file as written."""

    node: str | None = None
    person: str | None = None
    investigation: _Investigation
    study: Annotated[tuple[_Study, ...], Field(min_length=1)]
    joined: tuple[tuple[_Absolute, ...], ...] = ()
    split: tuple[_Absolute, ...] = ()


def read_deposit(path: Path) -> DepositFile:
    """Read and check. Raises InputError DEPOSIT_INVALID (file, line, key, why)."""
    try:
        return parse(DepositFile, read(path, LARGEST), path)
    except InvalidFileError as error:
        raise InputError(Code.DEPOSIT_INVALID, **error.facts) from error


def draft_of(
    deposit: DepositFile, folder: Path, *, node: str, person: str, repair_names: bool
) -> Draft:
    """Make the draft. Relative paths and patterns (`*.czi`) are taken from `folder`."""
    written = deposit.investigation
    investigation = Investigation(
        **written.model_dump(exclude={"metadata"}),
        metadata=_metadata(written.metadata),
        studies=tuple(_study(study) for study in deposit.study),
    )
    sources = tuple(
        tuple(_expand(assay.files, folder)) for study in deposit.study for assay in study.assay
    )
    return Draft(
        node=node,
        person=person,
        investigation=investigation,
        sources=sources,
        repair_names=repair_names,
        joined=deposit.joined,
        split=deposit.split,
    )


def _study(study: _Study) -> Study:
    assays = tuple(_assay(assay) for assay in study.assay)
    facts = study.model_dump(exclude={"assay", "metadata"})
    return Study(**facts, metadata=_metadata(study.metadata), assays=assays)


def _assay(assay: _Assay) -> Assay:
    facts = assay.model_dump(exclude={"files", "metadata"})
    return Assay(**facts, metadata=_metadata(assay.metadata))


def _metadata(values: _Values) -> Metadata:
    return {key: _value(value) for key, value in values.items()}


def _value(value: _Value | str | float) -> MetadataValue:
    if isinstance(value, _Value):
        return MetadataValue(value=value.value, unit=value.unit, term_id=value.term_id)
    return MetadataValue(value=value)


def _expand(files: tuple[str, ...], folder: Path) -> Iterator[str]:
    for written in files:
        path = _at_home(written)
        whole = folder / path
        if whole.exists() or not set("*?[") & set(written):
            yield str(whole.absolute())
            continue
        # Only what was written is a pattern: `folder` may have brackets of its own.
        root = Path(path.anchor) if path.is_absolute() else folder
        found = sorted(root.glob(str(path.relative_to(path.anchor))))
        # A pattern that finds nothing is passed on as it is: the scan says that it is not there.
        yield from (str(one.absolute()) for one in found) if found else [str(whole.absolute())]


def _at_home(written: str) -> Path:
    try:
        return Path(written).expanduser()
    except RuntimeError:  # "~name", and nobody has this name here: then it is a file's
        return Path(written)
