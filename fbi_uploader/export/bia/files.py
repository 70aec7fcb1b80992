"""File lists: which files belong to a study component.

Source: https://www.ebi.ac.uk/bioimage-archive/help-file-list

A path is the one below the landing folder: who uploads the investigation's folder to the archive
as it stands has the paths that the lists name.
"""

from __future__ import annotations

from collections.abc import Iterator

from fbi_uploader.export.bia.pagetab import row
from fbi_uploader.export.bia.study import Component
from fbi_uploader.isa.model import Study
from fbi_uploader.report import Report, ReportedFile

_HEAD = ("Files", "Fileset", "Format", "Size in bytes", "SHA-256")


def components(report: Report) -> Iterator[tuple[Study, list[Component]]]:
    """Each study with its assays, as they were published."""
    planned = list(zip(report.draft.assays(), report.assays, strict=True))
    for study in report.draft.investigation.studies:
        own = [(assay, told) for (owner, assay), told in planned if owner is study]
        yield (
            study,
            [
                Component(assay, told.name, told.folder, f"file_list_{number}.tsv")
                for number, (assay, told) in enumerate(own, 1)
            ],
        )


def file_list(report: Report, folder: str) -> Iterator[bytes]:
    """The list of the assay in `folder`, streamed."""
    yield f"{row(*_HEAD)}\n".encode()
    found = False
    for file in report.files():
        path = _below(report, file)
        if path.startswith(f"{folder}/"):
            found = True
            cells = (path, file.fileset, file.format, str(file.size), file.sha256 or "")
            yield f"{row(*cells)}\n".encode()
        elif found:
            return  # they come assay by assay: the rest are others'


def paths(report: Report) -> Iterator[str]:
    """Every path, streamed."""
    return (_below(report, file) for file in report.files())


def _below(report: Report, file: ReportedFile) -> str:
    return file.target.removeprefix(f"{report.landing}/") if report.landing else file.target
