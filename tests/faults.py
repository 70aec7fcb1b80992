"""Programmed faults at any call of a backend, and the demand that they all happened."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, NoReturn, TypeVar

from fbi_uploader.errors import UploaderError
from fbi_uploader.transfer.backend import Backend, Digest, Entry, Item, OnBytes, Source, Space
from fbi_uploader.transfer.decorators.through import Through

Result = TypeVar("Result")
# fmt: off
Method = Literal[
    "connect", "close", "list", "stat", "write", "read", "digest", "rename", "remove", "space",
    "write_many", "digest_many", "rename_many",
]
# fmt: on


class Crash(BaseException):
    """Plays the death of the process where a test has to look at what is left: caught by none."""


@dataclass(frozen=True, slots=True)
class Exit:
    """Really ends the process, without any cleaning up; for tests of a child process."""

    status: int = 137


@dataclass(frozen=True, slots=True)
class Fail:
    """One fault. `at` counts the calls of `method` whose path matches `path`, from 1.

    `error`        raised; `Exit` ends the process instead
    `path`         shell pattern on the first path of the call (a rename's source)
    `after_bytes`  write, digest and their many: once so many bytes have passed
    `entries`      list, read: once so many entries or pieces have been given
    `done`         the call is performed first: its answer is lost
    `item`         calls for many: only this item's answer (from 0) is replaced by `error`, and
                   the call itself is performed
    """

    method: Method
    error: BaseException | Exit
    at: int = 1
    path: str = "*"
    after_bytes: int | None = None
    entries: int | None = None
    done: bool = False
    item: int | None = None

    def happen(self) -> NoReturn:
        """Raise, or end the process."""
        if isinstance(self.error, Exit):
            os._exit(self.error.status)
        raise self.error


class Faults:
    """A programme that several connections may share; safe among threads."""

    def __init__(self, fails: Sequence[Fail]) -> None:
        self._lock = threading.Lock()
        self._waiting = list(fails)
        self._seen: Counter[int] = Counter()

    def due(self, method: str, path: str) -> Fail | None:
        """Count a call; the fault that is to happen in it, which counts as fired."""
        due = None
        with self._lock:
            for one in self._waiting:
                if one.method == method and fnmatchcase(path, one.path):
                    self._seen[id(one)] += 1
                    if due is None and self._seen[id(one)] == one.at:
                        due = one
            if due is not None:
                self._waiting.remove(due)
        return due

    def give_back(self, fail: Fail) -> None:
        """It did not come to it: fewer bytes or entries than the fault waits for."""
        with self._lock:
            self._waiting.append(fail)

    def assert_all_fired(self) -> None:
        """A test of a fault that never happened proves nothing."""
        assert not self._waiting, f"never happened: {self._waiting}"


class FaultyBackend(Through):
    """`inner` with faults. `faults` may be shared with other connections."""

    def __init__(self, inner: Backend, faults: Faults | Sequence[Fail]) -> None:
        super().__init__(inner)
        self.faults = faults if isinstance(faults, Faults) else Faults(faults)

    def assert_all_fired(self) -> None:
        """See `Faults`."""
        self.faults.assert_all_fired()

    def connect(self) -> None:
        self._call("connect", "", self.inner.connect)

    def close(self) -> None:
        self._call("close", "", self.inner.close)

    def stat(self, path: str) -> Entry | None:
        return self._call("stat", path, lambda: self.inner.stat(path))

    def remove(self, path: str) -> None:
        self._call("remove", path, lambda: self.inner.remove(path))

    def space(self, path: str) -> Space:
        return self._call("space", path, lambda: self.inner.space(path))

    def rename(self, source: str, target: str) -> None:
        self._call("rename", source, lambda: self.inner.rename(source, target))

    def list(self, path: str) -> Iterator[Entry]:
        return self._streamed("list", path, lambda: self.inner.list(path))

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        return self._streamed("read", path, lambda: self.inner.read(path, offset))

    def _streamed(
        self, method: Method, path: str, act: Callable[[], Iterator[Result]]
    ) -> Iterator[Result]:
        fail = self.faults.due(method, path)
        if fail and not fail.done and not fail.entries:
            fail.happen()
        for count, one in enumerate(act(), 1):
            yield one
            if fail and count == fail.entries:
                fail.happen()
        if fail and fail.done:
            fail.happen()
        if fail:
            self.faults.give_back(fail)

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        self._counted(
            "write", path, on_bytes, lambda counted: self.inner.write(path, source, offset, counted)
        )

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        return self._counted(
            "digest", path, on_bytes, lambda counted: self.inner.digest(path, counted)
        )

    def _write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        return self._for_many(
            "write_many",
            items[0].path if items else "",
            on_bytes,
            lambda counted: self._many.write_many(items, counted),
        )

    def _digest_many(
        self, paths: Sequence[str], on_bytes: OnBytes
    ) -> Sequence[Digest | UploaderError]:
        return self._for_many(
            "digest_many",
            paths[0] if paths else "",
            on_bytes,
            lambda counted: self._many.digest_many(paths, counted),
        )

    def _rename_many(self, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        return self._for_many(
            "rename_many",
            pairs[0][0] if pairs else "",
            lambda _: None,
            lambda _: self._many.rename_many(pairs),
        )

    def _call(self, method: Method, path: str, act: Callable[[], Result]) -> Result:
        return self._counted(method, path, lambda _: None, lambda _: act())

    def _counted(
        self, method: Method, path: str, on_bytes: OnBytes, act: Callable[[OnBytes], Result]
    ) -> Result:
        return self._played(self.faults.due(method, path), on_bytes, act)

    def _played(
        self, fail: Fail | None, on_bytes: OnBytes, act: Callable[[OnBytes], Result]
    ) -> Result:
        if fail is None:
            return act(on_bytes)
        if fail.after_bytes is None and not fail.done:
            fail.happen()
        result = act(on_bytes if fail.done else _Limit(fail, on_bytes))
        if fail.done:
            fail.happen()
        self.faults.give_back(fail)
        return result

    def _for_many(
        self,
        method: Method,
        path: str,
        on_bytes: OnBytes,
        act: Callable[[OnBytes], Sequence[Result | UploaderError]],
    ) -> Sequence[Result | UploaderError]:
        fail = self.faults.due(method, path)
        if fail is None or fail.item is None:
            return self._played(fail, on_bytes, act)
        answers = list(act(on_bytes))
        assert isinstance(fail.error, UploaderError)
        answers[min(fail.item, len(answers) - 1)] = fail.error
        return answers


class _Limit:
    """Lets the fault happen once enough bytes have passed; the last piece is told before."""

    def __init__(self, fail: Fail, on_bytes: OnBytes) -> None:
        self._fail = fail
        self._on_bytes = on_bytes
        self._passed = 0

    def __call__(self, count: int) -> None:
        self._on_bytes(count)
        self._passed += count
        if self._passed >= (self._fail.after_bytes or 0):
            self._fail.happen()
