"""Which files of one folder belong together, as data. `fileset` applies it, `scan` walks.

Sources: Bio-Formats' table of dataset structures (docs.openmicroscopy.org, "dataset structure
table") for the sets; NGFF 0.4 and 0.5 for OME-Zarr. All names are compared in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

PLAIN: Final = "file"
"""The format word of anything that no rule knows."""

# --- one file, one image ---------------------------------------------------------------------

# Not here: suffixes that also name ordinary things (.raw, .cfg, .par, .top, .ps).
_OWN_WORD: Final = """
    1sc 2fl al3d am amiraw aim bif bip c01 cr2 cxd czi dcimg dcm dm2 dm3 dm4 dv fff ffr fits fli
    flex frm h5 hdf5 ics ids img ims ipl ipm ipw isq klb l2d lei lif lim lof lsm mnc mrc mrw mrxs
    msr mvd2 naf nd nd2 ndpi ndpis nef nhdr nii nrrd obf obsep oib oif oir pcoraw pic png pnl
    qptiff r3d sbx scn sdt sif sld sldy sldyz sm2 sm3 spe st stk svs sxm tfr thm tnb ets vff vms
    vmu vsi vws wat wpi xdce xlef xlif xqd xqf xv xys zfp zfr zvi
"""

SINGLE: Final[dict[str, str]] = {
    **{f".{word}": word for word in _OWN_WORD.split()},
    ".tif": "tiff",
    ".tiff": "tiff",
    ".tf2": "tiff",
    ".tf8": "tiff",
    ".btf": "tiff",
    ".ome.tif": "ome-tiff",
    ".ome.tiff": "ome-tiff",
    ".ome.tf2": "ome-tiff",
    ".ome.tf8": "ome-tiff",
    ".ome.btf": "ome-tiff",
    ".ome.xml": "ome-xml",
    ".ome": "ome-xml",
    ".companion.ome": "ome-tiff",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jp2": "jpeg-2000",
    ".bmp": "bmp",
    ".zarr.zip": "ome-zarr",
}
"""Suffix, one or two parts -> format word."""

SERIES: Final = {"ome-tiff": "ome-tiff", "tiff": "tiff-series"}
"""Format of which numbered files make a series -> the series' own format word."""


def split(name: str) -> tuple[str, str]:
    """`name` in lower case as stem and suffix: two parts where such a suffix is known, else one."""
    lower = name.lower()
    stem, dot, last = lower.rpartition(".")
    if not stem:
        return lower, ""
    before, _, inner = stem.rpartition(".")
    if before and f".{inner}.{last}" in SINGLE:
        return before, f".{inner}.{last}"
    return stem, dot + last


# --- a head file, and what belongs to it -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetRule:
    """A head file `{stem}{suffix}` and what belongs to it in the same folder.

    `rest`    what follows the stem in a member's name, as a pattern matched in full
    `folder`  the folder that belongs to it; `{stem}` and `{name}` of the head
    `sole`    members when the folder holds one head of this rule only, whatever their stem
    """

    suffix: str
    format: str
    rest: str | None = None
    folder: str | None = None
    sole: str | None = None


SETS: Final = (
    SetRule(".vsi", "vsi", folder="_{stem}_"),
    SetRule(".mrxs", "mrxs", folder="{stem}"),
    SetRule(".oif", "oif", folder="{name}.files"),
    SetRule(".oir", "oir", rest=r"_\d{5}"),
    SetRule(".nd", "nd", rest=r"(_.*)?\.(stk|tiff?)"),
    SetRule(".lei", "lei", rest=r"([_ ].*)?\.(tiff?|avi)"),
    SetRule(".ndpis", "ndpis", rest=r"-[^.]*\.ndpi"),
    # ZEN splits a large file into name.czi, name(1).czi, name(2).czi
    SetRule(".czi", "czi", rest=r" ?\(\d+\)\.czi"),
    SetRule(
        ".companion.ome",
        "ome-tiff",
        rest=r"([_\-. (].*)?\.tiff?",
        sole=r".*\.ome\.tiff?",
    ),
    SetRule(".xlef", "xlef", rest=r"([_\-. ].*)?\.(lof|xlif|xlcf|xllf|tiff?)"),
)

SEPARATORS: Final = "_-(. "
"""Where a member's name may be cut into stem and rest."""

# --- files that share a part of their names, without a head ----------------------------------


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Files whose names give the same group `key`; the first image is the head.

    `needs`  a file that must be there for the rule to count
    `joins`  files that belong to it when there is one such set in the folder
    """

    format: str
    pattern: re.Pattern[str]
    needs: str | None = None
    joins: frozenset[str] = frozenset()


_MICRO_MANAGER = frozenset(
    {
        "displaysettings.json",
        "display_and_comments.txt",
        "comments.txt",
        "metadata.txt",
        "acqusitionsettings.txt",
        "acquisitionsettings.txt",
    }
)

KEYED: Final = (
    KeyRule(
        "micro-manager",
        re.compile(r"(?P<key>.*)_mmstack([_.].*)?\.(tiff?|txt|json)"),
        joins=_MICRO_MANAGER,
    ),
    KeyRule(
        "micro-manager",
        re.compile(r"(?P<key>img)_.+\.tiff?"),
        needs="metadata.txt",
        joins=_MICRO_MANAGER,
    ),
)

# --- folders that are one thing --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FolderRule:
    """A folder that is, with all below it, one fileset.

    `ending`    ending of the folder's own name that is enough
    `names`     a file in it that is enough
    `suffixes`  suffix of a file in it that is enough
    `folders`   sub-folders that must be there as well
    `beside`    suffixes, one of which must be among its files as well
    `below`     paths in sub-folders, one of which must be there
    `not_with`  suffixes of files beside which the rule does not count
    """

    format: str
    ending: str | None = None
    names: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    below: tuple[str, ...] = ()
    not_with: frozenset[str] = frozenset()


ZARR_NAMES: Final = frozenset({".zattrs", ".zgroup", ".zarray", ".zmetadata", "zarr.json"})

FOLDERS: Final = (
    FolderRule("ome-zarr", ending=".zarr", names=ZARR_NAMES),
    FolderRule("n5", ending=".n5"),
    FolderRule("ndtiff", names=frozenset({"ndtiff.index"})),
    FolderRule(
        "hcs-harmony",
        names=frozenset({"index.idx.xml", "index.ref.xml", "measurementindex.columbusidx.xml"}),
    ),
    FolderRule(
        "hcs-harmony",
        names=frozenset({"index.xml"}),
        beside=frozenset({".tif", ".tiff"}),
    ),
    FolderRule(
        "hcs-harmony",
        folders=frozenset({"images"}),
        below=("Images/Index.idx.xml", "Images/Index.xml", "Images/Index.ref.xml"),
    ),
    FolderRule("hcs-metaxpress", suffixes=frozenset({".htd"})),
    FolderRule("hcs-flex", suffixes=frozenset({".mea"})),
    FolderRule("hcs-incell", suffixes=frozenset({".xdce"})),
    FolderRule("hcs-cellvoyager", names=frozenset({"measurementdata.mlf"})),
    FolderRule(
        "hcs-scanr",
        names=frozenset({"acquisitionlog.dat", "experiment_descriptor.xml"}),
        folders=frozenset({"data"}),
    ),
    # A project saved straight into a folder of other data must not swallow that data.
    FolderRule(
        "xlef",
        suffixes=frozenset({".xlef"}),
        not_with=frozenset({".czi", ".lif", ".lsm", ".nd2", ".oib", ".oif", ".oir", ".vsi"}),
    ),
)

MARKERS: Final = frozenset[str]().union(*(rule.names for rule in FOLDERS))
"""Every file name that can make a folder one fileset."""

MARKER_SUFFIXES: Final = frozenset(split(name)[1] for name in MARKERS)

# --- what lies beside an image and describes it ----------------------------------------------

COMPANION_SUFFIXES: Final = frozenset(
    {
        ".cfg",
        ".csv",
        ".env",
        ".info",
        ".ini",
        ".json",
        ".lifext",
        ".log",
        ".md",
        ".meta",
        ".metadata",
        ".rtf",
        ".tsv",
        ".txt",
        ".xml",
        ".yaml",
        ".yml",
    }
)

COMPANION_ENDING: Final = re.compile(r"[_\-. ](meta|metadata|info|properties|settings)$")
"""May stand between an image's stem and the companion's suffix: `a_metadata.txt` beside `a.tif`."""

# --- numbered series -------------------------------------------------------------------------

AXIS: Final = re.compile(
    r"(?:^|[^a-z])(?:t|z|c|w|s|f|x|y|xy|ch|tp|time|timepoint|frame|slice|plane|channel|pos|"
    r"position|field|site|tile)[_\-= ]?$"
)
"""What stands before a number that counts time, depth, channel or place, of any width."""

PADDED_WIDTH: Final = 3
"""A bare number counts from this width on if it is zero-padded: `0001` does, `cell1` does not."""

MANY: Final = 10
"""From so many values in a dense row on, any number counts."""

LONGEST_NUMBER: Final = 9
"""Digits; a longer one is a time stamp or an identity."""

# --- left out on purpose ---------------------------------------------------------------------

JUNK_FILES: Final = frozenset(
    {
        "thumbs.db",
        "thumbs.db:encryptable",
        "ehthumbs.db",
        "ehthumbs_vista.db",
        "desktop.ini",
        ".ds_store",
        ".localized",
        ".apdisk",
        ".directory",
        "icon\r",
    }
)
JUNK_BEGINNINGS: Final = ("~$", "._", ".~lock.", ".fuse_hidden", ".nfs0000")
JUNK_FOLDERS: Final = frozenset(
    {
        "$recycle.bin",
        "system volume information",
        ".spotlight-v100",
        ".trashes",
        ".trash",
        ".fseventsd",
        ".temporaryitems",
        ".documentrevisions-v100",
        ".appledouble",
        "__macosx",
        "@eadir",
        "#recycle",
        "lost+found",
    }
)


def is_junk(name: str, *, folder: bool) -> bool:
    """What an operating system or a desktop left there, never a microscope."""
    lower = name.lower()
    if folder:
        return lower in JUNK_FOLDERS
    return lower in JUNK_FILES or lower.startswith(JUNK_BEGINNINGS)


def single_format(name: str) -> str:
    """The format word of a file by its name alone."""
    return SINGLE.get(split(name)[1], PLAIN)


def folder_rule_by_name(name: str) -> FolderRule | None:
    """The rule that takes a folder of this name whole."""
    lower = name.lower()
    for rule in FOLDERS:
        if rule.ending and lower.endswith(rule.ending):
            return rule
    return None


def folder_rules_by_content(
    names: AbstractSet[str], suffixes: AbstractSet[str], folders: AbstractSet[str]
) -> list[FolderRule]:
    """The rules that may take a folder with these contents; `below` is still to be looked at."""
    return [
        rule
        for rule in FOLDERS
        if (rule.below or rule.names & names or rule.suffixes & suffixes)
        and rule.folders <= folders
        and not rule.not_with & suffixes
        and (not rule.beside or rule.beside & suffixes)
    ]


_NEEDS_MEMBERS: Final = frozenset(rule.format for rule in (*SETS, *FOLDERS))
_LOOSE: Final = frozenset(
    {PLAIN, *SINGLE.values(), *SERIES.values(), *(rule.format for rule in KEYED)}
)


def may_split(word: str) -> bool:
    """Whether the files of a set of this format can be read one without the other.

    So it is with numbered series, an image and what describes it, and Micro-Manager's stacks; not
    where a head names its members. A word that stands for both is taken for the latter.
    """
    return word in _LOOSE - _NEEDS_MEMBERS
