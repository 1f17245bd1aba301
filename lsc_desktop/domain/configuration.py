"""Les réglages de la gérance : ce que chacun change (seed L21-29 ; gerance 1.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.regularisations import CODE_PROVISIONS, FOIS_MAX, TITRE, TITRE_MAX
from lsc_desktop.domain.saisies import Problem, obligatoires

# Réglages qui font paraître des entrées de menu (`Entry.visible`).
MENUS = ("regularisation_lots_isoles",)
PRORATAS = (
    ("reel", "Jours réels du mois"),
    ("trente", "Mois de trente jours"),
    ("annee", "Année de 365 jours"),
)
NOTE = (
    "Les pièces justificatives de ce décompte sont tenues à votre disposition pendant six mois à "
    "compter de son envoi (loi n° 89-462 du 6 juillet 1989, article 23)."
)
CODE_REGULARISATION = "31"  # D17
SEUIL = Decimal("10.00")  # seed L108-112
VERROUILLAGE, VERROUILLAGE_MAX = 15, 480  # minutes d'inactivité
PLUS_DE_FOIS = 36  # un étalement plus long n'est plus une régularisation annuelle


@dataclass(slots=True)
class ConfigurationDraft:
    """Saisie de la configuration gérance.

    `regularisation_lots_isoles` : le menu LOCATAIRE propose la régularisation (seed L21-29).
    `plusieurs_regularisations` : décoché, une nouvelle demande remplace les fiches en attente du
    même lot ; coché, elles coexistent et se suppriment à la main (gerance 1.5).
    `sans_note`, `note` : le pied du décompte. `titre_decompte` : son titre proposé (seed L129).
    `code_provisions` : code proposé pour les provisions (seed L102-106) ; `code_regularisation` :
    celui sous lequel la régularisation est quittancée, jamais le même (D17).
    `seuil_departs` : en euros, en deçà rien n'est fait pour un locataire parti (D12) ; 0 : aucun.
    `fois_max` : appels au plus où étaler une régularisation (D13).
    `prorata` : comment compter un mois incomplet (D19).
    `pied_de_page` : mentions ajoutées au pied de tous les documents.
    `date_travail` : le jour où l'agence travaille ; vide, celui du poste.
    `verrouillage_minutes` : inactivité après laquelle la session se verrouille ; 0, jamais.
    """

    id: int | None = None
    version: int = 0
    regularisation_lots_isoles: bool = False
    plusieurs_regularisations: bool = False
    sans_note: bool = False
    note: str = NOTE
    titre_decompte: str = TITRE
    code_provisions: str = CODE_PROVISIONS
    code_regularisation: str = CODE_REGULARISATION
    seuil_departs: Decimal = SEUIL
    fois_max: int = FOIS_MAX
    prorata: str = "reel"
    pied_de_page: str = ""
    date_travail: date | None = None
    verrouillage_minutes: int = VERROUILLAGE

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            titre_decompte="Le titre du décompte",
            code_provisions="Le code des provisions",
            code_regularisation="Le code des régularisations",
            seuil_departs="Le seuil (0 pour aucun)",
            fois_max="Le nombre d'appels",
            prorata="Le prorata",
            verrouillage_minutes="Le délai de verrouillage (0 pour jamais)",
        )
        if len(self.titre_decompte) > TITRE_MAX:
            yield "titre_decompte", f"Le titre tient en {TITRE_MAX} caractères."
        if self.code_provisions and self.code_provisions == self.code_regularisation:
            yield (
                "code_regularisation",
                "Sous le code des provisions, la régularisation serait comptée l'an prochain "
                "parmi les provisions appelées.",
            )
        if self.seuil_departs is not None and self.seuil_departs < 0:
            yield "seuil_departs", "Le seuil n'est pas négatif ; 0 pour aucun."
        if self.fois_max is not None and not 1 <= self.fois_max <= PLUS_DE_FOIS:
            yield "fois_max", f"Le nombre d'appels va de 1 à {PLUS_DE_FOIS}."
        minutes = self.verrouillage_minutes
        if minutes is not None and not 0 <= minutes <= VERROUILLAGE_MAX:
            yield "verrouillage_minutes", f"De 0 (jamais) à {VERROUILLAGE_MAX} minutes."


def avertissements(draft: ConfigurationDraft) -> tuple[str, ...]:
    """Un jour de travail fixé se remarque : tout est daté de ce jour."""
    if draft.date_travail is None:
        return ()
    return (
        f"L'agence travaille au {date_fr(draft.date_travail)} : appels, décomptes et présence des "
        "locataires sont jugés à ce jour. Effacez la date de travail pour suivre celle du poste.",
    )
