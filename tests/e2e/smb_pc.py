"""A PC whose node is a share on our smbd, and which is told its password on stdin."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.running import EXPORTS, SECONDS, Ended, Pc, Running
from tests.servers.fixtures import Place

_NODE = (
    EXPORTS
    + """
id = "{id}"
names = {{ fr = "Partage", en = "Share" }}
landing = "{landing}"
[smb]
host = "{place.host}"
port = {port}
share = "{place.share}"
path = "{place.path}"
{smb}
[limits]
quiet_seconds = {quiet}
{limits}
"""
)
_PERSON = """\
[[person]]
name = "Camille Roux"
login = "{user}"
"""
_STDIN = "--password-stdin"
_ASKED = frozenset({"deposit", "resume", "cancel", "doctor"})


@dataclass
class SmbPc(Pc):
    """`landing` is what the server sees behind the share; `port` leads through a proxy."""

    place: Place = field(kw_only=True)
    port: int = 0
    password: str | None = None

    @classmethod
    def at(cls, base: Path, place: Place, port: int = 0) -> SmbPc:
        """In an empty folder of this machine."""
        if place.folder is None:
            raise ValueError("these tests look behind the share")
        pc = cls(base / "home", place.folder, base / "data", place=place, port=port)
        base.mkdir(exist_ok=True)
        pc.home.mkdir(mode=0o700)
        (pc.data / "in").mkdir(parents=True)
        (pc.home / "persons.toml").write_text(_PERSON.format(user=place.user))
        pc.add_node()
        return pc

    def add_node(
        self,
        id_: str = "node",
        *,
        landing: str = "",
        quiet: float = 0.3,
        limits: str = "",
        smb: str = "",
    ) -> Path:
        """Write the node's file."""
        path = self.home / "nodes" / f"{id_}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _NODE.format(
            id=id_,
            landing=landing,
            place=self.place,
            port=self.port or self.place.port,
            quiet=quiet,
            limits=limits,
            smb=smb,
        )
        path.write_text(text, encoding="utf-8")
        return path

    @property
    def _line(self) -> bytes:
        told = self.place.password if self.password is None else self.password
        return f"{told}\n".encode()

    def run(self, *words: str | Path, seconds: float = SECONDS) -> Ended:
        """Run a command to its end."""
        done = subprocess.run(
            self._with_password(*words),
            env=self.environment(),
            input=self._line,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *words: str | Path) -> Running:
        """Start a command; it is ended with the test at the latest."""
        command = self._with_password(*words)
        running = Running(command, self.environment())
        self.started.append(running)
        if _STDIN in command:
            running.tell(self._line)
        return running

    def _with_password(self, *words: str | Path) -> list[str]:
        asks = words[0] in _ASKED or words[:2] == ("node", "check")
        return self.command(*words, *((_STDIN,) if asks else ()))
