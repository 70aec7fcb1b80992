"""What only a folder can do to us: planted links, a root that is replaced, a disk that is full."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backend import Backend, Item
from fbi_uploader.transfer.backends.folder import system as folder_system
from fbi_uploader.transfer.backends.folder.backend import FolderBackend
from fbi_uploader.transfer.backends.folder.errors import translated
from fbi_uploader.transfer.backends.folder.tree import Tree
from fbi_uploader.transfer.backends.folder.windows import WindowsSystem, extended
from fbi_uploader.transfer.source import Bytes
from tests.folder_trees import path_tree, tree_without_exclusive_rename

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX calls")
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")

TREES: dict[str, Callable[[str], Tree] | None] = {"own": None, "paths": path_tree}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    folder.mkdir()
    return folder


@pytest.fixture(params=TREES)
def backend(request: pytest.FixtureRequest, root: Path) -> Iterator[FolderBackend]:
    tree = TREES[request.param]
    if tree and sys.platform == "win32":
        pytest.skip("the played system is POSIX's")
    with FolderBackend(root, network=False, tree=tree(str(root)) if tree else None) as opened:
        yield opened


def put(backend: Backend, path: str, content: bytes = b"content") -> None:
    backend.write(path, Bytes(content), 0, lambda _: None)


def refused(code: Code, act: Callable[..., object], *arguments: object) -> UploaderError:
    with pytest.raises(UploaderError) as caught:
        act(*arguments)
    assert caught.value.code is code
    return caught.value


# -- the root


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_root_is_never_made(tmp_path: Path, tree: Callable[[str], Tree] | None) -> None:
    missing = tmp_path / "not there"
    backend = FolderBackend(missing, network=False, tree=tree(str(missing)) if tree else None)
    error = refused(Code.NODE_UNREACHABLE, backend.connect)
    assert isinstance(error, NodeError)
    assert error.facts["why"] == "missing"
    assert not missing.exists()
    refused(Code.CONNECTION_LOST, put, backend, "one")


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_root_is_a_file(tmp_path: Path, tree: Callable[[str], Tree] | None) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    backend = FolderBackend(file, network=False, tree=tree(str(file)) if tree else None)
    assert refused(Code.NODE_UNREACHABLE, backend.connect).facts["why"] == "not_a_folder"


@posix
def test_replaced_root_gets_nothing(backend: FolderBackend, root: Path) -> None:
    # As when a mount goes away: the empty folder under it is there, on the wrong disk.
    put(backend, "before")
    root.rename(root.with_name("gone"))
    root.mkdir()
    with suppress(NodeError):  # or it still goes where the root went, never into the new one
        put(backend, "after")
    assert list(root.iterdir()) == []
    assert refused(Code.NODE_UNREACHABLE, backend.connect).facts["why"] == "replaced"
    refused(Code.CONNECTION_LOST, put, backend, "after")
    assert list(root.iterdir()) == []
    root.rmdir()
    root.with_name("gone").rename(root)
    backend.connect()
    assert backend.stat("before") is not None


# -- links


@posix
@pytest.mark.parametrize("inside", [True, False])
def test_links_lead_nowhere(
    backend: FolderBackend, root: Path, tmp_path: Path, inside: bool
) -> None:
    away = (root if inside else tmp_path) / "away"
    away.mkdir()
    (away / "file").write_bytes(b"theirs")
    (root / "a").mkdir()
    (root / "a" / "link").symlink_to(away)
    (root / "a" / "file").symlink_to(away / "file")
    put(backend, "mine")
    for path in ("a/link/new", "a/link/deep/new"):
        refused(Code.OUTSIDE_LANDING, put, backend, path)
        refused(Code.OUTSIDE_LANDING, backend.rename, "mine", path)
        refused(Code.OUTSIDE_LANDING, backend.space, path)
    refused(Code.OUTSIDE_LANDING, backend.stat, "a/link/file")
    refused(Code.OUTSIDE_LANDING, backend.digest, "a/link/file", lambda _: None)
    refused(Code.OUTSIDE_LANDING, backend.rename, "a/link/file", "b")
    refused(Code.OUTSIDE_LANDING, backend.remove, "a/link/file")
    refused(Code.OUTSIDE_LANDING, list, backend.list("a/link"))
    refused(Code.OUTSIDE_LANDING, backend.digest, "a/file", lambda _: None)
    refused(Code.OUTSIDE_LANDING, list, backend.read("a/file", 0))
    refused(Code.OUTSIDE_LANDING, backend.write, "a/file", Bytes(b"12"), 1, lambda _: None)
    refused(Code.TARGET_EXISTS, put, backend, "a/file")
    refused(Code.TARGET_EXISTS, backend.rename, "mine", "a/file")
    assert [one.name for one in away.iterdir()] == ["file"]
    assert (away / "file").read_bytes() == b"theirs"
    backend.remove("a/link")
    backend.remove("a/file")
    assert (away / "file").read_bytes() == b"theirs"


@posix
def test_a_planted_pipe_holds_nobody(root: Path) -> None:
    os.mkfifo(root / "pipe")
    with FolderBackend(root, network=False) as backend:
        refused(Code.NOT_A_FILE, backend.digest, "pipe", lambda _: None)


@linux
def test_bytes_that_are_no_text_are_listed_escaped(backend: FolderBackend, root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root / "a") + b"\xff.tif")).write_bytes(b"")
    put(backend, "b/one")
    Path(os.fsdecode(os.fsencode(root / "b") + b"/\xff.tif")).write_bytes(b"")
    found = sorted(entry.name for entry in backend.list("b"))
    assert found == ["\\udcff.tif", "one"]
    refused(Code.OUTSIDE_LANDING, backend.stat, f"b/{found[0]}")


# -- what the file system says


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("ENOSPC", NodeError, Code.NODE_FULL),
        ("EDQUOT", NodeError, Code.NODE_QUOTA),
        ("EROFS", NodeError, Code.NODE_READ_ONLY),
        ("EACCES", FileError, Code.TARGET_DENIED),
        ("EPERM", FileError, Code.TARGET_DENIED),
        ("ENOENT", FileError, Code.TARGET_MISSING),
        ("EEXIST", FileError, Code.TARGET_EXISTS),
        ("ENAMETOOLONG", FileError, Code.NAME_TOO_LONG),
        ("EFBIG", FileError, Code.TARGET_TOO_LARGE),
        ("EXDEV", NodeError, Code.OTHER_VOLUME),
        ("ESTALE", RetryError, Code.CONNECTION_LOST),
        ("EIO", RetryError, Code.CONNECTION_LOST),
        ("ETIMEDOUT", RetryError, Code.CONNECTION_LOST),
        ("EHOSTDOWN", RetryError, Code.CONNECTION_LOST),
        ("ENOTCONN", RetryError, Code.CONNECTION_LOST),
        ("EBUSY", RetryError, Code.HELD),
        ("ETXTBSY", RetryError, Code.HELD),
    ],
)
def test_one_table_for_all_errors(name: str, kind: type[UploaderError], code: Code) -> None:
    if not hasattr(errno, name):
        pytest.skip("unknown to this system")
    error = translated(OSError(getattr(errno, name), "said"), "a/one")
    assert type(error) is kind
    assert error.code is code
    assert error.facts == {"path": "a/one", "system": name}


class WindowsSaysError(OSError):
    """As Windows raises it; elsewhere `OSError` has no `winerror`."""

    def __init__(self, number: int, winerror: int) -> None:
        super().__init__(number, "said")
        self.winerror = winerror


@pytest.mark.parametrize(
    ("winerror", "kind", "code"),
    [
        (5, FileError, Code.TARGET_DENIED),
        (32, RetryError, Code.HELD),
        (64, RetryError, Code.CONNECTION_LOST),
        (112, NodeError, Code.NODE_FULL),
        (1295, NodeError, Code.NODE_QUOTA),
        (206, FileError, Code.NAME_TOO_LONG),
    ],
)
def test_windows_says_it_more_exactly(winerror: int, kind: type[UploaderError], code: Code) -> None:
    error = translated(WindowsSaysError(errno.EACCES, winerror), "a/one")
    assert type(error) is kind
    assert error.code is code


@pytest.mark.parametrize("many", [False, True])
def test_full_disk(
    backend: FolderBackend, root: Path, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    real, written = os.write, list[int]()

    def write(handle: int, data: bytes) -> int:
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "full")
        written.append(len(data))
        return real(handle, data)

    monkeypatch.setattr(os, "write", write)
    if many:
        items = [Item(f"a/{number}", Bytes(b"some")) for number in range(5)]
        answers = backend.write_many(items, lambda _: None)
        assert list(answers[:2]) == [None, None]
        assert [one.code for one in answers[2:] if one] == [Code.NODE_FULL] * 3
        assert sorted(one.name for one in (root / "a").iterdir()) == ["0", "1", "2"]
    else:
        put(backend, "one")
        put(backend, "two")
        assert isinstance(refused(Code.NODE_FULL, put, backend, "three"), NodeError)


@posix
def test_folder_that_may_not_be_made_is_the_nodes_trouble(
    backend: FolderBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mkdir(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "mkdir", mkdir)
    assert isinstance(refused(Code.TARGET_DENIED, put, backend, "a/one"), NodeError)


def test_name_too_long(backend: FolderBackend) -> None:
    assert isinstance(refused(Code.NAME_TOO_LONG, put, backend, "n" * 300), FileError)


@linux
def test_many_deep_paths_hold_few_folders(root: Path) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(map(int, os.listdir("/proc/self/fd"))) + 250
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, limits[1]))
    try:
        with FolderBackend(root, network=False) as backend:
            items = [Item(f"{number}/" + "d/" * 60 + "f", Bytes(b"x")) for number in range(30)]
            assert list(backend.write_many(items, lambda _: None)) == [None] * 30
            moves = [(item.path, f"moved/{item.path}") for item in items]
            assert list(backend.rename_many(moves)) == [None] * 30
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_owner_of_a_mount_may_refuse_times(
    backend: FolderBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def utime(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "not the owner")

    monkeypatch.setattr(os, "utime", utime)
    backend.write("one", Bytes(b"x", 1), 0, lambda _: None)
    assert backend.stat("one") is not None


# -- Windows names, which are pure text


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CON", Code.NAME_RESERVED),
        ("con.tif", Code.NAME_RESERVED),
        ("Lpt1.ome.tif", Code.NAME_RESERVED),
        ("COM¹.tif", Code.NAME_RESERVED),
        ("a:b", Code.NAME_FORBIDDEN),
        ("C:", Code.NAME_FORBIDDEN),
        ("what?", Code.NAME_FORBIDDEN),
        ("tab\t", Code.NAME_FORBIDDEN),
        ("end.", Code.NAME_TRAILING),
        ("end ", Code.NAME_TRAILING),
    ],
)
def test_windows_names_that_mean_something_else(name: str, code: Code) -> None:
    refused(code, WindowsSystem().check_name, name)


@pytest.mark.parametrize("name", ["console.tif", "com10", "a.con", ".zattrs", "l'été.tif", "lpt"])
def test_windows_names_that_are_names(name: str) -> None:
    WindowsSystem().check_name(name)


def test_windows_long_paths() -> None:
    assert extended("D:\\data") == "\\\\?\\D:\\data"
    assert extended("\\\\server\\share\\a") == "\\\\?\\UNC\\server\\share\\a"
    assert extended("\\\\?\\D:\\data") == "\\\\?\\D:\\data"


# -- renaming where the file system knows no exclusive one


@posix
def test_what_a_rename_can_do_is_found_out(root: Path) -> None:
    known = FolderBackend(root, network=False)
    assert not known.capabilities.atomic_no_replace
    unknown = FolderBackend(root, network=True, tree=tree_without_exclusive_rename(str(root)))
    with known, unknown:
        put(known, "one")
        unknown.rename("one", "two")
        known.rename("two", "three")
        assert not unknown.capabilities.atomic_no_replace
        assert unknown.capabilities.cached_reads
        handle = os.open(root, os.O_RDONLY)
        expected = folder_system.exclusive_rename_known(handle)
        os.close(handle)
        assert known.capabilities.atomic_no_replace is expected


@posix
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_reserved_name_that_somebody_fills(
    root: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from fbi_uploader.transfer.backends.folder import posix as folder_posix  # noqa: PLC0415 - not on Windows

    monkeypatch.setattr(folder_posix, "_linked", lambda *_: False)
    real = folder_posix._reserve

    def reserve(target: str, entering: int, *, folder: bool) -> int:
        reserved = real(target, entering, folder=folder)
        place = root / "there" / ("target/theirs" if folder else "target")
        place.write_bytes(b"theirs")
        return reserved

    monkeypatch.setattr(folder_posix, "_reserve", reserve)
    with FolderBackend(
        root, network=False, tree=tree_without_exclusive_rename(str(root))
    ) as backend:
        put(backend, "mine/one" if kind == "folder" else "mine")
        refused(Code.TARGET_EXISTS, backend.rename, "mine", "there/target")
        filled = "there/target/theirs" if kind == "folder" else "there/target"
        assert b"".join(backend.read(filled, 0)) == b"theirs"
        assert backend.stat("mine") is not None


@posix
def test_reservation_is_taken_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(*_: object, **__: object) -> None:
        raise OSError(errno.EBUSY, "busy")

    with FolderBackend(
        root, network=False, tree=tree_without_exclusive_rename(str(root))
    ) as backend:
        put(backend, "mine/one")
        monkeypatch.setattr(os, "rename", rename)
        refused(Code.HELD, backend.rename, "mine", "there/target")
        assert backend.stat("there/target") is None
        assert backend.stat("mine/one") is not None
