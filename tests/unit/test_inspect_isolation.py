"""A file that hangs, kills or confuses its reader costs that file its facts, and nothing else."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from fbi_uploader.children import command_of
from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Code, FileError
from fbi_uploader.intake.inspect.inspector import Inspector

COMMAND = (sys.executable, "-m", "fbi_uploader.intake.inspect.child")
REAL = (
    "CD_s_1_t_3_c_2_z_5.czi",
    "s_1_t_1_c_1_z_1.czi",
    "tiles_z.czi",
    "cluster.nd2",
    "xz-example.lif",
    "LeicaLASX_wavelength-sweep_example.lif",
    "Channel1-01-A-01.tif",
)

# The real child, but what it does with a file depends on the file's name.
UNRULY = """
import os, sys, threading
from fbi_uploader.intake.inspect import answering, child

real = answering.answer

def answer(request):
    name = os.path.basename(request.path)
    if name == "hang.tif":
        threading.Event().wait()
    if name == "die.tif":
        os.abort()
    if name == "leave.tif":
        os._exit(7)
    if name == "print.tif":
        print("noise", flush=True)
        os.write(1, b'{"id": 1}\\n')
    if name == "garbage.tif":
        return child.Answer(request.id + 1)
    return real(request)

answering.answer = answer
sys.exit(child.main())
"""


class JumpingClock(ManualClock):
    """Stands still until `jump` is set; then each look at it costs that many seconds."""

    jump = 0.0

    def monotonic(self) -> float:
        self.sleep(self.jump)
        return super().monotonic()


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def unruly(clock: JumpingClock) -> Iterator[Inspector]:
    with Inspector(30, clock, command=(sys.executable, "-c", UNRULY)) as one:
        yield one


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector(60, command=COMMAND) as one:
        yield one


def image(folder: Path, name: str) -> str:
    path = folder / name
    tifffile.imwrite(path, np.arange(20, dtype=np.uint8).reshape(4, 5))
    return str(path)


def child_of(inspector: Inspector) -> int:
    assert inspector._child is not None
    return inspector._child._process.pid


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_file_over_the_limit_is_given_up_and_the_next_one_is_read(
    unruly: Inspector, clock: JumpingClock, tmp_path: Path
) -> None:
    good = image(tmp_path, "good.tif")
    bad = image(tmp_path, "hang.tif")
    assert unruly.inspect(good).format == "tiff"
    hung = child_of(unruly)
    clock.jump = 100
    with pytest.raises(FileError) as caught:
        unruly.inspect(bad)
    clock.jump = 0
    assert caught.value.code is Code.INSPECT_TIMED_OUT
    assert caught.value.facts == {"path": bad, "seconds": 30}
    assert not alive(hung)
    assert unruly.inspect(good).images[0].dimensions["X"] == 5


@pytest.mark.parametrize(
    ("name", "reason", "status"),
    [
        ("die.tif", "crashed", -6 if os.name == "posix" else None),
        ("leave.tif", "crashed", 7),
    ],
)
def test_file_that_ends_the_child_is_named_and_the_next_one_is_read(
    unruly: Inspector, tmp_path: Path, name: str, reason: str, status: int | None
) -> None:
    bad = image(tmp_path, name)
    with pytest.raises(FileError) as caught:
        unruly.inspect(bad)
    assert caught.value.code is Code.INSPECT_FAILED
    assert (caught.value.facts["path"], caught.value.facts["reason"]) == (bad, reason)
    assert status is None or caught.value.facts["status"] == status
    assert unruly.inspect(image(tmp_path, "good.tif")).format == "tiff"


def test_answer_to_another_question_is_not_believed(unruly: Inspector, tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        unruly.inspect(image(tmp_path, "garbage.tif"))
    assert caught.value.facts["reason"] == "answer"
    assert unruly.inspect(image(tmp_path, "good.tif")).format == "tiff"


def test_what_a_library_prints_does_not_reach_the_protocol(
    unruly: Inspector, tmp_path: Path
) -> None:
    assert unruly.inspect(image(tmp_path, "print.tif")).format == "tiff"


def test_child_is_kept_from_file_to_file_and_ends_with_the_inspector(tmp_path: Path) -> None:
    path = image(tmp_path, "one.tif")
    with Inspector(60, command=COMMAND) as inspector:
        inspector.inspect(path)
        first = child_of(inspector)
        inspector.thumbnail(path)
        assert child_of(inspector) == first
    assert not alive(first)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("print('hello')", "hello"),
        ('print(\'{"protocol": 1, "version": "0.0.0"}\')', "version"),
        ("raise SystemExit(3)", "crashed"),
    ],
)
def test_child_that_is_not_ours_is_refused(tmp_path: Path, source: str, reason: str) -> None:
    with Inspector(30, command=(sys.executable, "-c", source)) as inspector:
        with pytest.raises(FileError) as caught:
            inspector.inspect(image(tmp_path, "one.tif"))
        assert caught.value.code is Code.INSPECT_FAILED
        assert caught.value.facts["reason"] == reason


def test_hanging_child_that_nobody_kills_ends_by_itself(tmp_path: Path) -> None:
    source = UNRULY.replace("sys.exit(", "child._LAST_RESORT = 0.5\nsys.exit(")
    with Inspector(30, command=(sys.executable, "-c", source)) as inspector:
        with pytest.raises(FileError) as caught:
            inspector.inspect(image(tmp_path, "hang.tif"))
        assert caught.value.code is Code.INSPECT_FAILED
        assert caught.value.facts["status"] == 1


def test_program_that_cannot_be_started_is_the_files_error(tmp_path: Path) -> None:
    with Inspector(30, command=(str(tmp_path / "no-such-program"),)) as inspector:
        with pytest.raises(FileError) as caught:
            inspector.inspect(image(tmp_path, "one.tif"))
        assert caught.value.facts["reason"] == "start"


def test_command_is_this_program_whether_frozen_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = (sys.executable, "-m", "fbi_uploader", "inspect-child")
    assert command_of("inspect-child") == plain
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command_of("inspect-child") == (sys.executable, "inspect-child")


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is kept on Linux only")
def test_child_cannot_take_all_memory() -> None:
    source = (
        "from fbi_uploader.intake.inspect.child import _limit_memory\n"
        "_limit_memory()\n"
        "try:\n    bytearray(5 << 30)\nexcept MemoryError:\n    raise SystemExit(9)\n"
    )
    ended = subprocess.run((sys.executable, "-c", source), check=False, cwd=Path.cwd())
    assert ended.returncode == 9


def test_folder_and_missing_file_keep_their_own_codes(inspector: Inspector, tmp_path: Path) -> None:
    for path, code in ((tmp_path, Code.NOT_A_FILE), (tmp_path / "none.czi", Code.VANISHED)):
        with pytest.raises(FileError) as caught:
            inspector.inspect(str(path))
        assert caught.value.code is code
        assert caught.value.facts["path"] == str(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_fifo_makes_nobody_wait(inspector: Inspector, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.czi")
    with pytest.raises(FileError) as caught:
        inspector.inspect(str(tmp_path / "pipe.czi"))
    assert caught.value.code is Code.NOT_A_FILE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names of any bytes")
def test_name_that_is_not_unicode_is_found_and_shown_escaped(
    inspector: Inspector, tmp_path: Path
) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.tif")
    tifffile.imwrite(path, np.zeros((4, 5), np.uint8))
    assert inspector.inspect(path).images[0].dimensions["Y"] == 4
    Path(path).write_bytes(b"no TIFF")
    with pytest.raises(FileError) as caught:
        inspector.inspect(path)
    assert str(caught.value.facts["path"]).endswith(r"caf\udce9.tif")


def test_unknown_format_has_no_images_and_a_false_name_is_damage(
    inspector: Inspector, tmp_path: Path
) -> None:
    for name, content in (("notes.txt", b"words"), ("empty.dat", b"")):
        (tmp_path / name).write_bytes(content)
        found = inspector.inspect(str(tmp_path / name))
        assert (found.format, found.images) == (None, ())
        assert inspector.thumbnail(str(tmp_path / name)) is None
    for name in ("empty.czi", "empty.nd2", "empty.lif", "empty.tif", "empty.oib"):
        (tmp_path / name).write_bytes(b"")
        with pytest.raises(FileError) as caught:
            inspector.inspect(str(tmp_path / name))
        assert caught.value.code is Code.INSPECT_FAILED


def damaged(data: bytes, seed: int) -> Iterator[tuple[str, bytes]]:
    """Cuts at several points, and bytes flipped in the header and anywhere."""
    for part in (1, 2, 3, 9):
        yield f"cut {part}/10", data[: len(data) * part // 10]
    for length in (7, 40, 300, 2000):
        yield f"cut {length}", data[:length]
    chance = random.Random(seed)  # noqa: S311 - a fixed seed is meant
    for turn in range(12):
        changed = bytearray(data)
        within = 3000 if turn % 2 else len(changed)
        for _ in range(chance.choice((1, 5, 200))):
            changed[chance.randrange(within)] = chance.randrange(256)
        yield f"flip {turn}", bytes(changed)


@pytest.mark.parametrize("name", REAL)
def test_damaged_copies_fail_alone(
    inspector: Inspector, shared: Path, tmp_path: Path, name: str
) -> None:
    original = shared / "microscopy" / name
    whole = inspector.inspect(str(original))
    reader = child_of(inspector)
    for seed, (what, data) in enumerate(damaged(original.read_bytes(), 7)):
        copy = tmp_path / f"{seed}{original.suffix}"
        copy.write_bytes(data)
        for ask in (inspector.inspect, inspector.thumbnail):
            try:
                found = ask(str(copy))
            except FileError as error:
                assert error.code is Code.INSPECT_FAILED, what  # noqa: PT017 - either is right
                continue
            if ask == inspector.inspect:
                assert not what.startswith("cut"), (what, found)
    assert child_of(inspector) == reader
    assert inspector.inspect(str(original)).images == whole.images


def test_a_child_that_another_thread_ends_costs_the_file_and_is_started_again(
    unruly: Inspector, tmp_path: Path
) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((4, 4), np.uint8))
    assert unruly.inspect(str(path)).images
    assert unruly._child is not None
    unruly._child.end()  # as `close` begins, while this thread is about to ask
    with pytest.raises(FileError) as raised:
        unruly.inspect(str(path))
    assert raised.value.code is Code.INSPECT_FAILED
    assert unruly.inspect(str(path)).images
