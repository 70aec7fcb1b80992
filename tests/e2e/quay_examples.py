"""Submissions of every kind: names and texts in all scripts, and all that spreadsheets mistake."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from fbi_uploader.export.quay.rules import spelled_name
from fbi_uploader.export.quay.spelling import QUOTES
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.isa.names import key, repair_component
from fbi_uploader.isa.template.fields import is_text
from tests.unit.quay_tools import FRENCH, MANAGER, OURS, templates, value

MISTAKEN = (
    *("9606", "1e5", "-3.5", "+7", "1_000", "1,5", "0x1F", "00012", "1.", ".5", "1e400", "-", "+"),
    *("1E-3", "12 ", " 12", "1 000", "1\u202f000", "１２", "٣", "٣٫٥", "²", "½", "Ⅻ", "1j", "50%"),
    *("NA", "N/A", "nan", "NaN", "null", "NULL", "None", "#N/A", "<NA>", "-nan", "n/a", "inf"),
    *("-Infinity", "true", "TRUE", "False", "vrai", "2026-11-22", "12:30", "1/2", "#", "=1+1"),
    *("=HYPERLINK(0)", "+A1", "@x", "_x0041_", "a_x000D_b", "_x005F_", "'", "’", "«", "“”", '"'),
    *("« a »", "a «", "’n’", "'quoted'", "a\nb", "a\r\nb", "\ta", "a\\b", "C:\\data\\x", "{{ a }}"),
    *(
        "{% raw %}",
        "a,b",
        ",",
        "a, b",
        ", a ,",
        "a;b",
        "Error",
        "a\u00a0b",
        "a\u00adb",
        "👩\u200d🔬",
    ),
    *("a\u2028b", "é", "e\u0301", "𝒳", "\U0001f3f4\U000e0067", "الخلية", "细胞", "ДНК", "עין", "µ"),
    *(FRENCH, " ", "", "x" * 300, "http://a.b/c#d?e", "5'-ATG-3'", '2" × 3"', "<b>&amp;</b>"),
)

# What `is_text` finds is refused for every text, long before a hand-over.
letters = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp"))
mistaken = st.sampled_from([one for one in MISTAKEN if is_text(one, lines=True)])
texts = st.one_of(
    mistaken,
    st.text(letters, max_size=12),
    st.tuples(mistaken, st.text(letters, max_size=4)).map("".join),
)
logins = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,10}", fullmatch=True)


@st.composite
def investigations(draw: st.DrawFn, most: int = 50) -> Investigation:
    """Of 1 to `most` assays. Names are mostly repaired, as a person would have to."""
    pool = draw(st.lists(texts, min_size=6, max_size=30))
    chance = draw(st.randoms(use_true_random=False))
    count = draw(st.integers(1, most))
    studies = draw(st.integers(1, min(count, 5)))
    assays = [_assay(pool, chance, name) for name in _names(pool, chance, count)]
    people = draw(st.lists(logins, unique=True, max_size=6))
    return Investigation(
        name=_repaired(chance.choice(pool), investigation=True),
        title=chance.choice(pool),
        description=chance.choice(pool),
        owners=tuple(people[:2]) or (MANAGER,),
        contributors=tuple(people[2:4]),
        collaborators=tuple(people[4:]),
        studies=tuple(
            Study(
                name=name,
                description=chance.choice(pool),
                tags=_tags(pool, chance),
                assays=tuple(assays[number::studies]),
            )
            for number, name in enumerate(_names(pool, chance, studies))
        ),
    )


def _assay(pool: list[str], chance: Random, name: str) -> Assay:
    fields = [one.id for one in templates()[OURS].field]
    chosen = chance.sample(fields, chance.randrange(len(fields)))
    return Assay(
        name=name,
        description=chance.choice(pool),
        template=OURS,
        tags=_tags(pool, chance),
        metadata={field: value(chance.choice(pool)) for field in chosen},
    )


def _tags(pool: list[str], chance: Random) -> tuple[str, ...]:
    return tuple(chance.choices(pool, k=chance.randrange(4)))


def _names(pool: list[str], chance: Random, count: int) -> list[str]:
    names: dict[str, str] = {}
    while len(names) < count:
        name = _repaired(chance.choice(pool))
        names.setdefault(key(name) if key(name) not in names else f"{len(names)}", name)
    unique = list(names)
    return [
        names[one] if one == key(names[one]) else _repaired(f"{names[one]} {one}") for one in unique
    ]


def _repaired(text: str, *, investigation: bool = False) -> str:
    """As the rules propose it, so that most are sent."""
    name = spelled_name(text[:40]).strip(QUOTES).replace("#", "_")
    return repair_component(name, investigation=investigation)
