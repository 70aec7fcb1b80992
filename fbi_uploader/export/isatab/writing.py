"""The child process in which isatools writes: `python -m fbi_uploader export-isatab` (DESIGN 4).

isatools (CPAL-1.0) runs nowhere else in the program. It reads `facts` from stdin, writes the files,
says one line on its own stdout, and ends.
"""

from __future__ import annotations

import faulthandler
import importlib.util
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, BinaryIO

from fbi_uploader import __version__
from fbi_uploader.children import hush, own_stdout
from fbi_uploader.export.isatab.facts import REPLY, Reply, read

NAME = "export-isatab"
LIMIT = 600.0
"""Seconds. It also ends by itself then: whoever should kill it may be dead."""
_LIBRARY = "isatools"
_INVESTIGATION, _DOCUMENT = "i_investigation.txt", "isa.json"
_LONGEST_WHY = 500
_TERM_WITHOUT_COMMENTS = re.compile(r'("termAccession": "[^"]*"), "comments": \[\]')
"""isatools' validator takes no term for one that has comments, be there none (3007, 3009, 3010)."""


def main() -> int:
    """Write what stdin says. Exit code 0, whatever becomes of it: the reply tells."""
    faulthandler.dump_traceback_later(LIMIT, exit=True, file=2)
    answers = own_stdout()
    hush()
    answers.write(REPLY.dump_json(_reply(sys.stdin.buffer)) + b"\n")
    return 0


def _reply(facts: BinaryIO) -> Reply:
    if not _load():
        return Reply(__version__, failure="isatools_missing")
    try:
        return Reply(__version__, written(facts))
    except Exception as error:  # noqa: BLE001 - a library may fail in any way: the reply tells it
        return Reply(__version__, failure=f"{type(error).__name__}: {error}"[:_LONGEST_WHY])


def _load() -> bool:
    """Make isatools known, without what its own `__init__` loads; whether it is there.

    That is every converter it has, and two ontologies of mass spectrometry, which take 2.5 of its
    3.1 s and 120 of its 230 MB (0.14.3, measured).
    """
    spec = importlib.util.find_spec(_LIBRARY)
    if spec is None:
        return False
    sys.modules.setdefault(_LIBRARY, importlib.util.module_from_spec(spec))
    return True


def written(facts: BinaryIO) -> tuple[str, ...]:
    """Write what `facts` says; the names of the files. Raises whatever isatools raises."""
    building: Any = import_module("fbi_uploader.export.isatab.building")
    request, content, files = read(facts)
    is_tab = request.form == "isatab"
    made = building.investigation(content, files, filled=is_tab)
    return _tables(made, Path(request.to)) if is_tab else _document(made, Path(request.to))


def _document(investigation: Any, folder: Path) -> tuple[str, ...]:
    encoder: Any = import_module("isatools.isajson.dump").ISAJSONEncoder
    told = _TERM_WITHOUT_COMMENTS.sub(r"\1", encoder().encode(investigation))
    # All ASCII: isatools guesses the encoding of a file, and refuses one that it guesses wrongly.
    (folder / _DOCUMENT).write_bytes(f"{told}\n".encode("ascii"))
    return (_DOCUMENT,)


def _tables(investigation: Any, folder: Path) -> tuple[str, ...]:
    dumping: Any = import_module("isatools.isatab.dump")
    dumping.write._build_paths_and_indexes = _paths  # noqa: SLF001
    dumping.dump(investigation, str(folder), _INVESTIGATION)
    tables = []
    for study in investigation.studies:
        tables += [study.filename, *(assay.filename for assay in study.assays)]
    for table in tables:
        _sort(folder / table)
    return (_INVESTIGATION, *tables)


def _paths(runs: Iterable[Any]) -> tuple[list[list[int]], dict[int, Any]]:
    """From the sample over a run to each of its files, and what the numbers on that way stand for.

    isatools finds the same ways, but compares each with all that it knows: 50,000 files would take
    minutes (0.14.3: the square of their number).
    """
    paths: list[list[int]] = []
    nodes: dict[int, Any] = {}
    for run in runs:
        for sample, file in product(run.inputs, run.outputs):
            path = {one.sequence_identifier: one for one in (sample, run, file)}
            paths.append(list(path))
            nodes |= path
    return paths, nodes


def _sort(table: Path) -> None:
    """Rows in the order of their names: isatools leaves equal ones of the first column in none."""
    head, *rows = table.read_bytes().splitlines(keepends=True)
    table.write_bytes(head + b"".join(sorted(rows)))
