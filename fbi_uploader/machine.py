"""Which PC this is, and how to stay out of the way on it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def machine_id() -> str:
    """What stays the same over reboots and differs on another PC; the host's name at worst."""
    if sys.platform == "win32":  # untried: no Windows at hand
        import winreg  # noqa: PLC0415 - there is none elsewhere

        key = r"SOFTWARE\Microsoft\Cryptography"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            return str(winreg.QueryValueEx(opened, "MachineGuid")[0])
    if sys.platform == "darwin":  # untried: no macOS at hand
        command = ["/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]
        ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - constant
        if found := re.search(rb'"IOPlatformUUID" = "([^"]+)"', ran.stdout):
            return found[1].decode()
    for path in _MACHINE_IDS:
        if path.is_file() and (text := path.read_text(encoding="ascii").strip()):
            return text
    return socket.gethostname()


def stay_in_background() -> None:
    """Lower this process's CPU and I/O priority: acquisition comes first (DESIGN 4)."""
    import psutil  # noqa: PLC0415 - not needed by commands that only read

    process = psutil.Process()
    if sys.platform == "win32":  # untried: no Windows at hand
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        process.ionice(psutil.IOPRIO_LOW)
        return
    process.nice(max(process.nice(), 10))
    if sys.platform == "linux":
        process.ionice(psutil.IOPRIO_CLASS_BE, 7)
