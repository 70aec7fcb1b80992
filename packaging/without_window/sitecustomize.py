"""Put this folder on PYTHONPATH and PySide6 is not there, even where it is installed.

Python imports this file at every start, so the children that a test starts see the same. The
names are not found, rather than refused, so that code which looks (`find_spec`) sees the truth
of a machine without Qt.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

HIDDEN = frozenset({"PySide6", "shiboken6"})


class WithoutWindow(PathFinder):
    """Finds on `sys.path` what Python finds there, except Qt."""

    @classmethod
    def find_spec(
        cls,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """As `PathFinder.find_spec`; None for what is hidden and all below it."""
        if fullname.partition(".")[0] in HIDDEN:
            return None
        return super().find_spec(fullname, path, target)


sys.meta_path[:] = [WithoutWindow if finder is PathFinder else finder for finder in sys.meta_path]
