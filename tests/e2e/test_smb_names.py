"""Names that a server would misread, hide or refuse, and what it keeps of a file."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from fbi_uploader.clock import SystemClock
from fbi_uploader.errors import Code, FileError
from fbi_uploader.transfer.backend import Item
from fbi_uploader.transfer.doctor import check
from fbi_uploader.transfer.route import Route
from tests.contract.tools import MTIME_NS, Pieces, at, codes, holds, names, nothing, put, refused
from tests.e2e.smb_tools import on_share
from tests.servers.fixtures import NewProxy, Place
from tests.servers.smb_backend import smb_backend
from tests.servers.smb_command import SmbCommand
from tests.servers.smbd import Smbd

MISREAD = {
    "a:b": Code.NAME_FORBIDDEN,  # another stream of the file `a`
    "a::$DATA": Code.NAME_FORBIDDEN,
    "a*.tif": Code.NAME_FORBIDDEN,
    'a".tif': Code.NAME_FORBIDDEN,
    "a\t.tif": Code.NAME_FORBIDDEN,
    "CON.tif": Code.NAME_RESERVED,
    "nul": Code.NAME_RESERVED,
    "LPT1.ome.tif": Code.NAME_RESERVED,
    "dot.": Code.NAME_TRAILING,
    "space ": Code.NAME_TRAILING,
    "folder./one": Code.NAME_TRAILING,
    "AUX/one": Code.NAME_RESERVED,
}
FINE = [
    "image.tif",
    "IMG_0001 (copy).tif",
    "été à Orsay.tif",
    "顕微鏡.tif",
    "🔬.tif",
    ".zattrs",
    "console.tif",
    "a~1.tif",
    "semi;colon,comma+plus=[x].tif",
    "it's 100% & more #1 @home.tif",
    "x" * 200 + ".tif",
]


@pytest.mark.parametrize(("name", "code"), MISREAD.items())
def test_a_name_that_is_misread_is_never_sent(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, name: str, code: Code
) -> None:
    proxy = new_proxy(smbd)
    with smb_backend(smb_place, port=proxy.port) as backend:
        put(backend, "a")
        before = proxy.count("CREATE")
        for act in (
            lambda: put(backend, name),
            lambda: backend.rename("a", name),
            lambda: backend.rename(name, "b"),
            lambda: backend.remove(name),
            lambda: backend.stat(name),
            lambda: backend.digest(name, nothing),
            lambda: list(backend.read(name, 0)),
            lambda: list(backend.list(name)),
            lambda: backend.space(name),
        ):
            assert isinstance(refused(code, act), FileError)
        items = [Item(name, Pieces((b"x",)))]
        assert codes(backend.write_many(items, nothing)) == [code]
        assert codes(backend.digest_many([name], nothing)) == [code]
        assert codes(backend.rename_many([("a", name)])) == [code]
        assert proxy.count("CREATE") == before
    assert smb_place.folder
    assert [one.name for one in smb_place.folder.iterdir()] == ["a"]
    command = SmbCommand(
        smb_place.host, smb_place.port, smb_place.share, smb_place.user, smb_place.password
    )
    assert command.run(f'allinfo "{smb_place.path}/a"').said.count("stream:") <= 1


def test_names_that_are_fine_are_listed_as_given(smb_place: Place) -> None:
    with smb_backend(smb_place) as backend:
        given = [unicodedata.normalize("NFC", name) for name in FINE]
        items = [Item(f"a/{name}", Pieces((name.encode(),))) for name in given]
        assert list(backend.write_many(items, nothing)) == [None] * len(given)
        assert names(backend, "a") == sorted(given)
        for name in given:
            assert at(backend, f"a/{name}").name == name
            assert holds(backend, f"a/{name}", name.encode())
    assert smb_place.folder
    assert sorted(one.name for one in (smb_place.folder / "a").iterdir()) == sorted(given)


def test_a_name_that_another_system_gave_is_not_taken_for_one(smbd: Smbd) -> None:
    """What smbd shows of it is a short name, and neither is a name of ours."""
    place = on_share(smbd, "mangled")
    smbd.put("a:b.tif", b"theirs", "mangled")
    with smb_backend(place) as backend:
        smbd.put("top/CON:.tif", b"theirs", "mangled")
        (shown,) = names(backend, "top")
        assert "~" in shown
        assert holds(backend, f"top/{shown}", b"theirs")
        refused(Code.TARGET_EXISTS, put, backend, f"top/{shown}")


# -- collisions


@pytest.mark.parametrize(
    ("first", "second"),
    [("a.tif", "A.TIF"), ("été.tif", "ÉTÉ.TIF"), ("ω.tif", "Ω.tif"), ("я.tif", "Я.tif")],
)
def test_another_spelling_of_a_name_is_taken(smb_place: Place, first: str, second: str) -> None:
    with smb_backend(smb_place) as backend:
        put(backend, f"x/{first}", b"first")
        put(backend, "other", b"other")
        refused(Code.TARGET_EXISTS, put, backend, f"x/{second}", b"second")
        refused(Code.TARGET_EXISTS, backend.rename, "other", f"x/{second}")
        items = [Item(f"x/{second}", Pieces((b"second",)))]
        assert codes(backend.write_many(items, nothing)) == [Code.TARGET_EXISTS]
        assert names(backend, "x") == [first]
        assert holds(backend, f"x/{first}", b"first")
        assert holds(backend, "other", b"other")
        put(backend, f"X/{first}y")
        assert names(backend, "x") == sorted([first, f"{first}y"])


def test_what_smbd_takes_for_two_names(smb_place: Place) -> None:
    """Composed and decomposed, and ß: only our own plan sees that they are one."""
    with smb_backend(smb_place) as backend:
        for name in ("é.tif", "e\u0301.tif", "straße.tif", "STRASSE.tif"):
            put(backend, f"x/{name}")
        assert len(names(backend, "x")) == 4


# -- hidden and vetoed


def steps(place: Place) -> dict[str, Code | None]:
    route = Route("node", "smb", lambda: smb_backend(place))
    return {
        step.name: step.error.code if step.error else None for step in check(route, SystemClock())
    }


def test_node_check_passes_where_names_with_a_dot_may_be(smb_place: Place) -> None:
    found = steps(smb_place)
    assert list(found) == ["connect", "landing folder", "write", "read back", "rename", "remove"]
    assert set(found.values()) == {None}
    assert smb_place.folder
    assert not list(smb_place.folder.glob("_staging/*"))


def test_node_check_names_what_the_share_vetoes(smbd: Smbd) -> None:
    smbd.folder("checked", "veto")
    place = replace(on_share(smbd, "veto"), path="checked")
    route = Route("node", "smb", lambda: smb_backend(place))
    last = check(route, SystemClock())[-1]
    assert last.name == "rename"
    assert last.error
    assert last.error.code is Code.TARGET_MISSING
    assert str(last.error.facts["path"]).endswith("/.zattrs")
    assert not list((smbd.share("veto") / "checked" / "_staging").iterdir())


def test_node_check_on_shares_that_cannot_be_used(smbd: Smbd) -> None:
    assert steps(on_share(smbd, "readonly")) == {
        "connect": None,
        "landing folder": None,
        "write": Code.NODE_READ_ONLY,
    }
    unknown = replace(on_share(smbd, "data"), share="nowhere")
    assert steps(unknown) == {"connect": Code.SHARE_UNKNOWN}
    wrong = replace(on_share(smbd, "data"), password=smbd.second.password)
    assert steps(wrong) == {"connect": Code.CREDENTIALS}


# -- what is kept of a file


def test_modification_times_before_1970_and_after_2038(smb_place: Place) -> None:
    with smb_backend(smb_place) as backend:
        for turn, mtime_ns in enumerate((MTIME_NS, 0, 1_000_000_000, 4_102_444_800_123_456_700)):
            given = Pieces((b"x",), mtime_ns=mtime_ns)
            backend.write(f"a/{turn}", given, 0, nothing)
            assert list(backend.write_many([Item(f"b/{turn}", given)], nothing)) == [None]
            backend.rename(f"b/{turn}", f"c/{turn}")
            for path in (f"a/{turn}", f"c/{turn}"):
                assert abs(at(backend, path).mtime_ns - mtime_ns) < 100, mtime_ns
        assert smb_place.folder
        on_disk = (smb_place.folder / "a/0").stat().st_mtime_ns
        assert abs(on_disk - MTIME_NS) < 100


def test_ids_are_the_same_after_renaming_and_in_a_listing(smb_place: Place) -> None:
    with smb_backend(smb_place) as backend, smb_backend(smb_place) as other:
        put(backend, "ready/0/one")
        put(backend, "ready/0/in/two")
        before = {path: at(backend, path).file_id for path in ("ready/0", "ready/0/one")}
        assert len(set(before.values())) == 2
        assert {one.name: one.file_id for one in backend.list("ready")} == {"0": before["ready/0"]}
        backend.rename("ready/0", "published")
        for seen in (backend, other):
            assert at(seen, "published").file_id == before["ready/0"]
            assert at(seen, "published/one").file_id == before["ready/0/one"]
            listed = {one.name: one.file_id for one in seen.list("published")}
            assert listed["one"] == before["ready/0/one"]
        put(backend, "ready/0/one")
        assert at(backend, "ready/0/one").file_id not in before.values()
        backend.connect()
        assert at(backend, "published").file_id == before["ready/0"]
