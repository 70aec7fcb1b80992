from __future__ import annotations

from datetime import UTC, datetime

from fbi_uploader.drafting.leftover import remainder
from fbi_uploader.drafting.model import REMOVED, UNASSIGNED
from fbi_uploader.drafting.placing import Places
from tests.unit.drafting_tools import worksheet

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_was_in_no_assay_stays_and_nothing_else() -> None:
    sent = worksheet(
        "/in",
        assays=("a",),
        placements={
            "/in": "a",
            "/in/later.czi": UNASSIGNED,
            "/in/not.czi": REMOVED,
            "/in/lost.czi": "gone",  # of an assay that is no longer there: it was not sent
        },
    )
    rest = Places(remainder(sent, NOW))
    places = {name: rest.of(f"/in/{name}.czi") for name in ("sent", "later", "not", "lost")}
    assert places == {"sent": REMOVED, "later": UNASSIGNED, "not": REMOVED, "lost": UNASSIGNED}
