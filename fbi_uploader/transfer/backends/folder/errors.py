"""One table from what a file system says to what the engine branches on."""

from __future__ import annotations

import errno
from types import TracebackType
from typing import Literal

from fbi_uploader.errors import Code, Fact, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.landing import shown

_Rule = tuple[type[UploaderError], Code]

_LOST: _Rule = (RetryError, Code.CONNECTION_LOST)
_HELD: _Rule = (RetryError, Code.HELD)
_FULL: _Rule = (NodeError, Code.NODE_FULL)
_QUOTA: _Rule = (NodeError, Code.NODE_QUOTA)
_READ_ONLY: _Rule = (NodeError, Code.NODE_READ_ONLY)
_DENIED: _Rule = (FileError, Code.TARGET_DENIED)
_MISSING: _Rule = (FileError, Code.TARGET_MISSING)
_EXISTS: _Rule = (FileError, Code.TARGET_EXISTS)
_TOO_LONG: _Rule = (FileError, Code.NAME_TOO_LONG)
_TOO_LARGE: _Rule = (FileError, Code.TARGET_TOO_LARGE)
_FORBIDDEN: _Rule = (FileError, Code.NAME_FORBIDDEN)
_OUTSIDE: _Rule = (FileError, Code.OUTSIDE_LANDING)
_OTHER_VOLUME: _Rule = (NodeError, Code.OTHER_VOLUME)
_CREDENTIALS: _Rule = (NodeError, Code.CREDENTIALS)

_BY_NAME: dict[str, _Rule] = {
    "ENOSPC": _FULL,
    "EDQUOT": _QUOTA,
    "EROFS": _READ_ONLY,
    "EACCES": _DENIED,
    "EPERM": _DENIED,
    "ENOENT": _MISSING,
    "ENOTDIR": _MISSING,
    "EEXIST": _EXISTS,
    "ENOTEMPTY": _EXISTS,
    "EISDIR": (FileError, Code.NOT_A_FILE),
    "ELOOP": _OUTSIDE,
    "ENAMETOOLONG": _TOO_LONG,
    "EFBIG": _TOO_LARGE,
    "EINVAL": _FORBIDDEN,  # a name that the file system does not take (vfat, cifs: `a:b`)
    "EILSEQ": (FileError, Code.NAME_NOT_UNICODE),
    "EXDEV": _OTHER_VOLUME,
    "EBUSY": _HELD,
    "ETXTBSY": _HELD,
    "EAGAIN": _HELD,
    "EKEYEXPIRED": _CREDENTIALS,  # NFS and CIFS: the Kerberos ticket has run out
    "ENOKEY": _CREDENTIALS,
}
# Anything else (EIO, ESTALE, ETIMEDOUT, EHOSTDOWN, ENOTCONN...) is a place that does not answer as
# it should; the engine looks again, and gives up with the error's own name among the facts.
_RULES: dict[int, _Rule] = {
    getattr(errno, name): rule for name, rule in _BY_NAME.items() if hasattr(errno, name)
}

# winerror.h; Python folds several of these into EACCES, EINVAL or ENOENT.
_WINDOWS: dict[int, _Rule] = {
    17: _OTHER_VOLUME,  # NOT_SAME_DEVICE
    19: _READ_ONLY,  # WRITE_PROTECT
    21: _LOST,  # NOT_READY
    32: _HELD,  # SHARING_VIOLATION
    33: _HELD,  # LOCK_VIOLATION
    39: _FULL,  # HANDLE_DISK_FULL
    53: _LOST,  # BAD_NETPATH
    59: _LOST,  # UNEXP_NET_ERR
    64: _LOST,  # NETNAME_DELETED
    67: _LOST,  # BAD_NET_NAME
    86: _CREDENTIALS,  # INVALID_PASSWORD
    112: _FULL,  # DISK_FULL
    121: _LOST,  # SEM_TIMEOUT
    123: _FORBIDDEN,  # INVALID_NAME
    145: _EXISTS,  # DIR_NOT_EMPTY
    183: _EXISTS,  # ALREADY_EXISTS
    206: _TOO_LONG,  # FILENAME_EXCED_RANGE
    223: _TOO_LARGE,  # FILE_TOO_LARGE
    1231: _LOST,  # NETWORK_UNREACHABLE
    1295: _QUOTA,  # DISK_QUOTA_EXCEEDED
    1326: _CREDENTIALS,  # LOGON_FAILURE
}


def translated(error: OSError, path: str) -> UploaderError:
    """The error that the engine knows, with `path` and the system's own name for it."""
    number = error.errno or 0
    told: int | None = getattr(error, "winerror", None)
    rule = _RULES.get(number, _LOST)
    facts: dict[str, Fact] = {"path": shown(path), "system": errno.errorcode.get(number, "")}
    if told is not None:
        rule = _WINDOWS.get(told, rule)
        facts["winerror"] = told
    kind, code = rule
    return kind(code, **facts)


class Speaking:
    """`with Speaking(path):` translates what the file system raises inside. Nothing else."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        if isinstance(error, OSError):
            raise translated(error, self._path) from error
        return False
