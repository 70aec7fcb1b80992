"""Why something in a node file was refused, in words; the short word comes from the models."""

from __future__ import annotations

from collections.abc import Callable

from fbi_uploader.errors import Problem
from fbi_uploader.messages import message
from fbi_uploader.ui.words import language, translate

_WORDS: dict[str, Callable[[], str]] = {
    "missing": lambda: translate("Settings", "This has to be filled in."),
    "not_a_host": lambda: translate(
        "Settings", "A server’s name or address alone, without http:// and without a path."
    ),
    "not_a_url": lambda: translate("Settings", "An address like https://server/path."),
    "not_a_folder_name": lambda: translate(
        "Settings", 'One name, without / \\ : * ? " < > | and without a space at its ends.'
    ),
    "not_a_relative_path": lambda: translate(
        "Settings", "A path like folder/sub-folder, without / at its beginning."
    ),
    "not_an_absolute_path": lambda: translate(
        "Settings", "A path from the root, like /data or D:\\data."
    ),
    "not_an_email": lambda: translate("Settings", "An address like name@institute.org."),
    "not_a_login": lambda: translate("Settings", "A login has no spaces."),
    "not_one_line": lambda: translate("Settings", "One line, without a space at its ends."),
    "not_an_id": lambda: translate("Settings", "Lower-case letters, digits and hyphens only."),
    "unknown_placeholder": lambda: translate(
        "Settings", "Only {manager} and {login} are filled in here."
    ),
    "greater_than_equal": lambda: translate("Settings", "This number is too small."),
    "less_than_equal": lambda: translate("Settings", "This number is too large."),
    "string_too_short": lambda: translate("Settings", "This has to be filled in."),
    "string_too_long": lambda: translate("Settings", "This is too long."),
    "int_type": lambda: translate("Settings", "A whole number, without quotes."),
    "bool_type": lambda: translate("Settings", "true or false, without quotes."),
    "string_type": lambda: translate("Settings", "A text, in quotes."),
    "extra_forbidden": lambda: translate("Settings", "No such setting is known."),
    "no_route": lambda: translate(
        "Settings", "A node needs a share, an iRODS zone or a folder to send to."
    ),
    "routes_unknown": lambda: translate(
        "Settings", "“routes” names something that this file has no section for."
    ),
    "pam_needs_tls": lambda: translate(
        "Settings", "PAM sends the password itself, so it needs an encrypted connection."
    ),
    "encryption_needs_smb3": lambda: translate(
        "Settings", "SMB 2 cannot encrypt: choose SMB 3.0 or newer."
    ),
    "sandbox_leaves": lambda: translate("Settings", "A sandbox has a folder and nothing else."),
    "no_irods": lambda: translate("Settings", "It asks for iRODS, and has none."),
    "same_name": lambda: translate("Settings", "The two folders need two names."),
    "login_twice": lambda: translate("Settings", "One login for each endpoint."),
    "person_twice": lambda: translate("Settings", "Somebody of this name is listed already."),
    "syntax": lambda: translate("Settings", "This line is no valid TOML."),
    "not_utf8": lambda: translate("Settings", "The file is not encoded as UTF-8."),
    "too_large": lambda: translate("Settings", "The file is too large for a node file."),
    "unreadable": lambda: translate("Settings", "The file cannot be read."),
    "not_a_file": lambda: translate("Settings", "This is a folder, not a file."),
}


def why_words(why: str) -> str:
    """A sentence for one of those words; the word itself where there is none."""
    if why in _WORDS:
        return _WORDS[why]()
    return translate("Settings", "This value is not accepted (%1).").replace("%1", why)


def mistake_words(problem: Problem) -> tuple[str, str]:
    """Where a mistake stands ("line 12, smb.port"), and what it is."""
    why = problem.facts.get("why")
    if not isinstance(why, str) or "line" not in problem.facts:
        told = message(problem, language())
        return told.happened, f"{told.you_can} {told.ask}".strip()
    where = translate("Settings", "Line %1").replace("%1", str(problem.facts["line"]))
    key = problem.facts.get("key")
    return f"{where} · {key}" if key else where, why_words(why)
