"""Checked pieces of a node file. Whoever wrote it is a stranger: nothing may lead out of its place.

Each type refuses with a pydantic error whose `type` is one short word, which becomes the fact
`why` of NODE_INVALID.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

FORBIDDEN = frozenset("'\"\\/:*?<>|")
# Device names of Windows: learn.microsoft.com/windows/win32/fileio/naming-a-file
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"]
)
PLACEHOLDERS = frozenset({"{manager}", "{login}"})
HOME_PREFIX = "{home}/"
LONGEST_NAME = 255  # bytes, of the common file systems
LONGEST_HOST = 253


def is_safe_component(name: str) -> bool:
    """Whether `name` is one path component that every route and system takes as it is."""
    return (
        name not in {"", ".", ".."}
        and name.isprintable()
        and not FORBIDDEN & set(name)
        and name == name.strip()
        and not name.endswith(".")
        and name.partition(".")[0].rstrip().casefold() not in RESERVED
        and name == unicodedata.normalize("NFC", name)
        and len(name.encode()) <= LONGEST_NAME
    )


def _one_line(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise PydanticCustomError("not_one_line", "control characters, or space at an end")
    return text


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", text) or text in RESERVED:
        raise PydanticCustomError("not_an_id", "lower-case letters, digits and single hyphens")
    return text


def _component(text: str) -> str:
    if not is_safe_component(text) or "{" in text or "}" in text:
        raise PydanticCustomError("not_a_folder_name", "one folder name that all systems take")
    return text


def _relative(text: str) -> str:
    if text and not all(is_safe_component(part) for part in text.split("/")):
        raise PydanticCustomError("not_a_relative_path", "a path with / below its root")
    return text


def _landing(text: str) -> str:
    _refuse_unknown_placeholders(text)
    _relative(_filled(text).removesuffix("/"))
    return text


def _path_root(text: str) -> str:
    _refuse_unknown_placeholders(text)
    if not text.startswith("/"):
        raise PydanticCustomError("not_an_absolute_path", "a POSIX path from the root")
    _relative(_filled(text).removeprefix("/").removesuffix("/"))
    return text


def _refuse_unknown_placeholders(text: str) -> None:
    found = set(re.findall(r"\{[^{}]*\}", text))
    rest = re.sub(r"\{[^{}]*\}", "", text)
    if found - PLACEHOLDERS or "{" in rest or "}" in rest:
        raise PydanticCustomError("unknown_placeholder", "only {manager} and {login}")


def _filled(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", "x", text)


def _absolute_posix(text: str) -> str:
    if not text.startswith("/"):
        raise PydanticCustomError("not_an_absolute_path", "a POSIX path from the root")
    _relative(text.removeprefix("/").removesuffix("/"))
    return text


def _absolute_local(text: str) -> str:
    # Both systems' forms on every system: a file written for Windows PCs is checked on a Linux one.
    if not PurePosixPath(text).is_absolute() and not PureWindowsPath(text).is_absolute():
        raise PydanticCustomError("not_an_absolute_path", "an absolute path on this PC")
    device = text.replace("/", "\\").startswith(("\\\\.", "\\\\?"))
    if device or ".." in re.split(r"[\\/]", text) or set("{}") & set(text):
        raise PydanticCustomError("not_an_absolute_path", "no .., no braces, no device")
    return _one_line(text)


def _folder(text: str) -> str:
    if text.startswith(HOME_PREFIX):
        return HOME_PREFIX + _relative(text.removeprefix(HOME_PREFIX))
    return _absolute_local(text)


def is_host(text: str) -> bool:
    """Whether `text` is a DNS or NetBIOS name in ASCII, or an IP address without a zone."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        label = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
        named = re.fullmatch(rf"{label}(\.{label})*\.?", text) is not None
        return named and len(text) <= LONGEST_HOST
    return "%" not in text


def _host(text: str) -> str:
    if not is_host(text):
        raise PydanticCustomError("not_a_host", "a host name or address, nothing else")
    return text.casefold().removesuffix(".")


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and is_host(parts.hostname or "")
        usable = usable and parts.port != 0 and parts.username is None
    except ValueError:
        usable = False
    # A question mark would let the file slip arguments into our requests.
    if not usable or not text.isascii() or set(text) & set(" \t\r\n\\?#<>\"'"):
        raise PydanticCustomError("not_a_url", "http(s)://host[:port]/path")
    return text.removesuffix("/")


def _email(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", text):
        raise PydanticCustomError("not_an_email", "name@host")
    return text


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ().-]{2,38}", text):
        raise PydanticCustomError("not_a_phone_number", "digits, spaces and + ( ) . -")
    return text


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
Slug = Annotated[str, StringConstraints(max_length=40), AfterValidator(_slug)]
Component = Annotated[str, AfterValidator(_component)]
RelativePath = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_relative)]
Landing = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_landing)]
PathRoot = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_path_root)]
AbsolutePosix = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_absolute_posix)]
LocalPath = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_absolute_local)]
FolderPath = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_folder)]
Host = Annotated[str, AfterValidator(_host)]
Port = Annotated[int, Field(ge=1, le=65535)]
Url = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_url)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
Phone = Annotated[str, AfterValidator(_phone)]
