"""`dev.py words`: brings resources/translations in line with what the window says.

Qt's own lupdate misses calls whose count is more than a plain name (tried with 6.11), so the calls
are read from Python's syntax tree. The files are Qt Linguist's: translate them there, and run this
again, which compiles them with Qt's lrelease.
"""

from __future__ import annotations

import ast
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dev_shell import ROOT, SetUpError, Shell

WINDOW = ROOT / "fbi_uploader" / "ui"
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("fr", "en")
SOURCE = "en"
_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
_PLURAL_AT = 3  # translate(context, text, comment, n)


@dataclass(frozen=True, order=True)
class Text:
    """A text of the window. `plural`: it is said of a number, and has two forms."""

    context: str
    source: str
    plural: bool


def texts(folder: Path = WINDOW) -> list[Text]:
    """All that is said below `folder`, sorted, each once. Raises SetUpError for one in pieces."""
    found = {text for path in sorted(folder.rglob("*.py")) for text in _texts_in(path)}
    return sorted(found)


def _texts_in(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            # A plain name: not `painter.translate(...)`, which moves a drawing.
            case ast.Call(func=ast.Name(id="translate")):
                yield _text(node, path)


def _text(call: ast.Call, path: Path) -> Text:
    said = [arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant)]
    strings = [one for one in said if isinstance(one, str)]
    if len(strings) < 2:  # noqa: PLR2004 - context and text
        raise SetUpError(f"{path}:{call.lineno}: context and text have to stand in the call")
    plural = len(call.args) > _PLURAL_AT or any(word.arg == "n" for word in call.keywords)
    return Text(strings[0], strings[1], plural)


def update(language: str, said: list[Text], folder: Path = TRANSLATIONS) -> list[Text]:
    """Write `<language>.ts` anew, keeping what is translated; returns what is not.

    English is the language of the code: only plurals stand in its file.
    """
    path = folder / f"{language}.ts"
    known = _known(path)
    wanted = [one for one in said if one.plural or language != SOURCE]
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage=SOURCE)
    contexts: dict[str, ET.Element] = {}
    missing: list[Text] = []
    for one in wanted:
        if one.context not in contexts:
            contexts[one.context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[one.context], "name").text = one.context
        if not _write(contexts[one.context], one, known.get(one, [])):
            missing.append(one)
    ET.indent(root, "  ")
    path.write_bytes(_HEAD + ET.tostring(root, encoding="utf-8") + b"\n")
    return missing


def _write(context: ET.Element, one: Text, forms: list[str]) -> bool:
    message = ET.SubElement(context, "message", {"numerus": "yes"} if one.plural else {})
    ET.SubElement(message, "source").text = one.source
    done = len(forms) == (2 if one.plural else 1) and all(forms)
    translation = ET.SubElement(message, "translation", {} if done else {"type": "unfinished"})
    if one.plural:
        for form in forms or ["", ""]:
            ET.SubElement(translation, "numerusform").text = form
    else:
        translation.text = forms[0] if forms else ""
    return done


def _known(path: Path) -> dict[Text, list[str]]:
    known: dict[Text, list[str]] = {}
    if not path.exists():
        return known
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            plural = message.get("numerus") == "yes"
            translation = message.find("translation")
            if translation is None or translation.get("type"):
                continue
            forms = [one.text or "" for one in translation.iter("numerusform")]
            text = Text(context.findtext("name", ""), message.findtext("source", ""), plural)
            known[text] = forms if plural else [translation.text or ""]
    return known


def compiled(language: str, target: Path, python: Path, shell: Shell) -> None:
    """Compile `<language>.ts` into `target` with the environment's lrelease. Raises SetUpError."""
    ts = TRANSLATIONS / f"{language}.ts"
    code = "from PySide6.scripts.pyside_tool import lrelease; lrelease()"
    if shell.run([str(python), "-c", code, "-silent", str(ts), "-qm", str(target)]) != 0:
        raise SetUpError(f"{ts} could not be compiled; see above.")


def words(python: Path, shell: Shell) -> int:
    """Update and compile all; 1 when something is not translated, which is then named."""
    said = texts()
    missing = [(language, one) for language in LANGUAGES for one in update(language, said)]
    for language in LANGUAGES:
        compiled(language, TRANSLATIONS / f"{language}.qm", python, shell)
    for language, one in missing:
        print(f"not translated ({language}): {one.context}: {one.source}")
    return 1 if missing else 0
