"""The manifest as omero-quay 1.2.0 reads it (schema/manifest-schema.yml, version 0.2).

Written anew from its schema; names and defaults are its own. Unknown keys are refused on both
sides. Only what a submission fills is typed closely: `members`, `images` and `states` are the
import's to fill.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fbi_uploader.isa.model import Frozen

Scheme = Literal["irods", "omero", "file", "smb", "xlsx", "atk"]


class Store(Frozen):
    """One place that holds data; `data_roots` are addresses, with Jinja in them."""

    id: str
    scheme: Scheme | None = None
    host: str | None = None
    resc: str | None = None
    data_roots: tuple[str, ...] = ()
    is_isa: bool | None = None
    post_url: str | None = None


class Provenance(Frozen):
    """A site: its stores, and the ids of those that data pass through."""

    id: str
    ror_ids: tuple[str, ...] = ()
    host: str | None = None
    urls: tuple[str, ...] = ()
    stores: tuple[Store, ...] = ()
    route: tuple[str, ...] = ()


class Pair(Frozen):
    """One line of a map annotation."""

    key: str
    value: str


class Annotation(Frozen):
    """A tag (`value`) or a map (`kv_pairs`)."""

    id: str
    ann_type: Literal["tag_annotation", "map_annotation"]
    namespace: str = "quay"
    urls: tuple[str, ...] = ()
    kv_pairs: tuple[Pair, ...] = ()
    value: str | None = None


class DataLink(Frozen):
    """Where the files of an assay lie."""

    id: str
    owner: str
    srce_url: str
    trgt_url: str | None = None


class Collection(Frozen):
    """What Investigation, Study and Assay have in common."""

    id: str
    name: str
    description: str = ""
    quay_annotations: tuple[str, ...] = ()
    ome_id: int | None = None
    irods_id: int | None = None
    delete: bool = False
    owner: str
    urls: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    datalinks: tuple[DataLink, ...] = ()
    importlinks: tuple[DataLink, ...] = ()
    children: tuple[str, ...] = ()


class Investigation(Collection):
    """An OMERO group, an iRODS group and collection."""

    owners: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    collaborators: tuple[str, ...] = ()
    mode: str | None = None


class Study(Collection):
    """An OMERO Project."""


class Assay(Collection):
    """An OMERO Dataset: the only level that is imported."""

    images: tuple[str, ...] = ()


class Manifest(Frozen):
    """One message, one import."""

    id: str
    name: str | None = None
    description: str | None = None
    quay_annotations: tuple[Annotation, ...] = ()
    ome_id: int | None = None
    irods_id: int | None = None
    delete: bool = False
    provenance: Provenance
    destination: Provenance
    route: tuple[Store, ...] = ()
    manager: str
    members: tuple[str, ...] = ()
    investigations: tuple[Investigation, ...]
    studies: tuple[Study, ...]
    assays: tuple[Assay, ...]
    images: tuple[str, ...] = ()
    error: str | None = None
    step: int = 0
    states: tuple[str, ...] = ()
    schema_version: str = "1.1"
    timestamps: tuple[str, ...] = ()
    type: Literal["Manifest"] = Field(default="Manifest", serialization_alias="@type")
