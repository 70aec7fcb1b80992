"""What stays a draft when the rest of a worksheet was sent."""

from __future__ import annotations

from datetime import datetime

from fbi_uploader.drafting.model import REMOVED, UNASSIGNED, Worksheet, new_worksheet
from fbi_uploader.drafting.placing import Places


def remainder(sent: Worksheet, now: datetime) -> Worksheet:
    """A new worksheet with what was in no assay: what was sent counts as removed there.

    The investigation and its values are kept, and none of its studies: an assay is sent once, and
    the import never sees files that are added to it later (INTEROP 4).
    """
    # What is in an assay that is no longer there was not sent either.
    stays = {path: held == UNASSIGNED for path, held in Places(sent).own.items()}
    placements = {path: UNASSIGNED if unsent else REMOVED for path, unsent in stays.items()}
    return new_worksheet(sent.person, sent.node, now).model_copy(
        update={
            "drops": sent.drops,
            "placements": placements,
            "joined": sent.joined,
            "split": sent.split,
            "investigation": sent.investigation,
            "investigation_metadata": sent.investigation_metadata,
            "repair_names": sent.repair_names,
            "step": "organise",
        }
    )
