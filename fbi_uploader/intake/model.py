"""What a scan of dropped paths yields: frozen data, streamed, small enough for a million files."""

from __future__ import annotations

from dataclasses import dataclass

from fbi_uploader.errors import Code, Problem


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another. Read by handle, never from a listing.

    `size` in bytes, `mtime_ns` in ns since the epoch, `volume` the device or volume serial,
    `file_id` the inode or NTFS file id.
    """

    size: int
    mtime_ns: int
    volume: int
    file_id: int


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file that belongs to a fileset.

    `path`     absolute path on this PC
    `relative` POSIX path below the assay folder, as found (for a dropped folder it starts with
               that folder's name, for a dropped file it is the file's name); NOT yet normalised
    `fileset`  relative path of the fileset's head: equal for all files of one fileset
    `format`   the fileset's format word, e.g. "czi", "vsi", "ome-zarr", "tiff-series", "file"
    `alone`    True when the fileset has this file only
    """

    path: str
    relative: str
    stamp: Stamp
    fileset: str
    format: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that is left out on purpose (`Thumbs.db`, a link out of the folder...)."""

    path: str
    reason: Code | str


Found = FoundFile | Ignored | Problem
