"""One window a home: the second start raises the first."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from fbi_uploader.ui.system.instance import OnlyOne


def test_a_second_start_raises_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = OnlyOne(tmp_path), OnlyOne(tmp_path)
    assert not first.raised_another()
    with qtbot.waitSignal(first.asked, timeout=5000):
        assert second.raised_another()
    first.close()


def test_another_home_is_another_window(tmp_path: Path, qtbot: QtBot) -> None:
    first, other = OnlyOne(tmp_path / "a"), OnlyOne(tmp_path / "b")
    assert not first.raised_another()
    assert not other.raised_another()
    first.close()
    other.close()


def test_after_the_first_is_gone_the_next_opens(tmp_path: Path, qtbot: QtBot) -> None:
    first = OnlyOne(tmp_path)
    assert not first.raised_another()
    first.close()
    second = OnlyOne(tmp_path)
    assert not second.raised_another()
    second.close()


def test_a_window_that_crashed_stands_in_nobodys_way(tmp_path: Path, qtbot: QtBot) -> None:
    """Its socket's file may still be there."""
    first = OnlyOne(tmp_path)
    assert not first.raised_another()
    left = Path(str(first._server.fullServerName())) if first._server else Path()
    first.close()
    left.touch()
    second = OnlyOne(tmp_path)
    assert not second.raised_another()
    third = OnlyOne(tmp_path)
    with qtbot.waitSignal(second.asked, timeout=5000):
        assert third.raised_another()
    second.close()
