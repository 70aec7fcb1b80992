"""The words of the Drop step that depend on what is there."""

from __future__ import annotations

from collections.abc import Sequence

from fbi_uploader.ui.deposit.dropping.acts import WhyNot
from fbi_uploader.ui.deposit.dropping.tally import Tally
from fbi_uploader.ui.words import number, size, translate


def filesets_text(count: int) -> str:
    """How many filesets."""
    return _counted(translate("Drop", "%n fileset(s)", None, count), count)


def sums_text(told: Tally) -> str:
    """What stands beside it: size, and images as far as they were read."""
    parts = [size(told.bytes)]
    if told.images:
        parts.append(
            _counted(translate("Drop", "%n image(s) read", None, told.images), told.images)
        )
    return " · ".join(parts)


def scanning_text(count: int) -> str:
    """While more may be found."""
    if not count:
        return translate("Drop", "Reading the folders…")
    return _counted(translate("Drop", "%n fileset(s) so far…", None, count), count)


def chosen_text(count: int, bytes_: int | None) -> str:
    """What is chosen, and its size where that is known."""
    told = _counted(translate("Drop", "%n selected", None, count), count)
    return told if bytes_ is None else f"{told} · {size(bytes_)}"


def left_text(count: int) -> str:
    """How many files were left aside."""
    return _counted(translate("Drop", "%n file(s) left aside", None, count), count)


def removed_text(count: int) -> str:
    """How many filesets were removed."""
    return _counted(translate("Drop", "%n fileset(s) removed", None, count), count)


def why_not_text(why: WhyNot | None) -> str:
    """Why something cannot be done; "" when it can."""
    if why is None:
        return ""
    words = {
        WhyNot.NOTHING_CHOSEN: translate("Drop", "Select filesets first"),
        WhyNot.ONE_FILE: translate("Drop", "It is a single file"),
        WhyNot.TOGETHER: translate("Drop", "Files of this format only open together"),
        WhyNot.ONE_FILESET: translate("Drop", "Select two filesets or more"),
        WhyNot.REMOVED_ALREADY: translate("Drop", "They are removed already"),
    }
    return words[why]


def note_of(told: Tally, *, dropped: bool, scanning: bool) -> tuple[str, str]:
    """What the footer says."""
    if not dropped:
        return "", translate("Drop", "Nothing is sent before you have checked it.")
    ready = _counted(translate("Drop", "%n fileset(s) ready", None, told.ready), told.ready)
    rest: Sequence[str] = ()
    if scanning:
        rest = (translate("Drop", "more are being looked for…"),)
    elif told.writing:
        waiting = translate(
            "Drop", "%n still being written, sent once complete", None, told.writing
        )
        rest = (_counted(waiting, told.writing),)
    return ready, "".join(f"· {one}" for one in rest)


def _counted(text: str, count: int) -> str:
    """Qt writes plain digits for %n; ours come in groups of three."""
    return text.replace(str(count), number(count), 1)
