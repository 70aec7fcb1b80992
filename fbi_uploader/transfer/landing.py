"""What a path below the landing folder may be: the one gate that every backend asks first."""

from __future__ import annotations

import re

from fbi_uploader.errors import Code, FileError

# An empty part also stands for an absolute path, a doubled or a closing slash, and "" itself.
_LEAVES = re.compile(r"\\|\x00|(?:^|/)\.{0,2}(?:/|$)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def check_path(path: str) -> None:
    """Raise FileError before any I/O where `path` could mean anything but a place below the root.

    OUTSIDE_LANDING: absolute, empty, with an empty part, ".", "..", a backslash or NUL.
    NAME_NOT_UNICODE: a lone surrogate, which stands for bytes that are no text.
    """
    if _LEAVES.search(path):
        raise FileError(Code.OUTSIDE_LANDING, path=shown(path))
    if not path.isascii() and _SURROGATE.search(path):
        raise FileError(Code.NAME_NOT_UNICODE, path=shown(path))


def check_rename(source: str, target: str) -> None:
    """Check both ends; raise FileError TARGET_EXISTS for a rename onto or into itself."""
    check_path(source)
    check_path(target)
    if f"{target}/".startswith(f"{source}/"):
        raise FileError(Code.TARGET_EXISTS, path=target)


def shown(name: str) -> str:
    """`name` with whatever is no text escaped; an escaped name never passes `check_path`."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
