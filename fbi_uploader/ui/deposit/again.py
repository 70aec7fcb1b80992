"""What has to be scanned again after an edit, its undo or its redo. No Qt."""

from __future__ import annotations

import os
from typing import NamedTuple

from fbi_uploader.drafting.model import Worksheet


class Again(NamedTuple):
    """`whole`: all of it, into another log; else these roots, into the same one."""

    whole: bool
    roots: tuple[str, ...] = ()


def to_scan_again(before: Worksheet, after: Worksheet) -> Again:
    """What the engine is to be asked for.

    A root that is no longer dropped takes its rows with it, so everything begins anew. A new root
    is scanned, and so is the root of a set that was taken apart or put together again: only a scan
    knows the size of each of its files.
    """
    if set(before.drops) - set(after.drops):
        return Again(whole=True)
    new = set(after.drops) - set(before.drops)
    changed = set(before.split) ^ set(after.split)
    roots = (root for root in after.drops if root in new or _holds_any(root, changed))
    return Again(whole=False, roots=tuple(roots))


def _holds_any(root: str, paths: set[str]) -> bool:
    below = root.rstrip(os.sep) + os.sep
    return any(path == root or path.startswith(below) for path in paths)
