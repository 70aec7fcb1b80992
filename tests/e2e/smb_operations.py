"""Every operation of a share's backend, and what may be there once its line broke."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fbi_uploader.errors import Code, UploaderError
from fbi_uploader.transfer.backend import Digest, Item
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from tests.contract.tools import Pieces, at, holds, nothing, put, refused, source
from tests.e2e.smb_tools import MIB, answered, content

LARGE = content(3 * MIB + 5)  # 13 writes, of which 8 are under way at once; 4 reads
_PIECE = MIB // 4
SMALL = [f"small file {number}".encode() * 50 for number in range(5)]
Answers = Sequence[UploaderError | None]


@dataclass(frozen=True, slots=True)
class Operation:
    """`prepare`, then `act` on a line that breaks, then `check` on a new one.

    `frames`  (command, nth): the messages at which the line breaks
    `check`   is told for each thing whether it was reported as done; False: whether or not
    """

    frames: tuple[tuple[str, int], ...]
    prepare: Callable[[SmbBackend], None]
    act: Callable[[SmbBackend], Answers]
    check: Callable[[SmbBackend, Sequence[bool]], None]


def _nothing(_backend: SmbBackend) -> None:
    return


# -- writing


def _pieces(whole: bytes) -> Pieces:
    return source(*(whole[start : start + _PIECE] for start in range(0, len(whole), _PIECE)))


def _write(backend: SmbBackend) -> Answers:
    return answered(lambda: backend.write("new/large", _pieces(LARGE), 0, nothing))


def _check_written(backend: SmbBackend, done: Sequence[bool]) -> None:
    _check_file(backend, "new/large", LARGE, done=done[0])


def _write_many(backend: SmbBackend) -> Answers:
    items = [Item(f"new/{number}", source(one)) for number, one in enumerate(SMALL)]
    return backend.write_many(items, nothing)


def _check_written_many(backend: SmbBackend, done: Sequence[bool]) -> None:
    for number, one in enumerate(SMALL):
        _check_file(backend, f"new/{number}", one, done=done[number])


def _check_file(backend: SmbBackend, path: str, whole: bytes, *, done: bool) -> None:
    """All of it, or whatever is there is kept by those who write anew."""
    if done:
        assert holds(backend, path, whole)
        return
    found = backend.stat(path)
    if found is not None:
        assert found.size <= len(whole)
        before = backend.digest(path, nothing)
        refused(Code.TARGET_EXISTS, put, backend, path, b"other")
        assert backend.digest(path, nothing) == before
        backend.remove(path)
    backend.write(path, _pieces(whole), 0, nothing)
    assert holds(backend, path, whole)


# -- reading


def _there(backend: SmbBackend) -> None:
    put(backend, "old/large", LARGE)
    for number, one in enumerate(SMALL):
        put(backend, f"old/{number}", one)


def _digest_of(whole: bytes) -> Digest:
    return Digest("sha256", hashlib.sha256(whole).hexdigest())


def _digest(backend: SmbBackend) -> Answers:
    def act() -> None:
        assert backend.digest("old/large", nothing) == _digest_of(LARGE)

    return answered(act)


def _digest_many(backend: SmbBackend) -> Answers:
    answers = backend.digest_many([f"old/{number}" for number in range(5)], nothing)
    right = [answer == _digest_of(one) for answer, one in zip(answers, SMALL, strict=True)]
    assert all(ok or isinstance(one, UploaderError) for ok, one in zip(right, answers, strict=True))
    return [one if isinstance(one, UploaderError) else None for one in answers]


def _stat(backend: SmbBackend) -> Answers:
    def act() -> None:
        assert at(backend, "old/large").size == len(LARGE)

    return answered(act)


def _list(backend: SmbBackend) -> Answers:
    def act() -> None:
        assert {one.name for one in backend.list("old")} == {"large", *"01234"}

    return answered(act)


def _space(backend: SmbBackend) -> Answers:
    def act() -> None:
        assert backend.space("old/not yet").free

    return answered(act)


def _check_there(backend: SmbBackend, _done: Sequence[bool]) -> None:
    assert holds(backend, "old/large", LARGE)
    for number, one in enumerate(SMALL):
        assert holds(backend, f"old/{number}", one)


# -- renaming and removing


def _rename(backend: SmbBackend) -> Answers:
    return answered(lambda: backend.rename("old/large", "new/large"))


def _check_renamed(backend: SmbBackend, done: Sequence[bool]) -> None:
    _check_move(backend, "large", LARGE, done=done[0])


def _rename_many(backend: SmbBackend) -> Answers:
    return backend.rename_many([(f"old/{number}", f"new/{number}") for number in range(5)])


def _check_renamed_many(backend: SmbBackend, done: Sequence[bool]) -> None:
    for number, one in enumerate(SMALL):
        _check_move(backend, str(number), one, done=done[number])


def _check_move(backend: SmbBackend, name: str, whole: bytes, *, done: bool) -> None:
    """At one end and not at both, and whole."""
    ends = [f"{folder}/{name}" for folder in ("old", "new")]
    found = [end for end in ends if backend.stat(end) is not None]
    assert len(found) == 1
    assert not done or found == ends[1:]
    assert holds(backend, found[0], whole)


def _remove(backend: SmbBackend) -> Answers:
    return answered(lambda: backend.remove("old/large"))


def _check_removed(backend: SmbBackend, done: Sequence[bool]) -> None:
    found = backend.stat("old/large")
    assert not (done[0] and found)
    if found:
        backend.remove("old/large")
    assert backend.stat("old/large") is None


# -- the session


def _connect(backend: SmbBackend) -> Answers:
    return answered(backend.connect)


def _close(backend: SmbBackend) -> Answers:
    backend.close()  # never raises
    return [None]


def _check_usable(backend: SmbBackend, _done: Sequence[bool]) -> None:
    put(backend, "new/one", b"content")
    assert holds(backend, "new/one", b"content")


def _at(command: str, *numbers: int) -> tuple[tuple[str, int], ...]:
    return tuple((command, number) for number in numbers or (1,))


OPERATIONS = {
    "connect": Operation(
        (*_at("NEGOTIATE"), *_at("SESSION_SETUP", 1, 2), *_at("TREE_CONNECT"), *_at("CREATE")),
        SmbBackend.close,
        _connect,
        _check_usable,
    ),
    "write": Operation(
        (*_at("CREATE", 1, 2), *_at("WRITE", 1, 5, 13), *_at("FLUSH")),
        _nothing,
        _write,
        _check_written,
    ),
    "write_many": Operation(_at("CREATE", 1, 2, 4), _nothing, _write_many, _check_written_many),
    "digest": Operation(
        (*_at("CREATE"), *_at("READ", 1, 4), *_at("CLOSE")), _there, _digest, _check_there
    ),
    "digest_many": Operation(_at("CREATE", 1, 3), _there, _digest_many, _check_there),
    "rename": Operation((*_at("CREATE"), *_at("SET_INFO")), _there, _rename, _check_renamed),
    "rename_many": Operation(
        (*_at("CREATE"), *_at("SET_INFO", 1, 3)), _there, _rename_many, _check_renamed_many
    ),
    "stat": Operation(_at("CREATE"), _there, _stat, _check_there),
    "list": Operation(
        (*_at("CREATE"), *_at("QUERY_DIRECTORY", 1, 2), *_at("CLOSE")), _there, _list, _check_there
    ),
    "space": Operation(_at("CREATE", 1, 2), _there, _space, _check_there),
    "remove": Operation(_at("CREATE"), _there, _remove, _check_removed),
    "close": Operation(_at("LOGOFF"), _there, _close, _check_there),
}
