"""A `submission.json` of somebody: what the exporter writes is read, anything else is refused."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.record import submission_json
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.monitor import recordfile
from fbi_uploader.monitor.recordfile import read_record
from fbi_uploader.proofs import FileProofs, counted
from fbi_uploader.report import Proof, Reached, Report, ReportedAssay, ReportedFile

NOW = datetime(2026, 11, 22, 14, 43, tzinfo=UTC)
DIGEST = "9f2c41" + 58 * "0"


def a_file(name: str, fileset: str = "") -> ReportedFile:
    proofs = (Proof("sent_digest", NOW), Proof("read_back", NOW))
    return ReportedFile(
        f"/data/{name}", f"M/D/C/{name}", 12, 5, DIGEST, DIGEST[:40], None, fileset or name, "czi",
        proofs,
    )  # fmt: skip


def a_report(files: list[ReportedFile]) -> Report:
    tree = Investigation(
        # A key that only looks like the list of files, further down in the head.
        name='tricky "files": [',
        studies=(Study(name="D", assays=(Assay(name="C"),)),),
    )
    draft = Draft(node="node", person="Camille", investigation=tree, sources=(("/data",),))
    return Report(
        submission="019a20ef",
        node="node",
        route="smb",
        person="Camille",
        manager="camille",
        landing="camille",
        stage="published",
        why=None,
        created_at=NOW,
        draft=draft,
        assays=(ReportedAssay("D", "C", "M/D/C", "published", len(files), 12 * len(files)),),
        stages=(Reached("published", NOW, "M/D/C"), Reached("published", NOW, None)),
        files=lambda: iter(files),
    )


def written(path: Path, files: list[ReportedFile]) -> bytes:
    content = b"".join(submission_json(a_report(files)))
    path.write_bytes(content)
    return content


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "submission.json"


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_record(path)
    assert raised.value.code is Code.RECORD_INVALID
    return str(raised.value.facts["why"])


def test_reads_what_the_exporter_writes(path: Path) -> None:
    files = [a_file("a b.czi"), a_file("série_1.tif", "série"), a_file("série_2.tif", "série")]
    written(path, files)
    record = read_record(path)
    assert record.files == tuple(files)
    assert (record.submission, record.route, record.person) == ("019a20ef", "smb", "Camille")
    assert record.investigation == 'tricky "files": ['
    assert record.assays[0].folder == "M/D/C"
    assert record.stages[-1] == Reached("published", NOW, None)


def test_reads_it_with_other_white_space_and_without_files(path: Path) -> None:
    content = json.loads(written(path, [a_file("a.czi")]))
    path.write_text(json.dumps(content, indent=4), encoding="utf-8")
    assert len(read_record(path).files) == 1
    written(path, [])
    assert read_record(path).files == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format": 1, "files": []}',
        b'{"format": "another 1", "files": []}',
        b"[" * 100_000,
        b'{"a": ' + b"[" * 100_000 + b', "files": []}',
    ],
)
def test_refuses_what_is_none(path: Path, content: bytes) -> None:
    assert refused(path, content)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"size": 12', b'"size": -1'),
        (b'"size": 12', b'"size": "12 \\u0000"'),
        (b'"size": 12', b'"size": 9' + 5000 * b"9"),
        (b'"sha256": "9f2c', b'"sha256": "<b>9f2c'),
        (b'"kind": "read_back"', b'"kind": "<img src=x>"'),
        (b"2026-11-22T14:43:00+00:00", b"yesterday"),
        (b"2026-11-22T14:43:00+00:00", b"2026-11-22T14:43:00"),
        (b"\n ]\n}", b"\n ]\n, 1}"),
        (b"\n ]\n}", b"\n "),
        (b"\n ]\n}", b"\n ]\n} {}"),
        (b"fbi_uploader submission 1", b"fbi_uploader submission 2"),
        (b'"fileset": "a.czi"', b'"fileset": "' + 5000 * b"x" + b'"'),
    ],
)
def test_refuses_it_when_something_does_not_fit(path: Path, old: bytes, new: bytes) -> None:
    content = written(path, [a_file("a.czi")])
    assert old in content
    assert refused(path, content.replace(old, new))


def test_names_what_does_not_fit_without_showing_it(path: Path) -> None:
    content = written(path, [a_file("a.czi")])
    assert refused(path, content.replace(b'"size": 12', b'"size": -1')) == "size"


def test_refuses_a_file_that_is_too_large(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(path, [a_file("a.czi")])
    monkeypatch.setattr(recordfile, "LARGEST", len(content))
    assert read_record(path).files
    monkeypatch.setattr(recordfile, "LARGEST", len(content) - 1)
    assert refused(path, content) == "too_large"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_record(tmp_path / "absent.json")
    assert raised.value.code is Code.DENIED


def test_its_rows_are_filesets_or_files() -> None:
    files = [a_file("a.czi"), a_file("s_1.tif", "s"), a_file("s_2.tif", "s")]
    proofs = FileProofs(files)
    sets = proofs.rows(proofs.spans(None, each=False))
    assert [(one.name, one.files, one.bytes, one.sha256) for one in sets] == [
        ("a.czi", 1, 12, DIGEST),
        ("s", 2, 24, None),
    ]
    assert [one.files for one in sets[1].proofs] == [2, 2]
    each = proofs.spans(None, each=True)
    assert [one.name for one in proofs.rows(each)] == ["a.czi", "s_1.tif", "s_2.tif"]
    assert proofs.spans(each[-1], each=True) == []
    assert counted(files)["read_back"].files == 3


def test_lists_called_files_without_end_are_soon_refused(path: Path) -> None:
    path.write_bytes(b'{"a": 1,' + b', "files": [' * 1_000_000)
    began = time.monotonic()
    with pytest.raises(InputError) as raised:
        read_record(path)
    assert raised.value.code is Code.RECORD_INVALID
    assert time.monotonic() - began < 5
