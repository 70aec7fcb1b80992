"""ISA-Tab and ISA-JSON: what a submission was made of, and every file with its checksums.

`content` is what both say, `collect` takes it out of a report, `sheets`, `investigation` and
`isajson` write it, file by file and without isatools, whose own writer takes time with the square
of the filesets, leaves out columns that the longest path lacks, gives other ids each time and needs
a NumPy of its own. isatools judges what was written, in a child process (`check`, `judge`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fbi_uploader.export.context import Context, Exported
    from fbi_uploader.report import Report

# Nothing is loaded before it is asked for: `judge` is started by a Python that has isatools and
# nothing of what the program needs.


def tables(report: Report, context: Context) -> Iterator[Exported]:
    """ISA-Tab: see `exporting.tables`."""
    from fbi_uploader.export.isatab import exporting  # noqa: PLC0415

    return exporting.tables(report, context)


def document(report: Report, context: Context) -> Iterator[Exported]:
    """ISA-JSON: see `exporting.document`."""
    from fbi_uploader.export.isatab import exporting  # noqa: PLC0415

    return exporting.document(report, context)
