"""What an account chose is kept, and a damaged file is no reason not to start."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.settings import SLOWEST, Settings, load, save

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    person=TEXTS,
    nodes=st.dictionaries(TEXTS, TEXTS, max_size=3),
    bandwidth=st.none() | st.integers(SLOWEST, 1 << 40),
)
def test_what_was_chosen_is_there_again(
    tmp_path_factory: pytest.TempPathFactory,
    person: str,
    nodes: dict[str, str],
    bandwidth: int | None,
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    chosen = Settings("fr", "dark", bandwidth, "22:00", "06:30", person=person, last_nodes=nodes)
    save(path, chosen)
    assert load(path) == chosen


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\xff\xfe",
        b"language = [",
        b'language = "de"\ntheme = "pink"\nbandwidth = 3\nquiet_from = "25:00"\n',
        b'all_paused = "yes"\nlast_nodes = 3\nbandwidth = true\nunknown = 1\n',
        b"[last_nodes]\na = 1\n",
        b"a = " + b"[" * 100_000,
        b"bandwidth = 1" + b"0" * 400,  # no float holds it
    ],
)
def test_nonsense_is_the_default_again(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(written)
    assert load(path) == Settings()
    assert load(tmp_path / "absent.toml") == Settings()


@pytest.mark.parametrize(
    ("begin", "end", "moment", "quiet"),
    [
        ("08:00", "18:00", time(8, 0), True),
        ("08:00", "18:00", time(18, 0), False),
        ("08:00", "18:00", time(7, 59), False),
        ("22:00", "06:00", time(23, 0), True),
        ("22:00", "06:00", time(5, 59), True),
        ("22:00", "06:00", time(12, 0), False),
        ("08:00", "08:00", time(8, 0), False),
        ("", "08:00", time(3, 0), False),
    ],
)
def test_quiet_hours(begin: str, end: str, moment: time, *, quiet: bool) -> None:
    assert Settings(quiet_from=begin, quiet_to=end).quiet_at(moment) is quiet
