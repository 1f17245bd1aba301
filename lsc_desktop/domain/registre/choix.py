"""Les listes fermées du registre.

Les périodes de construction sont celles des données ouvertes ; les autres codes sont les nôtres.
"""

from datetime import date

NON_IMMATRICULEE, RATTACHEE, ATTENTE, PREDECESSEUR, SUCCESSION, AILLEURS = (
    "non_immatriculee", "rattachee", "attente", "predecesseur", "succession", "ailleurs",
)  # fmt: skip
RATTACHEMENTS = (
    (NON_IMMATRICULEE, "Pas encore immatriculée"),
    (RATTACHEE, "Rattachée à l'agence"),
    (ATTENTE, "Rattachement en attente"),
    (PREDECESSEUR, "À confirmer après le prédécesseur"),
    (SUCCESSION, "Successeur déclaré"),
    (AILLEURS, "Rattachée à un autre syndic"),
)
CADRES = (
    ("syndic", "Syndic professionnel"),
    ("syndic_provisoire", "Syndic provisoire"),
    ("administrateur", "Administrateur provisoire (art. 47)"),
    ("mandataire", "Mandataire ad hoc (art. 29-1 B)"),
)
PRINCIPAL, SECONDAIRE = "principal", "secondaire"
NATURES_SYNDICAT = ((PRINCIPAL, "Principal"), (SECONDAIRE, "Secondaire"))
NATURES_PROCEDURE = (
    ("29-1a", "Mandataire ad hoc (loi 65-557 art. 29-1 A)"),
    ("29-1", "Administration provisoire (loi 65-557 art. 29-1)"),
    ("615-6", "État de carence (CCH L. 615-6)"),
    ("511", "Arrêté de sécurité ou d'insalubrité (CCH L. 511-1)"),
)
_PERIODES = (
    (1948, "AVANT_1949", "Avant 1949"),
    (1960, "DE_1949_A_1960", "De 1949 à 1960"),
    (1974, "DE_1961_A_1974", "De 1961 à 1974"),
    (1993, "DE_1975_A_1993", "De 1975 à 1993"),
    (2000, "DE_1994_A_2000", "De 1994 à 2000"),
    (2010, "DE_2001_A_2010", "De 2001 à 2010"),
    (9999, "A_COMPTER_DE_2011", "À compter de 2011"),
)
PERIODES = (
    ("", ""), *((code, label) for _year, code, label in _PERIODES), ("NON_CONNUE", "Non connue"),
)  # fmt: skip
COLLECTIF, MIXTE = "collectif", "mixte"
CHAUFFAGES = (
    ("", ""),
    (COLLECTIF, "Collectif"),
    ("individuel", "Individuel"),
    (MIXTE, "Mixte"),
    ("sans", "Sans chauffage"),
)
ENERGIES = (
    ("", ""), ("gaz", "Gaz"), ("fioul", "Fioul"), ("electricite", "Électricité"),
    ("bois", "Bois"), ("geothermie", "Géothermie"), ("autre", "Autre"),
)  # fmt: skip
EAUX_CHAUDES = (("", ""), (COLLECTIF, "Collective"), ("individuel", "Individuelle"),
                (MIXTE, "Mixte"))  # fmt: skip
VENTILATIONS = (
    ("", ""), ("naturelle", "Naturelle"), ("simple_flux", "Mécanique, simple flux"),
    ("double_flux", "Mécanique, double flux"), ("sans", "Sans"),
)  # fmt: skip
ETIQUETTES = (("", "Non établie"), *((one, one) for one in "ABCDEFG"))
PLANS_TRAVAUX = (
    ("", ""),
    ("aucun", "Aucun"),
    ("projet", "Projet à l'ordre du jour d'une assemblée"),
    ("adopte", "Adopté"),
)


def periode_construction(construit_le: date | None) -> str:
    """La période d'une date ; vide si on ne la connaît pas."""
    if construit_le is None:
        return ""
    return next(code for last, code, _label in _PERIODES if construit_le.year <= last)
