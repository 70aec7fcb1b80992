"""What this account lets through: a cap on all sending, quiet hours, a pause of everything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from fbi_uploader import settings
from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code
from fbi_uploader.settings import Settings
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.control import Control
from fbi_uploader.transfer.decorators.throttle import Bucket, Throttled
from fbi_uploader.transfer.journal.records import Reason
from fbi_uploader.transfer.route import Route

_LOOK = 1.0  # seconds between looks at the time of day


def why_shut(chosen: Settings, now: datetime) -> Reason | None:
    """Why nothing is to be sent at a moment of the local day, None when it is. Pure."""
    if chosen.all_paused:
        return Reason(Code.ALL_PAUSED, {})
    if chosen.quiet_at(now.time()):
        facts = {"begin": chosen.quiet_from, "end": chosen.quiet_to}
        return Reason(Code.QUIET_HOURS, facts)
    return None


class Pace:
    """One for the whole engine. `zone` None is this PC's; the settings file is read at `read`."""

    def __init__(self, path: Path, clock: Clock, zone: tzinfo | None = None) -> None:
        self._path = path
        self._clock = clock
        self._zone = zone
        self._chosen = settings.load(path)
        self._bucket = Bucket(self._chosen.bandwidth, clock)

    def read(self) -> None:
        """Take the choices as they are now; who is sending is held to them at its next bytes."""
        self._chosen = settings.load(self._path)
        self._bucket.change(self._chosen.bandwidth)

    def shut(self) -> Reason | None:
        """Why nothing may be sent now."""
        return why_shut(self._chosen, self._clock.now().astimezone(self._zone))

    def apply(self, control: Control) -> None:
        """Stop the workers at their next bytes, or let them go on."""
        if self.shut() is not None:
            control.shut()
        else:
            control.reopen()

    def watch(self, control: Control) -> None:
        """Begin to look at the time of day, in a thread that ends with the engine."""
        threading.Thread(target=self._watch, args=(control,), name="pace", daemon=True).start()

    def _watch(self, control: Control) -> None:
        while not control.stopping:
            self.apply(control)
            self._clock.sleep(_LOOK)

    def capped(self, route: Route) -> Route:
        """The route under the cap of all sending, beside the node's own."""
        connect: Callable[[], Backend] = route.connect
        return replace(route, connect=lambda: Throttled(connect(), self._bucket))
