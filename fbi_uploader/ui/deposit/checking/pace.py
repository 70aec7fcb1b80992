"""How fast data went to a node the last time, from the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fbi_uploader.app import App

_ENOUGH = 1 << 20  # bytes; fewer say nothing about a rate
_LOOKED_AT = 20


def last_rate(app: App, node: str) -> float | None:
    """Bytes/s of the newest submission to `node` that arrived, from its first byte to its last."""
    from fbi_uploader.transfer.journal import records  # noqa: PLC0415 - in a worker thread
    from fbi_uploader.transfer.stages import ARRIVED, Stage  # noqa: PLC0415

    if not app.home.journal.exists():
        return None
    journal = app.journal(read_only=True)
    try:
        rows = [row for row in records.submissions(journal) if row.node == node]
        for row in list(reversed(rows))[:_LOOKED_AT]:
            if row.stage not in ARRIVED:
                continue
            sent = sum(assay.bytes for assay in records.assays(journal, row.id))
            times = {one.stage: one.at for one in records.history(journal, row.id)}
            begin, end = times.get(Stage.SENDING), times.get(Stage.PUBLISHED)
            took = (end - begin).total_seconds() if begin and end else 0.0
            if sent >= _ENOUGH and took > 0:
                return sent / took
        return None
    finally:
        journal.close()
