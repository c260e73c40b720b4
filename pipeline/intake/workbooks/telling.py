"""What was noticed in a workbook, as problems in words for the data owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.intake.problems import Findings, Severity
from pipeline.intake.workbooks.sightings import Spot

SAVE_AGAIN_FR = "le classeur ouvert puis enregistré de nouveau, ou sa feuille enregistrée en CSV (UTF-8)"


@dataclass(frozen=True)
class Sentence:
    """How one kind of thing is told."""

    code: str
    severity: Severity
    message_fr: str
    expected_fr: str


REFUSALS: Mapping[str, Sentence] = {
    "damaged": Sentence(
        "CLA-002", "blocking", "Le classeur est incomplet ou endommagé ; il n’a pas été lu.", SAVE_AGAIN_FR
    ),
    "disorder": Sentence(
        "CLA-002",
        "blocking",
        "Les lignes ou les cellules du classeur ne se suivent pas dans l’ordre ; il n’a pas été lu.",
        SAVE_AGAIN_FR,
    ),
    "memory": Sentence(
        "CLA-006", "blocking", "La lecture du classeur demande trop de mémoire ; elle a été arrêtée.", SAVE_AGAIN_FR
    ),
    "text": Sentence(
        "CLA-001",
        "blocking",
        "La feuille contient trop de texte pour être lue.",
        "la feuille seule, enregistrée en CSV",
    ),
    "time": Sentence(
        "CLA-006", "blocking", "La lecture du classeur est trop longue ; elle a été arrêtée.", SAVE_AGAIN_FR
    ),
    "stopped": Sentence("CLA-006", "blocking", "La lecture du classeur s’est arrêtée avant la fin.", SAVE_AGAIN_FR),
    "far": Sentence(
        "CLA-009",
        "blocking",
        "Une cellule est remplie si loin du tableau que la feuille est trop grande pour être lue.",
        "une feuille qui ne contient que le tableau : effacez ce qui se trouve loin de lui, ou enregistrez-la en CSV",
    ),
}

SENTENCES: Mapping[str, Sentence] = {
    "hidden_rows": Sentence(
        "CLA-011",
        "warning",
        "Des lignes masquées ou filtrées contiennent des données ; elles ont été lues comme les autres.",
        "des lignes visibles, ou supprimées si elles ne doivent pas compter",
    ),
    "hidden_columns": Sentence(
        "CLA-012",
        "warning",
        "Des colonnes masquées contiennent des données ; elles ont été lues comme les autres.",
        "des colonnes visibles, ou supprimées si elles ne doivent pas compter",
    ),
    "merged": Sentence(
        "CLA-013",
        "blocking",
        "Des cellules sont fusionnées : seule la première contient la valeur, les autres sont vides.",
        "une valeur dans chaque cellule : annulez la fusion et recopiez la valeur",
    ),
    "formula_without_value": Sentence(
        "CLA-014",
        "blocking",
        "La cellule contient une formule dont le résultat n’est pas enregistré ; aucune formule n’est calculée ici.",
        "une valeur : ouvrez le classeur, enregistrez-le, ou collez les résultats « en valeurs »",
    ),
    "formula": Sentence(
        "CLA-015",
        "warning",
        "La colonne contient des formules ; leur dernier résultat enregistré a été lu.",
        "des valeurs : collez les résultats « en valeurs »",
    ),
    "error": Sentence(
        "CLA-016",
        "blocking",
        "La cellule contient une erreur de calcul au lieu d’une valeur.",
        "une valeur, ou une cellule vide si la valeur manque",
    ),
    "second_table": Sentence(
        "CLA-017",
        "blocking",
        "Un second tableau commence à cette ligne, après une ligne vide : il a son propre en-tête.",
        "un seul tableau par feuille : placez le second sur sa propre feuille",
    ),
    "column_gap": Sentence(
        "CLA-018",
        "warning",
        "Une colonne vide sépare deux tableaux côte à côte ; ils ont été lus comme un seul.",
        "un seul tableau par feuille, sans colonne vide",
    ),
}


def in_sheet(findings: Findings, sheet: str) -> Findings:
    """The same place, on this sheet; add its problems to those of the file with `extend`."""
    return Findings(replace(findings.place, sheet=sheet))


def tell_refusal(notes: Mapping[str, Any], sheet: str, findings: Findings) -> None:
    """Tell why the workbook could not be read."""
    sentence = REFUSALS[notes["refusal"]]
    found = notes.get("found", "")
    if notes["refusal"] == "far":
        found = f"{sheet}!{found}" if sheet else found
    findings.block(sentence.code, sentence.message_fr, found=found, expected_fr=sentence.expected_fr)


def tell_spots(notes: Mapping[str, Any], headers: Sequence[str], header_row: int, findings: Findings) -> None:
    """Tell each place that was noticed, and how many more there are of its kind."""
    sheet = findings.place.sheet
    spots = [Spot(**spot) for spot in notes["spots"]]
    for spot in spots:
        if spot.kind == "merged" and spot.last_row < header_row:
            continue
        _tell(SENTENCES[spot.kind], _found(spot, sheet), spot, headers, findings)
    for kind, count in notes["counts"].items():
        more = count - sum(spot.kind == kind for spot in spots)
        if more:
            found = f"{more} de plus dans la feuille {sheet}"
            _tell(SENTENCES[kind], found, Spot(kind, ""), headers, findings)


def _tell(sentence: Sentence, found: str, spot: Spot, headers: Sequence[str], findings: Findings) -> None:
    tell = findings.block if sentence.severity == "blocking" else findings.warn
    column = headers[spot.column - 1] if 0 < spot.column <= len(headers) else ""
    tell(
        sentence.code,
        sentence.message_fr,
        row=spot.row or None,
        column=column,
        found=found,
        expected_fr=sentence.expected_fr,
    )


def _found(spot: Spot, sheet: str) -> str:
    place = f"{sheet}!{spot.address}"
    if spot.kind == "formula":
        return f"{place} : {spot.found} formules" if spot.found != "1" else f"{place} : une formule"
    return f"{place} : {spot.found}" if spot.found else place


def tell_sheets(notes: Mapping[str, Any], wanted: str, findings: Findings) -> None:
    """Tell why no sheet could be chosen."""
    names = [each["name"] for each in notes["sheets"]]
    shown = [each["name"] for each in notes["sheets"] if each["is_visible"]]
    if wanted:
        findings.block(
            "CLA-008",
            "La feuille annoncée n’est pas dans le classeur.",
            found=f"feuilles reçues : {', '.join(names)}",
            expected_fr=f"une feuille nommée « {wanted} »",
        )
    elif len(shown) > 1:
        findings.block(
            "CLA-007",
            "Le classeur a plusieurs feuilles, et rien ne dit laquelle lire.",
            found=f"feuilles visibles : {', '.join(shown)}",
            expected_fr="une seule feuille remplie, ou le nom de la feuille à lire (sheet) dans delivery.yml",
        )
    else:
        findings.block(
            "FIC-004", "Le fichier est vide.", found=", ".join(names), expected_fr="une feuille visible et remplie"
        )


def tell_hidden_sheets(notes: Mapping[str, Any], wanted: str, findings: Findings) -> None:
    """Tell hidden sheets: one that was read because it is declared, or those that nobody declared or read."""
    hidden = [each["name"] for each in notes["sheets"] if not each["is_visible"]]
    told = [name for name in hidden if name == wanted or not wanted]
    if told:
        findings.warn(
            "CLA-010",
            "La feuille annoncée est masquée ; elle a été lue."
            if wanted
            else "Le classeur a des feuilles masquées ; elles n’ont pas été lues.",
            found=f"feuilles masquées : {', '.join(told)}",
            expected_fr="des feuilles visibles, ou supprimées si elles ne servent pas",
        )
