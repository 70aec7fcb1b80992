"""SMB2 messages as bytes: what is asked for every file, and how the answers are read.

Source: [MS-SMB2] 2.2 (messages), [MS-FSCC] 2.4 and 2.5 (what SET_INFO and QUERY_INFO carry).
Sizes and offsets in bytes; times in nanoseconds since 1970. Answers are hostile until checked:
whatever does not fit raises `GarbledError`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any, NamedTuple

from fbi_uploader.errors import Code, RetryError

HEADER_SIZE = 64
CREDIT_BYTES = 65536
"""A credit pays for this many bytes of payload (2.2.1, CreditCharge)."""

RELATED_ID = b"\xff" * 16
"""Stands for the file that an earlier request of the same compound opened."""

_EPOCH = 116_444_736_000_000_000  # 1601 to 1970, in steps of 100 ns
_LARGEST_INT = (1 << 63) - 1  # sizes and times are signed there, and in the journal


class GarbledError(RetryError):
    """An answer that does not follow the protocol: the line is made anew."""

    def __init__(self, why: str) -> None:
        super().__init__(Code.CONNECTION_LOST, why=why)


class Command(IntEnum):
    """2.2.1.2."""

    NEGOTIATE = 0
    SESSION_SETUP = 1
    LOGOFF = 2
    TREE_CONNECT = 3
    TREE_DISCONNECT = 4
    CREATE = 5
    CLOSE = 6
    FLUSH = 7
    READ = 8
    WRITE = 9
    IOCTL = 11
    CANCEL = 12
    ECHO = 13
    QUERY_DIRECTORY = 14
    QUERY_INFO = 16
    SET_INFO = 17


class Access(IntFlag):
    """2.2.13.1: what the opener wants to do."""

    READ_DATA = 0x1  # of a folder: list it
    WRITE_DATA = 0x2
    READ_ATTRIBUTES = 0x80
    WRITE_ATTRIBUTES = 0x100
    DELETE = 0x10000
    SYNCHRONIZE = 0x100000


class Share(IntFlag):
    """2.2.13: what others may do meanwhile."""

    READ = 1
    WRITE = 2
    DELETE = 4
    ALL = 7


class Disposition(IntEnum):
    """2.2.13: OPEN needs it to be there, CREATE needs it not to be."""

    OPEN = 1
    CREATE = 2
    OPEN_IF = 3


class Options(IntFlag):
    """2.2.13, CreateOptions."""

    NONE = 0
    FOLDER = 0x1
    NOT_A_FOLDER = 0x40
    REPARSE_POINT = 0x200000  # a link itself, and not what it leads to


_FOLDER_ATTRIBUTE = 0x10

FILE_INTERNAL = (1, 6)
"""(InfoType, FileInfoClass) of FileInternalInformation: the server's own id of a file."""

FS_FULL_SIZE = (2, 7)
"""FileFsFullSizeInformation: what is left on the volume, for everyone and for the caller."""

_FILE_BASIC = (1, 4)
_FILE_RENAME = (1, 10)
_FILE_DISPOSITION = (1, 13)
_FILE_END = (1, 20)
_LEAST_RENAME = 24


class Request(NamedTuple):
    """One message to send: its fixed part and what follows it.

    `payload` is the larger of what goes out and what may come back, which credits pay for.
    """

    command: Command
    body: bytes
    data: bytes | memoryview = b""
    payload: int = 0

    @property
    def charge(self) -> int:
        """How many credits it costs."""
        return max(1, -(-max(self.payload, len(self.data)) // CREDIT_BYTES))


class Reply(NamedTuple):
    """One answer. `body` is what follows the header."""

    status: int
    tree_id: int
    session_id: int
    body: memoryview


_CREATE = struct.Struct("<HBBIQQIIIIIHHII")
_CLOSE = struct.Struct("<HHI16s")
_READ = struct.Struct("<HBBIQ16sIIIHHB")
_WRITE = struct.Struct("<HHIQ16sIIHHI")
_SET_INFO = struct.Struct("<HBBIHHI16s")
_QUERY_INFO = struct.Struct("<HBBIHHIII16s")
_QUERY_DIRECTORY = struct.Struct("<HBBI16sHHI")


def create(
    name: str,
    access: Access,
    share: Share,
    disposition: Disposition,
    options: Options = Options.NONE,
) -> Request:
    """Open or create `name`, which is relative to the share, with backslashes."""
    path = name.encode("utf-16-le")
    wanted = access | Access.READ_ATTRIBUTES | Access.SYNCHRONIZE
    body = _CREATE.pack(
        *(57, 0, 0, 2, 0, 0),  # no oplock; impersonation
        *(wanted, 0, share, disposition, options),
        *(HEADER_SIZE + _CREATE.size, len(path), 0, 0),
    )
    return Request(Command.CREATE, body, path or b"\0\0")


def close(file_id: bytes = RELATED_ID) -> Request:
    """Let go of a file."""
    return Request(Command.CLOSE, _CLOSE.pack(24, 0, 0, file_id))


def flush(file_id: bytes = RELATED_ID) -> Request:
    """Have everything of a file on the server's disk."""
    return Request(Command.FLUSH, _CLOSE.pack(24, 0, 0, file_id))


def read(offset: int, size: int, file_id: bytes = RELATED_ID) -> Request:
    """At most `size` bytes from `offset`."""
    body = _READ.pack(49, 80, 0, size, offset, file_id, 0, 0, 0, 0, 0, 0)
    return Request(Command.READ, body, payload=size)


def write(offset: int, data: bytes | memoryview, file_id: bytes = RELATED_ID) -> Request:
    """`data` at `offset`."""
    start = HEADER_SIZE + _WRITE.size
    body = _WRITE.pack(49, start, len(data), offset, file_id, 0, 0, 0, 0, 0)
    return Request(Command.WRITE, body, data)


def set_modified(mtime_ns: int, file_id: bytes = RELATED_ID) -> Request:
    """The modification time, kept in steps of 100 ns."""
    value = struct.pack("<QQQQII", 0, 0, max(1, mtime_ns // 100 + _EPOCH), 0, 0, 0)
    return _set(_FILE_BASIC, value, file_id)


def set_end(size: int, file_id: bytes = RELATED_ID) -> Request:
    """Cut off what lies behind `size`."""
    return _set(_FILE_END, struct.pack("<Q", size), file_id)


def set_name(name: str, file_id: bytes = RELATED_ID) -> Request:
    """Move to `name`, relative to the share; refused where something has that name."""
    path = name.encode("utf-16-le")
    value = struct.pack("<QQI", 0, 0, len(path)) + path
    # Windows takes nothing shorter than its own structure, which a name of one letter is.
    return _set(_FILE_RENAME, value.ljust(_LEAST_RENAME, b"\0"), file_id)


def set_gone(file_id: bytes = RELATED_ID) -> Request:
    """Removed once nobody has it open."""
    return _set(_FILE_DISPOSITION, b"\x01", file_id)


def _set(kind: tuple[int, int], value: bytes, file_id: bytes) -> Request:
    start = HEADER_SIZE + _SET_INFO.size
    return Request(
        Command.SET_INFO, _SET_INFO.pack(33, *kind, len(value), start, 0, 0, file_id), value
    )


def query(kind: tuple[int, int], file_id: bytes = RELATED_ID) -> Request:
    """One of FILE_INTERNAL and FS_FULL_SIZE."""
    body = _QUERY_INFO.pack(41, *kind, 4096, 0, 0, 0, 0, 0, file_id)
    return Request(Command.QUERY_INFO, body, payload=4096)


def query_folder(size: int, file_id: bytes = RELATED_ID) -> Request:
    """The next entries of a folder, at most `size` bytes of them, as `listed` reads them."""
    start = HEADER_SIZE + _QUERY_DIRECTORY.size
    body = _QUERY_DIRECTORY.pack(33, _ID_BOTH_DIRECTORY, 0, 0, file_id, start, 2, size)
    return Request(Command.QUERY_DIRECTORY, body, "*".encode("utf-16-le"), payload=size)


def plain(command: Command) -> Request:
    """ECHO, LOGOFF, TREE_DISCONNECT: four bytes."""
    return Request(command, b"\x04\0\0\0")


# -- answers


@dataclass(frozen=True, slots=True)
class Opened:
    """What CREATE answers (2.2.14). `size` 0 for a folder."""

    file_id: bytes
    is_folder: bool
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a folder. `name` may be anything that UTF-16 can hold, and more."""

    name: str
    is_folder: bool
    size: int
    mtime_ns: int
    file_id: int


_CREATED = struct.Struct("<HBBIQQQQQQII16s")
_DATA = struct.Struct("<HBBI")
_INFO = struct.Struct("<HHI")
_ENTRY = struct.Struct("<IIQQQQQQIIIBB24sHQ")
_ID_BOTH_DIRECTORY = 37


def opened(reply: Reply) -> Opened:
    """Read the answer to CREATE."""
    found = unpacked(_CREATED, reply.body)
    modified, size, attributes, file_id = found[6], found[9], found[10], found[12]
    is_folder = bool(attributes & _FOLDER_ATTRIBUTE)
    return Opened(file_id, is_folder, 0 if is_folder else _size(size), _time(modified))


def data(reply: Reply) -> memoryview:
    """Read the answer to READ."""
    _, start, _, size = unpacked(_DATA, reply.body)
    return part_of(reply.body, start, size)


def written(reply: Reply) -> int:
    """How many bytes WRITE took."""
    return int(unpacked(_INFO, reply.body)[2])


def internal_id(reply: Reply) -> int:
    """Read the answer to `query(FILE_INTERNAL)`."""
    return int(unpacked(struct.Struct("<Q"), _info(reply))[0])


def bytes_left(reply: Reply) -> tuple[int, int]:
    """(bytes free on the volume, bytes that the caller may still write)."""
    _, mine, all_free, sectors, size = unpacked(struct.Struct("<QQQII"), _info(reply))
    return all_free * sectors * size, mine * sectors * size


def listed(reply: Reply) -> Iterator[Listed]:
    """Read the answer to `query_folder`, "." and ".." included."""
    block = _info(reply)
    start = 0
    while True:
        found = unpacked(_ENTRY, block[start:])
        following, name_size = found[0], found[9]
        name = _name(_part(block, start + _ENTRY.size, name_size))
        is_folder = bool(found[8] & _FOLDER_ATTRIBUTE)
        size = 0 if is_folder else _size(found[6])
        yield Listed(name, is_folder, size, _time(found[4]), found[15])
        if not following:
            return
        if following < _ENTRY.size + name_size:
            raise GarbledError("an entry within another")
        start += following


def _name(block: memoryview) -> str:
    try:
        return bytes(block).decode("utf-16-le", "surrogatepass")
    except UnicodeDecodeError as error:
        raise GarbledError("half a letter") from error


def _info(reply: Reply) -> memoryview:
    _, start, size = unpacked(_INFO, reply.body)
    return part_of(reply.body, start, size)


def part_of(body: memoryview, start: int, size: int) -> memoryview:
    """`size` bytes of an answer from `start`, which counts from its header's beginning."""
    if not size:
        return body[:0]
    return _part(body, start - HEADER_SIZE, size)


def _part(block: memoryview, start: int, size: int) -> memoryview:
    if start < 0 or start + size > len(block):
        raise GarbledError("an answer points outside itself")
    return block[start : start + size]


def unpacked(form: struct.Struct, block: memoryview) -> tuple[Any, ...]:
    """The first fields of `block`."""
    if len(block) < form.size:
        raise GarbledError("an answer is too short")
    return form.unpack_from(block)


def _size(size: int) -> int:
    if size > _LARGEST_INT:
        raise GarbledError("a size that cannot be")
    return size


def _time(ticks: int) -> int:
    """Of a time that no file has, the nearest that fits into 64 bits."""
    return max(-_LARGEST_INT, min((ticks - _EPOCH) * 100, _LARGEST_INT))
