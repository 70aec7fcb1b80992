"""What the page says of a submission, a fileset, a cause: words from what the journal knows."""

from __future__ import annotations

from dataclasses import dataclass

from fbi_uploader.errors import Code
from fbi_uploader.messages import file_word, message, stage_word
from fbi_uploader.nodes.model import Node
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.ui.models.sent_filesets import FilesetRow
from fbi_uploader.ui.models.trying import Tried
from fbi_uploader.ui.models.underway import PASSWORDS, Cause, Hindrance, Transfer
from fbi_uploader.ui.widgets.marks import Said, Tone
from fbi_uploader.ui.words import duration, language, translate


@dataclass(frozen=True, slots=True)
class Mark:
    """A word, its icon, and the tone of both."""

    word: str
    icon: str
    tone: Tone


def title_of(one: Transfer) -> str:
    """Its first assay, and how many more there are."""
    more = len(one.assays) - 1
    if more <= 0:
        return one.name
    rest = translate("Transfers", "and %n other assay(s)", None, more)
    return f"{one.name} {rest}"


def node_name(node: Node | None, id_: str) -> str:
    """As the language in force calls it; its id where its file is gone."""
    if node is None:
        return id_
    return node.names.fr if language() == "fr" else node.names.en


def route_word(route: str) -> str:
    """The way in words."""
    return {
        "smb": translate("Transfers", "by the share"),
        "irods": translate("Transfers", "straight into iRODS"),
    }.get(route, translate("Transfers", "by a folder"))


def way_of(one: Transfer, node: Node | None) -> str:
    """Where it goes, and how."""
    there = translate("Transfers", "to %1").replace("%1", node_name(node, one.node))
    return f"{one.investigation} · {there}, {route_word(one.route)}"


_ASKED = {"pause", "resume", "cancel"}


def asked_word(what: str) -> str:
    """While an order is on its way."""
    return {
        "pause": translate("Transfers", "Pausing…"),
        "cancel": translate("Transfers", "Cancelling…"),
    }.get(what, translate("Transfers", "Going on…"))


def mark_of(one: Transfer, asked: str = "") -> Mark:
    """How it stands, as a pill."""
    if asked in _ASKED:
        return Mark(asked_word(asked), "", Tone.PLAIN)
    if one.stage is Stage.QUEUED and one.reason is not None:
        return _held_mark(one.reason.code)
    tone = {
        Stage.SENDING: Tone.ACCENT,
        Stage.PUBLISHING: Tone.ACCENT,
        Stage.READY: Tone.OK,
        Stage.FAILED: Tone.ERR,
        Stage.WAITING: Tone.WARN,
    }.get(one.stage, Tone.PLAIN)
    return Mark(stage_word(one.stage, language()), "", tone)


def _held_mark(code: Code) -> Mark:
    if code in PASSWORDS:
        return Mark(translate("Transfers", "Waits for a password"), "key", Tone.WARN)
    if code is Code.QUIET_HOURS:
        return Mark(translate("Transfers", "Quiet hours"), "moon", Tone.PLAIN)
    if code is Code.ALL_PAUSED:
        return Mark(translate("Transfers", "All paused"), "pause", Tone.PLAIN)
    return Mark(translate("Transfers", "Waits for the node"), "clock", Tone.WARN)


def fileset_mark(row: FilesetRow, *, going: bool) -> Mark:
    """How a fileset stands; `going`: its submission is being sent."""
    tongue = language()
    if row.settled:
        return Mark(file_word("ready", tongue), "check-circle", Tone.OK)
    if row.sums.failed or row.sums.changed or row.sums.writing:
        return _stuck_mark(row)
    if row.sums.tried:
        return Mark(translate("Transfers", "Will be tried again"), "refresh", Tone.WARN)
    if going and row.sums.sending:
        return Mark(file_word("sending", tongue), "upload", Tone.ACCENT)
    return Mark(file_word("queued", tongue), "clock", Tone.PLAIN)


def _stuck_mark(row: FilesetRow) -> Mark:
    tongue = language()
    if row.sums.failed:
        return Mark(file_word("failed", tongue), "cross-circle", Tone.ERR)
    if row.sums.changed:
        return Mark(file_word("changed", tongue), "alert-triangle", Tone.WARN)
    return Mark(file_word("waiting", tongue), "writing", Tone.WARN)


# -- what stands in the way


def hindrance_said(one: Hindrance) -> Said:
    """Title and sentence: what happened, what we do, what the person can do."""
    told = message(one, language())
    return Said(_counted(one.files, told.happened), f"{told.does} {told.you_can}".strip())


def hindrance_ask(one: Hindrance) -> str:
    """Whom to call; "" when nobody else is needed."""
    return message(one, language()).ask


def tried_said(one: Tried) -> Said:
    """The same of what is tried again alone, with the time until then."""
    told = message(one, language())
    soon = translate("Transfers", "Next try in %1; the rest goes on.")
    sentence = soon.replace("%1", duration(one.seconds))
    return Said(_counted(one.files, told.happened), f"{sentence} {told.you_can}".strip())


def _counted(files: int, happened: str) -> str:
    if files <= 1:
        return happened
    count = translate("Transfers", "%n file(s)", None, files)
    return f"{count} · {happened}"


def tone_of(one: Hindrance) -> Tone:
    """Red where it will not go on alone."""
    return Tone.ERR if one.cause in {Cause.FAILED, Cause.ASSAY} else Tone.WARN


def cancel_said(one: Transfer) -> Said:
    """What the question before a cancel says: what stays."""
    stays = translate(
        "Transfers",
        "What was sent of it is removed from the node. Your original files are never touched.",
    )
    if one.published:
        kept = translate(
            "Transfers",
            "%n assay(s) in place on the node already: that stays.",
            None,
            one.published,
        )
        stays = f"{kept} {stays}"
    return Said(translate("Transfers", "Cancel this submission?"), stays)


def without_said(one: Hindrance) -> Said:
    """What the question before "send without" says."""
    return Said(
        translate("Transfers", "Send without %n fileset(s)?", None, len(one.sources)),
        translate(
            "Transfers",
            "The rest of the assay goes. What is left out becomes a draft of its own, under a new "
            "assay name; the original files stay where they are.",
        ),
    )
