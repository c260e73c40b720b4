"""Exact tests: the rules that no reference value shows (edges, symmetries, what a small base can say)."""

from __future__ import annotations

from itertools import product
from math import factorial, prod

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from pipeline.statistics import exact_tables, fourfold_tables, paired_tests, permutations, rank_tests
from pipeline.statistics.shift_algorithm import sign_sums, steady, subset_sums, whole_scores
from tests.conftest import ROOT

JOBS = pd.read_csv(ROOT / "tests/golden/comparisons/job_4x4.csv").to_numpy()


def test_the_sums_of_drawn_scores_are_those_of_every_draw() -> None:
    found = subset_sums([1, 4, 4, 7], 2)
    assert found is not None
    chances = {value: share for value, share in zip(found.values, found.probabilities, strict=True) if share}
    assert chances == pytest.approx({5: 2 / 6, 8: 2 / 6, 11: 2 / 6})


@pytest.mark.parametrize("size", [0, 1, 3, 4])
def test_drawing_some_or_leaving_the_others_is_the_same(size: int) -> None:
    scores = [2, 3, 3, 9]
    drawn, left = subset_sums(scores, size), subset_sums(scores, 4 - size)
    assert drawn is not None
    assert left is not None
    assert drawn.mean == pytest.approx(sum(scores) - left.mean)
    assert drawn.probabilities.sum() == pytest.approx(1)


def test_what_is_too_large_is_not_enumerated() -> None:
    assert subset_sums(list(range(1000)), 500) is None
    assert sign_sums([10**9, 1]) is None


def test_signs_of_negative_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="none may be negative"):
        sign_sums([1, -1])


def test_the_last_bit_of_a_subtraction_breaks_no_tie() -> None:
    assert steady([0.3 - 0.1])[0] == 0.2
    assert whole_scores([0.3 - 0.1, 1.25]) == ([20, 125], 100)
    assert whole_scores([1 / 3]) is None


def test_the_fisher_test_of_a_larger_table_is_that_of_the_literature() -> None:
    # Job satisfaction by income: p = 0.7827, printed in the manual of R's fisher.test (Agresti 2002, table 3.2).
    assert exact_tables.fisher(JOBS).p_value == pytest.approx(0.7827, abs=5e-5)


def every_table(rows: tuple[int, ...], columns: tuple[int, ...]) -> list[np.ndarray]:
    cells = [range(min(r, c) + 1) for r in rows for c in columns]
    tables = (np.array(values).reshape(len(rows), len(columns)) for values in product(*cells))
    return [each for each in tables if tuple(each.sum(1)) == rows and tuple(each.sum(0)) == columns]


def test_the_network_walks_every_table_once() -> None:
    rows, columns = (3, 2, 2), (4, 2, 1)
    numbers = [1 / prod(factorial(cell) for cell in table.ravel()) for table in every_table(rows, columns)]
    for table in every_table(rows, columns):
        own = 1 / prod(factorial(cell) for cell in table.ravel())
        expected = sum(each for each in numbers if each <= own * (1 + 1e-7)) / sum(numbers)
        found = exact_tables.fisher(table)
        assert found.p_value == pytest.approx(expected)
        assert found.smallest_p == pytest.approx(
            sum(n for n in numbers if n <= min(numbers) * (1 + 1e-7)) / sum(numbers)
        )


def test_a_table_of_two_by_two_is_the_same_by_both_ways() -> None:
    table = [[9, 5], [3, 13]]
    assert exact_tables.fisher(table).p_value == pytest.approx(fisher_exact(table).pvalue)
    assert exact_tables.fisher(table).smallest_p == pytest.approx(fourfold_tables.fisher(table).smallest_p)


def test_rows_columns_and_empty_ones_do_not_matter() -> None:
    table = np.array([[4, 2, 0, 1], [1, 3, 2, 0], [0, 1, 5, 3]])
    p = exact_tables.fisher(table).p_value
    assert exact_tables.fisher(table.T).p_value == pytest.approx(p)
    assert exact_tables.fisher(table[[2, 0, 1]][:, [3, 1, 0, 2]]).p_value == pytest.approx(p)
    assert exact_tables.fisher(np.insert(table, 1, 0, axis=0)).p_value == pytest.approx(p)


def test_a_table_too_large_to_walk_is_drawn_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_tables, "LARGEST_NETWORK", 1000)
    found = exact_tables.fisher(JOBS, draws=9_999)
    assert [caution.code for caution in found.cautions] == ["simulated"]
    assert found.method == exact_tables.FISHER_SIMULATED
    assert found.p_value == pytest.approx(0.7827, abs=0.02)
    assert exact_tables.fisher(JOBS, draws=9_999) == found


@pytest.mark.parametrize("table", [[[3, 2]], [[3], [2]], [[0, 0], [2, 3]], [[2, 0], [3, 0]]])
def test_one_group_or_one_answer_has_no_test(table: list[list[int]]) -> None:
    found = exact_tables.fisher(table)
    assert found.p_value is None
    assert found.cautions


def test_the_smallest_p_of_two_groups_of_two_is_one_third() -> None:
    found = fourfold_tables.fisher([[1, 1], [1, 1]])
    assert (found.p_value, found.smallest_p) == (1, pytest.approx(1 / 3))


@pytest.mark.parametrize("alternative", ["less", "greater", "two-sided"])
def test_no_table_of_the_same_margins_goes_below_the_smallest_p(alternative: fourfold_tables.Alternative) -> None:
    given = [fourfold_tables.fisher([[k, 6 - k], [5 - k, 3 + k]], alternative) for k in range(6)]
    smallest = {round(test.smallest_p or 0, 12) for test in given}
    assert smallest == {round(min(test.p_value or 0 for test in given), 12)}


def test_groups_that_all_say_the_same_show_no_difference() -> None:
    test = fourfold_tables.fisher([[4, 0], [5, 0]])
    assert (test.p_value, test.smallest_p) == (1, 1)
    assert [caution.code for caution in test.cautions] == ["one-value"]
    assert fourfold_tables.conditional_odds_ratio([[4, 0], [5, 0]]).value is None
    difference = fourfold_tables.risk_difference([[4, 0], [5, 0]])
    assert difference.value == 0
    assert difference.low is not None
    assert difference.low < 0


@pytest.mark.parametrize(
    "empty",
    [
        fourfold_tables.fisher([[0, 0], [1, 2]]),
        fourfold_tables.boschloo([[0, 0], [1, 2]]),
        fourfold_tables.fisher_central([[0, 0], [1, 2]]),
        fourfold_tables.fisher_mid_p([[0, 0], [1, 2]]),
        rank_tests.mann_whitney([], [1, 2]),
        rank_tests.mann_whitney_normal([], [1, 2]),
        rank_tests.kruskal_permutation([[], [1, 2]]),
        paired_tests.signed_rank([]),
        paired_tests.sign_test([]),
        paired_tests.sign_test([0, 0]),
        paired_tests.cochran_q([[1, 1], [0, 0]]),
        permutations.two_means([], [1]),
        permutations.sign_flips([]),
    ],
    ids=lambda test: test.method.name_en,
)
def test_an_empty_group_has_no_p_value_and_a_reason(empty: object) -> None:
    assert empty.p_value is None  # type: ignore[attr-defined]
    assert empty.cautions  # type: ignore[attr-defined]


def test_three_against_three_can_never_decide_at_five_percent() -> None:
    found = rank_tests.mann_whitney([1, 2, 3], [7, 8, 9])
    assert found.p_value == found.smallest_p == pytest.approx(0.1)


def test_all_answers_alike_can_never_decide() -> None:
    assert rank_tests.mann_whitney([5, 5], [5, 5, 5]).smallest_p == 1
    assert rank_tests.kruskal_permutation([[5, 5], [5], [5]]).smallest_p == 1
    assert paired_tests.signed_rank([0, 0, 0]).smallest_p == 1
    assert paired_tests.mc_nemar(0, 0, 8).smallest_p == 1


def test_exchanging_the_groups_turns_the_alternative() -> None:
    x, y = [3, 5, 5, 6], [1, 2, 5]
    assert rank_tests.mann_whitney(x, y, "greater").p_value == rank_tests.mann_whitney(y, x, "less").p_value
    assert rank_tests.mann_whitney(x, y).p_value == pytest.approx(rank_tests.mann_whitney(y, x).p_value)


def test_large_groups_take_the_normal_approximation_and_say_so() -> None:
    found = rank_tests.mann_whitney(list(range(300)), list(range(150, 450)))
    assert [caution.code for caution in found.cautions] == ["approximate"]
    assert found.smallest_p is None


def test_ranks_dealt_out_in_every_way_agree_with_draws() -> None:
    small = [[1, 2], [3, 4], [8, 9]]
    exact = rank_tests.kruskal_permutation(small)
    assert exact.p_value == exact.smallest_p == pytest.approx(6 / 90)
    larger = rank_tests.kruskal_permutation([[1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 7, 9], [2, 8, 9, 9, 9, 9]])
    assert [caution.code for caution in larger.cautions] == ["simulated"]
    approximate = rank_tests.kruskal_wallis([[1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 7, 9], [2, 8, 9, 9, 9, 9]])
    assert larger.p_value == pytest.approx(approximate.p_value, abs=0.02)


def test_two_groups_by_kruskal_wallis_are_the_mann_whitney_test() -> None:
    x, y = [1, 4, 6, 6], [2, 7, 8, 9, 9]
    found, expected = rank_tests.kruskal_permutation([x, y]), rank_tests.mann_whitney(x, y)
    assert found.p_value == pytest.approx(expected.p_value)
    assert found.smallest_p == pytest.approx(expected.smallest_p)


def test_six_changes_at_least_are_needed_to_decide_on_pairs() -> None:
    assert [paired_tests.mc_nemar(changes, 0).smallest_p for changes in (5, 6)] == [0.0625, 0.03125]
    assert paired_tests.signed_rank([1, 2, 3, 4, 5]).smallest_p == 0.0625


def test_zeros_are_left_out_before_or_after_ranking() -> None:
    differences = [0, 0, 1, -2, 3, 3]
    assert paired_tests.signed_rank(differences).statistic == 1 + 3.5 + 3.5
    assert paired_tests.signed_rank(differences, zeros="pratt").statistic == 3 + 5.5 + 5.5


def test_values_of_many_decimals_are_permuted_at_random_with_a_fixed_seed() -> None:
    x, y = np.sqrt([2, 3, 5, 7]), np.sqrt([11, 13, 17, 19])
    drawn = permutations.two_means(x, y, draws=4_999)
    assert [caution.code for caution in drawn.cautions] == ["simulated"]
    assert drawn.p_value == pytest.approx(2 / 70, abs=0.01)
    assert permutations.two_means(x, y, draws=4_999) == drawn
    flips = permutations.sign_flips(np.sqrt([2, 3, 5, 7, 11]), draws=4_999)
    assert flips.p_value == pytest.approx(2 / 32, abs=0.01)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (4, 6), (9, 5)])
def test_all_tables_at_once_have_the_p_values_of_each(n: int, m: int) -> None:
    together = fourfold_tables.fisher_p_values(n, m)
    one_by_one = [
        [fourfold_tables.fisher([[a, n - a], [b, m - b]]).p_value for b in range(m + 1)] for a in range(n + 1)
    ]
    assert together == pytest.approx(np.array(one_by_one))
