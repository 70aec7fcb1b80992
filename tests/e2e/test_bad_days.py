"""Files that change under our hands, and disks that fill, close and die: nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import disks
from tests.e2e.conftest import NewPc
from tests.e2e.running import Pc, contents, object_of, objects, put, until

MIB = 1 << 20


def big(number: int, size: int = 3 * MIB) -> bytes:
    """Content that differs from file to file and from place to place."""
    return b"".join(bytes([number, (block * 7) % 256]) * 512 for block in range(size // 1024))


def trouble(pc: Pc, submission: str) -> str:
    """The code for which a submission rests."""
    return str(object_of(pc.run("status", submission, "--json").json()["reason"])["code"])


# -- sources


def test_a_file_that_vanishes_while_it_is_sent_is_told_and_resume_finishes(pc: Pc) -> None:
    source = put(pc.data / "cell.tif", big(1))
    pc.slow(2 * MIB)
    running = pc.start_deposit([source])
    submission = running.sent(MIB)
    aside = source.rename(pc.data / "aside")
    ended = running.end()
    assert ended.code == 3, ended.err
    assert trouble(pc, submission) == "vanished"
    assert not pc.published().exists()
    assert pc.receipt(submission)["safe_to_delete"] is False
    aside.rename(source)
    pc.add_node()
    assert pc.run("resume", submission, "--json").code == 0
    assert contents(pc.published()) == {"cell.tif": big(1)}
    assert pc.staged() == []


def test_no_part_of_a_failed_file_stays(pc: Pc) -> None:
    source = put(pc.data / "cell.tif", big(1))
    pc.slow(2 * MIB)
    running = pc.start_deposit([source])
    running.sent(MIB)
    source.unlink()
    assert running.end().code == 3
    assert [path for path in pc.staged() if path.endswith(".part")] == []


def test_a_file_that_grows_while_it_is_sent_arrives_whole(pc: Pc) -> None:
    source = put(pc.data / "cell.tif", big(1))
    pc.slow(4 * MIB)
    running = pc.start_deposit([source])
    submission = running.sent(MIB)
    with source.open("ab") as file:
        file.write(b"more")
    ended = running.end()
    assert ended.code == 0, ended.err
    assert contents(pc.published()) == {"cell.tif": big(1) + b"more"}
    [file_] = objects(pc.receipt(submission)["files"])
    assert file_["size"] == len(big(1)) + 4
    assert pc.staged() == []


def test_a_file_that_is_replaced_while_it_is_sent_arrives_as_it_is(pc: Pc) -> None:
    source = put(pc.data / "cell.tif", big(1))
    other = put(pc.data / "other", big(2))
    pc.slow(4 * MIB)
    running = pc.start_deposit([source])
    running.sent(MIB)
    other.replace(source)
    ended = running.end()
    assert ended.code == 0, ended.err
    assert contents(pc.published()) == {"cell.tif": big(2)}


def test_a_file_that_changed_before_its_turn_is_never_sent_silently(pc: Pc) -> None:
    first = put(pc.data / "a.tif", big(1))
    second = put(pc.data / "b.tif", big(2))
    pc.slow(2 * MIB)
    running = pc.start_deposit([first, second])
    submission = running.sent(MIB)
    put(second, big(3), old=False)
    assert running.end().code == 3
    assert trouble(pc, submission) == "changed"
    assert not pc.published().exists()
    pc.add_node()
    again = pc.run("resume", submission, "--json")
    assert (again.code, trouble(pc, submission)) == (3, "changed")
    assert pc.run("resume", submission, "--send-changed", "--json").code == 0
    assert contents(pc.published()) == {"a.tif": big(1), "b.tif": big(3)}
    assert pc.receipt(submission)["safe_to_delete"] is True


def test_the_trouble_of_one_assay_holds_no_other(pc: Pc) -> None:
    bad, good = put(pc.data / "bad.tif", big(1)), put(pc.data / "good.tif", big(2))
    pc.slow(4 * MIB)
    more = '[[study.assay]]\nname = "Good"\nfiles = ["good.tif"]\n'
    running = pc.start("deposit", pc.deposit_file([bad], more=more), "--json")
    running.sent(MIB)
    bad.unlink()
    assert running.end().code == 3
    assert contents(pc.published("Good")) == {"good.tif": big(2)}
    assert good.exists()
    assert not pc.published().exists()


def test_a_file_that_is_still_written_makes_its_assay_wait(pc: Pc) -> None:
    source = put(pc.data / "run" / "cell.tif", b"begin", old=False)
    with source.open("ab", buffering=0) as writer:
        running = pc.start_deposit([source.parent])
        running.wait_for(lambda one: one.get("event") == "Accepted")
        submission = str(running.seen[-1]["submission"])
        until(lambda: pc.stage(submission) in {"waiting", "queued"}, "waits")
        writer.write(b" end")
        put(source.parent / "late.tif", b"late", old=False)
        assert not pc.published().exists()
    assert running.end().code == 0
    assert contents(pc.published()) == {"run/cell.tif": b"begin end", "run/late.tif": b"late"}


# -- disks


@pytest.fixture
def small(pc: Pc) -> Iterator[Pc]:
    """The landing folder is a disk of 8 MiB."""
    with disks.small_disk(pc.landing, "8m"):
        yield pc


def test_a_read_only_target_is_told_and_resume_finishes(small: Pc) -> None:
    source = put(small.data / "cell.tif", b"cell")
    disks.read_only(small.landing, on=True)
    done = small.deposit([source])
    assert done.code == 7, (done.out, done.err)
    checked = small.run("node", "check", "node", "--json")
    assert checked.code == 7
    words = small.run("resume")
    assert words.code == 7
    assert "read" in words.err
    disks.read_only(small.landing, on=False)
    assert small.run("resume", "--json").code == 0
    assert contents(small.published()) == {"cell.tif": b"cell"}


def test_a_disk_that_closes_while_it_is_written_is_told_and_resume_finishes(small: Pc) -> None:
    sources = [put(small.data / f"{number}.tif", big(number)) for number in (1, 2)]
    small.slow(2 * MIB)
    running = small.start_deposit(sources)
    running.sent(5 * MIB // 2)
    _close(small)
    assert running.end().code == 7
    disks.read_only(small.landing, on=False)
    small.add_node()
    assert small.run("resume", "--json").code == 0
    assert contents(small.published()) == {"1.tif": big(1), "2.tif": big(2)}
    assert small.staged() == []


def _close(pc: Pc) -> None:
    """A remount is refused while a file is open for writing: as soon as there is none."""
    until(lambda: _closed(pc.landing), "between two files")


def _closed(point: Path) -> bool:
    return os.system(f"mount -o remount,ro '{point}' 2>/dev/null") == 0  # noqa: S605 - our own path


def test_what_does_not_fit_is_refused_beforehand(small: Pc) -> None:
    source = put(small.data / "cell.tif", big(1, 9 * MIB))
    done = small.deposit([source])
    assert (done.code, done.codes()) == (7, {"node_full"})
    assert contents(small.landing) == {}


def test_a_disk_that_fills_while_it_is_written_is_told_and_resume_finishes(
    small: Pc,
) -> None:
    source = put(small.data / "cell.tif", big(1, 6 * MIB))
    small.slow(2 * MIB)
    running = small.start_deposit([source])
    submission = running.sent(MIB)
    other = put(small.landing / "another's", bytes(4 * MIB))
    ended = running.end()
    assert ended.code == 7, ended.err
    assert trouble(small, submission) == "node_full"
    assert "another's" in contents(small.landing)
    other.unlink()
    small.add_node()
    assert small.run("resume", submission, "--json").code == 0
    assert contents(small.published()) == {"cell.tif": big(1, 6 * MIB)}
    assert small.staged() == []


def test_a_disk_that_dies_while_it_is_written_and_comes_back(pc: Pc, tmp_path: Path) -> None:
    disk = disks.MortalDisk(tmp_path / "disk.img", pc.landing)
    pc.add_node(limits=f"bandwidth = {2 * MIB}\nconnections = 1\nretries = 0")
    sources = [put(pc.data / f"{number}.tif", big(number)) for number in (1, 2)]
    running = pc.start_deposit(sources)
    submission = running.sent(4 * MIB)
    disk.die()
    ended = running.end()
    assert ended.code in {3, 6}, ended.err
    assert pc.receipt(submission)["safe_to_delete"] is False
    disk.unmount()
    disk.mount()
    pc.add_node()
    try:
        assert pc.run("resume", submission, "--json").code == 0
        assert contents(pc.published()) == {"1.tif": big(1), "2.tif": big(2)}
        assert pc.run("doctor", "node", "--json").code == 0
        assert pc.staged() == []
        assert pc.receipt(submission)["safe_to_delete"] is True
    finally:
        disk.unmount()


def test_a_share_that_is_not_mounted_gets_nothing(pc: Pc, tmp_path: Path) -> None:
    disk = disks.MortalDisk(tmp_path / "disk.img", pc.landing)
    (pc.landing / "ada").mkdir()
    pc.add_node(landing="{manager}/", limits=f"bandwidth = {2 * MIB}\nconnections = 1\nretries = 0")
    (pc.home / "persons.toml").write_text('[[person]]\nname = "Ada"\nlogin = "ada"\n')
    running = pc.start_deposit([put(pc.data / "cell.tif", big(1))])
    submission = running.sent(MIB)
    disk.die()
    assert running.end().code in {3, 6}
    disk.unmount()
    away = pc.run("resume", submission, "--json")
    assert away.code != 0
    assert list(pc.landing.iterdir()) == []
    disk.mount()
    try:
        assert pc.run("resume", submission, "--json").code == 0
        where = pc.landing / "ada" / "Mitosis" / "Day 1" / "Cells"
        assert contents(where) == {"cell.tif": big(1)}
    finally:
        disk.unmount()


# -- two PCs


def test_two_pcs_with_one_name_in_the_same_second_lose_nothing(new_pc: NewPc) -> None:
    pcs = [new_pc("one"), new_pc("two")]
    sources = [put(pc.data / "cell.tif", big(number)) for number, pc in enumerate(pcs)]
    for pc in pcs:
        pc.slow(MIB)  # so that both have planned before one of them publishes
    running = [pc.start_deposit([source]) for pc, source in zip(pcs, sources, strict=True)]
    for child in running:
        child.sent()
    done = [child.end() for child in running]
    assert [one.code for one in done] == [0, 0], [one.out for one in done]
    study = pcs[0].published().parent
    assert sorted(contents(study)) == ["Cells/cell.tif", "Cells_2/cell.tif"]
    for pc, source, one in zip(pcs, sources, done, strict=True):
        receipt = pc.receipt(one.submission)
        [file] = objects(receipt["files"])
        assert (pc.landing / str(file["target"])).read_bytes() == source.read_bytes()
        assert receipt["safe_to_delete"] is True
    assert pcs[0].staged() == []


def test_another_pcs_staging_is_never_touched(new_pc: NewPc) -> None:
    one, two = new_pc("one"), new_pc("two")
    one.slow(MIB)
    running = one.start_deposit([put(one.data / "cell.tif", big(1))])
    running.sent(MIB)
    [found] = objects(two.run("doctor", "node", "--json").json()["found"])
    assert found["what"] == "another's"
    assert two.deposit([put(two.data / "cell.tif", b"two")], assay="Two").code == 0
    assert running.end().code == 0
    assert contents(one.published()) == {"cell.tif": big(1)}
