"""A tree proposed from folders and names; the person sees it before it is applied.

Folders below what they all have in common are studies and assays (two levels) or assays (one).
Files of one folder are told apart by the beginnings of their names, where that makes 2 to 20
groups. Only filesets that are in no assay are looked at; the tree that is there is added to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fbi_uploader.drafting.model import SheetAssay, SheetStudy, Worksheet, new_id
from fbi_uploader.drafting.naming import safe_name
from fbi_uploader.drafting.placing import Places, assign
from fbi_uploader.drafting.model import UNASSIGNED
from fbi_uploader.isa.names import key

MOST_ASSAYS: Final = 60
"""More folders than these are no assays of their own: a folder for each acquisition, say."""

MOST_GROUPS: Final = 20
"""More groups by name than these are single files rather than kinds."""

_SEPARATORS = re.compile(r"[\s_\-.+,;()\[\]]+")


@dataclass(frozen=True, slots=True)
class SuggestedAssay:
    """`id` of one that is there already, "" for a new one."""

    name: str
    heads: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedStudy:
    """`id` of one that is there already, "" for a new one."""

    name: str
    assays: tuple[SuggestedAssay, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would be added. Nothing to add: no studies."""

    studies: tuple[SuggestedStudy, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What a study and an assay are called where no folder gives them a name."""

    study: str
    assay: str
