"""How long one search takes, against a peer that folds every name anew each time.

python tests/benchmarks/vocabulary.py [--rounds 30]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable

from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.isa.vocabulary.model import Vocabulary, folded
from fbi_uploader.isa.vocabulary.search import Searcher

WANTED = 0.020  # seconds, for the whole list
QUERIES = (
    *("c", "co", "conf", "confocal", "e", "souris", "poisson zèbre", "disk confocal"),
    *("µm", "NCBITaxon:9606", "feuille de lumière", "nothing is called so"),
)


def say(line: str) -> None:
    """To stdout."""
    sys.stdout.write(line + "\n")


def naive(vocabularies: Iterable[Vocabulary], query: str) -> list[tuple[int, str]]:
    """The same ranks, without anything prepared."""
    wanted = folded(query)
    found: list[tuple[int, str]] = []
    for vocabulary in vocabularies:
        for term in vocabulary.terms:
            ranks = [
                0 if name.startswith(wanted) else 1 if f" {wanted}" in name else 2
                for _, written in term.names()
                if wanted in (name := folded(written))
            ]
            if ranks:
                found.append((min(ranks), term.label))
    return sorted(found)[:20]


def seconds(search: Callable[[str], object], query: str, rounds: int) -> float:
    """The median of some rounds."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        search(query)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print a line a query, and the worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    vocabularies = tuple(bundled().values())
    start = time.perf_counter()
    searcher = Searcher(vocabularies)
    count = sum(len(one.terms) for one in vocabularies)
    say(f"{count} terms, prepared in {(time.perf_counter() - start) * 1000:.1f} ms")
    worst = 0.0
    for query in QUERIES:
        ours = seconds(searcher.search, query, rounds)
        peer = seconds(lambda words: naive(vocabularies, words), query, rounds)
        worst = max(worst, ours)
        say(f"{query!r:26} {ours * 1000:6.2f} ms  naive {peer * 1000:6.2f} ms  x{peer / ours:.1f}")
    say(f"worst {worst * 1000:.2f} ms, wanted at most {WANTED * 1000:.0f} ms")


if __name__ == "__main__":
    main()
