"""Several clients at once: at one target, on one server, with few credits."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from functools import partial

import pytest

from fbi_uploader.errors import Code
from fbi_uploader.transfer.backend import Digest, Item
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from tests.contract.tools import Pieces, codes, holds, names, nothing, put, raced
from tests.e2e.smb_tools import MIB, as_second, content, pieces, place_on
from tests.servers.fixtures import NewSmbd, Place
from tests.servers.smb_backend import smb_backend
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options

TURNS = 200


def test_two_pcs_publish_the_same_assay(smbd: Smbd, smb_place: Place) -> None:
    """Two persons, each with a connection; exactly one has it, and the other keeps all."""
    with (
        smb_backend(smb_place) as mine,
        smb_backend(as_second(smbd, smb_place)) as yours,
    ):
        put(mine, "Inv/Study/first")
        won = [0, 0]
        for turn in range(TURNS):
            target = f"Inv/Study/Assay{turn}"
            for backend, name in ((mine, "mine"), (yours, "yours")):
                items = [Item(f"{name}/{turn}/in/{n}", Pieces((name.encode(),))) for n in range(2)]
                assert list(backend.write_many(items, nothing)) == [None, None]
            ends = raced(
                partial(mine.rename, f"mine/{turn}", target),
                partial(yours.rename, f"yours/{turn}", target),
            )
            assert sorted(ends, key=str) == [None, Code.TARGET_EXISTS]
            winner, loser = ("mine", "yours") if ends[0] is None else ("yours", "mine")
            won[winner == "yours"] += 1
            assert names(mine, f"{target}/in") == ["0", "1"]
            assert holds(mine, f"{target}/in/0", winner.encode())
            assert names(mine, f"{loser}/{turn}/in") == ["0", "1"]
            assert mine.stat(f"{winner}/{turn}") is None
        assert sum(won) == TURNS


def test_two_pcs_publish_empty_folders(smbd: Smbd, smb_place: Place) -> None:
    """smbd looks first, and Linux' own rename replaces an empty folder.

    So both may be told yes (7 of 200 here). No assay is empty, and nothing is lost: one is there.
    """
    assert smb_place.folder
    with smb_backend(smb_place) as mine, smb_backend(as_second(smbd, smb_place)) as yours:
        for turn in range(TURNS):
            for name in ("mine", "yours"):
                smbd.folder(f"{smb_place.path}/{name}/{turn}")
            ends = raced(
                partial(mine.rename, f"mine/{turn}", f"there/{turn}"),
                partial(yours.rename, f"yours/{turn}", f"there/{turn}"),
            )
            assert set(ends) <= {None, Code.TARGET_EXISTS}
            assert None in ends
            assert names(mine, f"there/{turn}") == []


def test_an_assay_and_an_empty_folder_at_one_target(smbd: Smbd, smb_place: Place) -> None:
    """Whoever is told yes last is there; what has files in it is never replaced."""
    with smb_backend(smb_place) as mine, smb_backend(as_second(smbd, smb_place)) as yours:
        for turn in range(TURNS // 2):
            put(mine, f"mine/{turn}/one", b"mine")
            smbd.folder(f"{smb_place.path}/yours/{turn}")
            ends = raced(
                partial(mine.rename, f"mine/{turn}", f"there/{turn}"),
                partial(yours.rename, f"yours/{turn}", f"there/{turn}"),
            )
            assert set(ends) <= {None, Code.TARGET_EXISTS}
            end = f"there/{turn}" if ends[0] is None else f"mine/{turn}"
            assert holds(mine, f"{end}/one", b"mine")


def use_all(backend: SmbBackend, number: int) -> None:
    """Everything that a worker does, with answers that are its own."""
    large = content(3 * MIB)[number:]
    items = [Item(f"{number}/parts/{n}", Pieces((b"%d" % n * 5000,))) for n in range(40)]
    assert list(backend.write_many(items, nothing)) == [None] * 40
    backend.write(f"{number}/large", pieces(large), 0, nothing)
    digests = backend.digest_many([item.path for item in items], nothing)
    wanted = [hashlib.sha256(b"%d" % n * 5000).hexdigest() for n in range(40)]
    assert list(digests) == [Digest("sha256", value) for value in wanted]
    pairs = [(item.path, f"{number}/ready/{n}") for n, item in enumerate(items)]
    assert list(backend.rename_many(pairs)) == [None] * 40
    assert holds(backend, f"{number}/large", large)
    backend.rename(f"{number}/ready", f"published/{number}")
    assert len(names(backend, f"published/{number}")) == 40


def test_eight_connections_at_once(smb_place: Place) -> None:
    with ExitStack() as opened:
        backends = [opened.enter_context(smb_backend(smb_place)) for _ in range(8)]
        acts = [partial(use_all, one, number) for number, one in enumerate(backends)]
        assert raced(*acts) == [None] * 8
        assert names(backends[0], "published") == list("01234567")


@pytest.mark.parametrize("credits_given", [8, 16, 128])
def test_a_server_of_few_credits(new_smbd: NewSmbd, credits_given: int) -> None:
    """None of what we send needs more than there will ever be."""
    server = new_smbd(Options(max_credits=credits_given))
    with smb_backend(place_on(server)) as backend:
        use_all(backend, 0)
        # The largest of the small files, which would take all credits for its bytes alone.
        whole = content(MIB)
        items = [Item(f"more/{n}", Pieces((whole,))) for n in range(3)]
        counts: list[int] = []
        assert codes(backend.write_many(items, counts.append)) == [None] * 3
        assert sum(counts) == 3 * MIB
        assert holds(backend, "more/2", whole)
