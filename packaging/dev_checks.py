"""The parts of `dev.py test`: what is run, in which order, and how it is summed up."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dev_shell import INTERRUPTED, ROOT, Shell

_NO_QT = {"PYTHONPATH": str(ROOT / "packaging" / "without_window"), "FBI_TEST_WITHOUT_WINDOW": "1"}
# The module has no `__main__`, and the script `lint-imports` breaks when a checkout is moved.
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"


@dataclass(frozen=True)
class Tally:
    """Tests by their end; an expected failure counts as skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Part:
    """One thing to run: `arguments` go to `python`, `counted` says that it is pytest."""

    name: str
    title: str
    python: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    counted: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a part ended; `seconds` of wall time."""

    part: Part
    code: int
    seconds: float
    tally: Tally


def parts(python: Path, pytest_arguments: Sequence[str] = ()) -> tuple[Part, ...]:
    """Everything, cheapest first, run with the interpreter `python` of an environment."""
    return (
        Part("lint", "ruff check", python, ("-m", "ruff", "check", ".")),
        Part("format", "ruff format --check", python, ("-m", "ruff", "format", "--check", ".")),
        Part("types", "mypy, strict", python, ("-m", "mypy")),
        Part("layers", "import-linter: who may import whom", python, ("-c", _LINT_IMPORTS)),
        Part(
            "without-window",
            "pytest, unit tests without PySide6",
            python,
            # pytest-qt does not start where there is no Qt.
            ("-m", "pytest", "-p", "no:pytest-qt", "tests/unit"),
            environment=_NO_QT,
            counted=True,
        ),
        pytest_part(python, "tests", "pytest, everything", pytest_arguments),
    )


def pytest_part(python: Path, name: str, title: str, arguments: Sequence[str] = ()) -> Part:
    """A run of pytest over everything, or over what its arguments say."""
    return Part(name, title, python, ("-m", "pytest", *arguments), counted=True)


def run_parts(chosen: Sequence[Part], shell: Shell) -> tuple[Outcome, ...]:
    """Run all of them, whatever fails; stop early only for Ctrl-C."""
    outcomes: list[Outcome] = []
    for part in chosen:
        print(f"\n===== {part.name}: {part.title}", flush=True)
        outcomes.append(_run(part, shell))
        print(f"===== {_line(outcomes[-1])}", flush=True)
        if outcomes[-1].code == INTERRUPTED:
            break
    return tuple(outcomes)


def summary(outcomes: Sequence[Outcome]) -> str:
    """A line a part, and last `N passed, N failed, N skipped`, which CI reads.

    A test that runs in two parts counts twice; a part without tests of its own that fails counts
    as one failure.
    """
    lines = [_line(outcome) for outcome in outcomes]
    total = sum((outcome.tally for outcome in outcomes), Tally())
    return "\n".join(["", "===== Summary", *lines, str(total)])


def read_tally(report: Path, code: int) -> Tally:
    """Counts in a JUnit report; one failure where pytest failed without a failed test."""
    try:
        # Only the root's numbers are wanted, and their writer is pytest: no XML parser needed.
        text = report.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    counts = {name: _count(text, name) for name in ("tests", "failures", "errors", "skipped")}
    failed = counts["failures"] + counts["errors"]
    passed = counts["tests"] - failed - counts["skipped"]
    return Tally(max(passed, 0), failed or int(code != 0), counts["skipped"])


def _count(text: str, name: str) -> int:
    found = re.search(rf'<testsuite [^>]*\b{name}="(\d+)"', text)
    return int(found[1]) if found else 0


def _run(part: Part, shell: Shell) -> Outcome:
    start = time.monotonic()
    command = [str(part.python), *part.arguments]
    if not part.counted:
        code = shell.run(command, part.environment, ROOT)
        return Outcome(part, code, time.monotonic() - start, Tally(failed=int(code != 0)))
    with tempfile.TemporaryDirectory(prefix="fbi-tests-") as folder:
        report = Path(folder) / "report.xml"
        code = shell.run([*command, f"--junitxml={report}"], part.environment, ROOT)
        return Outcome(part, code, time.monotonic() - start, read_tally(report, code))


def _line(outcome: Outcome) -> str:
    verdict = "ok" if outcome.code == 0 else f"FAILED (exit code {outcome.code})"
    counts = f", {outcome.tally}" if outcome.part.counted else ""
    return f"{outcome.part.name:<15} {verdict}, {outcome.seconds:.1f} s{counts}"
