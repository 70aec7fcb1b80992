"""The columns of the workbook's three sheets (INTEROP 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

NODE_KEYS = (
    "Specimen Sample Preparation",
    "Specimen Growth Protocol",
    "Organism Scientific Name",
    "Organism Common Name",
    "Organism Ncbi Taxon",
    "Biosample Biological Entity",
    "Organism Description",
    "Intrinsic Variables",
    "Extrinsic Variables",
    "Experimental Variables",
    "Imaging Method Value",
    "Imaging Method Ontology Name",
    "Imaging Method Ontology Id",
    "Imaging Instrument",
    "Image Acquisition Parameters",
    "Image Analysis Overview",
    "Image Correlation Spatial And Temporal Alignment",
    "ImageCorrelation Fiducials Used",
    "Image Correlation Transformation Matrix",
)
"""omero-quay 1.2.0, core/quay.yml `excel.keys`. The parser wants a column for each of them."""

INVESTIGATION = (
    *("name", "description", "manager", "owners", "contributors", "collaborators"),
    *("provenance", "destination"),
)
STUDY = ("parent", "name", "owner", "description", "tags")
ASSAY = ("parent", "name", "owner", "description", "path", "tags")
SHEETS: Mapping[str, tuple[str, ...]] = {
    "Investigation": INVESTIGATION,
    "Study": STUDY,
    "Assay": ASSAY,
}


def all_keys(given: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The node's keys, then those that templates of a facility add, each once.

    Two columns of one name would be one for the parser, so a key that is called like a column of
    ours has none.
    """
    more = (key for keys in given for key in keys if key not in ASSAY)
    return tuple(dict.fromkeys((*NODE_KEYS, *more)))
