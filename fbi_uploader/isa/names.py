"""Which names every server takes, what is wrong with the others, and what to call them instead.

Pure. The rules come from DESIGN 7 "Names"; where one comes from further outside, it says so.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fbi_uploader.errors import Code, Fact
from fbi_uploader.paths import shown

COMPONENT_BYTES = 255
"""Of UTF-8, in ext4, XFS and iRODS vaults on them. 255 UTF-16 units (NTFS, SMB) never bind first:
no character takes more units than bytes."""

PATH_BYTES = 1023
"""Of UTF-8, without the closing zero: iRODS' MAX_PATH_ALLOWED is 1024. It blocks on every route,
because what lands on a share goes into iRODS. Windows' 259 characters do not block: this program
opens files by their extended path, and servers know no such limit."""

INVESTIGATION_BYTES = 62
"""An Investigation becomes an iRODS group, whose longer names are cut (irods/irods#3144, #3250)."""

FORBIDDEN = frozenset("'\"\\:*?<>|/")

# Cc: control characters (C0, DEL, C1). Cf: invisible and bidi controls; they make one name pass
# for another. Co: SMB servers and clients put U+F001 to U+F0FF in place of forbidden characters.
# Zl, Zp: line and paragraph separators.
_HOSTILE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Zl", "Zp"})

# OME-XML cannot hold them.
_NONCHARACTERS = frozenset(
    chr(point) for point in (*range(0xFDD0, 0xFDF0), *range(0xFFFE, 0x110000, 0x10000))
) | frozenset(map(chr, range(0xFFFF, 0x110000, 0x10000)))

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789¹²³"}
    | {"lock$"}  # Samba's own list: smbd mangles it
)

# The many that need no second look.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_.-][A-Za-z0-9_. -]{0,200})?[A-Za-z0-9_-]")
_EXTENSION = re.compile(r"(?:\.(?:ome|companion|nii|tar))?\.[^.\s]{1,16}$")
_NUMBERED = re.compile(r"(.+)_([2-9]|[1-9][0-9])")  # a year or "_01" is part of the name


class Finding(NamedTuple):
    """One thing wrong with a name. `facts` always has `name`, escaped, and mostly `proposal`."""

    code: Code
    facts: Mapping[str, Fact]


def key(name: str) -> str:
    """Names or paths with the same key collide: canonical caseless match (Unicode D145) in NFC."""
    if name.isascii():  # composed and decomposed alike: the many that need no second look
        return name.casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def size_of(name: str) -> int:
    """Bytes of a name or path on the node, in UTF-8."""
    return len(name.encode("utf-8", "surrogatepass"))


def check_component(name: str, *, investigation: bool = False) -> tuple[Finding, ...]:
    """Everything wrong with the name of one file or folder; () when every server takes it.

    `investigation` adds the rules for Investigation names: no white space (INTEROP 5) and
    INVESTIGATION_BYTES.
    """
    if not name:
        return (Finding(Code.NAME_EMPTY, {"name": ""}),)
    if not investigation and _PLAIN.fullmatch(name) and not is_device(name):
        return ()
    codes = _codes(name, investigation=investigation)
    if not codes:
        return ()
    facts: dict[str, Fact] = {
        "name": shown(name),
        "proposal": repair_component(name, investigation=investigation),
    }
    return tuple(Finding(code, facts | more) for code, more in codes.items())


def check_path(path: str, *, more: int = 0) -> tuple[Finding, ...]:
    """Check every component of a POSIX path below the landing folder, and its length.

    `more`: bytes that the path takes on the node beyond its own (what stands before it there).
    """
    found = tuple(finding for name in path.split("/") for finding in check_component(name))
    size = size_of(path) + more
    if size > PATH_BYTES:
        facts: dict[str, Fact] = {"name": shown(path), "bytes": size, "limit": PATH_BYTES}
        return (*found, Finding(Code.NAME_TOO_LONG, facts))
    return found


def repair_component(name: str, *, investigation: bool = False) -> str:
    """Propose a name that passes `check_component`: total, deterministic, idempotent.

    Refused characters become "_" (the only substitute that is safe in every shell, URL and
    catalogue), invisible ones go, the extension stays. A name that has to be cut gets eight
    digits of its SHA-256, so that a series that differs at its end stays apart.
    """
    visible = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    composed = unicodedata.normalize("NFC", visible)
    clean = "".join("_" if _forbidden(one) or _is_surrogate(one) else one for one in composed)
    trimmed = _trimmed(clean)
    if investigation:
        trimmed = re.sub(r"\s+", "_", trimmed)
    if is_device(trimmed):
        base, dot, rest = trimmed.partition(".")
        trimmed = f"{base.rstrip()}_{dot}{rest}"
    return _cut(trimmed or "_", _limit(investigation=investigation))


def next_name(assay: str, taken: Iterable[str]) -> str:
    """Give the next free name after `assay`: "X" -> "X_2", "X_2" -> "X_3".

    It collides (`key`) with none of `taken`, nor with `assay` itself, and is never longer than
    COMPONENT_BYTES. Only 2 to 99 count as numbers: "Confocal_2026" -> "Confocal_2026_2".
    """
    keys = {key(name) for name in taken} | {key(assay)}
    match = _NUMBERED.fullmatch(assay)
    stem, number = (match[1], int(match[2])) if match else (assay, 1)
    while True:
        number += 1
        end = f"_{number}"
        proposal = _head(stem, COMPONENT_BYTES - len(end)) + end
        if key(proposal) not in keys:
            return proposal


def _codes(name: str, *, investigation: bool) -> dict[Code, dict[str, Fact]]:
    if name in {".", ".."}:
        return {Code.NAME_RESERVED: {}}
    wrong = {
        Code.NAME_NOT_UNICODE: any(map(_is_surrogate, name)),
        Code.NAME_NOT_NFC: not unicodedata.is_normalized("NFC", name),
        Code.NAME_FORBIDDEN: any(map(_forbidden, name)),
        Code.NAME_TRAILING: _trimmed(name) != name,
        Code.NAME_RESERVED: is_device(name),
        Code.NAME_SPACE: investigation and any(map(str.isspace, name)),
        Code.NAME_TOO_LONG: size_of(name) > _limit(investigation=investigation),
    }
    details: dict[Code, dict[str, Fact]] = {
        Code.NAME_FORBIDDEN: {"characters": _forbidden_in(name)},
        Code.NAME_TOO_LONG: {"bytes": size_of(name), "limit": _limit(investigation=investigation)},
    }
    return {code: details.get(code, {}) for code, is_so in wrong.items() if is_so}


def _forbidden(letter: str) -> bool:
    if letter in FORBIDDEN:
        return True
    if letter.isprintable():
        return False
    return unicodedata.category(letter) in _HOSTILE_CATEGORIES or letter in _NONCHARACTERS


def _forbidden_in(name: str) -> str:
    different = dict.fromkeys(filter(_forbidden, name))
    return " ".join(one if one.isprintable() else f"U+{ord(one):04X}" for one in different)


def _is_surrogate(letter: str) -> bool:
    return unicodedata.category(letter) == "Cs"


def is_device(name: str) -> bool:
    """Whether Windows takes `name` for a device, whatever its extension."""
    # Windows looks at what stands before the first dot, without the spaces before that dot.
    return name.partition(".")[0].rstrip().lower() in _DEVICES


def _trimmed(name: str) -> str:
    return re.sub(r"[\s.]+$", "", name).lstrip()


def _limit(*, investigation: bool) -> int:
    return INVESTIGATION_BYTES if investigation else COMPONENT_BYTES


def _head(name: str, size: int) -> str:
    return name.encode("utf-8", "ignore")[:size].decode("utf-8", "ignore")


def _cut(name: str, limit: int) -> str:
    if size_of(name) <= limit:
        return name
    match = _EXTENSION.search(name)
    extension = match[0] if match and size_of(match[0]) < limit // 2 else ""
    mark = "_" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:8]
    stem = _head(name.removesuffix(extension), limit - size_of(extension) - len(mark))
    return stem + mark + extension
