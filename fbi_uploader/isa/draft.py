"""What a person wants to send, before anything is looked at: a tree, and dropped paths."""

from __future__ import annotations

from collections.abc import Iterator

from fbi_uploader.isa.model import Assay, Frozen, Investigation, Study


class Draft(Frozen):
    """`sources`: for each assay, in the order of the tree, the dropped absolute paths."""

    node: str
    person: str
    investigation: Investigation
    sources: tuple[tuple[str, ...], ...]
    repair_names: bool = False

    def assays(self) -> Iterator[tuple[Study, Assay]]:
        """Every assay with its study, in the order of the tree."""
        for study in self.investigation.studies:
            for assay in study.assays:
                yield study, assay

    def folder(self, study: Study, assay: Assay) -> str:
        """Where the assay lies, below the landing folder."""
        return f"{self.investigation.name}/{study.name}/{assay.name}"
