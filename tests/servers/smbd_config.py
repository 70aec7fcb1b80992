"""What our smbd is told: shares, protocol, and how it bears with clients."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Protocol = Literal["SMB2_02", "SMB2_10", "SMB3_00", "SMB3_02", "SMB3_11"]
SHARES = ("data", "readonly", "small", "veto", "mangled", "quota", "guest", "dfs")
_EMPTY = ("private", "state", "cache", "lock", "pid", "ncalrpc", "log")


@dataclass(frozen=True, slots=True)
class Options:
    """Variants of one server; the words are those of smb.conf(5).

    `encrypt`       "default": when the client asks; "desired": whenever it can
    `guest`         a wrong user name becomes the guest, who may use the share `guest`;
                    a guest cannot sign, so it needs `signing` "auto"
    `durable`       handles outlive a lost connection: without it a client cannot ask for one
    `small_bytes`   size of the disk behind the share `small`, where we may mount one
    `own_account`   as root: run as root, instead of as `nobody`
    `extra`         further lines of the [global] section, which win
    """

    encrypt: Literal["off", "default", "desired", "required"] = "default"
    signing: Literal["auto", "mandatory", "disabled"] = "mandatory"
    min_protocol: Protocol = "SMB2_10"
    max_protocol: Protocol = "SMB3_11"
    guest: bool = False
    oplocks: bool = True
    leases: bool = True
    durable: bool = True
    case_sensitive: bool = False
    strict_sync: bool = True
    max_credits: int = 8192
    small_bytes: int = 8 << 20
    own_account: bool = False
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where one server keeps its things, all below `base`."""

    base: Path

    @property
    def config(self) -> Path:
        return self.base / "smb.conf"

    @property
    def free(self) -> Path:
        """What the share `quota` says that it has: total and free, in KiB."""
        return self.base / "free"

    @property
    def log(self) -> Path:
        return self.base / "smbd.log"

    def share(self, name: str) -> Path:
        return self.base / "shares" / name

    def make(self) -> None:
        """All the folders, empty."""
        for name in _EMPTY:
            (self.base / name).mkdir(mode=0o700 if name == "private" else 0o755)
        for name in SHARES:
            self.share(name).mkdir(parents=True)


def smb_conf(places: Places, options: Options, port: int, accounts: tuple[str, str]) -> str:
    """The whole file. All shares are used as `accounts[0]`, whoever logs in."""
    sections = [_section("global", _global(places, options, port))]
    for name in SHARES:
        lines = {"path": str(places.share(name)), "force user": accounts[0], "read only": "no"}
        sections.append(_section(name, lines | _share(name, places)))
    return "\n".join(sections)


def _section(name: str, lines: dict[str, str]) -> str:
    return "\n".join([f"[{name}]", *(f"    {key} = {value}" for key, value in lines.items()), ""])


def _share(name: str, places: Places) -> dict[str, str]:
    # A dfree command is asked with the folder as its argument, and answers "total free" in KiB.
    told = {"dfree command": str(places.base / "dfree.sh"), "dfree cache time": "0"}
    own: dict[str, dict[str, str]] = {
        "readonly": {"read only": "yes"},
        "veto": {"veto files": "/.*/", "hide dot files": "yes"},
        "mangled": {"mangled names": "yes"},
        "quota": told,
        "guest": {"guest ok": "yes"},
        "dfs": {"msdfs root": "yes"},
    }
    return own.get(name, {})


def _global(places: Places, options: Options, port: int) -> dict[str, str]:
    return _own(places, port) | _behaviour(options) | dict(options.extra)


def _own(places: Places, port: int) -> dict[str, str]:
    base = places.base
    return {
        "workgroup": "NODE",
        "netbios name": "SHARES",
        "server role": "standalone server",
        "interfaces": "127.0.0.1",
        "bind interfaces only": "yes",
        "smb ports": str(port),
        "disable netbios": "yes",
        "private dir": f"{base}/private",
        "state directory": f"{base}/state",
        "cache directory": f"{base}/cache",
        "lock directory": f"{base}/lock",
        "pid directory": f"{base}/pid",
        "ncalrpc dir": f"{base}/ncalrpc",
        "passdb backend": f"tdbsam:{base}/private/passdb.tdb",
        "username map": f"{base}/users.map",
        "usershare path": "",
        "load printers": "no",
        "printing": "bsd",
        "printcap name": "/dev/null",
        "disable spoolss": "yes",
        "log level": "1",
        "max log size": "0",
    }


def _behaviour(options: Options) -> dict[str, str]:
    return {
        "smb encrypt": options.encrypt,
        "server signing": options.signing,
        "server min protocol": options.min_protocol,
        "server max protocol": options.max_protocol,
        "map to guest": "Bad User" if options.guest else "Never",
        "oplocks": _word(options.oplocks),
        "level2 oplocks": _word(options.oplocks),
        "smb2 leases": _word(options.leases),
        "durable handles": _word(options.durable),
        # smbd grants durable handles only where all three are off (smb.conf(5)).
        "kernel oplocks": "no",
        "kernel share modes": "no",
        "posix locking": "no",
        "case sensitive": _word(options.case_sensitive),
        "strict sync": _word(options.strict_sync),
        "smb2 max credits": str(options.max_credits),
    }


def _word(on: bool) -> str:
    return "yes" if on else "no"
