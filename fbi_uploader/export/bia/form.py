"""What the BioImage Archive asks: its sections, their attributes, and which of them it requires.

Source: the archive's own form, template `BioImages.v5` of github.com/EBIBioStudies/submission-tool
(commit 8a0331c, 2026-08-17); names on the left are REMBI's, as templates map to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

TEMPLATE = "BioImages.v5"
COLLECTION = "BioImages"
SHORTEST_TITLE = 25  # characters
UNSAFE_PATH = re.compile(r"[^a-zA-Z0-9!\-_.*'()/ ]| {2,}")
"""Signs in paths that its upload replaces (`nonSafePathRegex` of the same tool)."""


class Asked(NamedTuple):
    """An attribute of a section."""

    name: str
    required: bool = False
    several: bool = False


STUDY: Mapping[str, Asked] = {
    "title": Asked("Title", required=True),
    "private_until_date": Asked("ReleaseDate", required=True),
    "description": Asked("Description", required=True),
    "keywords": Asked("Keywords", required=True, several=True),
    "acknowledgements": Asked("Acknowledgements"),
    "license": Asked("License", required=True),
    "funding.funding_statement": Asked("Funding statement"),
}
COMPONENT: Mapping[str, Asked] = {
    "name": Asked("Name", required=True),
    "description": Asked("Description", required=True),
}


class Module(NamedTuple):
    """A module of REMBI that study components refer to. One that is not required may be absent."""

    rembi: str
    section: str
    required: bool
    asked: Mapping[str, Asked]


MODULES = (
    Module(
        "Biosample",
        "Biosample",
        required=True,
        asked={
            "organism": Asked("Organism", required=True),
            "description": Asked("Description"),
            "biological_entity": Asked("Biological entity", required=True),
            "experimental_variables": Asked("Experimental variable"),
            "extrinsic_variables": Asked("Extrinsic variable"),
            "intrinsic_variables": Asked("Intrinsic variable"),
        },
    ),
    Module(
        "Specimen",
        "Specimen",
        required=True,
        asked={
            "sample_preparation": Asked("Sample preparation protocol", required=True),
            "growth_protocol": Asked("Growth protocol"),
        },
    ),
    Module(
        "ImageAcquisition",
        "Image acquisition",
        required=True,
        asked={
            "imaging_instrument": Asked("Imaging instrument", required=True),
            "image_acquisition_parameters": Asked("Image acquisition parameters", required=True),
            "imaging_method": Asked("Imaging method", required=True),
        },
    ),
    Module(
        "ImageCorrelation",
        "Image correlation",
        required=False,
        asked={
            "fiducials_used": Asked("Fiducials used"),
            "spatial_and_temporal_alignment": Asked(
                "Spatial and temporal alignment", required=True
            ),
            "transformation_matrix": Asked("Transformation matrix"),
        },
    ),
    Module(
        "ImageAnalysis",
        "Image analysis",
        required=False,
        asked={"analysis_overview": Asked("Image analysis overview", required=True)},
    ),
)

AUTHOR = (
    Asked("Name", required=True),
    Asked("E-mail", required=True),
    Asked("affiliation", required=True),
)

LICENCES = {
    "CC0-1.0": ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/legalcode"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/legalcode"),
}
"""By SPDX id: the name that the archive gives it, and the text. It takes no other licence."""
