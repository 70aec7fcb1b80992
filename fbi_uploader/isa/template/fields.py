"""Checked pieces of a template file; each refuses with one short word that load.py explains."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

_ISA = re.compile(
    r"(?:investigation|study|assay)\.(?:identifier|title|description|contact|publication|date|"
    r"comment:\S.*|factor:\S.*)"
    r"|(?:source|sample|data)\.(?:name|characteristic:\S.*|factor:\S.*|comment:\S.*)"
    r"|protocol\.(?:description:\S.*|parameter:\S.*)"
    r"|process\.(?:parameter:\S.*|date|performer|comment:\S.*)"
)
_REMBI = re.compile(
    r"(?:Study|StudyComponent|Biosample|Specimen|ImageAcquisition|ImageData|ImageCorrelation|"
    r"ImageAnalysis|Annotation)(?:\.[a-z]+(?:_[a-z]+)*){1,2}"
)
_ROCRATE = re.compile(r"[a-z][A-Za-z]{1,60}|https://[!-~]{3,300}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,2}")


def is_text(text: str, *, lines: bool = False) -> bool:
    """No control, private or unassigned characters; French has spaces of several widths.

    `lines`: tabs and line ends are welcome as well.
    """
    if text.isprintable():
        return True
    allowed = "\t\n\r" if lines else ""
    return all(
        one in allowed or one.isprintable() or unicodedata.category(one) == "Zs" for one in text
    )


def _line(text: str) -> str:
    if not is_text(text) or text != text.strip():
        raise PydanticCustomError("not_one_line", "control characters, or space at an end")
    return text


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise PydanticCustomError("not_an_id", "lower-case letters, digits and single hyphens")
    return text


def _version(text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise PydanticCustomError("not_a_version", "digits and dots")
    return text


def _isa(text: str) -> str:
    if not _ISA.fullmatch(text):
        raise PydanticCustomError("not_isa", "an element of ISA")
    return _line(text)


def _rembi(text: str) -> str:
    if not _REMBI.fullmatch(text):
        raise PydanticCustomError("not_rembi", "Module.field")
    return text


def _rocrate(text: str) -> str:
    if not _ROCRATE.fullmatch(text):
        raise PydanticCustomError("not_rocrate", "a property of schema.org, or an address")
    return text


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_line)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_line)]
Id = Annotated[str, StringConstraints(max_length=40), AfterValidator(_id)]
Version = Annotated[str, AfterValidator(_version)]
IsaElement = Annotated[str, StringConstraints(max_length=200), AfterValidator(_isa)]
RembiField = Annotated[str, StringConstraints(max_length=200), AfterValidator(_rembi)]
CrateProperty = Annotated[str, AfterValidator(_rocrate)]
