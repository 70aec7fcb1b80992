"""What a person wants to send, before anything is looked at: a tree, and dropped paths."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from fbi_uploader.isa.model import Assay, Frozen, Investigation, ReadFrom, Study


class LeftOut(Frozen):
    """A fileset that an assay went without: `place` of the assay, `paths` to drop it by.

    `fileset` is the head's path as the scan gives it, `assay` the new name that it is kept under.
    """

    place: int
    assay: str
    fileset: str
    paths: tuple[str, ...]


def left_out_paths(left_out: Iterable[LeftOut]) -> frozenset[str]:
    """Their paths, to ask `lies_in` with."""
    return frozenset(path for one in left_out for path in one.paths)


def lies_in(path: str, paths: frozenset[str]) -> bool:
    """Whether `path` is one of `paths`, or lies below one."""
    while path not in paths:
        above = os.path.dirname(path)
        if above == path:
            return False
        path = above
    return True


class Draft(Frozen):
    """`sources`: for each assay, in the order of the tree, the dropped absolute paths.

    `left_out`: what lies there and is not sent with its assay, because the person said so.
    `joined`, `split`: which filesets are one and which are not, by the absolute paths of their
    heads or members (`intake.regroup`).
    """

    node: str
    person: str
    investigation: Investigation
    sources: tuple[tuple[str, ...], ...]
    repair_names: bool = False
    left_out: tuple[LeftOut, ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()
    split: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _sources_fit(self) -> Self:
        # It may come from an order file or over the wire: what does not fit would be left out.
        if len(self.sources) != sum(1 for _ in self.assays()):
            raise PydanticCustomError("sources_count", "one list of paths for each assay")
        if any(
            "\0" in path for paths in (*self.sources, *self.joined, self.split) for path in paths
        ):
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

    def left(self, one: LeftOut) -> Draft:
        """The draft of what was left out: the same tree down to one new assay.

        Values that were read from images stay behind: they speak of others than these.
        """
        study, assay = list(self.assays())[one.place]
        typed = {
            key: it for key, it in assay.metadata.items() if not isinstance(it.origin, ReadFrom)
        }
        alone = assay.model_copy(update={"name": one.assay, "metadata": typed})
        studies = (study.model_copy(update={"assays": (alone,)}),)
        investigation = self.investigation.model_copy(update={"studies": studies})
        return Draft(
            node=self.node,
            person=self.person,
            investigation=investigation,
            sources=(one.paths,),
            repair_names=self.repair_names,
            joined=self.joined,
            split=self.split,
        )
