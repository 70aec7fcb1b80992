from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, Study
from fbi_uploader.transfer import inbox, lock
from fbi_uploader.transfer.inbox import Order, leave, waiting
from fbi_uploader.transfer.lock import EngineLock

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="made with POSIX calls")
ID = "01a204d8-ad2e-7321-ad35-d9d731559eb2"

HOSTILE_DRAFT = Draft(
    node="nœud",
    person='Léa "L" \\ d’Or 😀',
    investigation=Investigation(
        name="été",
        description="line\nline\0\u202e<script>",
        studies=(
            Study(
                name="S",
                assays=(Assay(name="A", metadata={"k": MetadataValue(value=True, unit="µm")}),),
            ),
        ),
    ),
    sources=(("/data/l'embryon.czi", "C:\\data\\x"),),
    repair_names=True,
)


# -- orders


def test_orders_come_as_they_were_left_and_in_order(tmp_path: Path) -> None:
    orders = [
        Order(what="submit", submission=str(uuid7()), draft=HOSTILE_DRAFT),
        Order(what="resume", submission=ID, send_changed=True),
        *(Order(what="cancel", submission=str(uuid7())) for _ in range(20)),
    ]
    left = [leave(tmp_path, order) for order in orders]
    assert list(waiting(tmp_path)) == list(zip(left, orders, strict=True))


def test_an_inbox_that_is_empty_or_not_there_has_no_orders(tmp_path: Path) -> None:
    assert list(waiting(tmp_path)) == []
    assert list(waiting(tmp_path / "no")) == []


def test_a_half_written_order_is_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash in the middle of writing, wherever: there is no order, or a whole one."""
    seen: list[list[Order | None]] = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        seen.append([order for _, order in waiting(tmp_path)])
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    order = Order(what="pause", submission=ID)
    leave(tmp_path, order)
    assert seen[0] == []  # written, and not renamed
    assert [one for _, one in waiting(tmp_path)] == [order]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"what": "erase", "submission": "%s"}' % ID.encode(),
        b'{"what": "cancel"}',
        b'{"what": "cancel", "submission": "%s", "shell": "x"}' % ID.encode(),
        b'{"what": "submit", "submission": "%s", "draft": {"node": "n"}}' % ID.encode(),
        b'{"what": "cancel", "submission": "\\ud800"}',
        b'{"what": "cancel", "submission": ["%s"]}' % ID.encode(),
    ],
    ids=lambda content: content[:40].decode("ascii", "replace"),
)
def test_what_is_no_order_is_told_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "0.order.json"
    path.write_bytes(content)
    assert list(waiting(tmp_path)) == [(path, None)]


@pytest.mark.parametrize(
    "id_", ["", "..", "../../x", "a/b", "_staging", ID[:8], ID.upper(), ID + "\n", f"{ID}/parts"]
)
def test_nothing_but_a_uuid_becomes_a_folder_on_the_node(id_: str) -> None:
    with pytest.raises(ValidationError):
        Order(what="submit", submission=id_)


@pytest.mark.parametrize(
    "sources", [(), (("/a",), ("/b",)), (("/data/a\0b",),)], ids=["fewer", "more", "NUL"]
)
def test_sources_that_do_not_fit_the_tree_are_refused(sources: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(ValidationError):
        Draft(**{**dict(HOSTILE_DRAFT), "sources": sources})


def test_a_huge_order_is_none_and_is_never_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_LIMIT", 1000)
    content = Order(what="pause", submission=ID).model_dump_json().encode()
    exact, over = tmp_path / "0.order.json", tmp_path / "1.order.json"
    exact.write_bytes(content.ljust(1000))
    over.write_bytes(content.ljust(1001))
    sparse = tmp_path / "2.order.json"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)
    found = [order for _, order in waiting(tmp_path)]
    assert [order is not None for order in found] == [True, False, False]


@POSIX
def test_what_is_no_file_is_no_order_and_holds_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    real = tmp_path / "real.json"
    real.write_text(Order(what="cancel", submission=ID).model_dump_json())
    (folder / "0.order.json").symlink_to(real)
    (folder / "1.order.json").symlink_to("/nowhere")
    os.mkfifo(folder / "2.order.json")
    (folder / "3.order.json").mkdir()
    found = [(path.name[0], order) for path, order in waiting(folder)]
    assert found == [("0", None), ("1", None), ("2", None)]


def test_an_order_that_cannot_be_read_now_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = leave(tmp_path, Order(what="pause", submission=ID))
    free = leave(tmp_path, Order(what="cancel", submission=ID))
    reading = Path.open

    def opened(path: Path, mode: str) -> object:
        if path == held:
            raise PermissionError(13, "a virus scanner reads it")
        return reading(path, mode)

    monkeypatch.setattr(Path, "open", opened)
    assert [path for path, _ in waiting(tmp_path)] == [free]


def test_an_order_taken_meanwhile_is_passed(tmp_path: Path) -> None:
    left = [leave(tmp_path, Order(what="pause", submission=ID)) for _ in range(3)]
    found = []
    for path, _ in waiting(tmp_path):
        found.append(path)
        left[1].unlink(missing_ok=True)
    assert found == [left[0], left[2]]


# -- the lock

HOLDS = """
import sys
from pathlib import Path
from fbi_uploader.transfer.lock import EngineLock
with EngineLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_engine(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until its stdin ends."""
    arguments = [sys.executable, "-c", HOLDS, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child


def is_free(path: Path) -> bool:
    try:
        with EngineLock(path):
            return True
    except InputError as error:
        if error.code is not Code.ENGINE_BUSY:
            raise
        return False


def test_two_processes_never_hold_it_both(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    with another_engine(path):
        assert not is_free(path)
    assert is_free(path)


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    with another_engine(path) as child:
        child.kill()
        child.wait()
        assert is_free(path)
    if sys.platform != "win32":
        assert child.returncode == -signal.SIGKILL


def test_it_is_not_taken_twice_in_one_process(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    with EngineLock(path):
        assert not is_free(path)
        assert path.exists()
    assert path.exists()  # removing it would let two engines hold two files
    assert is_free(path)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, Code.DENIED),
        (errno.ENOSPC, Code.JOURNAL_UNWRITABLE),
        (errno.EROFS, Code.JOURNAL_UNWRITABLE),
    ],
)
def test_a_place_that_cannot_be_written_is_no_other_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: Code
) -> None:
    def refuse(*_arguments: object) -> int:
        raise OSError(number, "no")

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        with pytest.raises(InputError) as raised, EngineLock(tmp_path / "engine.lock"):
            pass
    assert (raised.value.code, raised.value.facts["why"]) == (code, errno.errorcode[number])


def test_nor_is_a_disk_that_knows_no_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "no")

    monkeypatch.setattr(lock, "_take", refuse)
    with pytest.raises(InputError) as raised, EngineLock(tmp_path / "engine.lock"):
        pass
    assert (raised.value.code, raised.value.facts["why"]) == (Code.JOURNAL_UNWRITABLE, "ENOLCK")


@POSIX
def test_a_child_of_the_engine_does_not_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    pipe = subprocess.PIPE
    arguments = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]
    with EngineLock(path):
        child = subprocess.Popen(arguments, stdin=pipe, stdout=pipe, close_fds=False)
    with child:
        assert child.stdout is not None
        child.stdout.readline()  # it runs: what is closed by its start is closed
        assert is_free(path)
