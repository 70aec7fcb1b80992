from __future__ import annotations

import pytest

from fbi_uploader.intake.fileset import Names, Unit, arrange, group, whole_folder_rule
from fbi_uploader.intake.model import FoundFile, Stamp


def units(*names: str) -> list[Unit]:
    """Names ending in a slash are folders."""
    files = sorted(name for name in names if not name.endswith("/"))
    folders = sorted(name[:-1] for name in names if name.endswith("/"))
    return list(arrange(Names.of(files, folders)).units)


def sets(*names: str) -> dict[str, tuple[str, set[str]]]:
    """Head -> format and all members, folders with a slash."""
    return {
        unit.head: (unit.format, {*unit.files, *(f"{name}/" for name in unit.folders)})
        for unit in units(*names)
    }


ONE_SET = [
    ("vsi", "a.vsi", ["_a_/"]),
    ("mrxs", "Slide 1.MRXS", ["slide 1/"]),
    ("oif", "a.oif", ["a.oif.files/"]),
    ("oir", "a.oir", ["a_00001", "a_00002"]),
    ("nd", "exp.nd", ["exp_w1DAPI_s1_t1.TIF", "exp_w2GFP_s1_t1.stk", "exp.stk"]),
    ("lei", "a.lei", ["a_Series001_z000_ch00.tif", "a.txt"]),
    ("czi", "a.czi", ["a(1).czi", "a (2).czi", "a(1).czi.xml"]),
    ("czi", "a.czi", ["a.czi.xml", "a.txt", "a_metadata.json"]),
    ("lif", "a.lif", ["a.lifext"]),
    ("ome-tiff", "a.companion.ome", ["a_1.ome.tif", "other.ome.tif"]),
    ("tiff-series", "img_0000.tif", ["img_0001.tif", "img_0002.tif", "img_0000.txt"]),
    ("tiff-series", "img_t001_c1.tif", ["img_t001_c2.tif", "img_t002_c1.tif"]),
    ("tiff-series", "s_C001Z1.tif", ["s_C001Z2.tif"]),
    ("tiff-series", "Image_t0_z00_ch00.tif", ["Image_t0_z01_ch00.tif", "Image_t0_z01_ch01.tif"]),
    ("tiff-series", "frame1.tif", [f"frame{number}.tif" for number in range(2, 13)]),
    ("tiff-series", "Channel1-01-A-01.tif", ["Channel2-01-A-01.tif"]),
    ("ome-tiff", "a_C0.ome.tif", ["a_C1.ome.tif"]),
    (
        "micro-manager",
        "x_1_MMStack_Pos0.ome.tif",
        [
            "x_1_MMStack_Pos0_1.ome.tif",
            "x_1_MMStack_Pos1.ome.tif",
            "x_1_MMStack_Pos0_metadata.txt",
            "DisplaySettings.json",
        ],
    ),
    (
        "micro-manager",
        "img_000000000_DAPI_000.tif",
        ["img_000000000_GFP_000.tif", "img_000000001_DAPI_000.tif", "metadata.txt"],
    ),
]


@pytest.mark.parametrize(("word", "head", "others"), ONE_SET)
def test_what_belongs_together_is_one_fileset(word: str, head: str, others: list[str]) -> None:
    assert sets(head, *others) == {head: (word, {head, *others})}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.czi", "czi"),
        ("a.ND2", "nd2"),
        ("a.lif", "lif"),
        ("a.tif", "tiff"),
        ("a.ome.tif", "ome-tiff"),
        (".ome.tif", "tiff"),
        ("a.b.tif", "tiff"),
        ("notes.docx", "file"),
        ("noending", "file"),
        (".hidden", "file"),
        ("a.raw", "file"),
    ],
)
def test_a_file_alone_has_the_word_of_its_maker(name: str, word: str) -> None:
    assert sets(name) == {name: (word, {name})}


STAYS_APART = [
    ["cell1.tif", "cell2.tif", "cell3.tif"],
    ["20240105.tif", "20240106.tif"],
    ["2024-01-05_a.tif", "2024-01-07_a.tif"],
    ["img_0001.tif", "img_0900.tif"],
    ["20240105101500123.tif", "20240105101500124.tif"],
    ["a_0001.tif", "b_0002.tif"],
    ["a#_0001.tif", "a1_0002.tif"],
    ["a_0001.czi", "a_0002.czi"],
    ["a.czi", "a.lif"],
    ["a.vsi", "b.vsi", "_c_.txt"],
    ["a.nd", "ab_w1.tif"],
    ["readme.txt", "metadata.json"],
]


@pytest.mark.parametrize("names", STAYS_APART)
def test_what_only_looks_alike_stays_apart(names: list[str]) -> None:
    assert set(sets(*names)) == set(names)


def test_series_of_different_days_or_words_are_different_series() -> None:
    found = sets(
        *(f"2024010{day}_img_000{number}.tif" for day in (1, 7) for number in range(3)),
        *(f"x_000{number}_{word}.tif" for word in ("DAPI", "GFP") for number in range(2)),
    )
    assert set(found) == {
        "20240101_img_0000.tif",
        "20240107_img_0000.tif",
        "x_0000_DAPI.tif",
        "x_0000_GFP.tif",
    }
    assert all(len(members) in (2, 3) for _, members in found.values())


def test_the_longest_stem_takes_a_member() -> None:
    found = sets("a.nd", "a_b.nd", "a_b_w1.tif", "a_w1.tif")
    assert found["a_b.nd"][1] == {"a_b.nd", "a_b_w1.tif"}
    assert found["a.nd"][1] == {"a.nd", "a_w1.tif"}


def test_two_micro_manager_sets_share_no_settings() -> None:
    found = sets("a_MMStack_Pos0.ome.tif", "b_MMStack_Pos0.ome.tif", "DisplaySettings.json")
    assert len(found) == 3


def test_two_companions_take_only_what_bears_their_stem() -> None:
    found = sets("a.companion.ome", "b.companion.ome", "a_1.ome.tif", "c.ome.tif")
    assert found["a.companion.ome"][1] == {"a.companion.ome", "a_1.ome.tif"}
    assert found["c.ome.tif"][1] == {"c.ome.tif"}


def test_a_companion_goes_to_one_image_only() -> None:
    found = sets("a.czi", "a.tif", "a.xml", "a.tif.txt")
    assert found["a.czi"][1] == {"a.czi", "a.xml"}
    assert found["a.tif"][1] == {"a.tif", "a.tif.txt"}


def test_a_missing_folder_is_named() -> None:
    assert [unit.missing for unit in units("Ab.vsi")] == ["_Ab_"]
    assert [unit.missing for unit in units("Ab.oif", "ab.OIF.files/")] == [None]


def test_a_folder_belongs_to_one_head() -> None:
    first, second = units("a.MRXS", "a.mrxs", "a/")
    assert (first.folders, second.folders) == (["a"], [])
    assert second.missing == "a"


def test_a_zarr_folder_is_one_fileset_and_others_are_walked() -> None:
    arranged = arrange(Names.of([], ["plain", "x.ome.zarr", "y.ZARR"]))
    assert [(unit.head, unit.format) for unit in arranged.units] == [
        ("x.ome.zarr", "ome-zarr"),
        ("y.ZARR", "ome-zarr"),
    ]
    assert list(arranged.folders) == ["plain"]


@pytest.mark.parametrize(
    ("files", "folders", "below", "word"),
    [
        ([".zattrs"], ["0"], None, "ome-zarr"),
        (["zarr.json"], [], None, "ome-zarr"),
        (["Index.idx.xml"], [], None, "hcs-harmony"),
        (["Index.xml", "r01c01.tiff"], [], None, "hcs-harmony"),
        (["Index.xml"], [], None, None),
        ([], ["Images", "Assaylayout"], "Images/Index.idx.xml", "hcs-harmony"),
        ([], ["Images"], None, None),
        (["Plate.HTD"], ["TimePoint_1"], None, "hcs-metaxpress"),
        (["a.mea"], [], None, "hcs-flex"),
        (["AcquisitionLog.dat"], ["data"], None, "hcs-scanr"),
        (["AcquisitionLog.dat"], [], None, None),
        (["p.xlef"], ["Metadata"], None, "xlef"),
        (["p.xlef", "other.czi"], [], None, None),
        (["a.czi"], ["b"], None, None),
        ([], [], None, None),
    ],
)
def test_folders_that_are_one_thing(
    files: list[str], folders: list[str], below: str | None, word: str | None
) -> None:
    rule = whole_folder_rule(Names.of(files, folders), lambda path: path == below)
    assert (rule.format if rule else None) == word


def found(path: str, relative: str, fileset: str, word: str, size: int) -> FoundFile:
    return FoundFile(path, relative, Stamp(size, 0, 1, 1), fileset, word, alone=False)


def test_group_makes_filesets_of_a_scans_files() -> None:
    files = [
        found("/d/x/a.vsi", "x/a.vsi", "x/a.vsi", "vsi", 3),
        found("/d/x/_a_/f.ets", "x/_a_/f.ets", "x/a.vsi", "vsi", 4),
        found("/d/x/b.czi", "x/b.czi", "x/b.czi", "czi", 5),
        found("/e/x/b.czi", "x/b.czi", "x/b.czi", "czi", 6),
    ]
    grouped = group(files)
    assert [(each.name, each.format, each.head, each.size) for each in grouped] == [
        ("a.vsi", "vsi", "x/a.vsi", 7),
        ("b.czi", "czi", "x/b.czi", 5),
        ("b.czi", "czi", "x/b.czi", 6),
    ]
    assert grouped[0].files == tuple(files[:2])
