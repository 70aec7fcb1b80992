"""Makes the way to give each kind of value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.ui.deposit.describing.asked import Asked, Kind
from fbi_uploader.ui.deposit.describing.calendarbox import DateEditor
from fbi_uploader.ui.deposit.describing.editor import (
    Editor,
    LongEditor,
    NumberEditor,
    OrcidEditor,
    PersonEditor,
    TextEditor,
    YesNoEditor,
    choice_editor,
)
from fbi_uploader.ui.deposit.describing.hits import (
    Chosen,
    Hit,
    file_hits,
    licence_chosen,
    licence_hits,
    term_chosen,
    term_hits,
)
from fbi_uploader.ui.deposit.describing.knowledge import Knowledge
from fbi_uploader.ui.deposit.describing.names import NamesEditor
from fbi_uploader.ui.deposit.describing.searching import SearchEditor
from fbi_uploader.ui.deposit.describing.tablefield import TableEditor

Files = Callable[[], Iterable[str]]
"""Paths that a file may be chosen from, of the part in sight."""


def make_editor(one: Asked, knowledge: Knowledge, files: Files) -> Editor:
    """For one field."""
    if one.rules is not None and one.kind in _RULED:
        return _RULED[one.kind](one.rules)
    if one.rules is not None and one.kind is Kind.TERM:
        return _term_editor(one.rules, knowledge)
    if one.kind is Kind.FILE:
        return SearchEditor(lambda query: file_hits(files(), query), _file_chosen, eager=True)
    return _PLAIN[one.kind]()


_RULED: dict[Kind, Callable[[TemplateField], Editor]] = {
    Kind.NUMBER: NumberEditor,
    Kind.DATE: DateEditor,
    Kind.CHOICE: choice_editor,
    Kind.TABLE: TableEditor,
}
_PLAIN: dict[Kind, Callable[[], Editor]] = {
    Kind.TEXT: TextEditor,
    Kind.LONG: LongEditor,
    Kind.YES_NO: YesNoEditor,
    Kind.ORCID: OrcidEditor,
    Kind.PERSON: PersonEditor,
    Kind.NAMES: NamesEditor,
    Kind.LICENCE: lambda: SearchEditor(licence_hits, licence_chosen, eager=True),
}


def _term_editor(rules: TemplateField, knowledge: Knowledge) -> SearchEditor:
    def search(query: str) -> Sequence[Hit]:
        return term_hits(knowledge.searcher(rules), query)

    def describe(value: MetadataValue) -> Chosen | None:
        return term_chosen(knowledge.vocabularies.get(rules.vocabulary or ""), value)

    return SearchEditor(search, describe)


def _file_chosen(value: MetadataValue) -> Chosen | None:
    folder, _, name = str(value.value).rpartition("/")
    return Chosen(name, "", folder)
