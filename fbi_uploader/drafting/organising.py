"""Every edit of a worksheet, from one place: each is a function Worksheet -> Worksheet.

They give the same worksheet when nothing changes, and raise KeyError for an id that is not there.
`tree` has those of studies and assays, `describing` those of facts and values, `dropping` those of
what was dropped, `placing.assign` puts filesets into assays.
"""

from __future__ import annotations

from fbi_uploader.drafting.describing import (
    INVESTIGATION,
    describe_assay,
    describe_investigation,
    describe_study,
    go_to,
    last_metadata,
    metadata_of,
    own_values,
    rename,
    repair_names,
    set_value,
    set_values,
    to_all_assays,
    with_metadata,
)
from fbi_uploader.drafting.dropping import (
    drop,
    join,
    may_take_apart,
    remove,
    restore,
    split,
    undrop,
)
from fbi_uploader.drafting.naming import free_name, problems_of_name, safe_name
from fbi_uploader.drafting.placing import assign
from fbi_uploader.drafting.tree import (
    delete,
    merge_assays,
    merge_studies,
    move_assay,
    move_study,
    new_assay,
    new_study,
)

__all__ = [
    "INVESTIGATION",
    "assign",
    "delete",
    "describe_assay",
    "describe_investigation",
    "describe_study",
    "drop",
    "free_name",
    "go_to",
    "join",
    "last_metadata",
    "may_take_apart",
    "merge_assays",
    "merge_studies",
    "metadata_of",
    "move_assay",
    "move_study",
    "new_assay",
    "new_study",
    "own_values",
    "problems_of_name",
    "remove",
    "rename",
    "repair_names",
    "restore",
    "safe_name",
    "set_value",
    "set_values",
    "split",
    "to_all_assays",
    "undrop",
    "with_metadata",
]
