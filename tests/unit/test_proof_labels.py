from __future__ import annotations

import pandas as pd

from pipeline.site.proof_labels import told_apart

SURVEYS = {"survey_communes": "Enquête auprès des agents", "survey_startups": "Enquête auprès des porteurs"}


def facts(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    named = ("fact_id", "label_fr", "method", "display_fr")
    return pd.DataFrame(rows, columns=named).assign(filter="").set_index("fact_id", drop=False)


def test_a_label_of_its_own_stays() -> None:
    assert told_apart(facts(("a", "Projets", "dénombrement", "3")), {}, {}) == {"a": "Projets"}


def test_the_same_question_of_two_surveys_is_told_by_their_titles() -> None:
    asked = facts(("a", "Ont répondu", "dénombrement", "3"), ("b", "Ont répondu", "dénombrement", "3"))
    rows = pd.DataFrame({"survey": list(SURVEYS), "answered_fact": ["a", "b"], "note_fr": ["x", "x"]})
    assert told_apart(asked, {"response_surveys": rows}, SURVEYS) == {
        "a": "Ont répondu – Enquête auprès des agents",
        "b": "Ont répondu – Enquête auprès des porteurs",
    }


def test_a_mean_and_a_count_are_told_by_their_methods_then_by_the_answer() -> None:
    rows = pd.DataFrame({"answer_fr": ["Oui", "Non"], "count_fact": ["n-yes", "n-no"], "mean_fact": ["m-yes", "m-no"]})
    asked = facts(
        *(
            (name, "Satisfaction", "Moyenne" if name[0] == "m" else "Dénombrement", "3")
            for name in ("n-yes", "n-no", "m-yes", "m-no")
        )
    )
    labels = told_apart(asked, {"answers": rows}, {})
    assert labels["n-yes"] == "Satisfaction – Oui – Dénombrement"
    assert len(set(labels.values())) == len(labels)


def test_what_nothing_else_tells_apart_is_told_by_its_number_then_by_its_name() -> None:
    labels = told_apart(facts(("a", "Seuil", "m", "40"), ("b", "Seuil", "m", "100"), ("c", "Seuil", "m", "40")), {}, {})
    assert labels == {"a": "Seuil – 40 – a", "b": "Seuil – 100", "c": "Seuil – 40 – c"}
