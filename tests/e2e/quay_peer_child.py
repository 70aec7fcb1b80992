"""Runs inside the peer's environment: omero-quay's own parser and models, asked by JSON lines.

`{"do": "workbook" | "check" | "manifest" | "crate", "path": FILE}` is answered by
`{"manifest": {...}}` or `{"error": "..."}`. Its OMERO module is replaced by an empty one, because
that imports Ice.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import types
from pathlib import Path
from typing import Any


def main(provenances: str) -> None:
    """Answer until stdin ends. `provenances` is the folder of <name>.json files."""
    answers, sys.stdout = sys.stdout, sys.stderr
    connect = types.ModuleType("omero_quay.core.connect")
    connect.__dict__["omero_conn"] = None
    sys.modules["omero_quay.core.connect"] = connect
    conf = importlib.import_module("omero_quay.core.config").get_conf()
    conf["ingest"]["PROVENANCE_URL"] = f"file://{provenances}"
    asked = {"workbook": _workbook, "check": _check, "manifest": _manifest, "crate": _crate}
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"manifest": asked[question["do"]](question["path"], conf)}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the peer's verdict
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _workbook(path: str, conf: dict[str, Any]) -> object:
    manifest = importlib.import_module("omero_quay.parsers.excel").parse_xlsx(path, conf)
    # It opens a log file for each manifest and never closes it.
    log = logging.getLogger(f"omero_quay.{manifest.id}")
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()
    return manifest.model_dump()


def _check(path: str, _: dict[str, Any]) -> object:
    return importlib.import_module("omero_quay.parsers.validate_excel").check_everything(path)


def _manifest(path: str, _: dict[str, Any]) -> object:
    return _loaded(path).model_dump()


def _crate(path: str, _: dict[str, Any]) -> object:
    """What managers/rocrate.py does, which itself needs OMERO and pictures to be imported."""
    manifest = _loaded(path)
    template = importlib.import_module("omero_quay.core.interface").jinja_env.get_template(
        "ro-crate-metadata.json.j2"
    )
    text = template.render(
        filename="ro-crate-metadata.json",
        manifest=manifest,
        investigation=manifest.investigations[0],
    )
    return json.loads(str(json.loads(text)).replace("'", '"'))


def _loaded(path: str) -> Any:
    loader = importlib.import_module("linkml_runtime.loaders").json_loader
    model = importlib.import_module("omero_quay.core.manifest").Manifest
    text = Path(path).read_text(encoding="utf-8")
    return loader.loads(text, target_class=model)


if __name__ == "__main__":
    main(sys.argv[1])
