"""Reading the sources: rules 2 and 4 of DESIGN 7, through a whole engine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from fbi_uploader.errors import Code
from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import read_chunks
from fbi_uploader.transfer import source
from fbi_uploader.transfer.backend import OnBytes, Source
from fbi_uploader.transfer.backends.memory import MemoryBackend
from fbi_uploader.transfer.decorators.through import Through
from fbi_uploader.transfer.route import Verify
from fbi_uploader.transfer.stages import EvidenceKind, FileState, Stage
from tests.faults import Crash
from tests.unit.engine_tools import OLD, PC, content, data, hook, put, put_there, stored

LATER = OLD + 1_000_000_000


def watch(pc: PC, seen: Callable[[str, int], None]) -> None:
    """`seen` gets the path and the offset of each write before it happens."""

    def before(method: str, path: str) -> None:
        if method == "write":
            name, _, offset = path.rpartition("@")
            seen(name, int(offset))

    hook(pc, before)


def sent_digests(pc: PC, target: str) -> set[str]:
    """Every sha256 that the evidence of a file speaks of."""
    return {str(one.facts["sha256"]) for one in pc.evidence(target) if "sha256" in one.facts}


# -- rule 2


@pytest.mark.parametrize("names", [["a.bin"], ["a.bin", "b.bin"]], ids=["alone", "together"])
def test_rule_2_source_changed_before_its_turn_is_never_sent_silently(
    pc: PC, tmp_path: Path, names: list[str]
) -> None:
    paths = [put(tmp_path / name, b"as it was") for name in names]
    pc.submit({"A": paths})
    put(paths[0], b"as it is now", LATER)
    pc.run()
    assert pc.stage() is Stage.FAILED
    assert pc.states()["a.bin"] is FileState.CHANGED
    reason = pc.assays()[0].reason
    assert reason is not None
    assert reason.code is Code.CHANGED
    assert data(pc) == {}
    assert [trouble.code for trouble in pc.troubles()] == ["changed"]


def test_rule_2_same_size_and_time_but_another_file_is_seen(pc: PC, tmp_path: Path) -> None:
    path = put(tmp_path / "a.bin", b"first file")
    pc.submit({"A": [path]})
    put(tmp_path / "other.bin", b"other file").replace(path)
    pc.run()
    assert pc.states() == {"a.bin": FileState.CHANGED}
    assert data(pc) == {}


def test_rule_2_resume_alone_does_not_send_what_changed(pc: PC, tmp_path: Path) -> None:
    path = put(tmp_path / "a.bin", b"as it was")
    pc.submit({"A": [path]})
    put(path, b"as it is now", LATER)
    pc.run()
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.FAILED
    assert data(pc) == {}


def test_rule_2_send_changed_waits_until_it_stands_still_and_sends_it_anew(
    pc: PC, tmp_path: Path
) -> None:
    path = put(tmp_path / "a.bin", b"as it was")
    pc.submit({"A": [path]})
    put(path, b"as it is now", LATER)
    pc.run()
    pc.engine.resume("sub-1", send_changed=True)
    pc.engine.turn()
    assert data(pc) == {}, "not before it has been looked at"
    pc.clock.sleep(5)
    put(path, b"and changes once more", LATER + 1)
    pc.clock.sleep(9)
    pc.engine.turn()
    assert data(pc) == {}, "it has changed since"
    pc.run()
    assert data(pc) == {"Inv/Study/A/a.bin": b"and changes once more"}
    assert sent_digests(pc, "a.bin") == {hashlib.sha256(b"and changes once more").hexdigest()}
    assert pc.assays()[0].bytes == len(b"and changes once more")


def test_rule_2_changed_while_sent_settles_and_starts_from_zero(pc: PC, tmp_path: Path) -> None:
    old, new = content("old", 2500), content("new", 2700)
    path = put(tmp_path / "a.bin", old)
    pc.submit({"A": [path]})
    offsets: list[int] = []

    def seen(name: str, offset: int) -> None:
        if name.endswith(".part"):
            offsets.append(offset)
            if offset == 1000 and path.read_bytes() == old:
                put(path, new, LATER)

    watch(pc, seen)
    pc.engine.turn()
    assert pc.states() == {"a.bin": FileState.WAITING}
    assert pc.stage() is Stage.SENDING
    assert [trouble.code for trouble in pc.troubles()] == ["changed_while_sent"]
    pc.clock.sleep(9)
    pc.engine.turn()
    assert pc.states() == {"a.bin": FileState.WAITING}
    pc.run()
    assert data(pc) == {"Inv/Study/A/a.bin": new}
    assert offsets == [0, 1000, 0, 1000, 2000]
    assert sent_digests(pc, "a.bin") == {hashlib.sha256(new).hexdigest()}
    assert max(told.sent - told.total for told in pc.progress()) <= 0
    assert pc.progress()[-1].sent == pc.progress()[-1].total == 2700


def test_rule_2_changed_between_two_sessions_is_asked_about(pc: PC, tmp_path: Path) -> None:
    path = put(tmp_path / "a.bin", content("old", 2500))
    pc.submit({"A": [path]})
    _until_flushed(pc)
    put(path, content("new", 2500), LATER)
    pc.run()
    assert pc.states() == {"a.bin": FileState.CHANGED}
    assert data(pc) == {}


def _until_flushed(pc: PC) -> None:
    """Let the large file come so far that some of it is flushed, then let the process die."""

    def seen(name: str, offset: int) -> None:
        if name.endswith(".part") and offset == 2000:
            pc.journal.die(Crash())
            raise Crash

    watch(pc, seen)
    with pytest.raises(Crash):
        pc.engine.turn()
    pc.restart()
    pc.connect = pc.route.connect
    assert [file.flushed for file in pc.files().values()] == [2000]


# -- rule 4


def test_rule_4_both_digests_are_of_the_bytes_sent(pc: PC, tmp_path: Path) -> None:
    files = {"empty": b"", "small": b"small", "other": b"other", "large": content("large", 3001)}
    pc.submit({"A": [put(tmp_path / name, sent) for name, sent in files.items()]})
    pc.run()
    for name, sent in files.items():
        file = pc.files()[name]
        assert file.sha256 == hashlib.sha256(sent).hexdigest()
        assert file.sha1 == hashlib.sha1(sent, usedforsecurity=False).hexdigest()


def test_rule_4_resumed_file_goes_on_where_it_was_with_digests_of_the_whole(
    pc: PC, tmp_path: Path
) -> None:
    whole = content("large", 2500)
    pc.submit({"A": [put(tmp_path / "a.bin", whole)]})
    _until_flushed(pc)
    offsets: list[int] = []
    watch(pc, lambda name, offset: offsets.append(offset) if name.endswith(".part") else None)
    pc.run()
    assert offsets == [2000]
    assert data(pc) == {"Inv/Study/A/a.bin": whole}
    assert pc.files()["a.bin"].sha256 == hashlib.sha256(whole).hexdigest()
    assert pc.files()["a.bin"].sha1 == hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    assert pc.progress()[-1].sent == 2500


def test_rule_4_the_prefix_that_is_read_again_can_be_paused(
    pc: PC, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", content("large", 2500))]})
    _until_flushed(pc)
    written: list[int] = []
    watch(pc, lambda _, offset: written.append(offset))

    read: list[int] = []

    def held_while_read(path: str, offset: int, end: int, known: Stamp) -> Iterator[bytes]:
        pc.engine.control.hold("sub-1")
        for piece in read_chunks(path, offset, end, known, 500):
            read.append(len(piece))
            yield piece

    monkeypatch.setattr(source, "read_chunks", held_while_read)
    pc.engine.turn()
    assert read == [500], "not to the end of what may be 800 GB"
    assert written == []
    assert pc.states() == {"a.bin": FileState.QUEUED}


@pytest.mark.parametrize("policy", [Verify.SIZE, Verify.FULL])
def test_rule_4_damaged_prefix_of_a_resumed_part_is_found_whatever_the_policy(
    pc: PC, tmp_path: Path, policy: Verify
) -> None:
    whole = content("large", 2500)
    pc.submit({"A": [put(tmp_path / "a.bin", whole)]})
    pc.route = replace(pc.route, verify=policy)
    _until_flushed(pc)
    _damage_parts(pc)
    pc.run()
    assert [trouble.code for trouble in pc.troubles()] == ["digest_differs"]
    assert data(pc) == {"Inv/Study/A/a.bin": whole}
    kinds = [one.kind for one in pc.evidence("a.bin")]
    assert kinds[-1] is (
        EvidenceKind.SIZE_ONLY if policy is Verify.SIZE else EvidenceKind.READ_BACK
    )


def _damage_parts(pc: PC) -> None:
    """Other bytes of the same length, as a disk without power leaves them."""
    for path, known in stored(pc, "_staging").items():
        if path.endswith(".part"):
            with pc.route.connect() as backend:
                backend.remove(path)
            put_there(pc, path, bytes(len(known)))


class _OneBitWrong(Through):
    """Reads parts back with one bit turned over, the first time."""

    wrong: ClassVar[list[str]] = []

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        for piece in self.inner.read(path, offset):
            if path.endswith(".part") and not self.wrong:
                self.wrong.append(path)
                yield bytes([piece[0] ^ 1]) + piece[1:]
            else:
                yield piece


def test_one_wrong_bit_is_found_while_a_large_file_is_still_being_sent(
    pc: PC, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_OneBitWrong, "wrong", [])
    whole = content("large", 3500)
    pc.submit({"A": [put(tmp_path / "a.bin", whole)]})
    plain = pc.connect
    pc.connect = lambda: _OneBitWrong(plain())
    pc.run()
    assert len(_OneBitWrong.wrong) == 1
    assert [trouble.code for trouble in pc.troubles()] == ["digest_differs"]
    assert data(pc) == {"Inv/Study/A/a.bin": whole}
    assert sent_digests(pc, "a.bin") == {hashlib.sha256(whole).hexdigest()}
    assert pc.progress()[-1].proved == 3500


def test_damaged_on_the_way_is_sent_again_until_it_is_right(pc: PC, tmp_path: Path) -> None:
    whole = content("large", 500)
    pc.submit({"A": [put(tmp_path / "a.bin", whole)]})
    damaged: list[str] = []

    def before(method: str, path: str) -> None:
        if method == "digest" and not damaged:
            damaged.append(path)
            _damage_parts(pc)

    hook(pc, before)
    pc.run()
    assert damaged
    assert data(pc) == {"Inv/Study/A/a.bin": whole}
    assert pc.files()["a.bin"].attempts == 1


@pytest.mark.parametrize("files", [1, 5])
def test_a_part_that_is_too_short_over_there_is_found_by_its_size(
    pc: PC, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    sources = {f"{n}.bin": content("small", 10) for n in range(files)}
    pc.submit({"A": [put(tmp_path / name, whole) for name, whole in sources.items()]})
    pc.route = replace(pc.route, verify=Verify.SIZE)
    written: list[str] = []
    whole_write = MemoryBackend.write

    def first_one_cut(
        self: MemoryBackend, path: str, given: Source, offset: int, on_bytes: OnBytes
    ) -> None:
        whole_write(self, path, given, offset, on_bytes)
        if path.endswith(".part") and not written:
            written.append(path)
            file = self._server.file_at(path)
            file.content = file.content[:-1]

    monkeypatch.setattr(MemoryBackend, "write", first_one_cut)
    pc.run()
    assert written
    assert [trouble.code for trouble in pc.troubles()] == ["digest_differs"]
    assert data(pc) == {f"Inv/Study/A/{name}": whole for name, whole in sources.items()}
