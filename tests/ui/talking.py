"""A child that speaks the engine's protocol, answers everything, and keeps what it heard."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path

from fbi_uploader.ui.bridge import Engine

_SCRIPT = """
    import json, sys
    heard = open(sys.argv[1], "a", encoding="utf-8")
    print(json.dumps({"hello": 1, "program": "test", "pid": 1}), flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        if "command" in told and told["command"] != "ping":
            heard.write(line)
            heard.flush()
        if "id" in told:
            answer = {"ok": True}
            if len(sys.argv) > 2:
                answer = {"ok": False, "error": {"code": sys.argv[2], "facts": {}}}
            print(json.dumps({"answer": told["id"], **answer}), flush=True)
"""

Heard = dict[str, object]


class Talking:
    """`engine` for a Session; `refusal` a code that every answer says."""

    def __init__(self, root: Path, refusal: str = "") -> None:
        self._log = root / "heard.jsonl"
        script = root / "talking.py"
        script.write_text(textwrap.dedent(_SCRIPT), encoding="utf-8")
        more = [refusal] if refusal else []
        self.engine = Engine(root, [sys.executable, str(script), str(self._log), *more])

    def heard(self, command: str) -> list[Heard]:
        """Those commands, in order, without their ids."""
        if not self._log.exists():
            return []
        lines = [json.loads(line) for line in self._log.read_text(encoding="utf-8").splitlines()]
        return [
            {name: value for name, value in one.items() if name not in {"id", "command"}}
            for one in lines
            if one["command"] == command
        ]
