"""The row numbers of a table: their edits as runs, and what two states differ by."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.ui.models.numbers import Insertion, Numbers, runs

some = st.sets(st.integers(0, 60)).map(sorted)


@given(some, some)
def test_the_told_edits_lead_from_one_state_to_the_other(
    before: list[int], after: list[int]
) -> None:
    numbers, wanted = Numbers(before), Numbers(after)

    for run in numbers.missing_from(wanted):
        numbers.remove(run)
    for insertion in numbers.new_in(wanted):
        numbers.insert(insertion)

    assert list(numbers) == after


@given(some, st.integers(0, 60))
def test_a_number_is_found_in_its_row(held: list[int], number: int) -> None:
    expected = held.index(number) if number in held else None

    assert Numbers(held).row_of(number) == expected


def test_edits_are_as_few_as_there_are_runs() -> None:
    numbers = Numbers(range(10))

    assert numbers.missing_from(Numbers([0, 1, 5, 6, 7])) == [range(8, 10), range(2, 5)]
    assert Numbers([0, 9]).new_in(Numbers([0, 1, 2, 9, 11])) == [
        Insertion(1, [1, 2]),
        Insertion(4, [11]),
    ]


def test_rows_of_unknown_numbers_are_left_out() -> None:
    assert Numbers([3, 4, 5, 9]).rows_of([9, 4, 3, 7]) == [range(2), range(3, 4)]


def test_runs_have_no_holes() -> None:
    assert runs([1, 2, 3, 7, 8]) == [range(1, 4), range(7, 9)]
