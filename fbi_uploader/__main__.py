"""The program: its command line, its engine and the engine's children are all started here."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_GARBAGE = 20_000  # new objects between two looks for cycles; Python's own 700 suits small programs


@contextmanager
def _loading() -> Iterator[None]:
    """While modules are loaded nothing becomes garbage; what they leave stays to the end.

    Looking through it all again and again cost a tenth of a short run, at the exit as well.
    """
    gc.disable()
    # Plugins of whatever else is installed have no business here, and looking for them takes time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        gc.enable()


def main() -> int:
    """Start what the first argument names; commands import only what they need."""
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first == "engine":
        with _loading():
            from fbi_uploader import service  # noqa: PLC0415 - each start loads its own part only

        return service.main(sys.argv[2:])
    if first == "inspect-child":
        from fbi_uploader.intake.inspect import child  # noqa: PLC0415

        return child.main()
    if first == "check-isatab":
        from fbi_uploader.export.isatab import judge  # noqa: PLC0415

        return judge.main()
    with _loading():
        from fbi_uploader.cli.main import cli  # noqa: PLC0415

    cli(prog_name="fbi-uploader")
    return 0


if __name__ == "__main__":
    sys.exit(main())
