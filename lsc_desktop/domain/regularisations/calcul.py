"""Les règles de la régularisation d'un lot isolé (seed L54-297 ; loi 89-462, art. 23).

Un seul arrondi par montant, à la fin (D5) ; aucune valeur intermédiaire n'est arrondie.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lsc_desktop.base.dates import Periode, date_fr, plus_mois
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO, cents, nombre
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.regularisations.saisie import (
    FOIS_MAX,
    UN,
    Concerne,
    LigneEau,
    RegularisationDraft,
)


def concerne(occupation: Occupation, periode: Periode) -> bool:
    """L'occupation rencontre la période, ne serait-ce qu'un jour (seed L87-93)."""
    return jours_presence(occupation, periode) > 0


def jours_presence(occupation: Occupation, periode: Periode) -> int:
    """Jours d'occupation dans la période, entrée et sortie comprises (D16)."""
    commun = periode.commun(occupation.entree, occupation.depart)
    return commun.jours if commun else 0


def jours_annee(periode: Periode) -> int:
    """Jours des douze mois qui commencent avec la période : 366 s'ils ont un 29 février."""
    return Periode(periode.du, plus_mois(periode.du, 12) - timedelta(days=1)).jours


def montant_charge(
    total: Decimal | None, presence: int | None, periode: int | None, quote_part: Decimal | None
) -> Decimal | None:
    """Total × jours de présence / jours de la période × quote-part, un arrondi (seed L197-221).

    `None` tant qu'il manque une valeur, ou si la période n'a pas de jour.
    """
    if total is None or presence is None or quote_part is None or not periode or periode < 0:
        return None
    return _cents(total * presence * quote_part / periode)


def montant_eau(ligne: LigneEau) -> Decimal | None:
    """(Index de fin − index précédent) × prix ; négatif si l'index recule (seed L331-338).

    `None` tant que les deux index et le prix ne sont pas là : la ligne est ignorée.
    """
    fin, precedent, prix = ligne.index_fin, ligne.index_precedent, ligne.prix
    if fin is None or precedent is None or prix is None:
        return None
    return _cents((fin - precedent) * prix)


def etalement_possible(draft: RegularisationDraft) -> bool:
    """Seul un locataire présent qui doit quelque chose étale (seed L264-268, D13)."""
    return draft.present and draft.regularisation > 0


def fois_retenu(draft: RegularisationDraft) -> int:
    """Le nombre d'appels qui servira : un seul si l'étalement n'est pas possible."""
    return draft.fois if draft.fois and etalement_possible(draft) else 1


def echeances(regularisation: Decimal, fois: int, fois_max: int = FOIS_MAX) -> tuple[Decimal, ...]:
    """Échéances égales, arrondies ; le reste sur la dernière, la somme est exacte (D13).

    1 106,50 en 3 → 368,83, 368,83 et 368,84. Rien pour une régularisation nulle.
    Lève `UserError` si `fois` sort de 1 à `fois_max`, ou s'il étale un crédit.
    """
    if not 1 <= fois <= fois_max:
        raise UserError(
            f"Une régularisation ne peut être appelée en {fois} fois.",
            f"Choisissez un nombre d'appels entre 1 et {fois_max}.",
            "fois",
        )
    if fois > 1 and regularisation < 0:
        raise UserError("Un trop-perçu ne s'étale pas.", "Ramenez le nombre d'appels à 1.", "fois")
    if regularisation == 0:
        return ()
    part = _cents(regularisation / fois)
    return (*(part,) * (fois - 1), regularisation - part * (fois - 1))


def nouvelles_provisions(
    total: Decimal,
    pourcentage: Decimal,
    actuelles: Decimal | None,
    *,
    jours_annee: int = 0,
    jours_presence: int = 0,
    appels_par_an: int = 12,
) -> Decimal | None:
    """Provision proposée, par appel : total annualisé / appels × %, un arrondi (D11).

    1 300,00 à 110 % → 119,17 et non 119,16 (seed L280-297). 0 % ou un total qui ne donne rien
    de positif : l'actuelle. Sans jours connus, le total vaut pour un an.
    """
    if total <= 0 or pourcentage <= 0:
        return actuelles
    annee, presence = (jours_annee, jours_presence) if jours_annee and jours_presence else (1, 1)
    proposee = _cents(total * pourcentage * annee / (100 * appels_par_an * presence))
    return proposee if proposee > 0 else actuelles


def provision_calculee(draft: RegularisationDraft) -> Decimal:
    """Ce que donne la règle pour cette fiche ; zéro si elle ne propose rien."""
    calculee = nouvelles_provisions(
        draft.total,
        draft.pourcentage,
        ZERO,
        jours_annee=annee_retenue(draft),
        jours_presence=draft.jours_occupation,
        appels_par_an=draft.appels_par_an,
    )
    return calculee or ZERO


def proposition(draft: RegularisationDraft) -> Decimal | None:
    """La provision calculée ou, à défaut, l'actuelle ; rien pour un locataire parti."""
    if not draft.present:
        return None
    return provision_calculee(draft) or draft.provisions_actuelles


def annee_retenue(draft: RegularisationDraft) -> int:
    """Jours de l'année pour annualiser ; jamais lus sur la période affichée (seed L175-179)."""
    if draft.jours_annee:
        return draft.jours_annee
    return draft.jours_periode if draft.jours_periode in (365, 366) else 365


def seuil_atteint(regularisation: Decimal, seuil: Decimal | None) -> bool:
    """En valeur absolue, le seuil compris ; zéro ou rien : pas de seuil (seed L108-112, D12)."""
    return not seuil or abs(regularisation) >= seuil


def recalculer(draft: RegularisationDraft) -> None:
    """Remplit les champs calculés, à chaque frappe (seed L217-297).

    Une provision tapée reste ; l'effacer rend la proposition. Un étalement devenu impossible
    retombe à 1 et revient si la régularisation redevient due.
    """
    for ligne in draft.lignes:
        ligne.montant = montant_charge(
            ligne.montant_total, ligne.jours_presence, ligne.jours_periode, ligne.quote_part
        )
    for eau in draft.eau:
        eau.montant = montant_eau(eau)
    montants = [ligne.montant for ligne in draft.lignes] + [eau.montant for eau in draft.eau]
    draft.total = sum((montant for montant in montants if montant), ZERO)
    deduit = (draft.provisions or ZERO) + (draft.reintroduction or ZERO)
    draft.regularisation = draft.total - deduit
    _proposer(draft)
    _suspendre(draft)


def _proposer(draft: RegularisationDraft) -> None:
    """`draft.proposition` est ce que nous avons mis dans la case : autre chose a été tapé."""
    affichee, proposee = draft.nouvelles_provisions, proposition(draft)
    if affichee is None or not draft.present:
        draft.nouvelles_provisions_saisies = False
    elif affichee != draft.proposition and (draft.proposition is not None or proposee is None):
        draft.nouvelles_provisions_saisies = True
    if draft.nouvelles_provisions_saisies:
        draft.proposition = None
    else:
        draft.nouvelles_provisions = draft.proposition = proposee


def _suspendre(draft: RegularisationDraft) -> None:
    if etalement_possible(draft):
        draft.fois, draft.fois_suspendu = draft.fois_suspendu or draft.fois, 0
    elif draft.fois != 1:
        draft.fois, draft.fois_suspendu = 1, draft.fois or 0


@dataclass(frozen=True, slots=True)
class Candidat:
    """Un locataire du lot, avant de savoir s'il est concerné.

    `provisions` : appelées sur la période (D10). `fin_preavis` : prévue, pas un départ.
    """

    locataire_id: int
    nom: str
    compte: str
    occupation: Occupation
    provisions: Decimal | None = None
    fin_preavis: date | None = None
    forfait: bool = False


@dataclass(frozen=True, slots=True)
class Repartition:
    """`part_proprietaire` : les charges sans occupant ; négative si des jours se chevauchent."""

    concernes: tuple[Concerne, ...]
    part_proprietaire: Decimal


def repartir_demande(
    periode: Periode,
    montant: Decimal | None,
    seuil: Decimal | None,
    candidats: Iterable[Candidat],
    today: date,
) -> Repartition:
    """Qui est concerné, pour combien de jours et quelle part, qui est écarté et pourquoi.

    Chaque part est arrondie pour elle-même : le propriétaire porte la vacance et le centime
    (33,33 × 3 sur 100,00). Le seuil n'écarte que les locataires partis à ce jour (D12).
    """
    total = montant or ZERO
    concernes = tuple(
        _concerne(candidat, periode, total, seuil, today)
        for candidat in sorted(candidats, key=lambda c: (c.occupation.entree, c.compte))
        if concerne(candidat.occupation, periode)
    )
    return Repartition(concernes, total - sum((c.montant for c in concernes), ZERO))


def _concerne(
    candidat: Candidat,
    periode: Periode,
    total: Decimal,
    seuil: Decimal | None,
    today: date,
) -> Concerne:
    occupation = candidat.occupation
    jours = jours_presence(occupation, periode)
    part = montant_charge(total, jours, periode.jours, UN) or ZERO
    ecarte = _ecarte(candidat, part, seuil, today)
    return Concerne(
        candidat.locataire_id,
        candidat.nom,
        candidat.compte,
        occupation.entree,
        occupation.depart,
        jours,
        part,
        ecarte or _remarque(candidat, periode, today),
        not ecarte,
    )


def _ecarte(candidat: Candidat, part: Decimal, seuil: Decimal | None, today: date) -> str:
    """Pourquoi aucune fiche n'est créée ; "" s'il en faut une.

    Forfait : loi 89-462, art. 8-1, 25-10 et 25-18. Un trop-perçu sous le seuil reste dû.
    """
    if candidat.forfait:
        return "Forfait de charges : la loi interdit de le régulariser."
    reste = part - (candidat.provisions or ZERO)
    if not candidat.occupation.est_parti(today) or seuil is None or seuil_atteint(reste, seuil):
        return ""
    debut = f"Parti le {date_fr(candidat.occupation.depart)}"
    if reste < 0:
        return f"{debut} : trop-perçu de {nombre(-reste)} sous le seuil, qui lui reste dû."
    return f"{debut} : régularisation de {nombre(reste)} inférieure au seuil de {nombre(seuil)}."


def _remarque(candidat: Candidat, periode: Periode, today: date) -> str:
    occupation, preavis = candidat.occupation, candidat.fin_preavis
    if occupation.depart is None and preavis and preavis < today and preavis < periode.au:
        return f"Préavis fini le {date_fr(preavis)} mais départ non validé : présence à vérifier."
    return ""


def _cents(value: Decimal) -> Decimal:
    """Au centime, sans zéro négatif."""
    return cents(value) + ZERO
