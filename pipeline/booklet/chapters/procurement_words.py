"""How purchase rules read in French: kinds, procedures, amounts, and what holds at an exact threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.booklet.markdown import Markdown, escape
from pipeline.booklet.wording import NARROW, NO_BREAK, enumeration

KINDS_FR: Mapping[str, str] = {
    "ordinary": "fourniture ou service ordinaire",
    "works": "travaux",
    "innovative": "achat innovant",
    "prototype": "achat de prototype",
}
APPLIES_FR: Mapping[str, str] = {
    "any": "tout achat",
    "supplies_services": "fournitures ou services",
    "works": "travaux",
    "innovative": "achat innovant",
    "prototype": "prototype",
}
PROCEDURES_FR: Mapping[str, str] = {
    "gre_a_gre": "gré à gré",
    "innovant": "achat public innovant",
    "prototype": "achat direct de prototype",
    "publicite_concurrence": "publicité et mise en concurrence",
    "achat_groupe": "achat groupé",
    "autre": "autre procédure",
}
NO_RULE_FR = "aucune règle relevée"
CHOICE_FR = (
    "Là où deux procédures sont ouvertes, aucune règle relevée n’impose l’une plutôt que l’autre. Chaque règle a sa "
    "condition\u00a0: la preuve qu’elle est remplie se garde au dossier."
)
UNCOVERED_FR = (
    "Là où aucune règle n’est relevée, ce silence n’est ni une permission ni une interdiction\u00a0: le service "
    "juridique de la commune tranche."
)


def amount_words(
    low: Markdown | None,
    high: Markdown | None,
    *,
    is_exact: bool = False,
    is_low_included: bool = False,
    is_high_included: bool = False,
) -> Markdown:
    """A band of amounts: « moins de A », « A exactement », « A ou plus, moins de B », or « tout montant »."""
    if is_exact:
        return Markdown(f"{low} exactement")
    above = f"{low} ou plus" if is_low_included else f"plus de{NO_BREAK}{low}"
    below = f"{high} au plus" if is_high_included else f"moins de{NO_BREAK}{high}"
    said = [words for words, bound in ((above, low), (below, high)) if bound is not None]
    return Markdown(", ".join(said) or "tout montant")


def rule_words(number: int) -> str:
    """How a booklet calls a rule: by its place among those that it shows."""
    return f"règle{NO_BREAK}{number}"


def ways(rules: Sequence[str], procedures: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    """What the rules open: « gré à gré (règle 1) ou achat public innovant (règle 3) », or that none is known."""
    if not rules:
        return NO_RULE_FR
    return " ou ".join(f"{PROCEDURES_FR[procedures[rule]]}{NO_BREAK}({rule_words(numbers[rule])})" for rule in rules)


def source_sentence(source: str) -> Markdown:
    """Which text sets the thresholds that are shown."""
    return Markdown(f"Source des seuils en vigueur{NO_BREAK}: {escape(source)}.")


def ended_sentence(amounts: Sequence[str], until: str, source: str) -> Markdown:
    """Up to which day thresholds applied that a document still gives."""
    which, verb, it = ("Le seuil de", "s’est appliqué", "le")
    if len(amounts) > 1:
        which, verb, it = ("Les seuils de", "se sont appliqués", "les")
    when = f"{which} {enumeration(amounts)} {verb} jusqu’au {until}"
    return Markdown(f"{when}{NARROW}; un document {it} donne encore ({escape(source)}).")


def dates_sentence(*, is_synthetic: bool) -> str:
    """What the dates of a calendar are worth."""
    if is_synthetic:
        return (
            "Les dates de ce tableau sont inventées pour montrer le calcul\u00a0: ce ne sont pas celles des communes "
            "nommées. Les règles et les montages, eux, sont ceux des documents."
        )
    return "Ces dates sont celles que les communes ont transmises\u00a0; une séance peut être déplacée."
