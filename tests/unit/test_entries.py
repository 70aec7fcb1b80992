"""Windows and macOS, by simulation: what their listings say, judged on any system."""

from __future__ import annotations

import stat as modes

import pytest

from fbi_uploader.intake.entries import Kind, kind_of

FILE, FOLDER = modes.S_IFREG | 0o644, modes.S_IFDIR | 0o755
REPARSE, OFFLINE, ON_OPEN, ON_ACCESS = 0x400, 0x1000, 0x40000, 0x400000


@pytest.mark.parametrize(
    ("mode", "attributes", "tag", "flags", "kind"),
    [
        (FILE, 0x20, 0, 0, Kind.FILE),
        (FOLDER, 0x10, 0, 0, Kind.FOLDER),
        (modes.S_IFLNK, 0, 0, 0, Kind.LINK),
        (modes.S_IFIFO, 0, 0, 0, Kind.OTHER),
        (modes.S_IFLNK, REPARSE, 0xA000000C, 0, Kind.LINK),
        (FOLDER, REPARSE | 0x10, 0xA0000003, 0, Kind.LINK),
        (FILE, REPARSE | ON_ACCESS, 0x9000601A, 0, Kind.OFFLINE),
        (FILE, REPARSE | OFFLINE, 0x9000001A, 0, Kind.OFFLINE),
        (FILE, REPARSE, 0x9000601A, 0, Kind.FILE),
        (FOLDER, REPARSE | 0x10, 0x9000601A, 0, Kind.FOLDER),
        (FOLDER, REPARSE | 0x10 | ON_OPEN, 0x9000601A, 0, Kind.OFFLINE),
        (FILE, OFFLINE, 0, 0, Kind.OFFLINE),
        (FILE, ON_OPEN, 0, 0, Kind.OFFLINE),
        (FILE, REPARSE, 0x80000013, 0, Kind.FILE),
        (FILE, REPARSE, 0x80000017, 0, Kind.FILE),
        (FILE, REPARSE, 0x8000001B, 0, Kind.REPARSE),
        (FILE, REPARSE | OFFLINE, 0xC0000004, 0, Kind.OFFLINE),
        (FILE, 0, 0x8000001B, 0, Kind.FILE),
        (FILE, 0, 0, 0x40000000, Kind.OFFLINE),
    ],
)
def test_an_entry_is_judged_by_its_tag_and_attributes(
    mode: int, attributes: int, tag: int, flags: int, kind: Kind
) -> None:
    assert kind_of(mode, attributes, tag, flags) is kind
