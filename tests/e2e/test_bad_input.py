"""What people really drop: every file is sent whole, or refused in plain sight."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.e2e.running import Ended, Pc, contents, object_of, objects, put

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")

NFC = "étude ñ.tif"
NFD = unicodedata.normalize("NFD", NFC)

BAD_NAMES = [
    ("l'embryon.tif", "name_forbidden", "l_embryon.tif"),
    ('the "good" one.tif', "name_forbidden", "the _good_ one.tif"),
    ("a:b*c?<d>|e\\f.tif", "name_forbidden", "a_b_c__d__e_f.tif"),
    ("line\nbreak.tif", "name_forbidden", "line_break.tif"),
    ("cell.", "name_trailing", "cell"),
    ("cell.tif ", "name_trailing", "cell.tif"),
    ("CON.tif", "name_reserved", "CON_.tif"),
    ("com1", "name_reserved", "com1_"),
]


def refused(pc: Pc, done: Ended) -> set[str]:
    """A refused plan leaves nothing anywhere; its codes."""
    assert done.code == 4, (done.out, done.err)
    assert contents(pc.landing) == {}
    assert objects(pc.run("status", "--json").json()["submissions"]) == []
    return {
        str(one["code"])
        for one in objects(done.json()["problems"])
        if one["severity"] == "blocking"
    }


@pytest.mark.parametrize(("name", "code", "repaired"), BAD_NAMES)
def test_a_refused_name_is_told_with_a_better_one(
    pc: Pc, name: str, code: str, repaired: str
) -> None:
    source = put(pc.data / "in" / name, b"cell")
    done = pc.deposit([source])
    assert refused(pc, done) == {code}
    [problem] = objects(done.json()["problems"])
    assert object_of(problem["facts"])["proposal"] == repaired
    words = pc.run("deposit", pc.deposit_file([source]))
    assert words.code == 4
    assert repaired in words.err


@pytest.mark.parametrize(("name", "code", "repaired"), BAD_NAMES)
def test_a_name_is_repaired_on_request_and_the_original_is_kept(
    pc: Pc, name: str, code: str, repaired: str
) -> None:
    folder = pc.data / "in"
    put(folder / name, b"cell")
    done = pc.deposit([folder], "--repair-names")
    assert done.code == 0, (done.out, done.err)
    assert contents(pc.published()) == {f"in/{repaired}": b"cell"}
    [file] = objects(pc.receipt(done.submission)["files"])
    assert (file["source"], file["original"]) == (str(folder / name), f"in/{name}")


@pytest.mark.parametrize("words", [(), ("--repair-names",)])
def test_a_refused_name_in_a_set_is_never_repaired(pc: Pc, words: tuple[str, ...]) -> None:
    folder = pc.data / "in"
    put(folder / "l'embryon.vsi", b"head")
    put(folder / "_l'embryon_" / "stack1" / "frame_t.ets", b"pixels")
    done = pc.deposit([folder], *words)
    assert refused(pc, done) == {"name_in_set"}
    message = object_of(objects(done.json()["problems"])[0]["message"])
    assert "export" in str(message["you_can"]).lower()


def test_two_names_repaired_to_one_are_refused(pc: Pc) -> None:
    folder = pc.data / "in"
    put(folder / "a'b.tif", b"1")
    put(folder / 'a"b.tif', b"2")
    assert refused(pc, pc.deposit([folder], "--repair-names")) == {"name_collision"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("cell.tif", "CELL.TIF"), (NFC, NFD), ("A/1.tif", "a/2.tif"), ("straße.tif", "STRASSE.tif")],
)
def test_two_spellings_of_one_name_are_refused(pc: Pc, one: str, other: str) -> None:
    folder = pc.data / "in"
    put(folder / one, b"1")
    put(folder / other, b"2")
    if len(contents(folder)) < 2:
        pytest.skip("this file system takes the two names for one")
    assert refused(pc, pc.deposit([folder])) == {"name_collision"}
    if "/" not in one:
        assert refused(pc, pc.deposit([folder / one, folder / other])) == {"name_collision"}


def test_decomposed_accents_arrive_composed(pc: Pc) -> None:
    source = put(pc.data / "in" / NFD, b"cell")
    done = pc.deposit([source])
    assert done.code == 0, (done.out, done.err)
    assert contents(pc.published()) == {NFC: b"cell"}
    [file] = objects(pc.receipt(done.submission)["files"])
    assert (file["source"], file["original"]) == (str(source), NFD)


def test_a_path_of_300_characters_arrives_where_the_import_keeps_folders(pc: Pc) -> None:
    source = put(pc.data.joinpath(*("d" * 60 for _ in range(4)), "e" * 60 + ".tif"), b"cell")
    assert len(str(source.relative_to(pc.data))) > 300
    folder = pc.data / ("d" * 60)
    assert refused(pc, pc.deposit([folder])) == {"flattened_too_long"}
    pc.add_node(limits="[ingest]\nflattens = false")
    done = pc.deposit([folder])
    assert done.code == 0, (done.out, done.err)
    assert list(contents(pc.published()).values()) == [b"cell"]


def test_a_path_that_no_server_takes_is_refused(pc: Pc) -> None:
    put(pc.data.joinpath(*("d" * 200 for _ in range(6)), "cell.tif"), b"cell")
    pc.add_node(limits="[ingest]\nflattens = false")
    assert refused(pc, pc.deposit([pc.data / ("d" * 200)])) == {"name_too_long"}


@pytest.mark.parametrize("junk", [[], ["Thumbs.db"], [".DS_Store", "desktop.ini"]])
def test_a_folder_without_anything_to_send_is_refused(pc: Pc, junk: list[str]) -> None:
    folder = pc.data / "empty"
    folder.mkdir(parents=True)
    for name in junk:
        put(folder / name, b"junk")
    done = pc.deposit([folder])
    assert refused(pc, done) == {"nothing_to_send"}
    assert done.json()["ignored"] == len(junk)


def test_what_is_not_there_is_refused(pc: Pc) -> None:
    put(pc.data / "there.tif", b"cell")
    assert refused(pc, pc.deposit(["nothing.tif", "there.tif"])) == {"vanished"}
    assert refused(pc, pc.deposit(["*.czi", "there.tif"])) == {"vanished"}


def test_an_empty_file_is_warned_of_and_arrives_empty(pc: Pc) -> None:
    sources = [put(pc.data / "empty.tif", b""), put(pc.data / "cell.tif", b"cell")]
    plan = pc.deposit(sources, "--dry-run")
    [problem] = objects(plan.json()["problems"])
    assert (problem["code"], problem["severity"]) == ("empty_file", "warning")
    done = pc.deposit(sources)
    assert done.code == 0, done.err
    assert contents(pc.published()) == {"empty.tif": b"", "cell.tif": b"cell"}
    receipt = pc.receipt(done.submission)
    [empty] = [one for one in objects(receipt["files"]) if one["size"] == 0]
    assert str(empty["sha256"]).startswith("e3b0c44298fc1c14")
    assert receipt["safe_to_delete"] is True


@pytest.mark.skipif(sys.platform != "linux", reason="such names can be made on Linux only")
def test_a_name_that_is_no_text_is_refused_and_shown_escaped(pc: Pc) -> None:
    folder = pc.data / "in"
    put(folder / "fine.tif", b"cell")
    put(Path(os.fsdecode(os.fsencode(folder) + b"/cell\xff.tif")), b"cell")
    done = pc.deposit([folder], "--repair-names")
    assert refused(pc, done) == {"name_not_unicode"}
    [problem] = objects(done.json()["problems"])
    assert str(problem["where"]).endswith(r"cell\xff.tif") or "udcff" in str(problem["where"])
    assert pc.run("deposit", pc.deposit_file([folder])).code == 4
    scanned = pc.run("scan", folder, "--json", "--no-inspect")
    assert scanned.codes() == {"name_not_unicode"}
    named = os.fsdecode(os.fsencode(folder) + b"/cell\xff.tif")
    assert pc.run("scan", named, "--json").codes() == {"name_not_unicode"}


def test_links_are_never_followed_out_of_the_folder(pc: Pc) -> None:
    outside = put(pc.data / "outside" / "secret.tif", b"secret")
    folder = pc.data / "in"
    put(folder / "cell.tif", b"cell")
    (folder / "link.tif").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    (folder / "dangling.tif").symlink_to(pc.data / "nowhere")
    (folder / "loop").symlink_to(folder)
    done = pc.deposit([folder])
    assert done.code == 0, (done.out, done.err)
    assert contents(pc.published()) == {"in/cell.tif": b"cell"}
    scanned = pc.run("scan", folder, "--json", "--no-inspect").json()
    left = {str(one["path"]) for one in objects(scanned["ignored"])} | {
        str(one["where"]) for one in objects(scanned["problems"])
    }
    assert left == {str(folder / one) for one in ("link.tif", "folder", "dangling.tif", "loop")}
    receipt = pc.receipt(done.submission)
    assert str(folder / "link.tif") in str(object_of(receipt["safety"])["not_in_receipt"])


def test_pipes_are_reported_and_hold_nobody(pc: Pc) -> None:
    folder = pc.data / "in"
    put(folder / "cell.tif", b"cell")
    os.mkfifo(folder / "pipe.tif")
    plan = pc.deposit([folder], "--dry-run")
    assert "pipe.tif" in plan.out or plan.json()["ignored"] == 1
    assert pc.run("scan", folder, "--json").code in {0, 3}


def powerless(pc: Pc, *words: str | Path) -> Ended:
    """Run a command that may be refused things, as root is not."""
    command = pc.command(*words)
    if os.getuid() == 0:
        program = shutil.which("setpriv")
        if program is None:
            pytest.skip("root is refused nothing, and setpriv is not here")
        command = [program, "--bounding-set=-dac_override,-dac_read_search", *command]
    done = subprocess.run(
        command,
        env=pc.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=15,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_what_may_not_be_read_is_refused_by_name(pc: Pc) -> None:
    put(pc.data / "in" / "cell.tif", b"cell")
    closed = put(pc.data / "in" / "closed.tif", b"closed")
    shut = put(pc.data / "in" / "shut" / "inside.tif", b"inside").parent
    deposit = pc.deposit_file([pc.data / "in"])
    closed.chmod(0)
    shut.chmod(0)
    done = powerless(pc, "deposit", deposit, "--json")
    scanned = powerless(pc, "scan", pc.data / "in", "--json", "--no-inspect")
    shut.chmod(0o700)
    assert refused(pc, done) == {"unreadable"}
    problems = {str(one["where"]) for one in objects(done.json()["problems"])}
    assert problems == {str(closed), str(shut)}
    assert scanned.code == 3
    assert {str(one["where"]) for one in objects(scanned.json()["problems"])} == problems


def test_a_target_that_may_not_be_written_is_told_as_such(pc: Pc) -> None:
    source = put(pc.data / "cell.tif", b"cell")
    pc.landing.chmod(0o500)
    done = powerless(pc, "deposit", pc.deposit_file([source]), "--json")
    checked = powerless(pc, "node", "check", "node", "--json")
    pc.landing.chmod(0o700)
    assert done.code == 12, (done.out, done.err)
    assert checked.code == 12
    assert contents(pc.landing) == {}
    resumed = pc.run("resume", "--json")
    assert resumed.code == 0, resumed.err
    assert contents(pc.published()) == {"cell.tif": b"cell"}


@pytest.mark.parametrize(
    ("investigation", "assay", "code"),
    [
        ("two words", "Cells", "name_space"),
        ("_staging", "Cells", "name_reserved"),
        ("..", "Cells", "name_reserved"),
        ("a/b", "Cells", "name_forbidden"),
        ("x" * 70, "Cells", "name_too_long"),
        ("Mitosis", "l'embryon", "name_forbidden"),
        ("Mitosis", "../../etc", "name_forbidden"),
        ("Mitosis", "CON", "name_reserved"),
        ("Mitosis", "Cells.", "name_trailing"),
    ],
)
def test_names_of_the_tree_are_checked_too(
    pc: Pc, investigation: str, assay: str, code: str
) -> None:
    put(pc.data / "cell.tif", b"cell")
    file = pc.deposit_file(["cell.tif"], "plain")
    text = file.read_text().replace('"Mitosis"', f'"{investigation}"')
    file.write_text(text.replace('"plain"', f'"{assay}"'))
    assert code in refused(pc, pc.run("deposit", file, "--json", "--repair-names"))


def test_the_same_assay_twice_in_a_deposit_is_refused(pc: Pc) -> None:
    put(pc.data / "cell.tif", b"cell")
    more = '[[study.assay]]\nname = "CELLS"\nfiles = ["cell.tif"]\n'
    file = pc.deposit_file(["cell.tif"], more=more)
    assert refused(pc, pc.run("deposit", file, "--json")) == {"assay_twice"}


def test_deposit_files_of_other_editors_are_read(pc: Pc) -> None:
    put(pc.data / "cell.tif", b"cell")
    file = pc.deposit_file(["cell.tif"], "é")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert pc.run("deposit", file).code == 0
    assert contents(pc.published("é")) == {"cell.tif": b"cell"}
    file.write_bytes(file.read_bytes().decode("utf-8-sig").encode("latin-1"))
    refused_ = pc.run("deposit", file, "--json")
    assert (refused_.code, refused_.codes()) == (2, {"deposit_invalid"})
    folder = pc.run("deposit", pc.data, "--json")
    assert (folder.code, folder.codes()) == (2, {"deposit_invalid"})
