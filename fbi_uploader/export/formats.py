"""The hand-overs by name. Each is loaded when first asked for: some libraries take seconds."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

from fbi_uploader.errors import Code, FileError, Problem, UploaderError
from fbi_uploader.export.context import Context, Export, Exported
from fbi_uploader.nodes.model import FORMATS, Format
from fbi_uploader.report import Report

__all__ = ["FORMATS", "Format", "explained", "export", "function_of", "problems"]

_LONGEST_WHY = 500  # characters
_FUNCTIONS: dict[Format, tuple[str, str]] = {
    "quay-json": ("quay", "manifest"),
    "quay-xlsx": ("quay", "workbook"),
    "isatab": ("isatab.exporting", "tables"),
    "isajson": ("isatab.exporting", "document"),
    "rocrate": ("rocrate", "crate"),
    "bia": ("bia", "submission"),
}


_WITH_PROBLEMS: frozenset[Format] = frozenset({"rocrate", "bia"})
Find = Callable[[Report, Context], tuple[Problem, ...]]


def export(format_: Format, report: Report, context: Context) -> Iterator[Exported]:
    """Every file of one format; each is read before the next one is asked for.

    Raises whatever the exporter does (see `explained`).
    """
    return function_of(format_)(report, context)


def problems(format_: Format, report: Report, context: Context) -> tuple[Problem, ...]:
    """What the format would like to say and nobody said: warnings, for who asks for the format."""
    if format_ not in _WITH_PROBLEMS:
        return ()
    find = cast("Find", _module(format_).problems)
    return find(report, context)


@contextmanager
def explained(format_: Format) -> Iterator[None]:
    """An exporter, or a library of its, may fail in any way: FileError EXPORT_REFUSED tells why."""
    try:
        yield
    except UploaderError:
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}"[:_LONGEST_WHY]
        raise FileError(Code.EXPORT_REFUSED, format=format_, why=why) from error


def function_of(format_: Format) -> Export:
    """The exporter itself, to be called in this process."""
    return cast("Export", getattr(_module(format_), _FUNCTIONS[format_][1]))


def _module(format_: Format) -> ModuleType:
    return importlib.import_module(f"fbi_uploader.export.{_FUNCTIONS[format_][0]}")
