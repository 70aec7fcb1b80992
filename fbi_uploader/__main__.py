"""The program: its command line, its engine and the engine's children are all started here."""

from __future__ import annotations

import os
import sys

from fbi_uploader.loading import loading


def main() -> int:
    """Start what the first argument names; commands import only what they need."""
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first == "engine":
        with loading():
            from fbi_uploader import service  # noqa: PLC0415 - each start loads its own part only

        return service.main(sys.argv[2:])
    if first == "window" or (_nothing_asked(sys.argv[1:]) and _can_open_window()):
        return _open_window()
    if first == "inspect-child":
        from fbi_uploader.intake.inspect import child  # noqa: PLC0415

        return child.main()
    if first == "export-isatab":
        from fbi_uploader.export.isatab import writing  # noqa: PLC0415

        return writing.main()
    with loading():
        from fbi_uploader.cli.main import cli  # noqa: PLC0415

    cli(prog_name="fbi-uploader")
    return 0


def _nothing_asked(arguments: list[str]) -> bool:
    """Whether no command was named: `fbi-uploader`, or that with `--home DIR` alone."""
    return not arguments or (arguments[0] == "--home" and len(arguments) == 2)  # noqa: PLR2004


def _can_open_window() -> bool:
    """Whether there is a screen, and what draws on it."""
    import importlib.util  # noqa: PLC0415 - commands have no use for it

    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    no_screen = sys.platform == "linux" and not any(os.environ.get(one) for one in wanted)
    return not no_screen and importlib.util.find_spec("PySide6") is not None


def _open_window() -> int:
    with loading():
        from fbi_uploader.ui import main as window  # noqa: PLC0415

    arguments = sys.argv[1:]
    return window.run(arguments[1:] if arguments[:1] == ["window"] else arguments)


if __name__ == "__main__":
    sys.exit(main())
