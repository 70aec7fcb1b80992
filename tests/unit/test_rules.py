"""Rules of a draft: people, names, licence, texts, what was dropped where."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.errors import Code, Severity
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.licence import KNOWN, is_listed, licence_of
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.isa.names import check_component
from fbi_uploader.isa.rules import (
    NodeWants,
    draft_problems,
    licence_problems,
    name_problems,
    people_problems,
    source_problems,
    text_problems,
)

NODE = NodeWants(flattens=True, groups=True, workbook=True)
LOGINS = st.text(string.ascii_lowercase, min_size=1, max_size=3)
NAMES = st.text(min_size=1, max_size=30)


def tree(name: str = "Inv", study: str = "S", assay: str = "A", **facts: object) -> Investigation:
    studies = (Study(name=study, assays=(Assay(name=assay),)),)
    return Investigation.model_validate({"name": name, "studies": studies, **facts})


def draft_with(*sources: Sequence[str]) -> Draft:
    assays = tuple(Assay(name=f"A{number}") for number in range(len(sources)))
    investigation = Investigation(name="Inv", studies=(Study(name="S", assays=assays),))
    return Draft(
        node="n", person="p", investigation=investigation, sources=tuple(map(tuple, sources))
    )


def draft_of(investigation: Investigation) -> Draft:
    return Draft(node="n", person="p", investigation=investigation, sources=(("/x",),))


# -- people


@given(st.lists(LOGINS, max_size=4), st.lists(LOGINS, max_size=4), st.lists(LOGINS, max_size=4))
def test_a_login_is_named_once_or_told(
    owners: list[str], contributors: list[str], collaborators: list[str]
) -> None:
    everybody = [*owners, *contributors, *collaborators]
    whole = tree(
        owners=tuple(owners),
        contributors=tuple(contributors),
        collaborators=tuple(collaborators),
    )
    found = list(people_problems(whole, "depositor", NODE))
    assert bool(found) == (len(set(everybody)) < len(everybody))
    assert {one.code for one in found} <= {Code.PEOPLE_TWICE}
    repeated = {login for login in everybody if everybody.count(login) > 1}
    assert {one.facts["login"] for one in found} == repeated


@given(st.text(max_size=8))
def test_a_login_that_a_comma_list_would_mangle_never_passes(login: str) -> None:
    found = list(people_problems(tree(owners=(login,)), "depositor", NodeWants()))
    mangled = not login or login != login.strip() or "," in login or len(login.split()) != 1
    assert not mangled or [one.code for one in found] == [Code.LOGIN_REFUSED]


@pytest.mark.parametrize("login", ["hélène", "a b", "", "ana#zone", "o'neil", "ana,bob"])
def test_what_irods_takes_for_no_user_is_refused(login: str) -> None:
    [found] = people_problems(tree(collaborators=(login,)), "depositor", NODE)
    assert (found.code, found.where) == (Code.LOGIN_REFUSED, "investigation.collaborators")


def test_a_login_with_accents_passes_where_there_is_no_irods() -> None:
    assert not list(people_problems(tree(owners=("hélène",)), "d", NodeWants()))


def test_who_may_only_read_cannot_deposit() -> None:
    whole = tree(owners=("ana",), collaborators=("bob",))
    [found] = people_problems(whole, "bob", NODE)
    assert found.code is Code.DEPOSITOR_READS_ONLY
    assert not list(people_problems(whole, "ana", NODE))
    assert not list(people_problems(whole, "somebody", NODE))


# -- names


@given(NAMES)
def test_an_investigation_that_passes_is_an_irods_group(name: str) -> None:
    """As `validate_name` of irods/irods has it, and what an import's address and cells keep."""
    if list(name_problems(draft_of(tree(name=name)), "me", NODE)):
        return
    assert re.fullmatch(r"[A-Za-z0-9_.@-]+", name)
    assert name.strip("' «»“”’") == name


@given(NAMES)
def test_the_name_proposed_for_a_group_passes(name: str) -> None:
    wrong = [
        one
        for one in name_problems(draft_of(tree(name=name)), "me", NODE)
        if one.code is Code.NAME_NOT_GROUP
    ]
    for one in wrong:
        proposal = str(one.facts["proposal"])
        again = [it.code for it in name_problems(draft_of(tree(name=proposal)), "nobody_", NODE)]
        assert Code.NAME_NOT_GROUP not in again
        codes = {finding.code for finding in check_component(proposal, investigation=True)}
        assert codes <= {Code.NAME_RESERVED}  # CON: told again, under its own code


def test_the_proposal_keeps_the_letters_below_the_accents() -> None:
    [found] = name_problems(draft_of(tree(name="Été_2026")), "me", NODE)
    assert (found.code, found.facts["proposal"]) == (Code.NAME_NOT_GROUP, "Ete_2026")


@pytest.mark.parametrize("name", ["public", "System", "ana", "ANA", "bob"])
def test_a_group_does_not_take_the_name_of_a_user_or_of_a_system_group(name: str) -> None:
    [found] = name_problems(draft_of(tree(name=name, owners=("bob",))), "ana", NODE)
    assert found.code is Code.NAME_RESERVED


@pytest.mark.parametrize("quoted", ["«Essai»", "Essai’", "“a”"])
def test_quotation_marks_at_an_end_are_told_with_what_stays(quoted: str) -> None:
    for whole, where in ((tree(study=quoted), quoted), (tree(assay=quoted), f"S/{quoted}")):
        [found] = name_problems(draft_of(whole), "me", NODE)
        assert (found.code, found.where) == (Code.NAME_QUOTED, where)
        assert found.facts["proposal"] == quoted.strip("«»“”’")


def test_an_apostrophe_inside_a_name_is_no_problem() -> None:
    assert not list(name_problems(draft_of(tree(study="Étude de l’œil")), "me", NODE))


def test_a_sign_that_cuts_addresses_is_refused() -> None:
    [found] = name_problems(draft_of(tree(assay="A#1")), "me", NODE)
    assert (found.code, found.facts["characters"]) == (Code.NAME_FORBIDDEN, "#")


def test_a_node_that_wants_nothing_gets_any_name() -> None:
    assert not list(name_problems(draft_of(tree("Été", "«S»", "A#")), "Été", NodeWants()))


# -- licence


@pytest.mark.parametrize("licence", KNOWN)
def test_a_listed_licence_is_found_in_any_case(licence: object) -> None:
    [known] = [one for one in KNOWN if one == licence]
    assert licence_of(known.id.upper()) == known
    assert not list(licence_problems(tree(licence=known.id.lower())))


def test_no_licence_is_no_problem_and_no_default() -> None:
    assert not list(licence_problems(tree()))
    assert licence_of(None) is None


@pytest.mark.parametrize(
    ("written", "code", "severity"),
    [
        ("CC BY 4.0", Code.LICENCE_INVALID, Severity.BLOCKING),
        ("", Code.LICENCE_INVALID, Severity.BLOCKING),
        ("MIT", Code.LICENCE_NOT_KNOWN, Severity.WARNING),
    ],
)
def test_other_licences_are_told(written: str, code: Code, severity: Severity) -> None:
    [found] = licence_problems(tree(licence=written))
    assert (found.code, found.severity, found.where) == (code, severity, "investigation.licence")


@given(st.text(max_size=30))
def test_what_passes_as_a_licence_can_stand_in_an_address(written: str) -> None:
    found = licence_of(written)
    assert (found is None) == bool(
        [one for one in licence_problems(tree(licence=written)) if one.code is Code.LICENCE_INVALID]
    )
    if found is not None:
        assert re.fullmatch(r"https://[!-~]+", found.url)
        assert is_listed(found.id) == (found in KNOWN)


# -- texts


def test_texts_are_looked_at_on_every_level() -> None:
    whole = Investigation(
        name="I",
        title="a\x00",
        description="fine\nlines",
        studies=(
            Study(
                name="S",
                description="\x1b",
                assays=(Assay(name="A", description="x" * 40_000, tags=("a\nb", "ok")),),
            ),
        ),
    )
    found = [(one.code, one.where) for one in text_problems(whole)]
    assert found == [
        (Code.VALUE_CHARACTERS, "investigation: title"),
        (Code.VALUE_CHARACTERS, "S: description"),
        (Code.VALUE_TOO_LONG, "S/A: description"),
        (Code.VALUE_CHARACTERS, "S/A: tags"),
    ]


# -- what was dropped


def test_one_assay_does_not_lie_in_another(tmp_path: Path) -> None:
    folder, inner = str(tmp_path / "day"), str(tmp_path / "day" / "control" / "a.tif")
    for draft, other in (
        (draft_with([folder], [inner]), "S/A0"),
        (draft_with([inner], [folder]), "S/A1"),
    ):
        [found] = source_problems(draft)
        assert (found.code, found.severity) == (Code.DROPPED_INSIDE, Severity.BLOCKING)
        assert (found.where, found.facts["other"]) == (inner, other)


def test_the_same_for_two_assays_is_a_warning(tmp_path: Path) -> None:
    dark = str(tmp_path / "dark.tif")
    [found] = source_problems(draft_with([dark], [str(tmp_path / "." / "dark.tif")]))
    assert (found.code, found.severity) == (Code.DROPPED_TWICE, Severity.WARNING)


def test_within_one_assay_anything_may_lie_in_anything(tmp_path: Path) -> None:
    draft = draft_with([str(tmp_path), str(tmp_path / "a")], [str(tmp_path) + "_2"])
    assert not list(source_problems(draft))


PARTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)


@given(st.lists(st.lists(PARTS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_nesting_is_found_as_pairs_would_find_it(sources: list[list[list[str]]]) -> None:
    root = Path(Path.cwd().anchor)
    paths = [[root.joinpath(*parts) for parts in some] for some in sources]
    nested = {
        str(path)
        for number, some in enumerate(paths)
        for path in some
        for other, others in enumerate(paths)
        for above in others
        if other != number and above != path and path.is_relative_to(above)
    }
    found = source_problems(draft_with(*([str(path) for path in some] for some in paths)))
    assert {one.where for one in found if one.code is Code.DROPPED_INSIDE} == nested


def test_all_of_it_is_asked_at_once() -> None:
    whole = tree("Été", "S#", owners=("a", "a"), licence="?", title="\x01")
    codes = {one.code for one in draft_problems(draft_of(whole), "a", NODE)}
    assert codes == {
        Code.NAME_NOT_GROUP,
        Code.NAME_FORBIDDEN,
        Code.PEOPLE_TWICE,
        Code.LICENCE_INVALID,
        Code.VALUE_CHARACTERS,
    }
