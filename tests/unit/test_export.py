from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.export.receipt import receipt_json
from fbi_uploader.export.receipt_page import receipt_html
from fbi_uploader.export.record import FORMAT, checksums, submission_json
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, Study
from fbi_uploader.messages import LANGUAGES, Language
from fbi_uploader.paths import shown
from fbi_uploader.report import Proof, Reached, Report, ReportedAssay, ReportedFile, Safety

AT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
MIB = 1 << 20

HOSTILE = (
    "<script>alert(1)</script>.czi",
    '"><img src=x onerror=alert(1)>.czi',
    "' onmouseover='x",
    "&lt;b&gt; &amp; été 😀",
    "\u202egnp.exe",
    "a\nb\r\x1b[31m",
    "</table></html>",
    ']}, "safe_to_delete": true, {[',
    "back\\slash \u2028 \u0000",
)


def file(name: str, number: int = 0) -> ReportedFile:
    return ReportedFile(
        source=f"/data/{name}",
        target=f"ana/Inv/S/A/{name}",
        size=12_345 + number,
        mtime_ns=1_700_000_000_123_456_789,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        sha1=hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest(),
        original=name.upper(),
        fileset=name,
        format="czi",
        evidence=(Proof("sent_digest", AT), Proof("read_back", AT)),
    )


def report(files: Callable[[], Iterator[ReportedFile]] | None = None) -> Report:
    """Everything in it that a person or a file system names is hostile."""
    name = HOSTILE[0]
    assay = Assay(name=name, metadata={name: MetadataValue(value=name, unit=name)})
    study = Study(name=name, description="\n".join(HOSTILE), assays=(assay,))
    investigation = Investigation(name="Inv", title=name, owners=HOSTILE, studies=(study,))
    return Report(
        submission="01a204d8-ad2e-7321-ad35-d9d731559eb2",
        node=name,
        route="folder",
        person=name,
        manager="ana",
        landing="ana",
        stage="published",
        why=Problem(Code.TARGET_EXISTS, name, Severity.NOTE, {"name": name, "taken": name}),
        created_at=AT,
        draft=Draft(node="n", person=name, investigation=investigation, sources=((name,),)),
        assays=(ReportedAssay("S", name, f"Inv/S/{name}", "published", 9, 99),),
        stages=(Reached("published", AT, f"Inv/S/{name}"), Reached("published", AT, None)),
        files=files or (lambda: (file(one, number) for number, one in enumerate(HOSTILE))),
    )


def safety(*, safe: bool) -> Safety:
    reasons = () if safe else tuple(Problem(Code.ORIGINAL_CHANGED, shown(one)) for one in HOSTILE)
    return Safety(safe, reasons, len(reasons), 1, tuple(map(shown, HOSTILE)), 1000)


# -- what lies beside the data


def test_the_record_says_everything_of_every_file() -> None:
    known = report()
    found = json.loads(b"".join(submission_json(known)))
    assert found["format"] == FORMAT
    for name in ("submission", "node", "route", "person", "manager", "landing"):
        assert found[name] == getattr(known, name), name
    assert found["created_at"] == AT.isoformat()
    assert Investigation.model_validate(found["investigation"]) == known.draft.investigation
    [assay] = found["assays"]
    assert (assay["folder"], assay["files"], assay["bytes"]) == (known.assays[0].folder, 9, 99)
    assert [one["assay"] for one in found["stages"]] == [known.assays[0].folder, None]
    assert len(found["files"]) == len(HOSTILE)
    for written, one in zip(found["files"], known.files(), strict=True):
        facts = {name: getattr(one, name) for name in written if name != "evidence"}
        assert {**facts, "evidence": written["evidence"]} == written
        assert written["evidence"] == [
            {"kind": "sent_digest", "at": AT.isoformat()},
            {"kind": "read_back", "at": AT.isoformat()},
        ]


def test_records_without_files_are_whole() -> None:
    empty = report(lambda: iter(()))
    assert json.loads(b"".join(submission_json(empty)))["files"] == []
    assert json.loads("".join(receipt_json(empty, safety(safe=True))))["files"] == []
    assert b"".join(checksums(empty)) == b""


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not there")
def test_the_checksums_are_read_by_sha256sum_in_the_landing_folder(tmp_path: Path) -> None:
    names = ("a.czi", "-b.czi", "é µ 😀.czi", "c  d.czi", "deep/er/$(x) `y`.czi", "#!;&|.czi")
    landing = tmp_path / "ana"
    for name in names:
        path = landing / "Inv" / "S" / "A" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    lines = b"".join(checksums(report(lambda: map(file, names))))
    command = ["sha256sum", "--check", "--strict", "-"]
    done = subprocess.run(command, cwd=landing, input=lines, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert lines.count(b"\n") == len(names)


def test_a_file_without_a_digest_has_no_checksum() -> None:
    unsent = replace(file("a"), sha256=None)
    lines = b"".join(checksums(report(lambda: iter((unsent, file("b"))))))
    assert lines == f"{file('b').sha256}  Inv/S/A/b\n".encode()


# -- receipts


@pytest.mark.parametrize("safe", [True, False])
def test_a_receipt_for_programs_is_valid_and_complete(*, safe: bool) -> None:
    known = report()
    text = "".join(receipt_json(known, safety(safe=safe)))
    assert text.isascii()  # no terminal's code page can break it
    found = json.loads(text)
    assert found["safe_to_delete"] is safe
    assert [one["source"] for one in found["files"]] == [one.source for one in known.files()]
    keys = {"source", "target", "original", "size", "sha256", "evidence"}
    assert all(set(one) == keys for one in found["files"])
    assert [one["code"] for one in found["safety"]["reasons"]] == (
        [] if safe else ["original_changed"] * 9
    )
    assert found["safety"]["not_in_receipt_count"] == 1000
    assert [set(one) for one in found["stages"]] == [{"stage", "at", "assay"}] * 2


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, set[str]] = {}
        self.cells: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.setdefault(tag, set()).update(name for name, _ in attrs)
        self.open.append(tag)
        if tag in {"td", "li"}:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("safe", [True, False])
def test_a_page_shows_hostile_names_and_obeys_none(language: Language, *, safe: bool) -> None:
    text = "".join(receipt_html(report(), safety(safe=safe), language))
    page = Page(text)
    # fmt: off
    assert set(page.tags) <= {
        "html", "head", "meta", "title", "style", "body", "section", "div", "h1", "h2", "table",
        "thead", "tr", "th", "td", "code", "p", "br", "ul", "li",
    }
    # fmt: on
    assert set().union(*page.tags.values()) <= {
        "lang",
        "charset",
        "name",
        "content",
        "class",
        "scope",
    }
    for name in HOSTILE:
        assert f"/data/{shown(name)}" in page.cells, name
    allowed = {"\n", "\u202f", "\u00a0"}
    assert {letter for letter in text if not letter.isprintable()} <= allowed
    assert f'<html lang="{language}">' in text


def test_both_languages_say_whether_the_originals_may_go() -> None:
    said = {
        (language, safe): "".join(receipt_html(report(), safety(safe=safe), language))
        for language in LANGUAGES
        for safe in (True, False)
    }
    assert "you may delete the originals" in said["en", True]
    assert "Keep the originals" in said["en", False]
    assert "supprimer les originaux" in said["fr", True]
    assert "Gardez les originaux" in said["fr", False]
    assert "you may delete" not in said["en", False]
    assert "vous pouvez supprimer les originaux" not in said["fr", False]
    for language in LANGUAGES:  # strangers come before the permission
        text = said[language, True]
        assert text.index("1000") < text.index('class="safe"')


# -- many files


def many() -> Iterator[ReportedFile]:
    return (file(f"image_{number:06}.czi", number) for number in range(10_000))


@pytest.mark.parametrize(
    "pieces",
    [
        lambda: submission_json(report(many)),
        lambda: checksums(report(many)),
        lambda: receipt_json(report(many), safety(safe=True)),
        lambda: receipt_html(report(many), safety(safe=False), "fr"),
    ],
    ids=["submission.json", "checksums", "receipt.json", "receipt.html"],
)
def test_documents_of_10000_files_are_streamed(pieces: Callable[[], Iterator[str | bytes]]) -> None:
    for _ in pieces():  # what is loaded once (words, templates) does not count
        pass
    tracemalloc.start()
    try:
        written = sum(map(len, pieces()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written > MIB / 2
    assert peak < MIB / 4, f"{peak} bytes"
