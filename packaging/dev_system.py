"""Packages of the operating system: installed where that is allowed, otherwise named."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

from dev_shell import Shell


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package and what it is there for."""

    name: str
    reason: str


# Names as in Debian 12 and Ubuntu 24.04.
SYSTEM_PACKAGES = (
    SystemPackage("samba", "smbd, that the smb route is tested against; the tests start their own"),
    SystemPackage("smbclient", "a second opinion on what smbd stored"),
    SystemPackage("rsync", "the peer of tests/benchmarks/folder.py"),
    SystemPackage("xvfb", "a screen for the tests of the window"),
    SystemPackage("xdotool", "keys and pointer on that screen"),
    SystemPackage("dbus-daemon", "a bus of the tests' own: file manager, log-off"),
    SystemPackage("poppler-utils", "a second opinion on what a receipt's PDF says"),
    SystemPackage("libegl1", "Qt draws"),
    SystemPackage("libgl1", "Qt draws"),
    SystemPackage("libfontconfig1", "Qt finds fonts"),
    SystemPackage("libxkbcommon-x11-0", "Qt reads the keyboard"),
    SystemPackage("libxcb-cursor0", "Qt's xcb plug-in does not load without it since 6.5"),
    SystemPackage("libxcb-icccm4", "Qt's xcb plug-in"),
    SystemPackage("libxcb-keysyms1", "Qt's xcb plug-in"),
    SystemPackage("libxcb-shape0", "Qt's xcb plug-in"),
    SystemPackage("libxcb-image0", "Qt's xcb plug-in"),
    SystemPackage("libxcb-render-util0", "Qt's xcb plug-in"),
    SystemPackage("libdbus-1-3", "Qt speaks to the desktop: tray, theme, portals"),
)


def system_packages(shell: Shell) -> tuple[SystemPackage, ...]:
    """Install what is missing where that is allowed; return what is missing in the end.

    Nothing is asked of macOS and Windows: Qt brings its own libraries there, and the tests that
    need a Samba server skip with a reason.
    """
    if not sys.platform.startswith("linux"):
        return ()
    missing = missing_packages(shell)
    if not missing:
        return ()
    prefix = _right_to_install(shell)
    if prefix is not None:
        _install(missing, prefix, shell)
        missing = missing_packages(shell)
    if missing:
        print(advice(missing), flush=True)
    return missing


def missing_packages(shell: Shell) -> tuple[SystemPackage, ...]:
    """Those that dpkg does not know as installed: all of them where there is no dpkg."""
    ask = ("dpkg-query", "--show", "--showformat=${Status}")
    return tuple(
        package
        for package in SYSTEM_PACKAGES
        if shell.answer([*ask, package.name]) != "install ok installed"
    )


def advice(missing: tuple[SystemPackage, ...]) -> str:
    """What is missing, why, and what to type."""
    lines = [f"  {package.name}: {package.reason}" for package in missing]
    command = "sudo apt-get install " + " ".join(package.name for package in missing)
    return "\n".join(
        [
            "These system packages are missing (names as in Debian); tests that need one skip:",
            *lines,
            f"To install them on Debian or Ubuntu: {command}",
        ]
    )


def _right_to_install(shell: Shell) -> list[str] | None:
    """What to put before apt-get; None where it is not ours to install."""
    if not shutil.which("apt-get"):
        return None
    if sys.platform != "win32" and os.geteuid() == 0:
        return ["env"]
    return ["sudo", "-n", "env"] if shell.answer(["sudo", "-n", "true"]) is not None else None


def _install(missing: tuple[SystemPackage, ...], prefix: list[str], shell: Shell) -> None:
    names = [package.name for package in missing]
    print(f"Installing system packages: {' '.join(names)}", flush=True)
    # Another apt (unattended upgrades) may hold the lock for a while.
    apt = [*prefix, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    shell.run([*apt, "--quiet", "--quiet", "update"])
    shell.run([*apt, "--quiet", "--quiet", "--no-install-recommends", "--yes", "install", *names])
