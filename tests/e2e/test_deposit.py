"""From a deposit file to a receipt, on the real command line."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.e2e.conftest import NewPc
from tests.e2e.running import INTERRUPT, Pc, contents, object_of, objects, put


@pytest.fixture
def images(shared: Path, pc: Pc) -> Path:
    """A folder with the real images, as a user would have it: writable and old."""
    folder = pc.data / "microscopy"
    for path in sorted((shared / "microscopy").glob("*.*")):
        put(folder / path.name, path.read_bytes())
    return folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_real_images_arrive_and_the_receipt_proves_it(pc: Pc, images: Path) -> None:
    done = pc.deposit([images])
    assert done.code == 0, done.err
    assert done.events()[-1] == {"event": "Ended", "submission": done.submission, "exit_code": 0}
    wanted = {f"microscopy/{name}": bytes_ for name, bytes_ in contents(images).items()}
    assert contents(pc.published()) == wanted
    receipt = pc.receipt(done.submission)
    assert (receipt["submission"], receipt["node"], receipt["route"]) == (
        done.submission,
        "node",
        "folder",
    )
    assert receipt["safe_to_delete"] is True
    files = {str(one["source"]): one for one in objects(receipt["files"])}
    assert set(files) == {str(path) for path in images.iterdir()}
    for source, file in files.items():
        assert (file["size"], file["sha256"]) == (
            Path(source).stat().st_size,
            digest(Path(source)),
        )
        assert digest(pc.landing / str(file["target"])) == file["sha256"]
        evidence = objects(file["evidence"])
        assert [one["kind"] for one in evidence] == ["sent_digest", "read_back"]
        assert all(str(one["at"]).endswith("+00:00") for one in evidence)
    stages = [one["stage"] for one in objects(receipt["stages"]) if one["assay"] is None]
    assert stages == ["queued", "sending", "published"]
    assert pc.staged() == []


@pytest.mark.parametrize("landing", ["", "{manager}/"])
def test_checksums_are_checked_in_the_landing_folder(pc: Pc, landing: str) -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("no sha256sum here")
    pc.add_node(landing=landing)
    (pc.home / "persons.toml").write_text('[[person]]\nname = "Ada"\nlogin = "ada"\n')
    where = pc.landing / ("ada" if landing else "")
    where.mkdir(exist_ok=True)
    sources = [put(pc.data / name, name.encode()) for name in ("plain.tif", "µ tubule é.tif")]
    done = pc.deposit(sources)
    assert done.code == 0, done.err
    record = where / "_submissions" / done.submission
    checked = subprocess.run(
        [program, "-c", record / "checksums.sha256"], cwd=where, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr.decode()
    assert checked.stdout.decode().count(": OK\n") == len(sources)
    written = object_of(json.loads((record / "submission.json").read_text(encoding="utf-8")))
    assert written["submission"] == done.submission


def test_a_changed_original_withdraws_the_verdict_and_a_stranger_is_named(pc: Pc) -> None:
    source = put(pc.data / "in" / "cell.tif", b"cell")
    done = pc.deposit([source])
    put(pc.data / "in" / "later.tif", b"later")
    receipt = pc.receipt(done.submission)
    assert receipt["safe_to_delete"] is True
    not_in_receipt = object_of(receipt["safety"])["not_in_receipt"]
    assert not_in_receipt == [str(pc.data / "in" / "later.tif")]
    put(source, b"CELL", old=False)
    receipt = pc.receipt(done.submission)
    assert receipt["safe_to_delete"] is False
    reasons = objects(object_of(receipt["safety"])["reasons"])
    assert [one["code"] for one in reasons] == ["original_changed"]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br", "hr", "img", "link", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_receipt_as_a_page_shows_every_file_and_escapes_it(pc: Pc, language: str) -> None:
    sources = [put(pc.data / "a & b" / name, b"1") for name in ("a&amp;b.tif", "c.tif")]
    done = pc.deposit(sources)
    assert done.code == 0, done.err
    page = pc.run("receipt", done.submission, "--format", "html", "--language", language).out
    assert page.startswith("<!doctype html>")
    assert f'lang="{language}"' in page
    parser = _Text()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    for source in sources:
        assert digest(source) in parser.text
        assert source.name in parser.text


def test_status_tells_all_and_one(pc: Pc) -> None:
    assert pc.run("status", "--json").json() == {"submissions": []}
    assert "No submission" in pc.run("status").out
    done = pc.deposit([put(pc.data / "cell.tif", b"cell")])
    [row] = objects(pc.run("status", "--json").json()["submissions"])
    assert (row["submission"], row["stage"], row["reason"]) == (done.submission, "published", None)
    one = pc.run("status", done.submission[:23], "--json").json()
    [assay] = objects(one["assays"])
    assert (assay["folder"], assay["stage"]) == ("Mitosis/Day 1/Cells", "published")
    assert (assay["files"], assay["bytes"], assay["states"]) == (1, 4, {"published": 1})
    words = pc.run("status", done.submission).out
    assert done.submission in words
    assert "Mitosis/Day 1/Cells" in words
    unknown = pc.run("status", "nothing", "--json")
    assert (unknown.code, unknown.codes()) == (2, {"submission_unknown"})


def test_scan_tells_filesets_images_ignored_and_problems(pc: Pc, images: Path) -> None:
    put(images / "Thumbs.db", b"junk")
    put(images / "broken.nd2", b"no image at all")
    done = pc.run("scan", images, "--json")
    told = done.json()
    assert done.code == 0
    assert set(told) == {"filesets", "ignored", "problems"}
    sets = {str(one["name"]): one for one in objects(told["filesets"])}
    nd2 = sets["cluster.nd2"]
    assert nd2["format"] == "nd2"
    assert objects(nd2["files"]) == [{"path": str(images / "cluster.nd2"), "size": 557056}]
    [image] = objects(nd2["images"])
    assert image["dimensions"] == {"T": 3, "C": 2, "Z": 10, "Y": 31, "X": 38}
    [ignored] = objects(told["ignored"])
    assert ignored["path"] == str(images / "Thumbs.db")
    [problem] = objects(told["problems"])
    assert (problem["code"], problem["severity"]) == ("inspect_failed", "warning")
    assert problem["where"] == str(images / "broken.nd2")
    assert not pc.home.joinpath("journal.sqlite").exists()


def test_scan_of_what_is_not_there_fails(pc: Pc) -> None:
    done = pc.run("scan", pc.data / "nowhere", "--json")
    assert (done.code, done.codes()) == (3, {"vanished"})


def test_a_dry_run_shows_the_plan_and_writes_nothing(pc: Pc) -> None:
    source = put(pc.data / "cell.tif", b"cell")
    done = pc.deposit([source], "--dry-run")
    plan = done.json()
    assert done.code == 0
    assert (plan["files"], plan["bytes"], plan["node"], plan["route"]) == (1, 4, "node", "folder")
    [assay] = objects(plan["assays"])
    assert (assay["folder"], assay["waiting"]) == ("Mitosis/Day 1/Cells", 0)
    assert list(pc.landing.iterdir()) == []
    assert not (pc.home / "journal.sqlite").exists()
    words = pc.run("deposit", pc.deposit_file([source]), "--dry-run")
    assert "Mitosis/Day 1/Cells  1 files, 4 bytes" in words.out


def test_the_same_assay_again_is_refused_with_a_free_name(pc: Pc) -> None:
    source = put(pc.data / "cell.tif", b"cell")
    assert pc.deposit([source]).code == 0
    before = contents(pc.landing)
    again = pc.deposit([source])
    assert (again.code, again.codes()) == (5, {"target_exists", "already_sent"})
    problem, already = objects(again.json()["problems"])
    [first] = objects(pc.run("status", "--json").json()["submissions"])
    assert object_of(already["facts"])["submission"] == first["submission"]
    assert object_of(problem["facts"])["proposal"] == "Cells_2"
    words = pc.run("deposit", pc.deposit_file([source]))
    assert words.code == 5
    assert "Cells_2" in words.err
    assert contents(pc.landing) == before
    assert len(objects(pc.run("status", "--json").json()["submissions"])) == 1
    put(source, b"other cells")
    assert pc.deposit([source]).codes() == {"target_exists"}
    assert pc.deposit([source], assay="Cells_2").code == 0


@pytest.mark.parametrize(
    ("line", "key"),
    [("tiltle = 'x'", "study.0.assay.0.tiltle"), ("tags = 3", "study.0.assay.0.tags")],
)
def test_a_key_that_cannot_be_is_refused_with_its_line(pc: Pc, line: str, key: str) -> None:
    file = pc.deposit_file([put(pc.data / "cell.tif", b"cell")], more=line + "\n")
    done = pc.run("deposit", file, "--json")
    assert (done.code, done.codes()) == (2, {"deposit_invalid"})
    facts = object_of(object_of(done.json()["error"])["facts"])
    assert facts["line"] == file.read_text().splitlines().index(line) + 1
    assert facts["key"] == key
    words = pc.run("deposit", file)
    assert words.code == 2
    assert f"line {facts['line']}" in words.err
    assert list(pc.landing.iterdir()) == []


def test_what_cannot_be_a_deposit_is_a_usage_error(pc: Pc) -> None:
    broken = put(pc.data / "broken.toml", b'node = "x\n')
    for words, code in [
        (("deposit", broken), "deposit_invalid"),
        (("deposit", pc.data / "nowhere.toml"), "deposit_invalid"),
        (("deposit", pc.deposit_file(["a.tif"]), "--node", "nowhere"), "node_unknown"),
        (("deposit", pc.deposit_file(["a.tif"]), "--person", "nobody"), "person_unknown"),
        (("node", "show", "nowhere"), "node_unknown"),
        (("node", "check", "nowhere"), "node_unknown"),
        (("doctor", "nowhere"), "node_unknown"),
        (("receipt", "nothing"), "submission_unknown"),
        (("cancel", "nothing"), "submission_unknown"),
        (("resume", "nothing"), "submission_unknown"),
    ]:
        done = pc.run(*words, "--json")
        assert (done.code, done.codes()) == (2, {code}), words
    assert pc.run("deposit").code == 2
    assert pc.run("frobnicate").code == 2


def test_nodes_are_listed_shown_and_checked(pc: Pc) -> None:
    listed = pc.run("node", "list", "--json").json()
    assert {(one["id"], one["scope"]) for one in objects(listed["nodes"])} == {
        ("node", "own"),
        ("sandbox", "bundled"),
    }
    assert listed["problems"] == []
    words = pc.run("node", "list").out
    assert "sandbox" in words
    assert "Folder" in words
    shown = pc.run("node", "show", "node", "--json").json()
    assert object_of(object_of(shown["node"])["folder"])["path"] == str(pc.landing)
    assert str(pc.landing) in pc.run("node", "show", "node").out
    checked = pc.run("node", "check", "node", "--json")
    assert checked.code == 0
    steps = objects(checked.json()["steps"])
    assert all(one["error"] is None for one in steps)
    assert [one["name"] for one in steps][-3:] == ["read back", "rename", "remove"]
    assert contents(pc.landing) == {}


def test_a_node_that_is_not_there_is_told_by_check_and_by_deposit(pc: Pc) -> None:
    pc.landing.rmdir()
    checked = pc.run("node", "check", "node", "--json")
    assert checked.code == 6
    [step] = [one for one in objects(checked.json()["steps"]) if one["error"]]
    assert object_of(step["error"])["code"] == "node_unreachable"
    done = pc.deposit([put(pc.data / "cell.tif", b"cell")])
    assert (done.code, done.codes()) == (6, {"node_unreachable"})
    assert objects(pc.run("status", "--json").json()["submissions"]) == []


def test_a_broken_node_file_is_named_and_the_others_are_used(pc: Pc) -> None:
    (pc.home / "nodes" / "other.toml").write_text('id = "other"\nnonsense = 1\n')
    listed = pc.run("node", "list", "--json").json()
    assert {one["id"] for one in objects(listed["nodes"])} == {"node", "sandbox"}
    problems = objects(listed["problems"])
    assert {one["code"] for one in problems} == {"node_invalid"}
    assert any("other.toml" in str(one) for one in problems)


def test_doctor_finds_nothing_and_says_so_then_names_what_is_nobodys(pc: Pc) -> None:
    assert pc.run("doctor", "node", "--json").json() == {"node": "node", "found": []}
    assert "Nothing was left behind" in pc.run("doctor", "node").out
    put(pc.landing / "_staging" / "strange" / "file", b"?")
    [found] = objects(pc.run("doctor", "node", "--json").json()["found"])
    assert (found["path"], found["what"]) == ("_staging/strange", "nobody's")
    assert (pc.landing / "_staging" / "strange" / "file").read_bytes() == b"?"


def test_home_is_the_options_before_it_is_the_environments(pc: Pc, new_pc: NewPc) -> None:
    other = new_pc("other")
    done = pc.run(
        "deposit", pc.deposit_file([put(pc.data / "a.tif", b"a")]), "--json", "--home", other.home
    )
    assert done.code == 0, done.err
    assert [one["submission"] for one in _submissions(other)] == [done.submission]
    assert _submissions(pc) == []


def _submissions(pc: Pc) -> list[dict[str, object]]:
    return objects(pc.run("status", "--json").json()["submissions"])


def test_the_sandbox_needs_nothing(pc: Pc) -> None:
    done = pc.run("sandbox")
    assert done.code == 0, done.err
    assert "nothing leaves this computer" in done.err
    receipt = object_of(json.loads(done.out[done.out.index("{") :]))
    assert (receipt["node"], receipt["stage"]) == ("sandbox", "imported")
    assert receipt["safe_to_delete"] is False
    assert len(objects(receipt["files"])) == 3
    assert contents(pc.landing) == {}


@pytest.mark.parametrize("command", ["status", "receipt", "scan", "node list", "deposit"])
def test_a_reader_that_goes_away_is_no_error(pc: Pc, command: str) -> None:
    sources = [put(pc.data / "in" / f"{number}.tif", b"1") for number in range(900)]
    words = {
        "receipt": lambda: ["receipt", pc.deposit(sources).submission],
        "scan": lambda: ["scan", "--no-inspect", str(pc.data / "in")],
        "deposit": lambda: ["deposit", str(pc.deposit_file(sources)), "--json"],
    }.get(command, command.split)()
    child = subprocess.Popen(
        pc.command(*words), env=pc.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    err = child.stderr.read().decode()
    child.stderr.close()
    assert child.wait(15) == 0
    assert err == ""
    if command == "deposit":
        assert len(contents(pc.published())) == len(sources)


def test_ctrl_c_while_sending_ends_with_130_and_resume_finishes(pc: Pc) -> None:
    source = put(pc.data / "big.tif", bytes(range(256)) * 4096 * 12)
    pc.slow(2 << 20)
    running = pc.start_deposit([source])
    submission = running.sent(1 << 20)
    running.signal(INTERRUPT)
    ended = running.end()
    assert ended.code == 130, ended.err
    assert "Traceback" not in ended.err
    assert pc.stage(submission) in {"sending", "queued"}
    assert not pc.published().exists()
    pc.add_node()
    resumed = pc.run("resume", submission, "--json")
    assert resumed.code == 0, resumed.err
    assert contents(pc.published()) == {"big.tif": source.read_bytes()}
    assert pc.staged() == []
    assert pc.receipt(submission)["safe_to_delete"] is True


def test_ctrl_c_in_words_says_how_to_go_on(pc: Pc) -> None:
    source = put(pc.data / "big.tif", bytes(8 << 20))
    pc.slow(1 << 20)
    running = pc.start("deposit", pc.deposit_file([source]))
    running.wait_in_journal(pc, "sending")
    running.signal(INTERRUPT)
    ended = running.end()
    assert ended.code == 130
    assert "resume" in ended.err + ended.out


def test_resume_without_an_id_finishes_all(pc: Pc) -> None:
    sources = [put(pc.data / f"{number}.tif", bytes([number]) * (4 << 20)) for number in (1, 2)]
    pc.slow(1 << 20)
    for number, source in enumerate(sources):
        running = pc.start_deposit([source], assay=f"Cells {number}")
        running.sent()
        running.signal(INTERRUPT)
        assert running.end().code == 130
    pc.add_node()
    assert pc.run("resume", "--json").code == 0
    for number, source in enumerate(sources):
        assert contents(pc.published(f"Cells {number}")) == {source.name: source.read_bytes()}
    assert {one["stage"] for one in _submissions(pc)} == {"published"}
    assert pc.run("resume").code == 0
