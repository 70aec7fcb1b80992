"""packaging/dev.py: environments, interpreters, system packages, parts and their summary."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import dev_checks
import dev_commands
import dev_environment
import dev_python
import dev_shell
import dev_system
import pytest
from dev_environment import Environment

PACKAGING = Path(dev_python.__file__).parent


class RecordedShell(dev_shell.Shell):
    """Starts nothing: notes what it is asked, and answers what the test says."""

    def __init__(self, answers: Callable[[Sequence[str]], str | None] = lambda _: None) -> None:
        self.ran: list[list[str]] = []
        self.exit_codes: dict[str, int] = {}
        self._answers = answers

    def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> int:
        self.ran.append(list(command))
        self._act(list(command))
        return next((code for word, code in self.exit_codes.items() if word in command), 0)

    def answer(self, command: Sequence[str]) -> str | None:
        return self._answers(command)

    def _act(self, command: list[str]) -> None:
        """What the command would leave behind."""


class VenvShell(RecordedShell):
    """`-m venv` leaves an interpreter; an interpreter that is there answers 3.11."""

    def __init__(self) -> None:
        super().__init__(lambda command: "3.11\n" if Path(command[0]).exists() else None)

    def _act(self, command: list[str]) -> None:
        if "venv" in command:
            python = Environment(Path(command[-1])).python
            python.parent.mkdir(parents=True)
            python.touch()

    @property
    def steps(self) -> list[str]:
        """`venv` and `pip`, in the order they were run."""
        return [command[2] for command in self.ran]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def environment(project: Path) -> Environment:
    return Environment(project / ".venv")


def _ensure(environment: Environment, extras: Sequence[str] = ()) -> VenvShell:
    shell = VenvShell()
    dev_environment.ensure(environment, extras, "python3", shell, environment.folder.parent)
    return shell


def test_environment_is_made_once(environment: Environment) -> None:
    assert _ensure(environment).steps == ["venv", "pip"]
    assert _ensure(environment).steps == []


def test_changed_project_is_installed_again(environment: Environment, project: Path) -> None:
    _ensure(environment)
    (project / "pyproject.toml").write_text("[project]\nname = 'other'\n", encoding="utf-8")
    assert _ensure(environment).steps == ["pip"]
    assert _ensure(environment).steps == []


def test_run_after_test_keeps_what_the_tests_need(environment: Environment) -> None:
    _ensure(environment)
    assert _ensure(environment, ["test"]).ran[-1][-1].endswith("[test]")
    assert _ensure(environment).steps == []


def test_interrupted_making_starts_over(environment: Environment) -> None:
    environment.folder.mkdir()
    environment.stamp.write_text(dev_environment.UNFINISHED, encoding="utf-8")
    (environment.folder / "half").mkdir()
    assert _ensure(environment).steps == ["venv", "pip"]
    assert not (environment.folder / "half").exists()


def test_failed_installation_is_not_taken_as_done(environment: Environment, project: Path) -> None:
    shell = VenvShell()
    shell.exit_codes["pip"] = 1
    with pytest.raises(dev_shell.SetUpError, match="installation failed"):
        dev_environment.ensure(environment, (), "python3", shell, project)
    assert _ensure(environment).steps == ["venv", "pip"]


def test_failed_renewal_starts_over(environment: Environment, project: Path) -> None:
    """pip may have left half a package behind, which it would not repair."""
    _ensure(environment)
    (project / "pyproject.toml").write_text("[project]\nname = 'other'\n", encoding="utf-8")
    shell = VenvShell()
    shell.exit_codes["pip"] = 1
    with pytest.raises(dev_shell.SetUpError, match="installation failed"):
        dev_environment.ensure(environment, (), "python3", shell, project)
    assert _ensure(environment).steps == ["venv", "pip"]


def test_failed_making_is_known_as_unfinished(environment: Environment, project: Path) -> None:
    shell = VenvShell()
    shell.exit_codes["venv"] = 1
    with pytest.raises(dev_shell.SetUpError, match="could not make"):
        dev_environment.ensure(environment, (), "python3", shell, project)
    assert environment.stamp.read_text(encoding="utf-8") == dev_environment.UNFINISHED
    assert _ensure(environment).steps == ["venv", "pip"]


def test_moved_checkout_gets_a_new_environment(environment: Environment, tmp_path: Path) -> None:
    _ensure(environment)
    facts = json.loads(environment.stamp.read_text(encoding="utf-8"))
    facts["root"] = str(tmp_path / "elsewhere")
    environment.stamp.write_text(json.dumps(facts), encoding="utf-8")
    assert _ensure(environment).steps == ["venv", "pip"]


def test_vanished_interpreter_is_made_anew(environment: Environment) -> None:
    _ensure(environment)
    environment.python.unlink()
    environment.python.parent.rmdir()
    assert _ensure(environment).steps == ["venv", "pip"]


def test_environment_made_by_hand_is_kept(environment: Environment) -> None:
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    assert _ensure(environment).steps == ["pip"]
    assert environment.python.exists()


def test_headless_is_the_sandbox_command() -> None:
    assert dev_commands.program_arguments([]) == []
    assert dev_commands.program_arguments(["status", "--json"]) == ["status", "--json"]
    assert dev_commands.program_arguments(["--headless"]) == ["sandbox"]
    assert dev_commands.program_arguments(["--headless", "a.czi"]) == ["sandbox", "a.czi"]


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["--help"], 0), (["tset"], 2)])
def test_unknown_command_shows_the_use(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev_commands.main(arguments, "the use") == code
    assert capsys.readouterr().out == "the use\n"


@pytest.mark.parametrize("name", ["dev.py", "dev_python.py"])
def test_starter_parses_under_old_python(name: str) -> None:
    ast.parse((PACKAGING / name).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_starter_is_ascii() -> None:
    """Python 2 stops at any other character before it can say what is wanted."""
    assert (PACKAGING / "dev.py").read_bytes().isascii()


def test_this_python_is_found() -> None:
    version = dev_python.this_version()
    found = dev_python.find(version)
    assert found is not None
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    assert subprocess.check_output([found, "-c", ask], text=True).strip() == version


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the interpreter")
def test_interpreter_that_does_not_start_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim = tmp_path / "python3.99"
    shim.write_text("#!/bin/sh\necho 'version is not selected' >&2\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev_python.find("3.99") is None
    shim.write_text("#!/bin/sh\necho 3.99\necho /real/python\n", encoding="utf-8")
    assert dev_python.find("3.99") == "/real/python"
    shim.write_text("#!/bin/sh\necho 3.98\necho /real/python\n", encoding="utf-8")
    assert dev_python.find("3.99") is None


def test_unsuitable_python_starts_over_under_another(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def call(command: list[str]) -> int:
        started.append(command)
        return 5

    monkeypatch.setattr(dev_python, "this_version", lambda: "3.13")
    monkeypatch.setattr(dev_python, "find", {"3.12": None, "3.11": "/a/python"}.get)
    monkeypatch.setattr(subprocess, "call", call)
    with pytest.raises(SystemExit) as stopped:
        dev_python.ensure_suitable(["dev.py", "run"])
    assert stopped.value.code == 5
    assert started == [["/a/python", "dev.py", "run"]]


@pytest.mark.parametrize(
    ("version", "words"), [("3.13", "needs Python 3.11 or 3.12"), ("3.12", "python3.12-venv")]
)
def test_no_python_is_said_clearly(
    version: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev_python, "this_version", lambda: version)
    monkeypatch.setattr(dev_python, "is_suitable", lambda _: False)
    monkeypatch.setattr(dev_python, "find", lambda _: None)
    with pytest.raises(SystemExit, match=words):
        dev_python.ensure_suitable(["dev.py"])


class DebianShell(RecordedShell):
    """A Debian where only `xvfb` is missing; `sudo` says whether it asks for no password."""

    def __init__(self, *, sudo: bool, installs: bool = True) -> None:
        super().__init__(self._ask)
        self._sudo = sudo
        self._installs = installs
        self._missing = {"xvfb"}

    def _ask(self, command: Sequence[str]) -> str | None:
        if command[0] == "sudo":
            return "" if self._sudo else None
        return None if command[-1] in self._missing else "install ok installed"

    def _act(self, command: list[str]) -> None:
        if "install" in command and self._installs:
            self._missing -= set(command)


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def become(user: int) -> None:
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)

    return become


@pytest.mark.parametrize(("user", "first"), [(0, "env"), (1000, "sudo")])
def test_missing_packages_are_installed_where_allowed(
    debian: Callable[[int], None], user: int, first: str
) -> None:
    debian(user)
    shell = DebianShell(sudo=True)
    assert dev_system.system_packages(shell) == ()
    update, install = shell.ran
    assert update[0] == install[0] == first
    assert "DEBIAN_FRONTEND=noninteractive" in update
    assert update[-1] == "update"
    assert install[-2:] == ["install", "xvfb"]
    assert dev_system.system_packages(shell) == ()
    assert len(shell.ran) == 2


def test_missing_packages_are_named_where_not_allowed(
    debian: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    debian(1000)
    shell = DebianShell(sudo=False)
    assert [package.name for package in dev_system.system_packages(shell)] == ["xvfb"]
    assert shell.ran == []
    assert "sudo apt-get install xvfb" in capsys.readouterr().out


def test_installation_that_did_nothing_is_reported(
    debian: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    debian(0)
    shell = DebianShell(sudo=False, installs=False)
    assert [package.name for package in dev_system.system_packages(shell)] == ["xvfb"]
    assert "xvfb: a screen" in capsys.readouterr().out


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    shell = RecordedShell()
    assert dev_system.system_packages(shell) == ()
    assert shell.ran == []


class PytestShell(RecordedShell):
    """pytest writes this report; everything else ends as `exit_codes` says."""

    REPORT = '<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10">'

    def _act(self, command: list[str]) -> None:
        report = next((word for word in command if word.startswith("--junitxml=")), None)
        if report:
            Path(report.partition("=")[2]).write_text(self.REPORT, encoding="utf-8")


def test_all_parts_run_and_all_failures_count(capsys: pytest.CaptureFixture[str]) -> None:
    shell = PytestShell()
    shell.exit_codes = {"mypy": 1, "pytest": 1}
    outcomes = dev_checks.run_parts(dev_checks.parts(Path("python"), ["-k", "x"]), shell)
    assert [outcome.part.name for outcome in outcomes] == list(dev_commands.PART_NAMES)
    assert [outcome.code for outcome in outcomes] == [0, 0, 1, 0, 1, 1]
    assert shell.ran[-1][2:5] == ["pytest", "-k", "x"]
    assert "-k" not in shell.ran[-2]
    assert dev_checks.summary(outcomes).splitlines()[-1] == "8 passed, 7 failed, 6 skipped"
    assert "types           FAILED (exit code 1)" in capsys.readouterr().out


def test_interrupted_part_ends_the_run() -> None:
    shell = PytestShell()
    shell.exit_codes = {"ruff": dev_shell.INTERRUPTED}
    assert len(dev_checks.run_parts(dev_checks.parts(Path("python")), shell)) == 1


@pytest.mark.parametrize(("code", "failed"), [(0, 0), (1, 1)])
def test_one_failing_part_fails_the_command(
    code: int, failed: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev_commands, "ensure", lambda *_: None)
    monkeypatch.setattr(dev_commands, "system_packages", lambda _: ())
    shell = RecordedShell()
    shell.exit_codes = {"mypy": code}
    assert dev_commands.test(["--only", "types", "--only", "lint"], shell) == code
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"0 passed, {failed} failed, 0 skipped"
    assert len(shell.ran) == 2


def test_pytest_that_wrote_no_report_counts_as_a_failure(tmp_path: Path) -> None:
    assert dev_checks.read_tally(tmp_path / "none.xml", 3) == dev_checks.Tally(failed=1)


def test_real_report_is_counted(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "def test_good(): pass\n"
        "def test_bad(): assert False\n"
        "@pytest.fixture\n"
        "def broken(): raise OSError\n"
        "def test_error(broken): pass\n"
        "def test_left_out(): pytest.skip()\n"
        "@pytest.mark.xfail\n"
        "def test_known(): assert False\n",
        encoding="utf-8",
    )
    report = tmp_path / "report.xml"
    assert dev_checks.read_tally(report, _pytest(tmp_path, report)) == dev_checks.Tally(1, 2, 2)


def _pytest(folder: Path, report: Path) -> int:
    # pytest-qt does not start where Qt is hidden, as it is from the children of one of the parts.
    options = ["-p", "no:pytest-qt", f"--rootdir={folder}", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *options]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        (dev_commands.PART_NAMES, (), ("--ignore=tests/unit",)),
        (dev_commands.PART_NAMES, ("-k", "plan"), ("-k", "plan")),
        (("tests",), (), ()),
        (("lint", "without-window"), (), ()),
    ],
)
def test_unit_tests_run_once_and_never_not_at_all(
    wanted: Sequence[str], given: Sequence[str], expected: Sequence[str]
) -> None:
    assert dev_commands._once(wanted, given) == expected
