"""Ce que *Quittancer* change au tableau de quittancement (seed L352-370)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.money import ZERO, cents
from lsc_desktop.domain.quittancement.valeurs import LigneTableau
from lsc_desktop.domain.regularisations.calcul import echeances, fois_retenu
from lsc_desktop.domain.regularisations.saisie import RegularisationDraft


@dataclass(frozen=True, slots=True)
class Effets:
    """`echeances` : lignes ponctuelles à ajouter. `arretees` : (id, nouvelle fin) des lignes de
    provision que `provisions` remplace, une pour une ; sans elles, `provisions` ouvre une ligne.
    Une provision nulle ne fait qu'arrêter l'ancienne. Les lignes neuves ont l'id 0."""

    echeances: tuple[LigneTableau, ...]
    arretees: tuple[tuple[int, date], ...]
    provisions: tuple[LigneTableau, ...]

    def appliquer(self, lignes: Sequence[LigneTableau]) -> tuple[LigneTableau, ...]:
        """Le tableau d'après, dans son ordre, pour simuler les appels à venir.

        Une nouvelle provision suit celle qu'elle remplace ; les lignes neuves y ont un id.
        """
        neuves = {-rank: ligne for rank, ligne in enumerate((*self.provisions, *self.echeances), 1)}
        suite = {old: new for (old, _), new in zip(self.arretees, neuves, strict=False)}
        fins = dict(self.arretees)
        after: list[LigneTableau] = []
        for ligne in lignes:
            after.append(replace(ligne, au=fins.get(ligne.id, ligne.au)))
            if ligne.id in suite:
                after.append(replace(neuves.pop(suite[ligne.id]), id=suite[ligne.id]))
        return (*after, *(replace(ligne, id=new) for new, ligne in neuves.items()))


def effets(
    draft: RegularisationDraft,
    provisions: Sequence[LigneTableau],
    *,
    debut: date,
    code: str,
    libelle_provisions: str = "Provisions sur charges",
    fin: date | None = None,
) -> Effets:
    """Les lignes à ajouter et à arrêter, à partir du premier appel non encore émis.

    `provisions` : les lignes récurrentes du code de la fiche en vigueur à `debut`, premier jour de
    la prochaine période à appeler ; `fin` : la veille de celle qui est déjà prévue ensuite.
    `code` : celui de la régularisation, distinct (D17). Les échéances suivent le rythme du
    locataire (D13) ; un locataire parti n'en a qu'une, prise par le prochain appel (D14).
    Lève `UserError` si le nombre d'appels n'est pas permis.
    """
    rythme = 12 // draft.appels_par_an
    parts = _parts(draft)
    lines = tuple(
        LigneTableau(
            0,
            code,
            _libelle(draft, rank, len(parts)),
            part,
            plus_mois(debut, rythme * (rank - 1)),
            plus_mois(debut, rythme * rank) - timedelta(days=1) if draft.present else None,
            ponctuelle=True,
        )
        for rank, part in enumerate(parts, 1)
    )
    nouvelle = draft.nouvelles_provisions
    current = sum((ligne.montant for ligne in provisions), ZERO)
    if not draft.present or nouvelle is None or nouvelle == current:
        return Effets(lines, (), ())
    if not provisions:
        opened = LigneTableau(0, draft.code_fiscalite, libelle_provisions, nouvelle, debut, fin)
        return Effets(lines, (), (opened,))
    return Effets(lines, *_remplacer(provisions, nouvelle, debut))


def _parts(draft: RegularisationDraft) -> tuple[Decimal, ...]:
    """Les échéances ; quelques centimes s'étalent sur moins d'appels, plutôt que d'en faire de
    nulles ou de négatives."""
    fois = fois_retenu(draft)
    parts = echeances(draft.regularisation, fois, draft.fois_max)
    while fois > 1 and min(parts) <= 0:
        fois -= 1
        parts = echeances(draft.regularisation, fois, draft.fois_max)
    return parts


def _libelle(draft: RegularisationDraft, rank: int, count: int) -> str:
    share = f" ({rank}/{count})" if count > 1 else ""
    return f"Régularisation de charges du {date_fr(draft.du)} au {date_fr(draft.au)}{share}"


def _remplacer(
    lignes: Sequence[LigneTableau], nouvelle: Decimal, debut: date
) -> tuple[tuple[tuple[int, date], ...], tuple[LigneTableau, ...]]:
    """La nouvelle provision, du prochain appel à la fin prévue de l'ancienne (seed L354-358)."""
    eve = debut - timedelta(days=1)
    amounts = _proportions(nouvelle, [ligne.montant for ligne in lignes])
    return (
        tuple((ligne.id, eve) for ligne in lignes),
        tuple(
            replace(ligne, id=0, montant=amount, du=debut)
            for ligne, amount in zip(lignes, amounts, strict=True)
        ),
    )


def _proportions(total: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """Plusieurs lignes gardent leurs proportions, au centime, et font exactement le total.

    Avec un avoir parmi elles, tout l'écart va à la plus forte.
    """
    if min(parts) <= 0:
        rank = parts.index(max(parts))
        rest = sum(parts, ZERO) - parts[rank]
        return [total - rest if i == rank else part for i, part in enumerate(parts)]
    whole, reached = sum(parts, ZERO), [ZERO]
    for part in accumulate(parts):
        reached.append(cents(total * part / whole))
    return [after - before for before, after in pairwise(reached)]
