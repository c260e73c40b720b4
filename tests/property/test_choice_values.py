"""Answers written as labels, in any typography, are the same names as answers written as names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.choice_values import folded, parse_choices
from pipeline.tables import LIST_SEPARATOR, Choice

labels = st.text(alphabet="abcÉé ’'\u00a0\u202f?:(),;0123", min_size=1, max_size=12).filter(lambda text: text.strip())
lists = st.lists(labels, min_size=1, max_size=6, unique_by=folded).map(
    lambda texts: tuple(Choice(f"c{place}", text, f"{text} (en)") for place, text in enumerate(texts))
)


@given(lists, st.data())
def test_labels_and_names_give_the_same_answers(choices: tuple[Choice, ...], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(choices), min_size=1, unique=True))
    retyped = [choice.label_fr.replace("’", "'").replace("\u202f", " ").upper() for choice in chosen]
    retyped = [
        text if folded(text) == folded(choice.label_fr) else choice.label_fr
        for text, choice in zip(retyped, chosen, strict=True)
    ]
    for keeps_order in (False, True):
        ordered = chosen if keeps_order else [choice for choice in choices if choice in chosen]
        names = LIST_SEPARATOR.join(choice.name for choice in ordered)
        written = {"names": [choice.name for choice in chosen], "labels-fr": retyped}
        for how, items in written.items():
            assert parse_choices(LIST_SEPARATOR.join(items), choices, how, keeps_order=keeps_order) == names
