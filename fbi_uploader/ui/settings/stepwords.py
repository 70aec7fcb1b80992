"""What each step of a test is called: as it went well, as it failed, and as a thing to be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fbi_uploader.ui.settings.checks import Check, Outcome, Step
from fbi_uploader.ui.words import NO_BREAK, clock, day, decimal, number, translate

Word = Callable[[], str]
_DONE: dict[str, Word] = {
    "name": lambda: translate("Settings", "Server found"),
    "port": lambda: translate("Settings", "Port %1 open"),
    "login": lambda: translate("Settings", "Account accepted"),
    "open": lambda: translate("Settings", "Folder found"),
    "landing folder": lambda: translate("Settings", "Your folder is there"),
    "write": lambda: translate("Settings", "Test file written"),
    "read back": lambda: translate("Settings", "Test file read back, unchanged"),
    "rename": lambda: translate("Settings", "Test file renamed"),
    "remove": lambda: translate("Settings", "Test file removed"),
}
_FAILED: dict[str, Word] = {
    "name": lambda: translate("Settings", "Server not found"),
    "port": lambda: translate("Settings", "Port closed"),
    "certificate": lambda: translate("Settings", "Certificate not recognised"),
    "login": lambda: translate("Settings", "Account not accepted"),
    "open": lambda: translate("Settings", "Folder not found"),
    "landing folder": lambda: translate("Settings", "Your folder is missing"),
    "write": lambda: translate("Settings", "Writing refused"),
    "read back": lambda: translate("Settings", "Reading back failed"),
    "rename": lambda: translate("Settings", "Renaming refused"),
    "remove": lambda: translate("Settings", "Removing refused"),
}
_NAMED: dict[str, Word] = {
    "name": lambda: translate("Settings", "name"),
    "port": lambda: translate("Settings", "port"),
    "certificate": lambda: translate("Settings", "certificate"),
    "login": lambda: translate("Settings", "account"),
    "open": lambda: translate("Settings", "folder"),
    "landing folder": lambda: translate("Settings", "your folder"),
    "write": lambda: translate("Settings", "writing"),
    "read back": lambda: translate("Settings", "reading back"),
    "rename": lambda: translate("Settings", "renaming"),
    "remove": lambda: translate("Settings", "removing"),
}


def done_words(step: Step) -> str:
    """A step that went well."""
    if step.name == "certificate":
        return _certificate(step)
    text = _DONE[step.name]() if step.name in _DONE else step.name
    protection = _protection(step) if step.name == "login" else ""
    return text.replace("%1", str(step.facts.get("port", ""))) + protection


def failed_words(name: str) -> str:
    """A step that failed."""
    return _FAILED[name]() if name in _FAILED else name


def step_name(name: str) -> str:
    """A step as something that can be done."""
    return _NAMED[name]() if name in _NAMED else name


def took(seconds: float) -> str:
    """How long a step took: 38 ms, 1,2 s."""
    if seconds < 1:
        return f"{number(round(seconds * 1000))}{NO_BREAK}ms"
    return f"{decimal(seconds)}{NO_BREAK}s"


def outcome_words(check: Check | None) -> tuple[str, str, str]:
    """How a test went in a few words, with an icon and a tint."""
    outcome = check.outcome if check is not None else Outcome.UNTRIED
    if check is None or outcome is Outcome.UNTRIED:
        return translate("Settings", "Not tested yet"), "minus", "text2"
    if outcome is Outcome.RUNNING:
        return translate("Settings", "Testing…"), "writing", "warn"
    if outcome is Outcome.ELSEWHERE:
        return translate("Settings", "Not from this network"), "minus", "text2"
    at = f" · {clock(check.at)}" if check.at is not None else ""
    if outcome is Outcome.FAILED:
        failed = check.failed_step
        word = failed_words(failed) if failed else translate("Settings", "Test not possible")
        return word, "alert-circle", "err"
    word = translate("Settings", "Works")
    if outcome is Outcome.REACHED:
        word = translate("Settings", "Server answers")
    return word + at, "check-circle", "ok"


def _certificate(step: Step) -> str:
    if step.facts.get("verified") is False:
        return translate("Settings", "Certificate not checked")
    until = step.facts.get("valid_until")
    if not isinstance(until, str):
        return translate("Settings", "Certificate recognised")
    text = translate("Settings", "Certificate recognised, valid until %1")
    return text.replace("%1", day(datetime.fromisoformat(until)))


def _protection(step: Step) -> str:
    if step.facts.get("encrypted") is True:
        return translate("Settings", ", encrypted")
    if step.facts.get("signed") is True:
        return translate("Settings", ", signed")
    return ""
