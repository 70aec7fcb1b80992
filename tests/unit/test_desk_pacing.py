from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from fbi_uploader import settings
from fbi_uploader.clock import ManualClock
from fbi_uploader.desk.pacing import Pace, why_shut
from fbi_uploader.errors import Code
from fbi_uploader.settings import Settings
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.control import Control
from fbi_uploader.transfer.journal.records import Reason
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.source import Bytes

DAY = Settings(quiet_from="08:00", quiet_to="18:30")
NIGHT = Settings(quiet_from="22:00", quiet_to="06:00")


@pytest.mark.parametrize(
    ("chosen", "time", "shut"),
    [
        (DAY, "07:59", False),
        (DAY, "08:00", True),
        (DAY, "18:29", True),
        (DAY, "18:30", False),
        (NIGHT, "21:59", False),
        (NIGHT, "22:00", True),
        (NIGHT, "00:00", True),
        (NIGHT, "06:00", False),
        (Settings(), "12:00", False),
        (Settings(quiet_from="08:00"), "12:00", False),
    ],
)
def test_quiet_hours_of_the_local_day(chosen: Settings, time: str, *, shut: bool) -> None:
    why = why_shut(chosen, datetime.fromisoformat(f"2026-03-01T{time}:00"))
    facts = {"begin": chosen.quiet_from, "end": chosen.quiet_to}
    assert why == (Reason(Code.QUIET_HOURS, facts) if shut else None)


def test_a_pause_of_everything_comes_first() -> None:
    paused = Settings(quiet_from="08:00", quiet_to="18:00", all_paused=True)
    assert why_shut(paused, datetime(2026, 1, 1, 12)) == Reason(  # noqa: DTZ001 - a local day
        Code.ALL_PAUSED, {}
    )


def test_it_falls_and_lifts_with_the_clock_and_the_zone(tmp_path: Path) -> None:
    settings.save(tmp_path / "s.toml", DAY)
    clock = ManualClock(datetime(2026, 1, 1, 6, 30, tzinfo=UTC))
    pace = Pace(tmp_path / "s.toml", clock, timezone(timedelta(hours=1)))
    control = Control(clock)
    pace.apply(control)
    assert not control.held("any")
    clock.sleep(1800)  # 08:00 there
    pace.apply(control)
    assert control.held("any")
    assert pace.shut() is not None
    clock.sleep(11 * 3600)
    pace.apply(control)
    assert not control.held("any")


def test_choices_are_read_again_when_told(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    pace = Pace(path, ManualClock())
    settings.save(path, Settings(all_paused=True))
    assert pace.shut() is None
    pace.read()
    assert pace.shut() is not None


def test_the_cap_holds_beside_the_nodes_own_and_changes_while_sending(tmp_path: Path) -> None:
    path, clock, server = tmp_path / "s.toml", ManualClock(), MemoryServer()
    settings.save(path, Settings(bandwidth=2000))
    pace = Pace(path, clock)
    route = pace.capped(Route("node", "folder", lambda: MemoryBackend(server)))
    with route.connect() as backend:
        backend.write("a", Bytes(b"x" * 10_000), 0, lambda _: None)
        assert clock.monotonic() == pytest.approx(5, abs=0.6)
        settings.save(path, Settings())
        pace.read()
        before = clock.monotonic()
        backend.write("b", Bytes(b"x" * 10_000), 0, lambda _: None)
        assert clock.monotonic() == before
