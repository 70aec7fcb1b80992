"""Finds terms while a person types: prefix before word start before part of a word.

Every name of a term counts, accents and case do not. A plain pass over all names: a thousand terms
take a millisecond or two (tests/benchmarks/vocabulary.py), so there is no index to keep right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from fbi_uploader.isa.vocabulary.model import Kind, Term, Vocabulary, folded

LONGEST_QUERY = 200  # characters; what comes after is not looked at


class Fit(IntEnum):
    """How well a name fits a query, the best first."""

    EXACT = 0
    PREFIX = 1
    WORD = 2
    WORDS = 3
    """Each word of the query begins a word of the name, in any order."""
    PART = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A term found. `name` is the name that fits, `kind` what sort of name it is."""

    term: Term
    vocabulary: str
    name: str
    kind: Kind
    fit: Fit


@dataclass(frozen=True, slots=True)
class _Name:
    folded: str
    spaced: str
    name: str
    kind: Kind


class Searcher:
    """Holds the folded names of some vocabularies. Thread-safe: nothing changes after it is made.

    `branches`: only these terms and what is under them; empty means all.
    """

    def __init__(self, vocabularies: Iterable[Vocabulary], branches: Iterable[str] = ()) -> None:
        roots = tuple(branches)
        self._terms: list[tuple[str, Term, tuple[_Name, ...]]] = []
        self._ids: dict[str, tuple[str, Term]] = {}
        for vocabulary in vocabularies:
            wanted = vocabulary.below(roots) if roots else None
            for term in vocabulary.terms:
                if wanted is None or term.id in wanted:
                    self._add(vocabulary, term)

    def _add(self, vocabulary: Vocabulary, term: Term) -> None:
        names = tuple(_folded_name(kind, name) for kind, name in term.names())
        self._terms.append((vocabulary.id, term, names))
        local = term.id.rpartition(":")[2]
        for one in (term.id, vocabulary.node_id(term.id), vocabulary.address(term.id), local):
            self._ids.setdefault(one.casefold(), (vocabulary.id, term))

    def search(self, query: str, limit: int = 20) -> tuple[Match, ...]:
        """The best `limit` terms, at most one match each. () for a blank query."""
        wanted = folded(query[:LONGEST_QUERY])
        if not wanted:
            return ()
        words = tuple(f" {word}" for word in wanted.split(" "))
        found = [
            match
            for vocabulary, term, names in self._terms
            if (match := _best(vocabulary, term, names, wanted, words)) is not None
        ]
        found.sort(key=lambda match: _order(match, query.strip()))
        return (*self._with_id(query), *found)[:limit]

    def _with_id(self, query: str) -> tuple[Match, ...]:
        vocabulary, term = self._ids.get(query.strip().casefold(), ("", None))
        return () if term is None else (Match(term, vocabulary, term.id, "label", Fit.EXACT),)


def _folded_name(kind: Kind, name: str) -> _Name:
    plain = folded(name)
    return _Name(plain, f" {plain}", name, kind)


def _best(
    vocabulary: str, term: Term, names: tuple[_Name, ...], wanted: str, words: tuple[str, ...]
) -> Match | None:
    best: Match | None = None
    for one in names:
        fit = _fit(one, wanted, words)
        if fit is not None and (best is None or fit < best.fit):
            best = Match(term, vocabulary, one.name, one.kind, fit)
    return best


def _fit(name: _Name, wanted: str, words: tuple[str, ...]) -> Fit | None:
    if wanted in name.folded:
        if name.folded.startswith(wanted):
            return Fit.EXACT if name.folded == wanted else Fit.PREFIX
        return Fit.WORD if f" {wanted}" in name.spaced else Fit.PART
    if len(words) > 1 and all(word in name.spaced for word in words):
        return Fit.WORDS
    return None


def _order(match: Match, query: str) -> tuple[int, bool, int, str, str]:
    # As it was typed comes first: mM before mm.
    typed_so = match.name.startswith(query)
    return (match.fit, not typed_so, len(match.name), match.term.label, match.term.id)
