"""Conditions and bounds of a questionnaire in French words, for people who do not read XLSForm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.intake.questionnaires import Question
from pipeline.intake.relevance import literal, name_of, understood

SIGNS_FR = {
    "=": "est",
    "!=": "n’est pas",
    "<": "est inférieur à",
    "<=": "est au plus",
    ">": "est supérieur à",
    ">=": "est au moins",
}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
OWN_FR = "la réponse"


def in_words(expression: str, known: Mapping[str, Question], own: Question | None = None) -> str:
    """The condition in French; empty when there is none.

    Raises:
        ParamsError: the condition is not understood.
    """
    return _Words(known, own).said(understood(expression, known, own).tree) if expression else ""


def bounds_fr(question: Question) -> str:
    """The bounds of a number in French: « de 0 à 10 »; empty when it has none."""
    bounds = question.minimum, question.maximum
    low, high = (None if bound is None else f"{bound:g}".replace(".", ",") for bound in bounds)
    if low is not None and high is not None:
        return f"de {low} à {high}"
    return f"au moins {low}" if low is not None else f"au plus {high}" if high is not None else ""


class _Words:
    """Conditions said with the labels of questions and answers."""

    def __init__(self, known: Mapping[str, Question], own: Question | None) -> None:
        self._questions = {**known, **({"": own} if own else {})}

    def said(self, node: Any, *, inside: bool = False) -> str:
        """The condition; in parentheses when it joins several ones inside another."""
        if node.data in ("all", "any", "start"):
            joined = (" ou " if node.data == "any" else " et ").join(
                self.said(child, inside=len(node.children) > 1) for child in node.children
            )
            return f"({joined})" if inside and len(node.children) > 1 else joined
        if node.data == "negation":
            return self._negation(node.children[0])
        if node.data == "comparison":
            return self._comparison(*node.children)
        return self._simple(node)

    def _simple(self, node: Any) -> str:
        if node.data in ("always", "never"):
            return "toujours" if node.data == "always" else "jamais"
        if node.data == "selected":
            return f"{self._subject(node.children[0])} {self._verb(node)} {self._answer(*node.children)}"
        return f"{self._subject(node.children[0])} a la forme « {literal(node.children[1])} »"

    def _negation(self, node: Any) -> str:
        if node.data != "selected":
            return f"il est faux que {self.said(node, inside=True)}"
        verb = "n’est pas" if self._verb(node) == "est" else "ne comprend pas"
        return f"{self._subject(node.children[0])} {verb} {self._answer(*node.children)}"

    def _verb(self, node: Any) -> str:
        return "comprend" if self._questions[name_of(node.children[0])].kind == "choices" else "est"

    def _comparison(self, left: Any, sign: Any, right: Any) -> str:
        sign = str(sign)
        if left.data in ("string", "number") and right.data not in ("string", "number"):
            left, sign, right = right, TURNED.get(sign, sign), left
        if right.data == "string" and not literal(right.children[0]):
            return f"{self._subject(left)} {'est vide' if sign == '=' else 'est rempli'}"
        return f"{self._subject(left)} {SIGNS_FR[sign]} {self._object(left, right)}"

    def _subject(self, node: Any) -> str:
        if node.data == "count_selected":
            return f"le nombre de réponses à {self._subject(node.children[0])}"
        if node.data == "string_length":
            return f"la longueur de {self._subject(node.children[0])}"
        if node.data == "reference":
            name = name_of(node)
            return f"« {self._questions[name].label_fr} »" if name else OWN_FR
        return literal(node.children[0]) if node.data == "string" else _number_fr(node)

    def _object(self, left: Any, right: Any) -> str:
        if right.data == "string" and left.data == "reference":
            return self._answer(left, right.children[0])
        return f"« {literal(right.children[0])} »" if right.data == "string" else self._subject(right)

    def _answer(self, reference: Any, token: Any) -> str:
        """The label of the answer that a text names, or the text itself."""
        labels = {answer.name: answer.label_fr for answer in self._questions[name_of(reference)].answers}
        return f"« {labels.get(literal(token), literal(token))} »"


def _number_fr(node: Any) -> str:
    return str(node.children[0]).replace(".", ",")
