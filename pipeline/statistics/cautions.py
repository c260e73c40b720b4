"""What several methods must say beside a result in the same words: cautions about groups, pairs, draws and fits."""

from __future__ import annotations

from pipeline.statistics.results import Caution

EMPTY = Caution("empty-group", "un des groupes est vide", "one group is empty")
FEWER_THAN_TWO = Caution(
    "empty-group", "moins de deux groupes ou de deux réponses", "fewer than two groups or two answers"
)
ONE_VALUE = Caution("one-value", "toutes les réponses sont les mêmes", "every answer is the same")
NO_CHANGE = Caution("no-change", "aucune paire ne change", "no pair changes")
ZEROS_DROPPED = Caution(
    "zeros-dropped", "les paires sans changement ne comptent pas", "pairs that do not change are left out"
)
BOUNDARY = Caution(
    "boundary",
    "les groupes ne diffèrent pas plus que le hasard : leur variance est estimée nulle",
    "groups differ no more than chance: their variance is estimated at zero",
)
NOT_CONVERGED = Caution(
    "not-converged", "le calcul n’a pas convergé : résultat à ne pas lire", "the fit did not converge: do not read it"
)
SIMULATED = Caution(
    "simulated", "permutations tirées au hasard, graine fixe", "permutations drawn at random, with a fixed seed"
)
