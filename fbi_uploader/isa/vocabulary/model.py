"""Terms and vocabularies: frozen data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fbi_uploader.messages import Language

Kind = Literal["label", "common", "fr", "synonym", "added"]


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `label` as the ontology has it, in English.

    `common`    the everyday English name of an organism, the symbol of a unit; "" elsewhere
    `fr`        French names, the one to show first
    `synonyms`  the ontology's own
    `added`     English names that this program adds
    `parents`   ids in the same vocabulary
    """

    id: str
    label: str
    common: str = ""
    fr: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()

    def named(self, language: Language) -> str:
        """What a person of this language calls it; the label where there is nothing better."""
        if language == "fr" and self.fr:
            return self.fr[0]
        return self.label

    def names(self) -> tuple[tuple[Kind, str], ...]:
        """Every name with what it is, the label first."""
        named: list[tuple[Kind, str]] = [("label", self.label)]
        if self.common:
            named.append(("common", self.common))
        named += [("fr", name) for name in self.fr]
        named += [("synonym", name) for name in self.synonyms]
        return (*named, *(("added", name) for name in self.added))


@dataclass(frozen=True)
class Vocabulary:
    """One file of terms, and where they come from.

    `iri` + the part of an id after ":" is the term's address. `node_prefix`: how the node's import
    service wants the ids written, where it is not as here (INTEROP 5: "NCBI:txid9606").
    """

    id: str
    titles: Mapping[Language, str]
    ontology: str
    prefix: str
    iri: str
    release: str
    licence: str
    source: str
    terms: tuple[Term, ...]
    node_prefix: str = ""

    @cached_property
    def _by_id(self) -> Mapping[str, Term]:
        return {term.id.casefold(): term for term in self.terms}

    @cached_property
    def _by_name(self) -> Mapping[str, Term]:
        named: dict[str, Term] = {}
        for wanted in (("label",), ("common", "synonym"), ("fr", "added")):
            for term in self.terms:
                for kind, name in term.names():
                    if kind in wanted:
                        named.setdefault(folded(name), term)
        return named

    @cached_property
    def _by_symbol(self) -> Mapping[str, Term]:
        symbols: dict[str, Term] = {}
        for term in self.terms:
            for _, name in sorted(term.names(), key=lambda named: named[0] != "common"):
                symbols.setdefault(_composed(name), term)
        return symbols

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {}
        for term in self.terms:
            for parent in term.parents:
                children.setdefault(parent, []).append(term.id)
        return {parent: tuple(ids) for parent, ids in children.items()}

    def term(self, term_id: str) -> Term | None:
        """The term of an id, in whatever form it is written: here, at the node, as an address."""
        return self._by_id.get(self.own_id(term_id).casefold())

    def own_id(self, term_id: str) -> str:
        """An id as this vocabulary writes it; what cannot be one comes back as it is."""
        for prefix in filter(None, (self.iri, self.node_prefix)):
            if term_id.casefold().startswith(prefix.casefold()):
                return f"{self.prefix}:{term_id[len(prefix) :]}"
        return term_id

    def node_id(self, term_id: str) -> str:
        """An id as the node's import service wants it."""
        own = f"{self.prefix}:"
        if self.node_prefix and term_id.startswith(own):
            return self.node_prefix + term_id.removeprefix(own)
        return term_id

    def address(self, term_id: str) -> str:
        """The term's IRI."""
        return self.iri + term_id.removeprefix(f"{self.prefix}:")

    def called(self, name: str) -> Term | None:
        """The term with exactly this name, case and accents aside; a label wins over the rest."""
        return self._by_name.get(folded(name))

    def with_symbol(self, symbol: str) -> Term | None:
        """The unit with this symbol or name. Case counts: mM is not mm, and uM is not um."""
        return self._by_symbol.get(_composed(symbol))

    def below(self, roots: Iterable[str]) -> frozenset[str]:
        """The ids of these terms and of everything under them."""
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self._children.get(one, ()))
        return frozenset(found)


_APART = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": " ", "'": " "})


def folded(name: str) -> str:
    """A name as it is compared: no accents, no case, words with one space between them."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.casefold())
        name = "".join(one for one in decomposed if not unicodedata.combining(one))
    return " ".join(re.split(r"[\s\-_/,;()]+", name.casefold().translate(_APART))).strip()


def _composed(symbol: str) -> str:
    # The micro sign and the Greek letter look the same.
    return unicodedata.normalize("NFKC", symbol)
