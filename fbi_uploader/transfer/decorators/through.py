"""A backend round a backend: what a decorator does not change goes through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from fbi_uploader.errors import UploaderError
from fbi_uploader.transfer.backend import (
    Backend,
    Capabilities,
    Connecting,
    Digest,
    Entry,
    Item,
    ManyWriter,
    OnBytes,
    Source,
    Space,
)


class Through(Connecting):
    """Passes every call on. It is a `ManyWriter` exactly when the inner backend is one.

    Subclasses override `_write_many` and its like, which are there in any case.
    """

    def __init__(self, inner: Backend) -> None:
        self.inner = inner
        if isinstance(inner, ManyWriter):
            # Set on the object: isinstance with `ManyWriter` looks for these names.
            self.write_many = self._write_many
            self.digest_many = self._digest_many
            self.rename_many = self._rename_many

    @property
    def capabilities(self) -> Capabilities:
        """The inner one's."""
        return self.inner.capabilities

    def connect(self) -> None:
        """Passed on."""
        self.inner.connect()

    def close(self) -> None:
        """Passed on."""
        self.inner.close()

    def list(self, path: str) -> Iterator[Entry]:
        """Passed on."""
        return self.inner.list(path)

    def stat(self, path: str) -> Entry | None:
        """Passed on."""
        return self.inner.stat(path)

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        """Passed on."""
        self.inner.write(path, source, offset, on_bytes)

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        """Passed on."""
        return self.inner.read(path, offset)

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        """Passed on."""
        return self.inner.digest(path, on_bytes)

    def rename(self, source: str, target: str) -> None:
        """Passed on."""
        self.inner.rename(source, target)

    def remove(self, path: str) -> None:
        """Passed on."""
        self.inner.remove(path)

    def space(self, path: str) -> Space:
        """Passed on."""
        return self.inner.space(path)

    @property
    def _many(self) -> ManyWriter:
        return cast("ManyWriter", self.inner)

    def _write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        return self._many.write_many(items, on_bytes)

    def _digest_many(
        self, paths: Sequence[str], on_bytes: OnBytes
    ) -> Sequence[Digest | UploaderError]:
        return self._many.digest_many(paths, on_bytes)

    def _rename_many(self, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        return self._many.rename_many(pairs)
