"""What a search offers: terms of a vocabulary, licences, files of an assay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fbi_uploader.isa.licence import KNOWN, licence_of
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.vocabulary.model import Term, Vocabulary, folded
from fbi_uploader.isa.vocabulary.search import Match, Searcher
from fbi_uploader.ui.words import language

MOST = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a list: what it is called, what is said below, what is taken."""

    title: str
    second: str
    taken: MetadataValue


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that was taken: its word, its id, what else it is called."""

    word: str
    id: str
    caption: str


Search = Callable[[str], Sequence[Hit]]
Describe = Callable[[MetadataValue], Chosen | None]
"""None for a text that nothing is known of: it stays text."""


# -- terms


def term_hits(searcher: Searcher, query: str) -> list[Hit]:
    """The best terms for what is typed."""
    return [_term_hit(one) for one in searcher.search(query, MOST)]


def term_chosen(vocabulary: Vocabulary | None, value: MetadataValue) -> Chosen | None:
    """The term that a value names by its id."""
    if vocabulary is None or not value.term_id:
        return None
    term = vocabulary.term(value.term_id)
    if term is None:
        return None
    word = _title(term)
    other = term.common if language() == "en" else term.named("fr")
    return Chosen(word, term.id, other if folded(other) != folded(word) else "")


def term_value(term: Term) -> MetadataValue:
    """What is kept of a term: the ontology's own name, and its id."""
    return MetadataValue(value=term.label, term_id=term.id)


def _title(term: Term) -> str:
    """Of an organism its scientific name, of anything else what the language calls it."""
    return term.label if term.common and " " in term.label else term.named(language())


def _term_hit(match: Match) -> Hit:
    term = match.term
    title = _title(term)
    common = term.named("fr") if language() == "fr" else term.common
    names: list[str] = []
    for one in (term.label, common, match.name):
        said = (title, term.id, *names)
        if one and not any(folded(one) in folded(other) for other in said):
            names.insert(0, one)
    return Hit(title, " · ".join((*names[:2], term.id)), term_value(term))


# -- licences


def licence_hits(query: str) -> list[Hit]:
    """Licences whose id or name holds every word; all of them where nothing is typed."""
    words = folded(query).split()
    return [
        Hit(one.id, one.name, MetadataValue(value=one.id))
        for one in KNOWN
        if all(word in folded(f"{one.id} {one.name}") for word in words)
    ]


def licence_chosen(value: MetadataValue) -> Chosen | None:
    """A licence that is listed."""
    found = licence_of(str(value.value))
    if found is None or found not in KNOWN:
        return None
    return Chosen(found.id, "", found.name)


# -- files


def file_hits(paths: Iterable[str], query: str) -> list[Hit]:
    """Files whose path holds every word that is typed."""
    words = query.casefold().split()
    hits: list[Hit] = []
    for path in paths:
        if all(word in path.casefold() for word in words):
            folder, _, name = path.rpartition("/")
            hits.append(Hit(name, folder, MetadataValue(value=path)))
            if len(hits) == MOST:
                break
    return hits
