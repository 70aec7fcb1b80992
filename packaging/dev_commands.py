"""The commands of dev.py: `run` and `test`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import dev_checks
import dev_words
from dev_environment import Environment, ensure, version_of
from dev_python import SUPPORTED, find
from dev_shell import INTERRUPTED, ROOT, SetUpError, Shell
from dev_system import system_packages

RUN_EXTRAS: tuple[str, ...] = ("window",)
TEST_EXTRAS = (*RUN_EXTRAS, "test")
PART_NAMES = ("lint", "format", "types", "layers", "without-window", "tests")


def main(arguments: Sequence[str], use: str) -> int:
    """Exit code of the command; 2 with `use` when there is none such."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    try:
        if command == "run":
            return run(rest, Shell())
        if command == "test":
            return test(rest, Shell())
        if command == "words":
            return words(Shell())
    except SetUpError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    print(use)
    return 0 if command in {"-h", "--help"} else 2


def run(arguments: Sequence[str], shell: Shell) -> int:
    """Start the program; its exit code."""
    environment = Environment(ROOT / ".venv")
    ensure(environment, RUN_EXTRAS, sys.executable, shell)
    # Where the person stands may be a folder of data: nothing in it is to be taken for a module.
    safe = {"PYTHONSAFEPATH": "1"}
    command = [str(environment.python), "-m", "fbi_uploader", *program_arguments(arguments)]
    return shell.run(command, safe)


def words(shell: Shell) -> int:
    """Bring the translations in line with the window; 1 when some are missing."""
    environment = Environment(ROOT / ".venv")
    ensure(environment, TEST_EXTRAS, sys.executable, shell)
    return dev_words.words(environment.python, shell)


def program_arguments(arguments: Sequence[str]) -> list[str]:
    """What the program is started with: `--headless` stands for its command `sandbox`."""
    if arguments and arguments[0] == "--headless":
        return ["sandbox", *arguments[1:]]
    return list(arguments)


def test(arguments: Sequence[str], shell: Shell) -> int:
    """Run the parts; 0 when all of them passed."""
    options, pytest_arguments = _parser().parse_known_args(arguments)
    missing = system_packages(shell)
    chosen = _chosen(options, pytest_arguments, shell)
    outcomes = dev_checks.run_parts(chosen, shell)
    if missing:
        print("Missing on this system:", *(package.name for package in missing))
    print(dev_checks.summary(outcomes), flush=True)
    return 0 if all(outcome.code == 0 for outcome in outcomes) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py test",
        description="Run everything. Other arguments go to pytest in the part `tests`.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--only", action="append", choices=PART_NAMES, help="this part; may be given several times"
    )
    parser.add_argument(
        "--python", choices=SUPPORTED, help="only pytest, under this Python, in .venv-VERSION"
    )
    parser.add_argument(
        "--every-python",
        action="store_true",
        help="everything, then unit and contract tests under each other supported Python here",
    )
    return parser


def _chosen(
    options: argparse.Namespace, pytest_arguments: Sequence[str], shell: Shell
) -> list[dev_checks.Part]:
    if options.python:
        return [_under(str(options.python), pytest_arguments, shell)]
    environment = Environment(ROOT / ".venv")
    ensure(environment, TEST_EXTRAS, sys.executable, shell)
    wanted = options.only or PART_NAMES
    everything = dev_checks.parts(environment.python, _once(wanted, pytest_arguments))
    chosen = [part for part in everything if part.name in wanted]
    if options.every_python:
        chosen += _under_others(version_of(environment, shell), pytest_arguments, shell)
    return chosen


def _once(wanted: Sequence[str], pytest_arguments: Sequence[str]) -> Sequence[str]:
    """Unit tests that run without the window need not run with it as well."""
    if pytest_arguments or not {"without-window", "tests"} <= set(wanted):
        return pytest_arguments
    return ("--ignore=tests/unit",)


def _under_others(
    used: str, pytest_arguments: Sequence[str], shell: Shell
) -> list[dev_checks.Part]:
    others = [version for version in SUPPORTED if version != used]
    absent = [version for version in others if find(version) is None]
    for version in absent:
        print(f"Python {version} is not on this machine: nothing is run under it.", flush=True)
    # CI has its time: the slow ones, end to end and of the window, run under one Python alone.
    arguments = pytest_arguments or ("tests/unit", "tests/contract")
    return [_under(version, arguments, shell) for version in others if version not in absent]


def _under(version: str, pytest_arguments: Sequence[str], shell: Shell) -> dev_checks.Part:
    maker = find(version)
    if maker is None:
        raise SetUpError(f"Python {version} is not on this machine.")
    environment = Environment(ROOT / f".venv-{version}")
    ensure(environment, TEST_EXTRAS, maker, shell)
    title = f"pytest, Python {version}"
    return dev_checks.pytest_part(environment.python, f"tests-{version}", title, pytest_arguments)
