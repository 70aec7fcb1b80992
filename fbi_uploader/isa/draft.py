"""What a person wants to send, before anything is looked at: a tree, and dropped paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from fbi_uploader.isa.model import Assay, Frozen, Investigation, Study


class Draft(Frozen):
    """`sources`: for each assay, in the order of the tree, the dropped absolute paths."""

    node: str
    person: str
    investigation: Investigation
    sources: tuple[tuple[str, ...], ...]
    repair_names: bool = False

    @model_validator(mode="after")
    def _sources_fit(self) -> Self:
        # It may come from an order file or over the wire: what does not fit would be left out.
        if len(self.sources) != sum(1 for _ in self.assays()):
            raise PydanticCustomError("sources_count", "one list of paths for each assay")
        if any("\0" in path for paths in self.sources for path in paths):
            raise PydanticCustomError("not_a_path", "no path has a NUL in it")
        return self

    def assays(self) -> Iterator[tuple[Study, Assay]]:
        """Every assay with its study, in the order of the tree."""
        for study in self.investigation.studies:
            for assay in study.assays:
                yield study, assay

    def folder(self, study: Study, assay: Assay) -> str:
        """Where the assay lies, below the landing folder."""
        return f"{self.investigation.name}/{study.name}/{assay.name}"
