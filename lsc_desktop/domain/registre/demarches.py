"""Les sept services du registre, et quand chacun se demande (document d'origine, « webservices »).

Sans réponse, aucun ne se redemande de lui-même : rien ne dit que le registre reconnaîtrait un
double. Le téléchargement, qui ne change rien, fait exception.
"""

from dataclasses import dataclass

from lsc_desktop.domain.registre.choix import (
    AILLEURS,
    ATTENTE,
    NON_IMMATRICULEE,
    PREDECESSEUR,
    RATTACHEE,
    RATTACHEMENTS,
    SUCCESSION,
)

IDENTIFICATION, MANDAT, PROCEDURES, FINANCES, TECHNIQUE, SUCCESSEUR = (
    "Identification", "Mandat", "Procédures", "Finances", "Technique", "Successeur",
)  # fmt: skip
VOLETS = (IDENTIFICATION, MANDAT, PROCEDURES, FINANCES, TECHNIQUE, SUCCESSEUR)


@dataclass(frozen=True, slots=True)
class Demarche:
    """Un service : les volets qu'il déclare, et les rattachements où il se demande.

    `ensuite` : le rattachement quand le registre l'a accepté ; vide, il ne change pas. `piece` : il
    demande un document. `lit` : il ne change rien chez eux. `met_a_jour` : il vaut mise à jour.
    """

    code: str
    libelle: str
    volets: tuple[str, ...]
    depuis: tuple[str, ...]
    ensuite: str = ""
    piece: bool = False
    lit: bool = False
    met_a_jour: bool = False


_LA = (RATTACHEE,)
IMMATRICULATION = Demarche(
    "immatriculation", "Immatriculation",
    (IDENTIFICATION, MANDAT, PROCEDURES, FINANCES, TECHNIQUE),
    (NON_IMMATRICULEE,), RATTACHEE, met_a_jour=True,
)  # fmt: skip
MISE_A_JOUR = Demarche(
    "mise_a_jour", "Mise à jour de la copropriété", (IDENTIFICATION, PROCEDURES, TECHNIQUE), _LA,
    met_a_jour=True,
)  # fmt: skip
ANNUELLE = Demarche(
    "mise_a_jour_annuelle", "Mise à jour annuelle, avec les comptes",
    (IDENTIFICATION, PROCEDURES, FINANCES, TECHNIQUE), _LA, met_a_jour=True,
)  # fmt: skip
TELECHARGEMENT = Demarche(
    "telechargement", "Téléchargement des données de la copropriété", (), _LA, lit=True
)
RATTACHEMENT = Demarche(
    "rattachement", "Demande de rattachement avec pièce justificative", (MANDAT,), (AILLEURS,),
    ATTENTE, piece=True,
)  # fmt: skip
DECLARATION_SUCCESSEUR = Demarche(
    "successeur", "Déclaration de successeur", (SUCCESSEUR,), _LA, SUCCESSION
)
RENOUVELLEMENT = Demarche("renouvellement", "Renouvellement de mandat", (MANDAT,), _LA)
CONFIRMATION = Demarche(
    "confirmation", "Confirmation de rattachement après déclaration du prédécesseur", (MANDAT,),
    (PREDECESSEUR,), RATTACHEE,
)  # fmt: skip
DEMARCHES = (
    IMMATRICULATION, MISE_A_JOUR, ANNUELLE, TELECHARGEMENT, RATTACHEMENT, DECLARATION_SUCCESSEUR,
    RENOUVELLEMENT, CONFIRMATION,
)  # fmt: skip
CHOIX = tuple((one.code, one.libelle) for one in DEMARCHES)


def demarche(code: str) -> Demarche:
    """Lève `KeyError` : un code que rien ne déclare est un bogue."""
    return {one.code: one for one in DEMARCHES}[code]


def demarches_possibles(rattachement: str) -> tuple[Demarche, ...]:
    return tuple(one for one in DEMARCHES if rattachement in one.depuis)


def pourquoi_pas(demande: Demarche, rattachement: str) -> str:
    """La phrase qui refuse cette démarche là où en est la copropriété ; vide si elle se demande."""
    if rattachement in demande.depuis:
        return ""
    here = dict(RATTACHEMENTS).get(rattachement, rattachement).lower()
    wanted = " ou ".join(f"« {dict(RATTACHEMENTS)[one].lower()} »" for one in demande.depuis)
    return (
        f"« {demande.libelle} » ne se demande pas d'une copropriété « {here} » : elle doit être "
        f"{wanted}."
    )
