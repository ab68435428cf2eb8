"""A reader who knows the totals subtracts: no withheld cell can be told to fewer than six numbers."""

import random

import pytest

from jointcharge.analysis.counts import SMALL
from jointcharge.analysis.suppression import Line, to_withhold


def ranges(values, hidden, line, most=None):
    """For each withheld cell of a line with a known total, the least and the greatest it can be."""
    gone = [key for key in line.cells if key in hidden]
    left = sum(values[key] for key in line.cells) - sum(values[key] for key in line.cells if key not in hidden)
    top = {key: min(left, (most or {}).get(key, left)) for key in gone}
    return {key: (max(0, left - sum(top.values()) + top[key]), top[key]) for key in gone}


def test_one_small_cell_takes_the_next_smallest_with_it():
    line = Line(("a", "b", "c"), "total")
    assert to_withhold({"a": 3, "b": 20, "c": 9, "total": 32}, ["a"], [line]) == {"a", "c"}


def test_two_small_cells_that_add_up_to_less_than_five_take_a_third():
    line = Line(("a", "b", "c"), "total")
    assert to_withhold({"a": 1, "b": 2, "c": 30, "total": 33}, ["a", "b"], [line]) == {"a", "b", "c"}


def test_nothing_small_withholds_nothing():
    assert to_withhold({"a": 5, "b": 9, "total": 14}, [], [Line(("a", "b"), "total")]) == frozenset()


def test_a_cell_that_its_denominator_pins_down_takes_more_or_the_total():
    line = Line(("a", "b"), "total")
    values = {"a": 5, "b": 5, "total": 10}
    assert to_withhold(values, ["a", "b"], [line], {"a": 5, "b": 5}) == {"a", "b", "total"}


def test_where_a_total_is_withheld_its_cells_need_no_cover():
    assert to_withhold({"a": 3, "total": 3}, ["a", "total"], [Line(("a",), "total")]) == {"a", "total"}


def test_a_total_that_the_table_does_not_show_is_taken_for_known():
    assert to_withhold({"a": 3, "b": 9, "c": 20}, ["a"], [Line(("a", "b", "c"))]) == {"a", "b"}


def test_what_one_line_withholds_is_covered_along_the_others():
    cells = {(r, c): n for r, row in enumerate([[2, 9, 30], [40, 41, 50], [44, 60, 70]]) for c, n in enumerate(row)}
    rows = [Line(tuple((r, c) for c in range(3)), ("row", r)) for r in range(3)]
    columns = [Line(tuple((r, c) for r in range(3)), ("column", c)) for c in range(3)]
    totals = {line.total: sum(cells[key] for key in line.cells) for line in (*rows, *columns)}
    hidden = to_withhold({**cells, **totals}, [(0, 0)], [*rows, *columns])
    for line in (*rows, *columns):
        assert sum(key in hidden for key in line.cells) != 1


@pytest.mark.parametrize("seed", range(60))
def test_who_subtracts_cannot_tell_a_withheld_cell(seed):
    draw = random.Random(seed)
    groups = tuple(range(draw.randint(2, 9)))
    most = {g: draw.choice((5, 6, 8, 12, 40, 200)) for g in groups}
    values = {g: draw.randint(0, min(most[g], draw.choice((4, 9, 200)))) for g in groups}
    line = Line(groups, "total")
    small = [g for g in groups if values[g] < SMALL or most[g] - values[g] < SMALL]
    hidden = to_withhold({**values, "total": sum(values.values())}, small, [line], most)
    assert set(small) <= hidden
    if "total" not in hidden:
        assert all(high - low >= SMALL for low, high in ranges(values, hidden, line, most).values())
