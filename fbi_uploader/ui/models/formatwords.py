"""Format words of the scan as people know them: the maker and the suffix.

Names of makers and formats are the same in every language; what is said in words is translated.
"""

from __future__ import annotations

from typing import Final

from fbi_uploader.ui.words import translate

_NAMES: Final = {
    "afi": "Aperio AFI",
    "czi": "ZEISS CZI",
    "lsm": "ZEISS LSM",
    "zvi": "ZEISS ZVI",
    "lif": "Leica LIF",
    "lof": "Leica LOF",
    "lei": "Leica LEI",
    "xlef": "Leica XLEF",
    "xlif": "Leica XLIF",
    "scn": "Leica SCN",
    "nd2": "Nikon ND2",
    "nef": "Nikon NEF",
    "vsi": "Olympus VSI",
    "ets": "Olympus ETS",
    "oib": "Olympus OIB",
    "oif": "Olympus OIF",
    "oir": "Olympus OIR",
    "nd": "MetaMorph ND",
    "stk": "MetaMorph STK",
    "micro-manager": "Micro-Manager",
    "ndtiff": "Micro-Manager NDTiff",
    "ome-tiff": "OME-TIFF",
    "ome-xml": "OME-XML",
    "ome-zarr": "OME-Zarr",
    "tiff": "TIFF",
    "jpeg": "JPEG",
    "jpeg-2000": "JPEG 2000",
    "png": "PNG",
    "ims": "Imaris IMS",
    "sld": "SlideBook SLD",
    "sldy": "SlideBook 7",
    "mrxs": "3DHISTECH MRXS",
    "svs": "Aperio SVS",
    "ndpi": "Hamamatsu NDPI",
    "ndpis": "Hamamatsu NDPIS",
    "vms": "Hamamatsu VMS",
    "dcimg": "Hamamatsu DCIMG",
    "qptiff": "Akoya QPTIFF",
    "dv": "DeltaVision DV",
    "r3d": "DeltaVision R3D",
    "msr": "Imspector MSR",
    "obf": "Imspector OBF",
    "spe": "Princeton SPE",
    "dcm": "DICOM",
    "dicom": "DICOM",
    "fits": "FITS",
    "h5": "HDF5",
    "hdf5": "HDF5",
    "nrrd": "NRRD",
    "nii": "NIfTI",
    "dm3": "Gatan DM3",
    "dm4": "Gatan DM4",
    "mrc": "MRC",
    "flex": "Opera FLEX",
    "hcs-harmony": "PerkinElmer Harmony",
    "hcs-metaxpress": "MetaXpress",
    "hcs-flex": "Opera FLEX",
    "hcs-incell": "IN Cell",
    "hcs-cellvoyager": "CellVoyager",
    "hcs-scanr": "Olympus scanR",
    "n5": "N5",
}


def format_name(word: str) -> str:
    """What to call a format; a word that is not in the table is its suffix in capitals."""
    if word == "file":
        return translate("Drop", "Other file")
    if word == "tiff-series":
        return translate("Drop", "TIFF series")
    return _NAMES.get(word) or word.upper()
