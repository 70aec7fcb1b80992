"""Safe to delete (DESIGN 7): every row of the rule, and the originals looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, Fact
from fbi_uploader.intake.model import Stamp
from fbi_uploader.transfer.backend import Capabilities
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.journal.records import EvidenceRow, FileRow
from fbi_uploader.transfer.route import SafeNeeds, Verify
from fbi_uploader.transfer.stages import EvidenceKind, FileState, Stage
from fbi_uploader.transfer.verdict import Verdict, judge, verdict
from tests.faults import Crash, Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import OLD, PC, hook, memory_pc, put

AT = datetime(2026, 1, 1, tzinfo=UTC)
OURS = "aa" * 32
FILE = FileRow(
    id=1,
    assay=1,
    source="/a",
    stamp=Stamp(1, 1, 1, 1),
    target="a",
    original=None,
    fileset="a",
    format="file",
    state=FileState.PUBLISHED,
    part=None,
    flushed=0,
    resumed=False,
    sha256=OURS,
    sha1="bb" * 20,
    server_id="1",
    attempts=0,
    reason=None,
)


def known(kind: EvidenceKind, **facts: Fact) -> EvidenceRow:
    return EvidenceRow(kind, AT, facts)


SENT = known(EvidenceKind.SENT_DIGEST, sha256=OURS)
BACK = known(EvidenceKind.READ_BACK, sha256=OURS, cached=False)
CACHED = known(EvidenceKind.READ_BACK, sha256=OURS, cached=True)
OTHER_BACK = known(EvidenceKind.READ_BACK, sha256="cc" * 32, cached=False)
COMPUTED = known(EvidenceKind.SERVER_COMPUTED, sha256=OURS)
OTHER_COMPUTED = known(EvidenceKind.SERVER_COMPUTED, sha256="cc" * 32)
CATALOGUE = known(EvidenceKind.CATALOGUE, sha256=OURS)
SIZE = known(EvidenceKind.SIZE_ONLY, size=1)

MATRIX: dict[str, tuple[SafeNeeds, Sequence[EvidenceRow], Code | None]] = {
    "read back": (SafeNeeds.ROUTE, [SENT, BACK], None),
    "computed by the server": (SafeNeeds.ROUTE, [SENT, COMPUTED], None),
    "nothing but sent": (SafeNeeds.ROUTE, [SENT], Code.NOT_READ_BACK),
    "size only": (SafeNeeds.ROUTE, [SENT, SIZE], Code.NOT_READ_BACK),
    "catalogue only": (SafeNeeds.ROUTE, [SENT, CATALOGUE], Code.NOT_READ_BACK),
    "read back something else": (SafeNeeds.ROUTE, [SENT, OTHER_BACK], Code.NOT_READ_BACK),
    "cached": (SafeNeeds.ROUTE, [SENT, CACHED], Code.READ_FROM_CACHE),
    "cached once, then not": (SafeNeeds.ROUTE, [SENT, CACHED, BACK], None),
    "irods wanted, read back": (SafeNeeds.IRODS, [SENT, BACK], Code.NEEDS_IRODS),
    "irods wanted, catalogue": (SafeNeeds.IRODS, [SENT, BACK, CATALOGUE], Code.NEEDS_IRODS),
    "irods wanted, other sum": (SafeNeeds.IRODS, [SENT, BACK, OTHER_COMPUTED], Code.NEEDS_IRODS),
    "irods wanted, computed": (SafeNeeds.IRODS, [SENT, COMPUTED], None),
    "irods wanted, computed, sent by size": (SafeNeeds.IRODS, [SENT, SIZE, COMPUTED], None),
    "irods wanted, computed, cached": (SafeNeeds.IRODS, [SENT, CACHED, COMPUTED], None),
    "never": (SafeNeeds.NEVER, [SENT, BACK, COMPUTED], Code.NEVER_SAFE),
}


@pytest.mark.parametrize("row", MATRIX)
def test_safe_to_delete_matrix(row: str) -> None:
    needs, evidence, expected = MATRIX[row]
    assert judge(FILE, evidence, needs) is expected


@pytest.mark.parametrize("state", [state for state in FileState if state != FileState.PUBLISHED])
@pytest.mark.parametrize("needs", [SafeNeeds.ROUTE, SafeNeeds.IRODS])
def test_what_is_not_published_is_not_safe(state: FileState, needs: SafeNeeds) -> None:
    assert judge(replace(FILE, state=state), [BACK, COMPUTED], needs) is Code.NOT_ARRIVED


def test_published_entry_that_is_not_the_one_read_back_is_not_safe() -> None:
    assert judge(replace(FILE, server_id=None), [BACK], SafeNeeds.ROUTE) is Code.NOT_READ_BACK


def test_evidence_about_a_file_without_digest_counts_for_nothing() -> None:
    none = known(EvidenceKind.READ_BACK, sha256=None)
    assert judge(replace(FILE, sha256=None), [none], SafeNeeds.ROUTE) is Code.NOT_READ_BACK


# -- through a whole engine


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    folder = tmp_path / "originals"
    put(folder / "a.bin", b"a")
    put(folder / "sub" / "b.bin", b"b")
    return folder


def of(pc: PC) -> Verdict:
    return verdict(pc.journal, pc.row(), pc.route)


def codes(found: Verdict) -> list[Code]:
    return [one.code for one in found.reasons]


def test_safe_when_all_was_read_back(pc: PC, originals: Path) -> None:
    pc.submit({"A": [originals]})
    pc.run()
    assert of(pc) == Verdict(
        safe=True, reasons=(), unsafe=0, gone=0, not_in_receipt=(), strangers=0
    )


def test_not_safe_before_it_is_published(pc: PC, originals: Path) -> None:
    pc.submit({"A": [originals]})
    assert not of(pc).safe
    assert codes(of(pc)) == [Code.NOT_ARRIVED, Code.NOT_ARRIVED]


def test_not_safe_while_one_assay_is_missing(pc: PC, originals: Path, tmp_path: Path) -> None:
    late = put(tmp_path / "late.bin", b"late")
    pc.submit({"A": [originals], "B": [late]})
    put(late, b"changed", OLD + 1)
    pc.run()
    found = of(pc)
    assert not found.safe
    assert [one.where for one in found.reasons] == [str(late)]


def test_size_policy_is_never_safe(pc: PC, originals: Path) -> None:
    pc.route = replace(pc.route, verify=Verify.SIZE)
    pc.submit({"A": [originals]})
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert codes(of(pc)) == [Code.NOT_READ_BACK, Code.NOT_READ_BACK]
    assert not of(pc).safe


def test_cached_reads_are_not_safe(tmp_path: Path, originals: Path) -> None:
    server = MemoryServer()

    class Cached(MemoryBackend):
        capabilities: Capabilities = replace(MemoryBackend.capabilities, cached_reads=True)

    pc = memory_pc(tmp_path / "pc", server)
    pc.connect = lambda: Cached(server)
    pc.submit({"A": [originals]})
    pc.run()
    assert codes(of(pc)) == [Code.READ_FROM_CACHE, Code.READ_FROM_CACHE]
    assert not of(pc).safe
    pc.journal.close()


def test_cached_reads_after_a_crash_are_not_safe_either(tmp_path: Path, originals: Path) -> None:
    server = MemoryServer()

    class Cached(MemoryBackend):
        capabilities: Capabilities = replace(MemoryBackend.capabilities, cached_reads=True)

    pc = memory_pc(tmp_path / "pc", server)
    faults = Faults([Fail("rename_many", Crash(), done=True)])
    pc.route = replace(pc.route, connect=lambda: Cached(server))
    through(pc, faults)
    pc.submit({"A": [originals]})
    with pytest.raises(Crash):
        pc.run()
    pc.restart()
    assert set(pc.states().values()) == {FileState.SENDING}
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert codes(of(pc)) == [Code.READ_FROM_CACHE, Code.READ_FROM_CACHE]
    pc.journal.close()


@pytest.mark.parametrize(
    ("needs", "code"),
    [(SafeNeeds.IRODS, Code.NEEDS_IRODS), (SafeNeeds.NEVER, Code.NEVER_SAFE)],
)
def test_what_the_node_asks_for(pc: PC, originals: Path, needs: SafeNeeds, code: Code) -> None:
    pc.submit({"A": [originals]})
    pc.run()
    pc.route = replace(pc.route, safe_needs=needs)
    assert codes(of(pc)) == [code, code]
    assert not of(pc).safe


def test_published_file_that_was_replaced_before_it_was_seen_is_not_safe(
    pc: PC, originals: Path
) -> None:
    """Its published entry has to have the id of what was read back."""
    pc.submit({"A": [originals]})

    def after(method: str, path: str) -> None:
        if method == "rename" and path.endswith("/ready/0"):
            with pc.route.connect() as backend:
                backend.rename("Inv/Study/A/originals/a.bin", "Inv/read back")
                backend.rename("Inv/Study/A/originals/sub/b.bin", "Inv/Study/A/originals/a.bin")
                backend.rename("Inv/read back", "Inv/Study/A/originals/sub/b.bin")

    hook(pc, after=after)
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert codes(of(pc)) == [Code.NOT_READ_BACK, Code.NOT_READ_BACK]


def test_changed_original_withdraws_the_verdict(pc: PC, originals: Path) -> None:
    pc.submit({"A": [originals]})
    pc.run()
    assert of(pc).safe
    put(originals / "a.bin", b"A", OLD + 1)
    found = of(pc)
    assert (found.safe, found.unsafe, codes(found)) == (False, 1, [Code.ORIGINAL_CHANGED])


def test_original_replaced_by_its_like_withdraws_the_verdict(pc: PC, originals: Path) -> None:
    pc.submit({"A": [originals]})
    pc.run()
    put(originals.parent / "other", b"z").replace(originals / "a.bin")
    assert codes(of(pc)) == [Code.ORIGINAL_CHANGED]


def test_vanished_original_is_counted_and_harms_nothing(pc: PC, originals: Path) -> None:
    pc.submit({"A": [originals]})
    pc.run()
    (originals / "a.bin").unlink()
    found = of(pc)
    assert (found.safe, found.unsafe, found.gone) == (True, 0, 1)


def test_strangers_in_the_folders_are_listed(pc: PC, originals: Path) -> None:
    pc.submit({"A": [originals]})
    pc.run()
    put(originals / "notes.txt", b"not sent")
    put(originals / "sub" / "Thumbs.db", b"junk")
    put(originals / "never looked into" / "c.bin", b"not sent")
    found = of(pc)
    assert sorted(found.not_in_receipt) == sorted(
        str(originals / name) for name in ("notes.txt", "sub/Thumbs.db", "never looked into")
    )
    assert found.strangers == 3


def test_link_to_a_folder_is_a_stranger(pc: PC, originals: Path) -> None:
    (originals / "link").symlink_to(originals.parent)
    pc.submit({"A": [originals]})
    pc.run()
    assert of(pc).not_in_receipt == (str(originals / "link"),)
