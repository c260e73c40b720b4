"""How purchase rules read in French: kinds, procedures, amounts, and what holds at an exact threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration

KINDS_FR: Mapping[str, str] = {
    "ordinary": "achat ordinaire",
    "innovative": "achat innovant",
    "prototype": "achat de prototype",
}
APPLIES_FR: Mapping[str, str] = {"any": "tout achat", "innovative": "achat innovant", "prototype": "prototype"}
PROCEDURES_FR: Mapping[str, str] = {
    "gre_a_gre": "gré à gré",
    "innovant": "achat public innovant",
    "prototype": "achat direct de prototype",
    "publicite_concurrence": "publicité et mise en concurrence",
    "achat_groupe": "achat groupé",
    "autre": "autre procédure",
}
NO_RULE_FR = "aucune règle relevée"
NO_THRESHOLD_FR = "Les règles relevées ne fixent pas de seuil."


def amount_words(low: Markdown | None, high: Markdown | None, *, is_exact: bool) -> Markdown:
    """A band of amounts: « moins de A », « A exactement », « plus de A, moins de B », or « tout montant »."""
    if is_exact:
        return Markdown(f"{low} exactement")
    if low is None and high is None:
        return Markdown("tout montant")
    above = "" if low is None else f"plus de{NO_BREAK}{low}"
    below = "" if high is None else f"moins de{NO_BREAK}{high}"
    return Markdown(", ".join(filter(None, (above, below))))


def ways(rules: Sequence[str], procedures: Mapping[str, str]) -> str:
    """What the rules open: « gré à gré (R2) ou achat public innovant (R3) »; `procedures` gives that of each rule."""
    if not rules:
        return NO_RULE_FR
    return " ou ".join(f"{PROCEDURES_FR[procedures[rule]]}{NO_BREAK}({rule})" for rule in rules)


def threshold_sentence(
    amount: Markdown, by_kind: Mapping[str, Sequence[str]], procedures: Mapping[str, str]
) -> Markdown:
    """What holds at an exact threshold, for each kind of purchase: which rules cover it, and where none does.

    Kinds under the same rules are told together.
    """
    together: dict[tuple[str, ...], list[str]] = {}
    for kind, rules in by_kind.items():
        together.setdefault(tuple(rules), []).append(KINDS_FR[kind])
    none = together.pop((), [])
    said = [f"{enumeration(kinds)}{NO_BREAK}: {ways(rules, procedures)}" for rules, kinds in together.items()]
    if none:
        said.append(f"{enumeration(none)}{NO_BREAK}: {NO_RULE_FR}, les bornes publiées excluent ce montant")
    joined = f"{NARROW}; ".join(said)
    return Markdown(f"**À {amount} exactement.** {escape(joined[:1].upper() + joined[1:])}.")


def uncovered_sentence(count: float) -> str:
    """What to do where no printed rule covers a case; nothing to do without such a case."""
    if count == 0:
        return "Chaque cas du tableau est couvert par une règle au moins."
    which = "un cas n’est couvert" if count < 2 else "certains cas ne sont couverts"
    return (
        f"Dans les documents, {which} par aucune règle. Ce silence n’est ni une permission ni une interdiction"
        f"{NO_BREAK}: il tient à la façon dont un seuil est écrit, et le service juridique de la commune tranche."
    )


def choice_sentence(count: float) -> str:
    """What an overlap means: nothing printed says which of two open procedures to take."""
    if count == 0:
        return "Aucun cas n’est ouvert à deux procédures."
    return (
        "Là où deux procédures sont ouvertes, rien de publié n’impose l’une plutôt que l’autre. Chaque règle a sa "
        "condition\u00a0: la preuve qu’elle est remplie se garde au dossier."
    )


def dates_sentence(*, is_synthetic: bool) -> str:
    """What the dates of a calendar are worth."""
    if is_synthetic:
        return (
            "Les dates de ce tableau sont inventées pour montrer le calcul\u00a0: ce ne sont pas celles des communes "
            "nommées. Les règles et les montages, eux, sont ceux des documents."
        )
    return "Ces dates sont celles que les communes ont transmises\u00a0; une séance peut être déplacée."


def repeated_sentence(rule: str, repeats: str, date: Markdown | None) -> Markdown:
    """That one rule says in another document what another says already."""
    when = f" daté du {date}" if date else " sans date"
    return Markdown(f"La règle {escape(rule)} répète la règle {escape(repeats)} dans un autre document,{when}.")
