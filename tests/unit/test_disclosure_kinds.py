"""Each kind of number by which a hidden one is worked out: hiding small numbers alone is broken, ours is not."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from benchmarks.disclosure_cohorts import attacked, small_alone
from pipeline.contributing_rows import rows_behind
from pipeline.disclosure.decision import decide
from pipeline.disclosure.earlier import Earlier
from pipeline.disclosure.masking import masked_facts
from pipeline.disclosure.published import Published
from pipeline.facts import Fact, Rows, facts_frame
from pipeline.methods.projects.register_facts import Register
from pipeline.params import DisclosureRules
from tests.unit.test_disclosure_linked import counted, regions
from tests.unit.test_facts import a_fact

FIRMS = DisclosureRules(min_count=3, reason="essai", unit="enterprises")
PERSONS = DisclosureRules(min_count=11, reason="essai")
COUNTS_ALONE = DisclosureRules(min_count=3, reason="essai")
"""Rules that look at how many there are, and not at what each makes of a sum."""
GROUPS = DisclosureRules(min_count=3, reason="essai", group_disclosure=True)


def of(*facts: Fact) -> Published:
    return Published(facts_frame({"sample": facts}), rows_behind(facts))


def margins() -> Published:
    """A table of counts and its total: the hidden one is the rest."""
    return regions()


def margins_of_persons() -> Published:
    return regions({"north": 7, "south": 20, "east": 30})


def share_and_base() -> Published:
    """A share with its base beside the count of those whom it leaves out."""
    share = a_fact(fact_id="sample-rate", unit="share", value=28 / 30, numerator=28.0, denominator=30.0)
    told = (counted("asked", 0, 30), counted("no", 28, 2), counted("yes", 0, 28))
    table = pd.DataFrame({"label_fr": ["non", "oui"], "count_fact": ["sample-no", "sample-yes"], "count": [2, 28]})
    return Published(
        facts_frame({"sample": [share, *told]}),
        rows_behind([share, *told]),
        {"sample_answers": table},
        {"sample_answers": "sample"},
    )


def two_themes() -> Published:
    """The same people, by region in one theme and by size in another, with one total."""
    first = {"north": (0, 2), "south": (2, 10), "all": (0, 12)}
    second = {"large": (2, 10), "small": (0, 2), "all": (0, 12)}
    facts = {
        theme: [
            a_fact(
                fact_id=f"{theme}-{name}",
                value=float(count),
                source_table="projects",
                rows=Rows.of(*(("projects.csv", row) for row in range(start, start + count))),
            )
            for name, (start, count) in groups.items()
        ]
        for theme, groups in (("sample", first), ("holders", second))
    }
    tables = {
        f"{theme}_groups": pd.DataFrame(
            {
                "label_fr": [name for name in groups if name != "all"],
                "count_fact": [f"{theme}-{name}" for name in groups if name != "all"],
                "count": [count for name, (_, count) in groups.items() if name != "all"],
            }
        )
        for theme, groups in (("sample", first), ("holders", second))
    }
    theme_of = {name: name.removesuffix("_groups") for name in tables}
    return Published(
        facts_frame(facts), rows_behind([fact for each in facts.values() for fact in each]), tables, theme_of
    )


def means_and_total() -> Published:
    """Means of groups with that of all: the sum of a hidden group is what the others leave."""
    groups = {"mark-north": (9.0, 2), "mark-south": (5.0, 10), "mark": (68 / 12, 12)}
    starts = {"mark-north": 0, "mark-south": 2, "mark": 0}
    facts = [
        a_fact(
            fact_id=f"sample-{name}",
            unit="mean_0_10",
            value=mean,
            n_answered=float(n),
            source_table="projects",
            rows=Rows.of(*(("projects.csv", row) for row in range(starts[name], starts[name] + n))),
        )
        for name, (mean, n) in groups.items()
    ]
    told = {"mark_fact": ["sample-mark-north", "sample-mark-south"], "mark": [9.0, 5.0]}
    tables = {"sample_means": pd.DataFrame({"label_fr": ["north", "south"], **told})}
    return Published(facts_frame({"sample": facts}), rows_behind(facts), tables, {"sample_means": "sample"})


def amounts(**firms: list[float]) -> Published:
    """What communes bought: an amount a group of firms, with the number of its firms, and the amount of all."""
    made = [(group, firm, amount) for group, contributed in firms.items() for firm, amount in enumerate(contributed)]
    rows = pd.DataFrame(made, columns=["group", "firm", "amount"]).assign(source_file="purchases.csv")
    rows = rows.assign(source_row=range(len(rows)), firm=rows["group"] + rows["firm"].astype(str))
    register = Register("purchases", "purchases", rows, "")
    groups = {**{f"amount-{group}": rows[rows["group"].eq(group)] for group in firms}, "amount": rows}
    facts = [register.total(name, ("", ""), part["amount"], part, "firm", "Somme") for name, part in groups.items()]
    table = pd.DataFrame({"label_fr": [*firms], "amount_fact": [f"purchases-amount-{group}" for group in firms]})
    return Published(
        facts_frame({"purchases": facts}),
        rows_behind(facts),
        {"purchases_amounts": table},
        {"purchases_amounts": "purchases"},
    )


def dominance() -> Published:
    """The sum that one firm makes nearly alone is what the total leaves of the other sums; no count is small."""
    return amounts(works=[90.0, 5.0, 5.0], software=[40.0, 30.0, 20.0], studies=[50.0, 40.0, 30.0])


KINDS = [
    (dominance, FIRMS),
    (margins, FIRMS),
    (margins_of_persons, PERSONS),
    (share_and_base, FIRMS),
    (two_themes, FIRMS),
    (means_and_total, FIRMS),
]


@pytest.mark.parametrize(("published", "rules"), KINDS, ids=[kind.__name__ for kind, _ in KINDS])
def test_hiding_small_numbers_alone_is_broken_and_ours_is_not(
    published: Callable[[], Published], rules: DisclosureRules
) -> None:
    naive, ours = attacked(published(), rules, small_alone(published(), rules)), attacked(published(), rules)
    assert naive.worked_out
    assert ours.worked_out == []
    assert ours.decision.utility.secondary > 0


def test_hiding_small_counts_alone_lets_the_largest_contributor_be_estimated() -> None:
    """No firm is alone: every sum has three. Whoever knows the smallest amounts has the largest, to 6 %."""
    published = dominance()
    naive = decide(published, COUNTS_ALONE)
    told = masked_facts(published.facts, naive, FIRMS).set_index("fact_id")["value"]
    assert told["purchases-amount-works"] - 5.0 <= 90.0 * 1.06  # a competitor takes off what it made itself
    assert "total:purchases-amount-works" in attacked(published, FIRMS, naive).worked_out
    ours = masked_facts(published.facts, decide(published, FIRMS), FIRMS).set_index("fact_id")["value"]
    assert ours.isna()[["purchases-amount-works", "purchases-amount-software"]].all()
    assert attacked(published, FIRMS).worked_out == []


def newcomers() -> tuple[Published, Published]:
    """The edition before told 10 of the same file, this one tells 12."""
    return regions({"north": 10, "south": 20}), of(counted("north", 0, 12), counted("south", 12, 20))


def told_before() -> tuple[Published, Published]:
    """What is hidden beside the small count stands in the edition before, of the same rows."""
    return of(counted("south", 2, 7)), regions()


@pytest.mark.parametrize("kind", [newcomers, told_before])
def test_what_the_edition_before_told_breaks_a_decision_that_does_not_know_it(
    kind: Callable[[], tuple[Published, Published]],
) -> None:
    before, now = kind()
    earlier = Earlier("first", before)
    alone = decide(now, FIRMS)
    assert attacked(now, FIRMS, alone).worked_out == []
    assert attacked(now, FIRMS, alone, earlier).worked_out
    assert attacked(now, FIRMS, earlier=earlier).worked_out == []
    assert decide(now, FIRMS, earlier).facts != alone.facts


@pytest.mark.parametrize("unit", ["mean_0_10", "score", "sd", "months"])
def test_no_statistic_of_few_is_told_whatever_its_unit(unit: str) -> None:
    """Two answers follow from their mean with their standard deviation."""
    few = a_fact(fact_id="sample-few", unit=unit, value=1.5, n_answered=2.0, low=1.0, high=2.0)
    many = a_fact(fact_id="sample-many", unit=unit, value=1.5, n_answered=20.0)
    assert decide(of(few, many), FIRMS).facts == {"sample-few"}


@pytest.mark.parametrize(
    ("part", "rules", "is_hidden"), [(0.0, GROUPS, True), (12.0, GROUPS, True), (0.0, FIRMS, False)]
)
def test_what_everybody_or_nobody_of_a_group_is_stays_hidden(
    part: float, rules: DisclosureRules, is_hidden: bool
) -> None:
    """Were it hidden alone, the count beside it would tell it again."""
    share = a_fact(fact_id="sample-yes", unit="share", value=part / 12, numerator=part, denominator=12.0)
    published = of(share, counted("asked", 0, 12))
    assert ("sample-yes" in decide(published, rules).facts) == is_hidden
    assert attacked(published, rules).worked_out == []
