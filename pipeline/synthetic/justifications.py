"""How a rater might justify a level, by criterion and level: sentences written for made-up scores only."""

from __future__ import annotations

from collections.abc import Mapping

JUSTIFICATIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "deploiement": (
        ("Aucun site n’a été trouvé dans le temps imparti.", "Le projet en est resté à l’étude."),
        ("Le site est validé, rien n’y est encore posé.", "Les autorisations sont obtenues, l’installation attend."),
        ("L’essai tourne, ses résultats restent partiels.", "L’essai est lancé, sans recul suffisant."),
        ("L’essai est allé à son terme, résultats à l’appui.", "Tout ce qui était prévu a été installé et mesuré."),
    ),
    "facilite": (
        (
            "Il faut des travaux lourds que la commune ne peut pas porter.",
            "Personne n’a le temps de suivre le chantier.",
        ),
        (
            "Plusieurs services doivent se coordonner à chaque étape.",
            "L’installation demande une étude propre au site.",
        ),
        ("Une équipe réduite suffit, avec un mode d’emploi.", "La pose prend quelques jours et peu de réunions."),
        ("Posé en une journée, sans agent dédié.", "Rien à changer dans l’organisation des services."),
    ),
    "traction": (
        ("Aucun client en dehors de l’essai.", "Pas encore d’offre chiffrée."),
        ("Quelques contacts, un seul devis demandé.", "Des demandes d’information, sans suite pour l’instant."),
        ("Plusieurs contrats signés ailleurs.", "Le carnet de commandes couvre l’année."),
        ("Des clients publics et privés renouvellent.", "La demande dépasse ce que l’équipe peut livrer."),
    ),
    "stabilite": (
        ("La trésorerie ne couvre que quelques mois.", "L’activité dépend d’une seule subvention."),
        ("Les moyens présents suffisent à finir l’essai.", "Le budget de l’année est assuré, pas le suivant."),
        ("Des fonds sont là et d’autres sont en discussion.", "Une levée de fonds est engagée."),
        ("La structure dégage un résultat positif.", "Les comptes sont à l’équilibre depuis deux ans."),
    ),
    "industrialisation": (
        ("Chaque exemplaire est fait à la main.", "La solution ne vaut que pour ce site."),
        ("Il faudrait tout reprendre pour produire en série.", "La fabrication dépend d’un atelier unique."),
        (
            "La série est possible, l’outillage coûte cher au départ.",
            "Produire davantage suppose un premier gros achat.",
        ),
        ("La chaîne de production est prête.", "Le service se duplique sans coût notable."),
    ),
}
"""By criterion of `replicability_scale`: levels 0 to 3, two sentences each, one in the second edition."""
