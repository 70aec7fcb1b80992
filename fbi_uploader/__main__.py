"""The program: its command line, its engine and the engine's children are all started here."""

from __future__ import annotations

import sys


def main() -> int:
    """Start what the first argument names; commands import only what they need."""
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first == "engine":
        from fbi_uploader import service  # noqa: PLC0415 - each start loads its own part only

        return service.main(sys.argv[2:])
    if first == "inspect-child":
        from fbi_uploader.intake.inspect import child  # noqa: PLC0415

        return child.main()
    from fbi_uploader.cli.main import cli  # noqa: PLC0415

    cli(prog_name="fbi-uploader")
    return 0


if __name__ == "__main__":
    sys.exit(main())
