"""How the result of a comparison reads: what was decided or could not be, and what it would have taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import nan

from pipeline.booklet.display import HIDDEN_FR
from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration
from pipeline.capitals import capitalised

GAP_FR = "écart observé que le hasard explique mal"
NO_GAP_FR = "aucun écart établi"
UNDECIDABLE_FR = "effectifs trop faibles pour conclure quoi que ce soit"
NOTHING_FR = "rien à comparer"
FINDINGS_FR: Mapping[str, str] = {
    "gap": GAP_FR,
    "no-gap": NO_GAP_FR,
    "undecidable": UNDECIDABLE_FR,
    "nothing": NOTHING_FR,
    "": HIDDEN_FR,
}
NO_TEST_FR = "aucun test de cette famille ne pouvait trancher, faute d’effectifs suffisants."

UNREACHABLE_FR = "à total égal, aucune répartition n’aurait tranché"
"""What it would have taken where the test could not decide: the verdict `UNDECIDABLE_FR`, told again."""

CONTRARY_FR = "dans le sens contraire de l’écart observé"

NOTHING = re.compile(r"\[?0(?![\d,])")
"""How a printed number that is nothing begins, linked or not."""
ALL = re.compile(rf"\[?(?:100{NARROW}\\?%|([\d{NARROW}]+){NO_BREAK}sur{NO_BREAK}\1\b)")
"""How a printed share that is the whole begins, linked or not."""


def established_fr(found: Sequence[str], total: int) -> str:
    """Of which of `total` gaps told together the verdict is that chance hardly explains them: those of `found`."""
    if not found:
        return f"Aucun de ces écarts n’est établi{NO_BREAK}: le hasard peut suffire à les expliquer."
    return f"L’écart est établi pour {enumeration(found)}{'' if len(found) == total else ', pas pour les autres'}."


def finding_fr(finding: str, silent_fr: str = "") -> str:
    """The verdict of one comparison, with the groups of which nobody judged.

    Raises:
        KeyError: no finding is called that.
    """
    silence = f" (aucune réponse{NO_BREAK}: {silent_fr})" if silent_fr else ""
    return f"{FINDINGS_FR[finding]}{silence}"


def family_fr(tests: int, undecidable: int, gaps: int, link: Mapping[str, str]) -> Markdown:
    """What a family of comparisons comes to; `link` gives the printed number of `tests`, `undecidable` and `gaps`."""
    if not tests:
        return escape(NO_TEST_FR)
    could = f"{link['tests']} {'test pouvait' if tests == 1 else 'tests pouvaient'} trancher"
    if not gaps:
        found = f"aucun n’établit d’écart{_sizes(undecidable, link)}"
    elif gaps == 1:
        found = f"{link['gaps']} montre un écart que le hasard explique mal{_sizes(undecidable, link)}"
    else:
        found = f"{link['gaps']} montrent un écart que le hasard explique mal{_sizes(undecidable, link)}"
    return Markdown(f"{could}{NARROW}; {found}.")


def hidden_family_fr(link: Mapping[str, str]) -> Markdown:
    """The same where disclosure control hides a finding of the family, and so how many there are."""
    return Markdown(
        f"le nombre de tests qui pouvaient trancher est de {link['tests']}, celui des écarts que le hasard explique mal"
        f" de {link['gaps']}."
    )


def _sizes(undecidable: int, link: Mapping[str, str]) -> str:
    if not undecidable:
        return ""
    others = "autre comparaison n’avait" if undecidable == 1 else "autres comparaisons n’avaient"
    return f"{NARROW}; {link['undecidable']} {others} pas les effectifs pour conclure"


def needed_fr(group_fr: str, below: str | None, above: str | None, gap: float = nan) -> str:
    """Which counts of an answer would have decided; `below` and `above` are printed numbers, one missing at most.

    `gap` is the gap observed, here as below: where a single side is told and it is the other, that is said.
    """
    return (
        "pour trancher, à total égal, il aurait fallu que cette réponse soit celle"
        f" {_bounds(below, above)} du groupe {_quoted(group_fr)}{_other_side(below, above, gap)}"
    )


def seen_fr(below: str | None, above: str | None, gap: float = nan) -> str:
    """Which expected counts four studies in five would have seen."""
    if not (below or above):
        return "aucun écart, si grand soit-il, n’aurait été vu quatre fois sur cinq"
    bounds = _bounds(below, above)
    return (
        f"pour que l’écart soit vu quatre fois sur cinq, il aurait fallu que ce soit, en moyenne, celle {bounds}"
        f"{_other_side(below, above, gap)}"
    )


def needed_units_fr(where_fr: str, below: str | None, above: str | None, gap: float = nan) -> str:
    """Which counts of units of a register would have decided, « dans cette édition »."""
    if not (below or above):
        return UNREACHABLE_FR
    return (
        f"pour trancher, à total égal, il en aurait fallu {where_fr} {_counts(below, above)}"
        f"{_other_side(below, above, gap)}"
    )


def seen_units_fr(where_fr: str, below: str | None, above: str | None, gap: float = nan) -> str:
    """Which expected counts of units four programmes alike in five would have shown."""
    if not (below or above):
        return "aucun écart, si grand soit-il, n’aurait été vu quatre fois sur cinq"
    return (
        f"pour être vu quatre fois sur cinq, un écart en demandait {where_fr} {_counts(below, above)} en moyenne"
        f"{_other_side(below, above, gap)}"
    )


def of_question(question: str, said: str) -> str:
    """What is said of a question, which ends with its own mark: « Sont-ils satisfaits ? Un écart… »."""
    if question.endswith("?"):
        return f"{question} {capitalised(said)}"
    return f"{question}{NO_BREAK}: {said}"


def _counts(below: str | None, above: str | None) -> str:
    return " ou ".join(_sides(below, above))


def _bounds(below: str | None, above: str | None) -> str:
    return " ou ".join(f"{'d’' if side.startswith('au ') else 'de '}{side}" for side in _sides(below, above))


def _other_side(below: str | None, above: str | None, gap: float) -> str:
    """That nothing would have done on the side where no count is told; a reader would wonder at one side alone.

    All the more where the gap observed lies on that side.
    """
    if below and above:
        return ""
    contrary = f"{CONTRARY_FR}{NARROW}; " if (gap > 0 if below else gap < 0) else ""
    return f" ({contrary}plus {'haut' if below else 'bas'}, aucune part n’y aurait suffi)"


def _sides(below: str | None, above: str | None) -> list[str]:
    """« au plus 36 % », « au moins 96 % »: those that exist; nothing, « 0 % (0 sur 10) », or the whole stands alone."""
    least = below if below and NOTHING.match(below) else below and f"au plus {below}"
    most = above if above and ALL.match(above) else above and f"au moins {above}"
    return [side for side in (least, most) if side]


def superiority_fr(
    share: str, one_fr: str = "une réponse d’un groupe", other_fr: str = "une réponse de l’autre"
) -> str:
    """How clearly one group would have had to stand above the other to be seen four times in five."""
    return (
        f"un écart n’aurait été vu quatre fois sur cinq que si, deux à deux, {one_fr} l’emportait sur {other_fr} dans"
        f" {share} des cas"
    )


def same_way_fr(count: str) -> str:
    """How many of the changes would have had to go one way."""
    return f"pour trancher, il aurait fallu que les changements aillent dans le même sens{NO_BREAK}: {count}"


def changes_fr(count: str) -> str:
    """How many one-way changes it takes at least."""
    return f"il faut au moins {count} changements dans le même sens pour trancher, et il y en a eu moins"


def _quoted(text_fr: str) -> str:
    return f"«{NARROW}{escape(text_fr)}{NARROW}»"
