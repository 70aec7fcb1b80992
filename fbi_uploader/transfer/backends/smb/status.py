"""One table from what an SMB server answers to what the engine branches on.

Source: [MS-ERREF] 2.3.1; [MS-SMB2] 3.3.5 names those that each request may get.
"""

from __future__ import annotations

from enum import IntEnum

from fbi_uploader.errors import Code, Fact, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.landing import shown


class Status(IntEnum):
    """NTSTATUS values that mean something to us."""

    SUCCESS = 0x00000000
    PENDING = 0x00000103
    BUFFER_OVERFLOW = 0x80000005
    NO_MORE_FILES = 0x80000006
    STOPPED_ON_SYMLINK = 0x8000002D
    INVALID_HANDLE = 0xC0000008
    INVALID_PARAMETER = 0xC000000D
    NO_SUCH_FILE = 0xC000000F
    INVALID_DEVICE_REQUEST = 0xC0000010
    END_OF_FILE = 0xC0000011
    MORE_PROCESSING_REQUIRED = 0xC0000016
    ACCESS_DENIED = 0xC0000022
    OBJECT_NAME_INVALID = 0xC0000033
    OBJECT_NAME_NOT_FOUND = 0xC0000034
    OBJECT_NAME_COLLISION = 0xC0000035
    OBJECT_PATH_INVALID = 0xC0000039
    OBJECT_PATH_NOT_FOUND = 0xC000003A
    OBJECT_PATH_SYNTAX_BAD = 0xC000003B
    SHARING_VIOLATION = 0xC0000043
    QUOTA_EXCEEDED = 0xC0000044
    FILE_LOCK_CONFLICT = 0xC0000054
    DELETE_PENDING = 0xC0000056
    WRONG_PASSWORD = 0xC000006A
    LOGON_FAILURE = 0xC000006D
    ACCOUNT_RESTRICTION = 0xC000006E
    INVALID_LOGON_HOURS = 0xC000006F
    INVALID_WORKSTATION = 0xC0000070
    PASSWORD_EXPIRED = 0xC0000071
    ACCOUNT_DISABLED = 0xC0000072
    ACCOUNT_EXPIRED = 0xC0000193
    NO_SUCH_USER = 0xC0000064
    CANNOT_DELETE = 0xC0000121
    DISK_QUOTA_EXCEEDED = 0xC0000802
    FS_DRIVER_REQUIRED = 0xC000019C
    DISK_FULL = 0xC000007F
    MEDIA_WRITE_PROTECTED = 0xC00000A2
    IO_TIMEOUT = 0xC00000B5
    FILE_IS_A_DIRECTORY = 0xC00000BA
    NOT_SUPPORTED = 0xC00000BB
    NETWORK_NAME_DELETED = 0xC00000C9
    BAD_NETWORK_NAME = 0xC00000CC
    NOT_SAME_DEVICE = 0xC00000D4
    DIRECTORY_NOT_EMPTY = 0xC0000101
    NOT_A_DIRECTORY = 0xC0000103
    NAME_TOO_LONG = 0xC0000106
    FILE_CLOSED = 0xC0000128
    TIME_DIFFERENCE_AT_DC = 0xC0000133
    LOGON_TYPE_NOT_GRANTED = 0xC000015B
    USER_SESSION_DELETED = 0xC0000203
    NOT_FOUND = 0xC0000225
    ACCOUNT_LOCKED_OUT = 0xC0000234
    PATH_NOT_COVERED = 0xC0000257
    PASSWORD_MUST_CHANGE = 0xC0000224
    NETWORK_SESSION_EXPIRED = 0xC000035C
    FILE_TOO_LARGE = 0xC0000904


_Rule = tuple[type[UploaderError], Code]

_BY_CODE: tuple[tuple[_Rule, tuple[Status, ...]], ...] = (
    (
        (NodeError, Code.CREDENTIALS),
        (
            Status.WRONG_PASSWORD,
            Status.LOGON_FAILURE,
            Status.ACCOUNT_RESTRICTION,
            Status.INVALID_LOGON_HOURS,
            Status.INVALID_WORKSTATION,
            Status.PASSWORD_EXPIRED,
            Status.ACCOUNT_DISABLED,
            Status.PASSWORD_MUST_CHANGE,
            Status.LOGON_TYPE_NOT_GRANTED,
            Status.ACCOUNT_LOCKED_OUT,
            Status.ACCOUNT_EXPIRED,
            Status.NO_SUCH_USER,
            Status.TIME_DIFFERENCE_AT_DC,
        ),
    ),
    (
        (RetryError, Code.HELD),
        (Status.SHARING_VIOLATION, Status.FILE_LOCK_CONFLICT, Status.DELETE_PENDING),
    ),
    (
        (FileError, Code.TARGET_MISSING),
        (
            Status.OBJECT_NAME_NOT_FOUND,
            Status.OBJECT_PATH_NOT_FOUND,
            Status.NO_SUCH_FILE,
            Status.NOT_A_DIRECTORY,
            Status.NOT_FOUND,
        ),
    ),
    (
        (FileError, Code.TARGET_EXISTS),
        (Status.OBJECT_NAME_COLLISION, Status.DIRECTORY_NOT_EMPTY),
    ),
    (
        (FileError, Code.NAME_FORBIDDEN),
        (
            Status.OBJECT_NAME_INVALID,
            Status.OBJECT_PATH_INVALID,
            Status.OBJECT_PATH_SYNTAX_BAD,
        ),
    ),
    ((NodeError, Code.SHARE_UNKNOWN), (Status.BAD_NETWORK_NAME,)),
    ((NodeError, Code.NODE_FULL), (Status.DISK_FULL,)),
    ((NodeError, Code.NODE_QUOTA), (Status.QUOTA_EXCEEDED, Status.DISK_QUOTA_EXCEEDED)),
    ((NodeError, Code.NODE_READ_ONLY), (Status.MEDIA_WRITE_PROTECTED,)),
    ((NodeError, Code.OTHER_VOLUME), (Status.NOT_SAME_DEVICE,)),
    ((FileError, Code.TARGET_DENIED), (Status.ACCESS_DENIED, Status.CANNOT_DELETE)),
    ((FileError, Code.NOT_A_FILE), (Status.FILE_IS_A_DIRECTORY,)),
    ((FileError, Code.NAME_TOO_LONG), (Status.NAME_TOO_LONG,)),
    ((FileError, Code.TARGET_TOO_LARGE), (Status.FILE_TOO_LARGE,)),
    (
        (FileError, Code.OUTSIDE_LANDING),
        (Status.STOPPED_ON_SYMLINK, Status.PATH_NOT_COVERED),
    ),
    ((RetryError, Code.TIMED_OUT), (Status.IO_TIMEOUT,)),
)
# Anything else (a session that ended, a server out of memory, what nobody thought of) is a line to
# be made anew; the engine tries again, and gives up with the status among the facts.
_LOST: _Rule = (RetryError, Code.CONNECTION_LOST)
_RULES: dict[int, _Rule] = {int(status): rule for rule, statuses in _BY_CODE for status in statuses}


def translated(status: int, path: str, **facts: Fact) -> UploaderError:
    """The error that the engine knows, with `path` and the server's own word for it."""
    kind, code = _RULES.get(status, _LOST)
    return kind(code, path=shown(path), status=status_name(status), **facts)


def refused(status: int, path: str, code: Code, **facts: Fact) -> UploaderError:
    """`translated` while there is no file yet: what would be one's trouble is NodeError `code`."""
    error = translated(status, path, **facts)
    return NodeError(code, **error.facts) if isinstance(error, FileError) else error


def status_name(status: int) -> str:
    """`LOGON_FAILURE`, or the number where we have no name for it."""
    try:
        return Status(status).name
    except ValueError:
        return f"{status:#010x}"
