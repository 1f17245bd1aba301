"""Ce que *Quittancer* change au tableau de quittancement (seed L352-370)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.money import ZERO, cents
from lsc_desktop.domain.quittancement.valeurs import LigneTableau
from lsc_desktop.domain.regularisations.calcul import echeances, fois_retenu
from lsc_desktop.domain.regularisations.saisie import RegularisationDraft


@dataclass(frozen=True, slots=True)
class Effets:
    """`echeances` : lignes ponctuelles à ajouter. `arretees` : (id, nouvelle fin) des lignes de
    provision remplacées par `provisions`, une pour une. Les lignes neuves ont l'id 0."""

    echeances: tuple[LigneTableau, ...]
    arretees: tuple[tuple[int, date], ...]
    provisions: tuple[LigneTableau, ...]

    def appliquer(self, lignes: Sequence[LigneTableau]) -> tuple[LigneTableau, ...]:
        """Le tableau d'après, pour simuler les appels à venir ; les lignes neuves y ont un id."""
        fins = dict(self.arretees)
        kept = (replace(ligne, au=fins.get(ligne.id, ligne.au)) for ligne in lignes)
        neuves = enumerate((*self.provisions, *self.echeances), 1)
        return (*kept, *(replace(ligne, id=-rank) for rank, ligne in neuves))


def effets(
    draft: RegularisationDraft,
    provisions: Sequence[LigneTableau],
    *,
    debut: date,
    code: str,
    libelle_provisions: str = "Provisions sur charges",
) -> Effets:
    """Les lignes à ajouter et à arrêter, à partir du premier appel non encore émis.

    `provisions` : les lignes récurrentes du code de la fiche en vigueur à `debut`, premier jour de
    la prochaine période à appeler. `code` : celui de la régularisation, distinct (D17). Les
    échéances suivent le rythme du locataire (D13) ; un locataire parti n'en a qu'une, prise par le
    prochain appel (D14).
    """
    rythme = 12 // draft.appels_par_an
    parts = echeances(draft.regularisation, fois_retenu(draft), draft.fois_max)
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
    return Effets(lines, *_provisions(draft, provisions, debut, libelle_provisions))


def _libelle(draft: RegularisationDraft, rank: int, count: int) -> str:
    share = f" ({rank}/{count})" if count > 1 else ""
    return f"Régularisation de charges du {date_fr(draft.du)} au {date_fr(draft.au)}{share}"


def _provisions(
    draft: RegularisationDraft, lignes: Sequence[LigneTableau], debut: date, libelle: str
) -> tuple[tuple[tuple[int, date], ...], tuple[LigneTableau, ...]]:
    """La nouvelle provision, du prochain appel à la fin prévue de l'ancienne (seed L354-358).

    Plusieurs lignes du même code gardent leurs proportions, le reste sur la dernière.
    """
    nouvelle = draft.nouvelles_provisions
    current = sum((ligne.montant for ligne in lignes), ZERO)
    if not draft.present or nouvelle is None or nouvelle == current:
        return (), ()
    if not lignes:
        line = LigneTableau(0, draft.code_fiscalite, libelle, nouvelle, debut)
        return (), (line,)
    amounts = _proportions(nouvelle, [ligne.montant for ligne in lignes])
    eve = debut - timedelta(days=1)
    return (
        tuple((ligne.id, eve) for ligne in lignes),
        tuple(
            replace(ligne, id=0, montant=amount, du=debut)
            for ligne, amount in zip(lignes, amounts, strict=True)
        ),
    )


def _proportions(total: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    whole = sum(parts, ZERO)
    if not whole:
        return [ZERO] * (len(parts) - 1) + [total]
    shares = [cents(total * part / whole) for part in parts[:-1]]
    return [*shares, total - sum(shares, ZERO)]
