"""The manifest: one JSON message that starts one import (INTEROP 2, 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fbi_uploader.export.quay.ids import Ids
from fbi_uploader.export.quay.model import (
    Annotation,
    Assay,
    DataLink,
    Investigation,
    Manifest,
    Pair,
    Study,
)
from fbi_uploader.export.quay.places import Places
from fbi_uploader.export.quay.tree import AssayRow, StudyRow, Tree

_PIECE = 1 << 20  # characters


def manifest_of(tree: Tree, places: Places, ids: Ids, at: str) -> Manifest:
    """The manifest of a submission; `at` is the time that it was made, in ISO 8601."""
    made = ids.next("man")
    below = _Below(tree, places, ids, ids.next("inv"))
    for study in tree.studies:
        below.add(study)
    investigation = Investigation(
        id=below.above,
        name=tree.name,
        description=tree.description,
        owner=tree.owners[0],
        owners=tree.owners,
        contributors=tree.contributors,
        collaborators=tree.collaborators,
        children=tuple(one.id for one in below.studies),
    )
    return Manifest(
        id=made,
        provenance=places.provenance,
        destination=places.destination,
        route=places.route,
        manager=tree.manager,
        investigations=(investigation,),
        studies=tuple(below.studies),
        assays=tuple(below.assays),
        quay_annotations=tuple(below.annotations),
        timestamps=(at,),
    )


def manifest_json(manifest: Manifest) -> Iterator[bytes]:
    """As the import service has to get it.

    Never with the word "Error" in it: its HTTP client takes an answer with that word for a
    failure, and the service answers with what it was sent (clients/http.py, core/http_handler.py).
    """
    text = manifest.model_dump_json(by_alias=True, indent=1)
    safe = text.replace("Error", "\\u0045rror")
    for start in range(0, len(safe), _PIECE):
        yield safe[start : start + _PIECE].encode()


@dataclass(slots=True)
class _Below:
    """Collects what is below the investigation `above`."""

    tree: Tree
    places: Places
    ids: Ids
    above: str
    studies: list[Study] = field(default_factory=list)
    assays: list[Assay] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)

    def add(self, row: StudyRow) -> None:
        """A study, with its assays."""
        own = self.ids.next("stu")
        tags = self._tags(row.tags)
        children = tuple(self._assay(assay, own) for assay in row.assays)
        self.studies.append(
            Study(
                id=own,
                name=row.name,
                description=row.description,
                owner=self.tree.owner,
                parents=(self.above,),
                children=children,
                quay_annotations=tags,
            )
        )

    def _assay(self, row: AssayRow, study: str) -> str:
        own = self.ids.next("ass")
        link = DataLink(
            id=self.ids.next("imp"),
            owner=self.tree.manager,
            srce_url=self.places.url(row.folder),
        )
        self.assays.append(
            Assay(
                id=own,
                name=row.name,
                description=row.description,
                owner=self.tree.owner,
                parents=(study,),
                importlinks=(link,),
                quay_annotations=(*self._pairs(row), *self._tags(row.tags)),
            )
        )
        return own

    def _pairs(self, row: AssayRow) -> tuple[str, ...]:
        # An annotation without a single value makes the import's RO-Crate end in a comma too many
        # (templates/annotation.json.j2), and says nothing.
        if not any(row.pairs.values()):
            return ()
        pairs = tuple(Pair(key=key, value=text) for key, text in row.pairs.items())
        own = self.ids.next("ann")
        self.annotations.append(Annotation(id=own, ann_type="map_annotation", kv_pairs=pairs))
        return (own,)

    def _tags(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        made = [
            Annotation(id=self.ids.next("ann"), ann_type="tag_annotation", value=tag)
            for tag in tags
        ]
        self.annotations += made
        return tuple(one.id for one in made)
