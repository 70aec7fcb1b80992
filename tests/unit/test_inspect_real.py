"""Real files of four vendors: every expected value was read in the file by other means.

CZI and LIF: in their XML; ND2: NIS-Elements' own text; TIFF: its tags.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nd2
import numpy as np
import pytest
from PIL import Image as Pillow

from fbi_uploader.intake.inspect import nikon
from fbi_uploader.intake.inspect.inspector import Inspector
from fbi_uploader.intake.inspect.model import Image, Length

COMMAND = (sys.executable, "-m", "fbi_uploader.intake.inspect.child")
LEICA_OBJECTIVE = "HC PL APO CS2 63x/1.30 GLYC"
LEICA_INSTRUMENT = "TCS SP8, DMI6000B-CS"


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector(60, command=COMMAND) as one:
        yield one


@pytest.fixture
def microscopy(shared: Path) -> Path:
    return shared / "microscopy"


def sizes(**axes: float) -> dict[str, Length]:
    return {axis: Length(size, "µm") for axis, size in axes.items()}


def rounded(image: Image) -> Image:
    """Sizes to a femtometre: the order of arithmetic is nobody's business."""
    return replace(
        image,
        pixel_size={
            axis: Length(round(one.value, 9), one.unit) for axis, one in image.pixel_size.items()
        },
    )


def leica(name: str, dimensions: dict[str, int], acquired: str, **pixel: float) -> Image:
    return Image(
        name=name,
        dimensions={"T": 1, "C": 1, "Z": 1, "Y": 1, "X": 1} | dimensions,
        channels=("Green", "Red")[: dimensions.get("C", 1)],
        pixel_size=sizes(**pixel),
        objective=LEICA_OBJECTIVE,
        instrument=LEICA_INSTRUMENT,
        acquired=acquired,
        pixel_type="uint8",
    )


SWEEP_PIXEL = {"X": 6.603309 / 63, "Y": 6.603309 / 63}
EXPECTED: dict[str, tuple[str, tuple[Image, ...]]] = {
    # the XML's AcquisitionDateAndTime 2016-02-12T09:41:02.4915604Z; Distance Values in metres
    "CD_s_1_t_3_c_2_z_5.czi": (
        "czi",
        (
            Image(
                name=None,
                dimensions={"T": 3, "C": 2, "Z": 5, "Y": 170, "X": 240},
                channels=("LED555", "LED470"),
                pixel_size=sizes(X=0.090576674152210312, Y=0.090576674152210312, Z=0.32),
                objective="Plan-Apochromat 50x/1.2",
                instrument="Castor.Stand",
                acquired="2016-02-12T09:41:02.491560+00:00",
                pixel_type="uint16",
            ),
        ),
    ),
    "s_1_t_1_c_1_z_1.czi": (
        "czi",
        (
            Image(
                name=None,
                dimensions={"T": 1, "C": 1, "Z": 1, "Y": 325, "X": 475},
                channels=("Bright",),
                pixel_size=sizes(X=1.0833333333333333, Y=1.0833333333333333),
                objective="Plan-Apochromat 20x/0.8 M27",
                instrument="Axio Observer.Z1 / 7",
                acquired="2019-06-27T18:33:40.619371+00:00",
                pixel_type="uint16",
            ),
        ),
    ),
    # four tiles of 256 x 256 with 2 columns of overlap; it only says when the document was made
    "tiles_z.czi": (
        "czi",
        (
            Image(
                name=None,
                dimensions={"T": 1, "C": 2, "Z": 2, "Y": 512, "X": 510},
                channels=("Ch1", "T PMT"),
                pixel_size=sizes(X=0.83026582096383912, Y=0.83026582096383912, Z=4.0),
                objective="C-Apochromat 40x/1.2 W Korr FCS M27",
                instrument="LSM 880 IndiMo, AxioObserver",
                acquired=None,
                pixel_type="uint8",
            ),
        ),
    ),
    # text: "18/06/2014  15:55:27" in France, two hours ahead of UTC; "Step 0.5 µm"
    "cluster.nd2": (
        "nd2",
        (
            Image(
                name=None,
                dimensions={"T": 3, "C": 2, "Z": 10, "Y": 31, "X": 38},
                channels=("5-FAM/pH 9.0", "FM 4-64/2% CHAPS"),
                pixel_size=sizes(X=0.16780898323268245, Y=0.16780898323268245, Z=0.5),
                objective="Plan Apo λ 60x",
                instrument="Ti Microscope",
                acquired="2014-06-18T13:55:23.837+00:00",
                pixel_type="uint16",
            ),
        ),
    ),
    # saved by Photoshop: 72 dpi and the date say nothing of the sample
    "Channel1-01-A-01.tif": (
        "tiff",
        (
            Image(
                name=None,
                dimensions={"T": 1, "C": 1, "Z": 1, "Y": 640, "X": 640},
                pixel_type="uint8",
            ),
        ),
    ),
    "xz-example.lif": (
        "lif",
        (
            leica(
                "xzt",
                {"T": 20, "C": 2, "Z": 128, "X": 128},
                "2021-03-04T16:39:17.951+00:00",
                X=17.81554 / 127,
                Z=17.8154 / 127,
            ),
            leica(
                "xzy",
                {"C": 2, "Z": 128, "Y": 23, "X": 128},
                "2021-03-04T16:40:26.961+00:00",
                X=17.81554 / 127,
                Y=5.039354 / 22,
                Z=17.8154 / 127,
            ),
            leica(
                "xz",
                {"C": 2, "Z": 512, "X": 512},
                "2021-03-04T16:42:50.247+00:00",
                X=52.47828 / 511,
                Z=52.47841 / 511,
            ),
        ),
    ),
    "LeicaLASX_wavelength-sweep_example.lif": (
        "lif",
        (
            leica(
                "x_y_lambdaEmi",
                {"Y": 64, "X": 64, "λ": 20},
                "2021-01-29T14:33:36.935+00:00",
                **SWEEP_PIXEL,
            ),
            leica(
                "x_y_lambdaExc",
                {"Y": 64, "X": 64, "Λ": 15},
                "2021-01-29T14:38:05.825+00:00",
                **SWEEP_PIXEL,
            ),
            leica(
                "x_y_z_t_lambdaEmi",
                {"T": 2, "Z": 11, "Y": 64, "X": 64, "λ": 10},
                "2021-01-29T14:43:39.392+00:00",
                Z=5.002027 / 10,
                **SWEEP_PIXEL,
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_real_file_says_what_its_own_metadata_says(
    inspector: Inspector, microscopy: Path, name: str
) -> None:
    word, images = EXPECTED[name]
    found = inspector.inspect(str(microscopy / name))
    assert found.format == word
    assert found.left_out == 0
    assert [rounded(one) for one in found.images] == [rounded(one) for one in images]


@pytest.mark.parametrize(
    ("name", "size", "mode", "brightest"),
    [
        ("CD_s_1_t_3_c_2_z_5.czi", (240, 170), "RGB", 255),
        ("s_1_t_1_c_1_z_1.czi", (256, 175), "L", 200),
        ("tiles_z.czi", (255, 256), "RGB", 50),  # all but empty: one grey value in 3,000 pixels
        ("cluster.nd2", (38, 31), "RGB", 255),
        ("xz-example.lif", (128, 128), "RGB", 255),
        ("LeicaLASX_wavelength-sweep_example.lif", (64, 64), "L", 255),
        ("Channel1-01-A-01.tif", (256, 256), "RGB", 240),
    ],
)
def test_thumbnail(
    inspector: Inspector,
    microscopy: Path,
    name: str,
    size: tuple[int, int],
    mode: str,
    brightest: int,
) -> None:
    drawn = inspector.thumbnail(str(microscopy / name))
    assert drawn is not None
    with Pillow.open(io.BytesIO(drawn)) as image:
        pixels = np.asarray(image)
        assert (image.format, image.size, image.mode) == ("PNG", size, mode)
    assert pixels.max() >= brightest
    assert pixels.min() < 30


def test_thumbnail_shows_the_middle_plane_and_each_channel_in_its_colour(
    inspector: Inspector, microscopy: Path
) -> None:
    path = microscopy / "CD_s_1_t_3_c_2_z_5.czi"
    drawn = inspector.thumbnail(str(path))
    assert drawn is not None
    with Pillow.open(io.BytesIO(drawn)) as image:
        shown = np.asarray(image).astype(float)
    whole = importlib.import_module("czifile").imread(str(path))
    first, second = whole[0, 0, :, 2, :, :, 0]  # B, T 0, both channels, Z 2 of 5, Y, X, sample
    assert np.corrcoef(shown[..., 1].ravel(), first.ravel())[0, 1] > 0.95
    assert np.corrcoef(shown[..., 0].ravel(), second.ravel())[0, 1] > 0.95


def test_axis_that_nikon_did_not_calibrate_has_no_pixel_size(microscopy: Path) -> None:
    with nd2.ND2File(microscopy / "cluster.nd2") as file:
        metadata = file.metadata
    assert isinstance(metadata, nd2.structures.Metadata)
    channel = (metadata.channels or [])[0]
    volume = replace(channel.volume, axesCalibrated=(True, True, False))
    found = nikon._pixel_size(replace(channel, volume=volume))
    assert found.keys() == {"X", "Y"}
