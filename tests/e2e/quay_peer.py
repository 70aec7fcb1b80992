"""omero-quay 1.2.0 itself, as a judge: one long-living process, asked hundreds of times."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.peers import peer_python

# Its own needs are hundreds of megabytes of OMERO, iRODS and pictures, which neither its parser
# nor its models look at. pandas and linkml as they were when it was released.
NEEDS = (
    *("pydantic==2.12.*", "linkml-runtime==1.9.*", "pandas==2.3.*", "numpy==2.*"),
    *("openpyxl==3.1.*", "jinja2==3.1.*", "requests==2.*", "pyyaml==6.*"),
)
CHILD = Path(__file__).with_name("quay_peer_child.py")


class RefusedError(Exception):
    """The peer raised this."""


class QuayPeer:
    """`home` takes its log files, `provenances` holds <name>.json."""

    def __init__(self, home: Path, provenances: Path) -> None:
        python = peer_python("quay", NEEDS, without_needs=["omero-quay==1.2.0"])
        self._errors = (home / "stderr.txt").open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [python, CHILD, provenances],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            env={"HOME": str(home), "PYTHONUTF8": "1"},
            cwd=home,
        )

    def close(self) -> None:
        """End it."""
        self._process.communicate()
        self._errors.close()

    def parsed(self, workbook: Path) -> dict[str, Any]:
        """The manifest that its Excel parser makes."""
        return self._ask("workbook", workbook)

    def check(self, workbook: Path) -> None:
        """What its web page checks before it parses."""
        self._ask("check", workbook)

    def loaded(self, manifest: Path) -> dict[str, Any]:
        """The manifest that its HTTP service makes of a message."""
        return self._ask("manifest", manifest)

    def crate(self, manifest: Path) -> dict[str, Any]:
        """The RO-Crate that it writes at the end of an import, as a reader of JSON finds it."""
        return self._ask("crate", manifest)

    def _ask(self, what: str, path: Path) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": what, "path": str(path)}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RefusedError(f"it died: {Path(self._errors.name).read_text(encoding='utf-8')}")
        answer = json.loads(line)
        if "error" in answer:
            raise RefusedError(answer["error"])
        told: dict[str, Any] = answer["manifest"]
        return told
