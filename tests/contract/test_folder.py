"""A folder keeps the contract: by descriptors, without an exclusive rename, and by whole paths."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.folder.backend import FolderBackend
from fbi_uploader.transfer.backends.folder.tree import Tree
from tests.contract.suite import BackendContract
from tests.contract.tools import Make
from tests.folder_trees import path_tree, tree_without_exclusive_rename

not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="POSIX calls")
FORBIDDEN = frozenset({'the "good" one.tif', "..."}) if sys.platform == "win32" else frozenset()


@contextmanager
def connections(
    root: Path, *, network: bool = False, tree: Callable[[str], Tree] | None = None
) -> Iterator[Make]:
    """Connected backends onto `root`, closed at the end."""
    with ExitStack() as opened:

        def connected() -> Backend:
            way = tree(str(root)) if tree else None
            return opened.enter_context(FolderBackend(root, network=network, tree=way))

        yield connected


class TestFolder(BackendContract):
    refused_names = FORBIDDEN

    @pytest.fixture
    def make(self, tmp_path: Path) -> Iterator[Make]:
        with connections(tmp_path) as make:
            yield make


class TestFolderOnNetwork(BackendContract):
    refused_names = FORBIDDEN

    @pytest.fixture
    def make(self, tmp_path: Path) -> Iterator[Make]:
        with connections(tmp_path, network=True) as make:
            yield make


@not_on_windows
class TestFolderByWholePaths(BackendContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Iterator[Make]:
        with connections(tmp_path, tree=path_tree) as make:
            yield make


@not_on_windows
class TestFolderWithoutExclusiveRename(BackendContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Iterator[Make]:
        with connections(tmp_path, tree=tree_without_exclusive_rename) as make:
            yield make


@not_on_windows
class TestFolderWithoutHardLinks(BackendContract):
    @pytest.fixture
    def make(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
        monkeypatch.setattr("fbi_uploader.transfer.backends.folder.posix._linked", no_link)
        with connections(tmp_path, tree=tree_without_exclusive_rename) as make:
            yield make


def no_link(source: str, leaving: int, target: str, entering: int) -> bool:
    """As where hard links are unknown."""
    return False
