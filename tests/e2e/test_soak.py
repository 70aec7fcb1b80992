"""Kill it at any moment: after many kill -9 every byte is there, once, and nothing else is.

FBI_TEST_SOAK=1 runs the long one (100 kills, 2 GiB in 3,000 files); FBI_TEST_SEED repeats a run.
"""

from __future__ import annotations

import os
import sys
import time

import pytest

from tests.e2e.running import Pc
from tests.e2e.soaking import LONG, SHORT, Size, Soak, check, make_files, seeded, told


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
@pytest.mark.timeout(4000)
@pytest.mark.parametrize(
    "size",
    [
        pytest.param(SHORT, id="short"),
        pytest.param(
            LONG,
            id="long",
            marks=[
                pytest.mark.soak,
                pytest.mark.skipif(
                    not os.environ.get("FBI_TEST_SOAK"), reason="on demand: FBI_TEST_SOAK=1"
                ),
            ],
        ),
    ],
)
def test_kills_lose_double_and_damage_nothing(
    pc: Pc, size: Size, capsys: pytest.CaptureFixture[str]
) -> None:
    seed, chance = seeded()
    began = time.monotonic()
    make_files(pc.data / "in", size, chance)
    soak = Soak(pc, size, chance)
    with capsys.disabled():
        print(f"\nsoak: FBI_TEST_SEED={seed}", flush=True)  # noqa: T201 - to repeat this run
        soak.run()
        check(soak)
        seconds = time.monotonic() - began
        print(told(soak, seconds), flush=True)  # noqa: T201 - the figures
    assert soak.kills == size.kills
    assert seconds < size.seconds
