"""Reports for the exports of ISA, and isatools in a process of its own to write and judge them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from fbi_uploader.export.context import Context
from fbi_uploader.export.isatab.exporting import facts_of
from fbi_uploader.export.isatab.facts import Form, Request
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Metadata, MetadataValue, Study
from fbi_uploader.isa.template.load import load_template
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.paths import resources
from fbi_uploader.report import Report, ReportedAssay, ReportedFile

REPOSITORY = Path(__file__).resolve().parents[1]
FORMS: dict[Form, str] = {"isatab": "isatab", "isajson": "."}
"""Where each lies in a folder with both."""
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What isatools says of a folder."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    differences: tuple[str, ...]


class Isatools:
    """One child for many folders: it takes three seconds to start."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.isatab_judge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=REPOSITORY,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.communicate(timeout=60)

    def written(self, told: Report, where: Context, folder: Path) -> Path:
        """Both exports in `folder`, by what the program's own child calls."""
        folder.mkdir(parents=True, exist_ok=True)
        for form, below in FORMS.items():
            self.write(told, where, form, folder / below)
        return folder

    def write(self, told: Report, where: Context, form: Form, to: Path) -> list[str]:
        """The names of the files, in `to`."""
        to.mkdir(exist_ok=True)
        facts = to / "facts"
        facts.write_bytes(b"".join(facts_of(told, where, Request(form, str(to)))))
        names = self._ask(facts, "write", to)["files"]
        facts.unlink()
        return names

    def judge(self, folder: Path) -> Told:
        """Validate both, and compare what it reads from both."""
        reply = self._ask(folder, "judge", folder)
        return Told(*(tuple(reply[key]) for key in ("errors", "warnings", "differences")))

    def read(self, folder: Path) -> tuple[list[list[object]], list[list[object]]]:
        """What it reads from ISA-Tab and from ISA-JSON, flattened."""
        to = folder / "read.json"
        self._ask(folder, "read", to)
        of_tab, of_json = json.loads(to.read_bytes())
        return [json.loads(one) for one in of_tab], [json.loads(one) for one in of_json]

    def _ask(self, folder: Path, command: str, to: Path) -> dict[str, list[str]]:
        config = str(resources() / "isatab")
        told = {"command": command, "folder": str(folder), "config": config, "to": str(to)}
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(told).encode() + b"\n")
        self._child.stdin.flush()
        reply: dict[str, list[str]] = json.loads(self._line())
        assert "failure" not in reply, reply["failure"]
        return reply

    def _line(self) -> bytes:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        assert line.endswith(b"\n"), f"isatools died: {self._child.wait(10)}"
        return line


@pytest.fixture(scope="session")
def isatools() -> Iterator[Isatools]:
    """The child, for all tests of a run."""
    with Isatools() as child:
        yield child


def templates() -> dict[str, Template]:
    """The bundled ones."""
    found = (load_template(one, bundled()) for one in (resources() / "templates").glob("*.toml"))
    return {one.id: one for one in found}


def context(*more: Template) -> Context:
    """Bundled templates and vocabularies, and these templates."""
    return Context(templates=templates() | {one.id: one for one in more}, node=None)


def text(value: str, term_id: str | None = None) -> MetadataValue:
    return MetadataValue(value=value, term_id=term_id)


def study(*assays: Assay, name: str = "corpus_callosum", metadata: Metadata | None = None) -> Study:
    return Study(name=name, assays=assays, metadata=metadata or {})


def report(
    *studies: Study,
    files: Sequence[str] = ("one.czi", "two.czi"),
    **investigation: object,
) -> Report:
    """Each assay has these files, every one a fileset of its own."""
    told = {"name": "demyelination", "owners": ("croux",)} | investigation
    tree = Investigation.model_validate(told | {"studies": studies})
    assays = [(study, assay) for study in studies for assay in study.assays]
    draft = Draft(
        node="sandbox", person="croux", investigation=tree, sources=tuple(() for _ in assays)
    )
    reported = tuple(
        ReportedAssay(study.name, one.name, draft.folder(study, one), "published", len(files), 9)
        for study, one in assays
    )

    def streamed() -> Iterator[ReportedFile]:
        for assay in reported:
            for name in files:
                yield file(f"croux/{assay.folder}", name)

    return Report(
        submission="0192f0c1-0000-7000-8000-000000000001",
        node="sandbox",
        route="folder",
        person="croux",
        manager="croux",
        landing="croux",
        stage="published",
        why=None,
        created_at=NOW,
        draft=draft,
        assays=reported,
        stages=(),
        files=streamed,
    )


def file(folder: str, name: str, fileset: str | None = None) -> ReportedFile:
    return ReportedFile(
        source=f"/data/{name}",
        target=f"{folder}/{name}",
        size=1234,
        mtime_ns=0,
        sha256="ab" * 32,
        sha1="cd" * 20,
        original=None,
        fileset=fileset or name,
        format="czi",
        evidence=(),
    )


def of_kind(lines: Iterable[list[object]], word: str) -> list[list[object]]:
    """Those of one kind: "sample", "process", "comment"..."""
    return [one for one in lines if word in one]
