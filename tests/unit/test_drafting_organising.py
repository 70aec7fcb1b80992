from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fbi_uploader.drafting import organising as edit
from fbi_uploader.drafting.history import MOST, History
from fbi_uploader.drafting.model import REMOVED, UNASSIGNED, SheetAssay, SheetStudy, Worksheet
from fbi_uploader.drafting.placing import place_of
from fbi_uploader.errors import Code
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.levels import values_of
from fbi_uploader.isa.model import (
    Assay,
    Investigation,
    MetadataValue,
    ReadFrom,
    Study,
    TemplateDefault,
)
from tests.unit.drafting_tools import row, worksheet

HEADS = ("/d/1/a", "/d/1/b", "/d/2/a", "/d/2/b", "/e/c")


def value(what: str) -> MetadataValue:
    return MetadataValue(value=what)


def tree(sheet: Worksheet) -> dict[str, list[str]]:
    return {study.name: [assay.name for assay in study.assays] for study in sheet.studies}


# -- whatever is done

Edit = Callable[[Worksheet, int], Worksheet]


def _pick(sheet: Worksheet, number: int) -> str:
    ids = [assay.id for _, assay in sheet.assays()]
    return ids[number % len(ids)] if ids else UNASSIGNED


def _pick_study(sheet: Worksheet, number: int) -> str:
    return sheet.studies[number % len(sheet.studies)].id if sheet.studies else ""


def _with_study(sheet: Worksheet, number: int, do: Callable[[str], Worksheet]) -> Worksheet:
    study = _pick_study(sheet, number)
    return do(study) if study else sheet


def _with_assay(sheet: Worksheet, number: int, do: Callable[[str], Worksheet]) -> Worksheet:
    assay = _pick(sheet, number)
    return do(assay) if assay else sheet


def _some(number: int) -> list[str]:
    return [head for place, head in enumerate(HEADS) if number >> place & 1] or [HEADS[0]]


EDITS: dict[str, Edit] = {
    "study": lambda s, _: edit.new_study(s, "Étude"),
    "assay": lambda s, n: _with_study(s, n, lambda one: edit.new_assay(s, one, "Assay")),
    "assign": lambda s, n: edit.assign(s, _some(n), _pick(s, n // 7), HEADS),
    "remove": lambda s, n: edit.remove(s, _some(n), HEADS),
    "restore": lambda s, n: edit.restore(s, _some(n), HEADS),
    "delete": lambda s, n: _with_assay(s, n, lambda one: edit.delete(s, one)),
    "delete study": lambda s, n: _with_study(s, n, lambda one: edit.delete(s, one)),
    "merge": lambda s, n: _with_assay(
        s, n, lambda one: edit.merge_assays(s, one, [_pick(s, n // 3), _pick(s, n // 5)])
    ),
    "merge studies": lambda s, n: _with_study(
        s, n, lambda one: edit.merge_studies(s, one, [_pick_study(s, n // 3)])
    ),
    "move": lambda s, n: _with_assay(
        s, n, lambda one: edit.move_assay(s, one, _pick_study(s, n // 3), n % 3)
    ),
    "join": lambda s, n: edit.join(s, _some(n)),
    "split": lambda s, n: edit.split(s, row(HEADS[n % 5], *HEADS[:2], word="tiff-series")),
    "drop": lambda s, n: edit.drop(s, [f"/{'de'[n % 2]}"]),
    "undrop": lambda s, n: edit.undrop(s, f"/{'de'[n % 2]}"),
    "rename": lambda s, n: _with_assay(s, n, lambda one: edit.rename(s, one, f"name {n % 3}")),
}
edits = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 63)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(edits)
def test_every_fileset_is_in_one_place_and_undo_gives_what_was(done: list[tuple[str, int]]) -> None:
    history = History(worksheet("/d", "/e"))
    before = [history.now]
    for name, number in done:
        history.do(EDITS[name](history.now, number))
        if history.now is not before[-1]:
            before.append(history.now)
        sheet = history.now
        ids = [assay.id for _, assay in sheet.assays()]
        assert len(set(ids)) == len(ids)
        for head in HEADS:
            assert place_of(head, sheet.placements) in {*ids, UNASSIGNED, REMOVED}
        for group in sheet.joined:
            assert len({place_of(head, sheet.placements) for head in group}) == 1
        assert Worksheet.model_validate(sheet.model_dump()) == sheet
    for earlier in reversed(before[:-1]):
        history.undo()
        assert history.now == earlier
    assert not history.can_undo
    for later in before[1:]:
        history.redo()
        assert history.now == later
    assert not history.can_redo


def test_typing_in_one_field_is_one_step() -> None:
    history = History(worksheet())
    for name in ("A", "As", "Ass"):
        history.do(edit.rename(history.now, "a", name), "name:a")
    history.settle()
    history.do(edit.rename(history.now, "a", "Assay"), "name:a")
    history.undo()
    assert tree(history.now) == {"s": ["Ass", "b"]}
    history.undo()
    assert tree(history.now) == {"s": ["a", "b"]}
    history.redo()
    history.do(edit.rename(history.now, "b", "B"))
    assert not history.can_redo


def test_undo_stays_on_the_page_and_is_bounded() -> None:
    history = History(worksheet())
    for number in range(MOST + 5):
        history.do(edit.rename(history.now, "a", f"a{number}"))
    history.replace(edit.go_to(history.now, "check"))
    for _ in range(MOST + 5):
        history.undo()
    assert history.now.step == "check"
    assert tree(history.now) == {"s": ["a4", "b"]}
    history.do(history.now)
    assert history.can_redo


# -- the tree


def test_new_names_do_not_collide() -> None:
    sheet = worksheet(assays=())
    sheet = edit.rename(sheet, "s", "ÉTUDE 1")
    sheet = edit.new_study(sheet, "Étude", "n")
    sheet = edit.new_assay(edit.new_assay(sheet, "n", "Assay"), "n", "Assay")
    assert tree(sheet) == {"ÉTUDE 1": [], "Étude 2": ["Assay 1", "Assay 2"]}


def test_deleted_filesets_are_unassigned_even_below_an_assay_s_folder() -> None:
    sheet = worksheet("/d", placements={"/d": "a", "/d/1": "b", "/d/1/a": "a"})
    sheet = edit.delete(sheet, "b")
    places = [place_of(head, sheet.placements) for head in HEADS[:3]]
    assert places == ["a", UNASSIGNED, "a"]
    assert edit.delete(sheet, "s").placements == {}
    with pytest.raises(KeyError):
        edit.delete(sheet, "b")


def test_merged_assays() -> None:
    first = SheetAssay(id="a", name="A", tags=("x",), metadata={"k": value("a")})
    second = SheetAssay(
        id="b",
        name="B",
        description="B's",
        template="t",
        tags=("x", "y"),
        metadata={"k": value("b"), "l": value("b")},
    )
    studies = (
        SheetStudy(id="s", name="s", assays=(first,)),
        SheetStudy(id="t", name="t", assays=(second,)),
    )
    sheet = worksheet("/d", studies=studies, placements={"/d": "a", "/d/1": "b"})
    sheet = edit.merge_assays(sheet, "a", ["b", "a"])
    assert tree(sheet) == {"s": ["A"], "t": []}
    merged = sheet.assay("a")
    assert merged
    assert merged.metadata == {"k": value("a"), "l": value("b")}
    assert (merged.description, merged.template, merged.tags) == ("B's", "t", ("x", "y"))
    assert sheet.placements == {"/d": "a"}


def test_merged_studies_keep_what_holds_for_their_assays() -> None:
    mouse = SheetStudy(
        id="m",
        name="mouse",
        metadata={"organism": value("mouse"), "sex": value("f")},
        assays=(
            SheetAssay(id="a", name="day"),
            SheetAssay(id="b", name="2", metadata={"sex": value("m")}),
        ),
    )
    rat = SheetStudy(
        id="r",
        name="rat",
        metadata={"organism": value("rat")},
        assays=(SheetAssay(id="c", name="day"),),
    )
    sheet = worksheet(studies=(rat, mouse), placements={"/d": "b"})
    merged = edit.merge_studies(sheet, "r", ["m"])
    assert tree(merged) == {"rat": ["day", "day_2", "2"]}
    assert merged.placements == {"/d": "b"}
    (study,) = merged.studies
    assert study.metadata == {"organism": value("rat")}
    whole = Study(
        name="rat",
        metadata=study.metadata,
        assays=tuple(Assay(name=one.name, metadata=one.metadata) for one in study.assays),
    )
    held = [values_of(Investigation(name="i"), whole, one) for one in whole.assays]
    assert [one["organism"].value for one in held] == ["rat", "mouse", "mouse"]
    assert [one["sex"].value for one in held[1:]] == ["f", "m"]
    empty = edit.new_study(sheet, "New", "n")
    taken = edit.merge_studies(empty, "n", ["m"]).study("n")
    assert taken
    assert taken.metadata == mouse.metadata


def test_moved_assay() -> None:
    sheet = edit.new_assay(edit.new_study(worksheet(), "t", "t"), "t", "x")
    sheet = edit.rename(sheet, "a", "x 1")
    sheet = edit.move_assay(sheet, "a", "t", 0)
    assert tree(sheet) == {"s": ["b"], "t 1": ["x 1_2", "x 1"]}
    assert [one.id for one in edit.move_study(sheet, "t", 0).studies] == ["t", "s"]
    within = edit.move_assay(sheet, "a", "t", 1)
    assert tree(within)["t 1"] == ["x 1", "x 1_2"]


# -- what is said


def test_facts_and_values_of_each_level() -> None:
    sheet = edit.describe_investigation(worksheet(), name="Inv", licence="CC0-1.0")
    sheet = edit.describe_study(sheet, "s", tags=("t",))
    sheet = edit.describe_assay(sheet, "a", template="confocal")
    for id_ in (edit.INVESTIGATION, "s", "a"):
        sheet = edit.set_values(sheet, id_, {"k": value(id_), "gone": value("x")})
        sheet = edit.set_value(sheet, id_, "gone", None)
        assert edit.metadata_of(sheet, id_) == {"k": value(id_)}
    assert sheet.investigation.licence == "CC0-1.0"
    assert sheet.studies[0].tags == ("t",)
    assert edit.set_value(sheet, "a", "k", value("a")) is sheet
    assert edit.describe_study(sheet, "s", tags=("t",)) is sheet
    assert edit.rename(edit.rename(sheet, "", ""), "s", "").studies[0].name == ""
    for wrong in (edit.metadata_of, lambda s, id_: edit.rename(s, id_, "x")):
        with pytest.raises(KeyError):
            wrong(sheet, "nobody")


def test_to_all_assays() -> None:
    read = MetadataValue(value=1, origin=ReadFrom(file="f"))
    sheet = edit.with_metadata(worksheet(), "a", {"k": value("a"), "l": value("a"), "px": read})
    sheet = edit.with_metadata(sheet, "b", {"k": value("b"), "own": value("b")})
    sheet = edit.describe_assay(sheet, "a", template="confocal")
    both = edit.to_all_assays(sheet, "a")
    assert edit.metadata_of(both, "b") == {"k": value("a"), "l": value("a"), "own": value("b")}
    assert [one.template for _, one in both.assays()] == ["confocal", "confocal"]
    one = edit.to_all_assays(sheet, "a", ["l"])
    assert edit.metadata_of(one, "b") == {"k": value("b"), "own": value("b"), "l": value("a")}
    assert [it.template for _, it in one.assays()] == ["confocal", None]
    assert edit.metadata_of(both, "a") == edit.metadata_of(sheet, "a")


def test_as_last_time() -> None:
    def draft(template: str, **metadata: MetadataValue) -> Draft:
        assay = Assay(name="a", template=template, metadata=metadata)
        study = Study(name="s", metadata={"s": value("study")}, assays=(assay,))
        whole = Investigation(name="i", studies=(study,))
        return Draft(node="n", person="p", investigation=whole, sources=((),))

    proposed = MetadataValue(value="d", origin=TemplateDefault(template="t"))
    read = MetadataValue(value="r", origin=ReadFrom(file="f"))
    drafts = [draft("other"), draft("t", k=value("new"), d=proposed, r=read), draft("t", old=read)]
    found = edit.last_metadata(drafts, "t")
    assert found == {"s": value("study"), "k": value("new"), "d": proposed}
    assert edit.last_metadata(drafts, "never") == {}


# -- names while typing


@pytest.mark.parametrize(
    ("name", "strict", "code", "proposal"),
    [
        ("", True, Code.NAME_EMPTY, None),
        ("a:b", False, Code.NAME_FORBIDDEN, "a_b"),
        ("mon étude", True, Code.NAME_SPACE, "mon_étude"),
        ("ASSAY", False, Code.NAME_COLLISION, "ASSAY_2"),
        ("CON", False, Code.NAME_RESERVED, "CON_"),
    ],
)
def test_a_wrong_name_is_told_with_a_safe_one(
    name: str, strict: bool, code: Code, proposal: str | None
) -> None:
    (found,) = edit.problems_of_name(name, investigation=strict, taken=["assay", "b"])
    assert (found.code, found.facts.get("proposal")) == (code, proposal)


def test_a_good_name_is_no_problem() -> None:
    assert edit.problems_of_name("mon étude", taken=["b"]) == ()


# -- what was dropped


def test_dropped_twice_or_inside_is_not_added() -> None:
    sheet = edit.drop(worksheet(), ["/d/1/", "/e/x.czi", "/d/1", "/d/1/a", "/f\udce9"])
    assert sheet.drops == ("/d/1", "/e/x.czi")
    assert edit.drop(sheet, ["/d/1/b"]) is sheet
    assert edit.drop(sheet, ["/d"]).drops == ("/e/x.czi", "/d")
    assert edit.drop(sheet, ["/d/10"]).drops == ("/d/1", "/e/x.czi", "/d/10")


def test_undrop_forgets_what_lies_there() -> None:
    sheet = worksheet(
        "/d",
        "/d2",
        placements={"/d": "a", "/d/1": "b", "/d2": "a"},
        joined=(("/d/1/a", "/d2/x"), ("/d2/y", "/d2/z")),
        split=("/d/1/s", "/d2/s"),
    )
    sheet = edit.undrop(sheet, "/d")
    assert sheet.drops == ("/d2",)
    assert sheet.placements == {"/d2": "a"}
    assert sheet.joined == (("/d2/y", "/d2/z"),)
    assert sheet.split == ("/d2/s",)


def test_split_parts_stay_where_the_set_was() -> None:
    series = row("/d/1/t1", "/d/1/t1", "/d/1/t2", word="tiff-series")
    sheet = worksheet("/d", placements={"/d/1/t1": "a"})
    sheet = edit.split(sheet, series)
    assert sheet.split == ("/d/1/t1", "/d/1/t2")
    assert {place_of(one, sheet.placements) for one in sheet.split} == {"a"}


@pytest.mark.parametrize(
    ("word", "apart"),
    [("tiff-series", True), ("micro-manager", True), ("vsi", False), ("ome-tiff", False)],
)
def test_only_sets_that_can_do_without_are_split(word: str, apart: bool) -> None:
    one = row("/d/a", "/d/a", "/d/b", word=word)
    sheet = worksheet("/d")
    assert edit.may_take_apart(sheet, one) is apart
    assert (edit.split(sheet, one) is not sheet) is apart
    assert not edit.may_take_apart(sheet, row("/d/a", word="tiff-series"))


def test_joined_go_where_the_first_is_and_are_taken_apart_again() -> None:
    sheet = worksheet("/d", placements={"/d/2": "b"})
    sheet = edit.join(sheet, HEADS[1:3])
    sheet = edit.join(sheet, [HEADS[0], HEADS[2]])
    assert sheet.joined == ((HEADS[0], HEADS[1], HEADS[2]),)
    assert {place_of(one, sheet.placements) for one in HEADS[:3]} == {"b"}
    apart = edit.split(sheet, row(HEADS[1]))
    assert apart.joined == ()
    assert edit.join(sheet, HEADS[:1]) is sheet
