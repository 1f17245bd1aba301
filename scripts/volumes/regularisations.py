"""Les régularisations : celles des années passées, quittancées par la règle, et celles du jour."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from lsc_desktop.base.dates import Periode, date_fr
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.quittancement import LigneTableau
from lsc_desktop.domain.regularisations import (
    RegularisationDraft,
    eau_initiale,
    jours_annee,
    lignes_initiales,
    recalculer,
)
from lsc_desktop.domain.regularisations.calcul import jours_presence
from lsc_desktop.domain.regularisations.effets import effets
from lsc_desktop.storage.models import (
    Regularisation,
    RegularisationCharge,
    RegularisationEau,
)
from volumes.biens import ENTITE, JOUR, Bail
from volumes.livres import Livres, instant

CHAQUE = 6  # quittancées le 15 juin qui suit l'année
POURCENTAGE = Decimal(100)
SEUIL = Decimal("10.00")
D_UNE_FICHE = (
    "locataire_id", "compte_id", "titre", "du", "au", "pourcentage", "seuil", "jours_occupation",
    "jours_periode", "provisions_actuelles", "nouvelles_provisions", "nouvelles_provisions_saisies",
    "provisions", "total", "regularisation", "fois",
)  # fmt: skip
D_UNE_CHARGE = (
    "libelle1", "libelle2", "jours_presence", "jours_periode", "quote_part", "montant_total",
    "montant",
)  # fmt: skip
D_UNE_EAU = ("libelle1", "libelle2", "index_fin", "index_precedent", "prix", "montant")


class Regularisations:
    """Une fiche par bail et par année choisis ; `lignes` : ce qu'elles ajoutent au tableau."""

    def __init__(self, livres: Livres, codes: dict[str, int], hasard: Random, lignes: Any) -> None:
        self.livres, self.codes, self.hasard, self.numeros = livres, codes, hasard, lignes
        self._ids = count(1)
        self.fiches: list[tuple[int, date]] = []
        self.nees: dict[int, int] = {}  # ligne → régularisation qui l'a faite
        self.arretees: dict[int, tuple[int, date]] = {}  # ligne → (régularisation, fin)
        self.lots: dict[int, date] = {}
        self._attente: dict[Any, list[dict[str, Any]]] = {}
        self._retenues: list[tuple[int, int]] = []

    def quittancer(self, baux: list[Bail], le: date) -> None:
        """L'année d'avant, pour deux locataires sur trois de ceux qui restent."""
        annee = _annee(le.year - 1)
        for bail in baux:
            if self._regulier(bail, annee, le) and self.hasard.random() < 0.66:
                self._fiche(bail, annee, le, quittancee=True)
        self._envoyer()

    def proposer(self, baux: list[Bail], le: date) -> None:
        """Celles qui attendent : l'année d'avant, des lots que personne n'a encore régularisés."""
        annee = _annee(le.year - 1)
        for bail in baux:
            done = self.lots.get(bail.lot.id, date.min).year == le.year
            if not done and self._regulier(bail, annee, le) and self.hasard.random() < 0.5:
                self._fiche(bail, annee, le, quittancee=False)
        self._envoyer()

    def _regulier(self, bail: Bail, annee: Periode, le: date) -> bool:
        depart = bail.occupation.depart
        stays = depart is None or depart > le + timedelta(days=200)
        here = jours_presence(bail.occupation, annee) > 60
        return stays and here and bool(bail.lot.provision) and not bail.forfait

    def _fiche(self, bail: Bail, annee: Periode, le: date, *, quittancee: bool) -> None:
        du, au = annee.du.isoformat(), annee.au.isoformat()
        kept = [(entry, cents) for day, entry, cents in bail.provisions if du <= day <= au]
        bail.provisions = [found for found in bail.provisions if found[0] > au or not quittancee]
        draft = self._saisie(bail, annee, kept)
        fiche_id = next(self._ids)
        decompte = self._decompte(bail, draft, le, fiche_id) if quittancee else None
        valide = quittancee or self.hasard.random() < 0.5
        facts = {
            "id": fiche_id, "etat": "quittancee" if quittancee else "en_attente",
            "entite_id": ENTITE, "lot_id": bail.lot.id, "code_fiscalite_id": self.codes["30"],
            "cree_le": instant(le), "cree_par": "Martine", "valide": valide,
            "decompte_id": decompte,
            **{name: getattr(draft, name) for name in D_UNE_FICHE},
        }  # fmt: skip
        if quittancee:
            facts |= {"imprime_le": le, "quittance_le": le, "quittance_par": "Martine",
                      "present": True, "lot_avant": self.lots.get(bail.lot.id)}  # fmt: skip
            self._appliquer(bail, draft, fiche_id, le)
            self.lots[bail.lot.id] = le
        self._garde(fiche_id, facts, draft, kept)
        self.fiches.append((fiche_id, le))

    def _saisie(
        self, bail: Bail, annee: Periode, kept: list[tuple[int, int]]
    ) -> RegularisationDraft:
        pick = self.hasard
        days = jours_presence(bail.occupation, annee)
        year = bail.lot.provision * 12
        syndic = Decimal(pick.randrange(year * 7 // 10, year * 5 // 4)).scaleb(-2)
        draft = RegularisationDraft(
            lot_id=bail.lot.id, locataire_id=bail.id, compte_id=bail.compte_id,
            du=annee.du, au=annee.au, pourcentage=POURCENTAGE, seuil=SEUIL,
            lignes=lignes_initiales(annee, days, syndic), eau=eau_initiale(),
            jours_occupation=days, jours_periode=annee.jours, jours_annee=jours_annee(annee),
            appels_par_an=12 // bail.periodicite,
            provisions=Decimal(sum(cents for _, cents in kept)).scaleb(-2) if kept else None,
            provisions_actuelles=sum((x.montant for x in _provisions(bail)), ZERO) or None,
        )  # fmt: skip
        draft.lignes[0].montant_total = Decimal(pick.randrange(4000, 18_000)).scaleb(-2)
        before = Decimal(pick.randrange(10_000, 900_000)).scaleb(-3)
        used = Decimal(pick.randrange(5_000, 90_000)).scaleb(-3)
        cold = draft.eau[0]
        cold.index_precedent, cold.index_fin, cold.prix = before, before + used, Decimal("4.21")
        recalculer(draft)
        if pick.random() < 0.3 and draft.regularisation > 100:
            draft.fois = 3
            recalculer(draft)
        return draft

    def _decompte(self, bail: Bail, draft: RegularisationDraft, le: date, fiche_id: int) -> int:
        return self.livres.document(
            le,
            f"Régularisation de charges du {date_fr(draft.du)} au {date_fr(draft.au)}",
            "Divers / Locataires",
            f"decompte-{bail.compte}-{draft.au:%Y-%m-%d}.pdf",
            (bail.nom, f"Total : {draft.total} euros", f"Solde : {draft.regularisation} euros"),
            bail=bail,
            regularisation_id=fiche_id,
        )

    def _appliquer(self, bail: Bail, draft: RegularisationDraft, fiche_id: int, le: date) -> None:
        """Ce que *Quittancer* ferait au tableau, par la même règle."""
        start = (le.replace(day=1) + timedelta(days=32)).replace(day=1)
        while (start.month - 1) % bail.periodicite:
            start = (start + timedelta(days=32)).replace(day=1)
        found = effets(draft, _provisions(bail), debut=start, code="31")
        ends = dict(found.arretees)
        for line_id, end in ends.items():
            self.arretees[line_id] = (fiche_id, end)
        bail.lignes = [replace(x, au=ends.get(x.id, x.au)) for x in bail.lignes]
        for line in (*found.provisions, *found.echeances):
            if line.montant:
                new = replace(line, id=next(self.numeros))
                self.nees[new.id] = fiche_id
                bail.lignes.append(new)

    # --- Envoi -----------------------------------------------------------------------------------

    def _garde(
        self, fiche_id: int, facts: dict[str, Any], draft: RegularisationDraft,
        kept: list[tuple[int, int]],
    ) -> None:  # fmt: skip
        lines: tuple[tuple[Any, Any, Any], ...] = (
            (RegularisationCharge, draft.lignes, D_UNE_CHARGE),
            (RegularisationEau, draft.eau, D_UNE_EAU),
        )
        self._attente.setdefault(Regularisation, []).append(facts)
        for model, rows, names in lines:
            self._attente.setdefault(model, []).extend(
                {"regularisation_id": fiche_id, "rang": rank}
                | {name: getattr(row, name) for name in names}
                for rank, row in enumerate(rows)
            )
        self._retenues += [(fiche_id, entry) for entry, _ in kept]

    def _envoyer(self) -> None:
        self.livres.deverser(self._ecrire)

    def _ecrire(self) -> None:
        writer = self.livres.ecrivain
        for model, rows in self._attente.items():
            writer.fiches(model, rows)
        names = ("regularisation_id", "ecriture_id")
        writer.lignes("regularisation_ecriture", names, self._retenues)
        self._attente, self._retenues = {}, []


def _provisions(bail: Bail) -> list[LigneTableau]:
    return [x for x in bail.lignes if x.code == "30" and x.au is None]


def _annee(year: int) -> Periode:
    return Periode(date(year, 1, 1), date(year, 12, 31))


def jour_des_comptes(year: int) -> date:
    """Le jour où l'on quittance les régularisations de l'année d'avant."""
    return min(date(year, CHAQUE, 15), JOUR)
