"""Un mois de l'agence : appels de loyers, règlements, part des propriétaires."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from lsc_desktop.base.dates import MOIS as NOMS_DES_MOIS
from lsc_desktop.base.dates import Periode, mois_de
from lsc_desktop.base.figer import figer
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.quittancement import AvisEcheance, LigneAppelee, lignes_appelees
from volumes.biens import DEBUT, ENTITE, MOIS, Agence, Bail, Gestion
from volumes.livres import HEURE, Ligne, Livres, centimes

IMPAYE = DEBUT + timedelta(days=30 * (MOIS - 6))  # depuis quand les mauvais payeurs ne paient plus


@dataclass(frozen=True, slots=True)
class Reperes:
    """Les ids des comptes de l'agence, de ses codes fiscalité, et son en-tête."""

    banque: int
    quittancement: int
    honoraires: int
    garantie: int
    codes: dict[str, int]
    entete: EnTete
    iban: str


class Mois:
    """`jouer` un mois après l'autre : tout y est daté, rien n'y dépend de l'horloge."""

    def __init__(self, agence: Agence, livres: Livres, reperes: Reperes, hasard: Random) -> None:
        self.agence, self.livres, self.reperes, self.hasard = agence, livres, reperes, hasard
        self.baux = sorted(agence.baux, key=lambda bail: (bail.compte, bail.id))
        self._appel_ids, self._quittance_ids = count(1), count(1)
        self.prises: dict[int, int] = {}  # ligne ponctuelle → quittance qui l'a appelée
        self.reserve = agence.documents * 94 // 100  # le reste : décomptes, courriers

    def jouer(self, debut: date) -> None:
        """Les appels du premier, les règlements du mois, puis la part des propriétaires."""
        for periodicite in (1, 3):
            if (debut.month - 1) % periodicite == 0:
                self._appeler(mois_de(debut, periodicite), periodicite)
        self._encaisser(debut)
        for mandat in self.agence.mandats:
            if mandat.encaisse:
                self._reverser(debut, mandat)

    # --- Appels ----------------------------------------------------------------------------------

    def _appeler(self, periode: Periode, periodicite: int) -> None:
        appel_id, day = next(self._appel_ids), periode.du.isoformat()
        span = (periode.du.isoformat(), periode.au.isoformat())
        called = False
        for bail in self.baux:
            stay = bail.occupation
            if bail.periodicite != periodicite or stay.entree > periode.au:
                continue
            if stay.depart is not None and stay.depart < periode.du:
                continue
            lines = [x for x in bail.lignes if x.au is None or x.au >= periode.du or x.ponctuelle]
            if taken := lignes_appelees(lines, stay, periode):
                if not called:
                    row = (appel_id, ENTITE, day, *span, periodicite, f"{day} {HEURE}", "Martine")
                    self.livres.garde("appel", row)
                    called = True
                self._quittancer(bail, appel_id, periode, taken)

    def _quittancer(
        self, bail: Bail, appel_id: int, periode: Periode, lignes: Sequence[LigneAppelee]
    ) -> None:
        books, facing = self.livres, self.reperes.quittancement
        text = f"Appel {periode.texte()} {bail.nom}"
        entries: list[Ligne] = []
        for x in lignes:
            code = self.reperes.codes[x.code]
            span = (x.du.isoformat(), x.au.isoformat())
            line = Ligne(bail.compte_id, centimes(x.montant), x.libelle, code, bail.id, *span)
            entries += (line, replace(line, compte_id=facing, montant=-line.montant))
        piece_id, first = books.passer("QU", periode.du, text, books.replie(text), entries)
        day = periode.du.isoformat()
        bail.provisions += [
            (day, first + 2 * rank, entries[2 * rank].montant)
            for rank, x in enumerate(lignes)
            if x.code == "30"
        ]
        total = sum((x.montant for x in lignes), ZERO)
        quittance_id = next(self._quittance_ids)
        due = self._echeance(bail, periode)
        frozen = self._avis(bail, periode, due, lignes, total)
        books.garde(
            "quittance",
            (quittance_id, appel_id, bail.id, piece_id, day, periode.au.isoformat(), day,
             due.isoformat(), centimes(total), frozen),
        )  # fmt: skip
        once = {x.ligne_id for x in lignes if x.ponctuelle}
        if once:
            self.prises |= dict.fromkeys(once, quittance_id)
            bail.faites += [x for x in bail.lignes if x.id in once]
            bail.lignes = [x for x in bail.lignes if x.id not in once]
        bail.solde += centimes(total)
        if bail.archive and books.documents < self.reserve:
            name = f"avis-{bail.compte}-{periode.du:%Y-%m}.pdf"
            title = f"Avis d'échéance {periode.texte()} {bail.compte}"
            amount = f"Total appelé : {total} euros"
            books.document(periode.du, title, "Avis", name, (bail.nom, amount), bail=bail)

    def _echeance(self, bail: Bail, periode: Periode) -> date:
        start = periode.au + timedelta(days=1) if bail.echu else periode.du
        return start + timedelta(days=bail.jour - 1)

    def _avis(
        self,
        bail: Bail,
        periode: Periode,
        echeance: date,
        lignes: Sequence[LigneAppelee],
        total: Decimal,
    ) -> str:
        """L'avis figé. Ce qui ne change pas d'un mois à l'autre n'est figé qu'une fois par bail."""
        before = Decimal(bail.solde).scaleb(-2)
        avis = AvisEcheance(
            self.reperes.entete, "", Adresse(""), "", "", "", periode.texte(), periode.du, echeance,
            tuple((x.libelle, x.montant) for x in lignes), total, before, max(total + before, ZERO),
        )  # fmt: skip
        if not bail.tete:
            bail.tete, bail.pied = self._autour(bail, avis)
        rows = ",".join(f'["{label}","{amount}"]' for label, amount in avis.lignes)
        return (
            f'{bail.tete}"periode":"{avis.periode}","le":"{avis.le}","echeance":"{echeance}",'
            f'"lignes":[{rows}],"total":"{total}","solde_anterieur":"{before}",'
            f'"a_payer":"{avis.a_payer}",{bail.pied}'
        )

    def _autour(self, bail: Bail, avis: AvisEcheance) -> tuple[str, str]:
        place = bail.lot.immeuble
        where = (place["adresse1"],), place["code_postal"], place["ville"]
        owner = bail.lot.mandat.proprietaire
        whole = replace(
            avis,
            mandant=" ".join(filter(None, (owner["civilite"], owner["prenom"], owner["nom"]))),
            destinataire=Adresse(bail.nom, (place["nom"], *where[0]), *where[1:]),
            compte=bail.compte,
            lot=bail.lot.code,
            adresse_lot=Adresse(place["nom"], *where).en_ligne(),
            mode_reglement=bail.reglement,
            iban=self.reperes.iban,
        )
        text = figer(whole)
        return text[: text.index('"periode":')], text[text.index('"mode_reglement":') :]

    # --- Règlements ------------------------------------------------------------------------------

    def _encaisser(self, debut: date) -> None:
        """Ce que chacun paie ce mois-ci, dans l'ordre des dates : les numéros se suivent."""
        paid = sorted(self._paiements(debut), key=lambda found: (found[0], found[1].id))
        books, bank = self.livres, self.reperes.banque
        for day, bail, amount in paid:
            text = f"Règlement {bail.reglement.lower()} {bail.nom}"
            books.passer(
                "BQ", day, text, books.replie(text),
                (Ligne(bank, amount, text, bail_id=bail.id),
                 Ligne(bail.compte_id, -amount, text, bail_id=bail.id)),
            )  # fmt: skip
            bail.solde -= amount
            bail.lot.mandat.encaisse += amount

    def _paiements(self, debut: date) -> Iterator[tuple[date, Bail, int]]:
        pick = self.hasard
        for bail in self.baux:
            if bail.solde <= 0 or (bail.payeur == "impaye" and debut >= IMPAYE):
                continue
            amount = bail.solde
            if bail.payeur == "partiel" and debut >= IMPAYE:
                amount = max(amount // 2, 100)
            elif bail.payeur == "tard" and pick.random() < 0.4:
                continue
            late = 12 if bail.payeur == "tard" else 0
            yield debut + timedelta(days=min(2 + late + pick.randrange(10), 26)), bail, amount

    # --- Propriétaires ---------------------------------------------------------------------------

    def _reverser(self, debut: date, mandat: Gestion) -> None:
        """Ce qui a été encaissé lui est dû, moins les honoraires et la garantie ; puis versé."""
        received, mandat.encaisse = mandat.encaisse, 0
        month = f"{NOMS_DES_MOIS[debut.month - 1]} {debut.year}"
        marks, books = self.reperes, self.livres
        own, number = mandat.compte_id, 100 + mandat.id
        text = f"Loyers encaissés {month} mandat {number}"
        due = (Ligne(marks.quittancement, received, text), Ligne(own, -received, text))
        self._piece("OD", debut.replace(day=27), text, due)
        fees = (received * mandat.taux + 500_000) // 1_000_000
        text, code = f"Honoraires {month} mandat {number}", marks.codes["50"]
        lines = [Ligne(own, fees, text, code), Ligne(marks.honoraires, -fees, text, code)]
        cover = received * 25 // 1000 if mandat.gli else 0
        if cover:
            title, code = f"Garantie des loyers {month} mandat {number}", marks.codes["52"]
            lines += (Ligne(own, cover, title, code), Ligne(marks.garantie, -cover, title, code))
        self._piece("HO", debut.replace(day=27), text, lines)
        left = received - fees - cover
        text = f"Virement {month} mandat {number}"
        sent = (Ligne(own, left, text), Ligne(marks.banque, -left, text))
        self._piece("BQ", debut.replace(day=28), text, sent)
        if books.documents < self.reserve:
            title = f"Relevé de gérance {month} mandat {number}"
            name, amount = f"releve-{number}-{debut:%Y-%m}.pdf", f"Versé : {left / 100:.2f} euros"
            day = debut.replace(day=28)
            books.document(day, title, "Relevés de gérance", name, (amount,), mandat=mandat)

    def _piece(self, journal: str, jour: date, text: str, lignes: Iterable[Ligne]) -> None:
        self.livres.passer(journal, jour, text, self.livres.replie(text), tuple(lignes))
