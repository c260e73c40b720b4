"""What people might have said: sentences written for the demonstration, not taken from anyone or any document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from numpy.random import Generator

from pipeline.synthetic.editions import Edition
from pipeline.synthetic.registers import joined

STARTUPS, COMMUNES, INSTITUTIONS = "startups", "communes", "institutions"
EVERYONE = (STARTUPS, COMMUNES, INSTITUTIONS)


class Saying(NamedTuple):
    """One sentence, the role that could have said it, and who may read it."""

    text: str
    role_class: str
    audience: tuple[str, ...] = EVERYONE


SAYINGS: Mapping[str, tuple[Saying, ...]] = {
    "qmi-1": (
        Saying("Nous avions le produit, il nous manquait une rue.", "porteur"),
        Saying("Le plus long n’a pas été de poser le capteur, mais de savoir à qui était le mur.", "porteur"),
        Saying("La première réunion de chantier nous a plus appris que six mois de démonstrations.", "porteur"),
        Saying("Quand l’agent qui nous suivait a changé de poste, nous avons repris à zéro.", "porteur", (STARTUPS,)),
        Saying("On nous a demandé des résultats avant de nous donner le courant.", "porteur", (STARTUPS, COMMUNES)),
        Saying("Sans ce terrain, notre dossier serait encore une promesse.", "porteur"),
        Saying("Nous avons compris trop tard qu’il fallait mesurer avant d’installer.", "porteur"),
        Saying("Notre essai n’a pas donné tout ce que nous espérions, et c’est la mesure qui nous l’a dit.", "porteur"),
        Saying(
            "Un mois d’attente pour un branchement, cela se prévoit dès le départ.", "porteur", (STARTUPS, COMMUNES)
        ),
        Saying("J’ai appris à lire un prototype comme je lis un plan.", "agent"),
        Saying("On a d’abord cru à un projet de plus, puis les voisins ont posé des questions.", "agent"),
        Saying("Je passe moins de temps à défendre l’essai depuis que j’ai des chiffres.", "agent", (COMMUNES,)),
        Saying("Il faut un nom et un numéro de téléphone dans la commune, sinon rien n’avance.", "agent"),
        Saying("Nos règles d’achat ne sont pas l’obstacle, c’est de ne pas les connaître.", "agent", (COMMUNES,)),
        Saying("Trois services pour un banc, c’était deux de trop.", "agent", (COMMUNES, INSTITUTIONS)),
        Saying("J’accepte qu’un essai échoue, pas qu’on ne sache pas pourquoi.", "élu"),
        Saying("Ce quartier n’avait pas l’habitude qu’on commence par lui.", "élu", (COMMUNES, INSTITUTIONS)),
        Saying("Nous achèterons ce que nous saurons entretenir.", "élu"),
        Saying("Les habitants voient la solution, nous devons aussi leur montrer la facture.", "élu", (COMMUNES,)),
        Saying("Une commune seule n’aurait pas reçu autant de candidats.", "partenaire", (INSTITUTIONS, COMMUNES)),
        Saying("Nous finançons volontiers la suite quand la mesure a commencé avant le chantier.", "partenaire"),
        Saying(
            "Comparer quatre communes est délicat : aucune n’a essayé la même chose.", "partenaire", (INSTITUTIONS,)
        ),
    ),
    "qmi-2": (
        Saying("Cette fois, le point zéro était fait avant la livraison.", "porteur"),
        Saying("Nous avons signé la convention en six semaines, grâce au modèle de la première édition.", "porteur"),
        Saying(
            "L’été a ralenti la validation du site bien plus que nous ne le pensions.", "porteur", (STARTUPS, COMMUNES)
        ),
        Saying("Nous avons failli renoncer : le coût de pose dépassait celui de la solution.", "porteur"),
        Saying("La commune ne répondait plus, nous avons attendu trois mois de trop.", "porteur", (STARTUPS,)),
        Saying("Un îlot de fraîcheur ne se juge pas sur un mois de mai pluvieux.", "porteur"),
        Saying("Nos utilisateurs sont restés, mais ils étaient moins nombreux que prévu.", "porteur"),
        Saying("Sans seconde mesure, nous ne pouvons pas crier victoire.", "porteur"),
        Saying("J’ai repris le tableau de suivi des collègues de la première édition.", "agent"),
        Saying("Huit projets à la fois, c’est un métier à plein temps.", "agent", (COMMUNES, INSTITUTIONS)),
        Saying("Les porteurs arrivent mieux préparés, nous un peu moins disponibles.", "agent"),
        Saying("On sait maintenant dire non avant le chantier.", "agent", (COMMUNES,)),
        Saying("Le questionnaire avait changé, j’ai dû relire chaque question.", "agent", (INSTITUTIONS,)),
        Saying("Je préfère un essai modeste que l’on reconduit à une vitrine que l’on démonte.", "élu"),
        Saying("Le climat est devenu la première demande, avant même la circulation.", "élu", (COMMUNES, INSTITUTIONS)),
        Saying("Nous avons acheté à deux communes, le prix a baissé d’autant.", "élu", (COMMUNES,)),
        Saying("Deux communes silencieuses, c’est aussi un résultat.", "partenaire", (INSTITUTIONS,)),
        Saying(
            "Le taux de déploiement baisse parce que les projets sont plus ambitieux, ou moins prêts.", "partenaire"
        ),
        Saying("Il nous faut des séries longues, pas seulement de bonnes histoires.", "partenaire", (INSTITUTIONS,)),
        Saying("Chaque abandon documenté fait gagner du temps au suivant.", "partenaire"),
    ),
}


def quotes(edition: Edition, interviews: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The edition's sentences, each given to a made-up interview of its role. Drawn: to which. No one is quoted."""
    rows = []
    for number, saying in enumerate(SAYINGS[edition.cohort], start=1):
        heard = interviews[interviews["role_class"].eq(saying.role_class)]
        interview = heard.iloc[int(rng.integers(len(heard)))]
        rows.append(
            {
                "quote_id": f"V{edition.cohort[-1]}-{number:02d}",
                "text": saying.text,
                "role_class": saying.role_class,
                "entity": interview["entity"],
                "interview_id": interview["interview_id"],
                "has_consent": True,
                "audience": joined(saying.audience),
            }
        )
    return pd.DataFrame(rows)
