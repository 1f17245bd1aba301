"""Assembler l'agence et l'écrire : les fiches, cinquante-huit mois, puis ce qui les conclut."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import plus_mois
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.base.text import fold
from lsc_desktop.domain.configuration import ConfigurationDraft
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.queries.entites import load_entete
from lsc_desktop.services import comptabilite, configuration, fiscalites
from lsc_desktop.services.entites import save_entite
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import (
    Classeur,
    CodeFiscalite,
    Colocataire,
    Compte,
    Entite,
    Garant,
    Immeuble,
    JournalComptable,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Tiers,
)
from lsc_desktop.storage.schema import prepare
from volumes.biens import DEBUT, ENTITE, JOUR, MOIS, Agence, Bail, Bien, imaginer, lignes_du_bail
from volumes.ecrivain import Ecrivain
from volumes.livres import AUTEURS, HEURE, Livres
from volumes.mois import Mois, Reperes
from volumes.regularisations import CHAQUE, Regularisations, jour_des_comptes

MAINTENANT = datetime(2026, 10, 25, 8, 30)
CTX = Contexte("Martine", MAINTENANT, JOUR)
IDENTITE = EntiteDraft(
    code="G001", nom="Agence du Grand Est", adresse1="14, rue des Dominicains",
    code_postal="54000", ville="NANCY", telephone="03 83 00 00 00",
    courriel="gerance@agence.example", carte_professionnelle="CPI 5401 2018 000 000 001",
    iban="FR7630001007941234567890185", bic="BDFEFRPP",
)  # fmt: skip
GARANTIE = ("616000", "Assurance des loyers impayés")
OBJETS = ("Relance amiable", "Attestation d'assurance", "Demande de travaux", "Congé reçu")
HISTORIQUE = (
    "quand", "qui", "action", "fiche", "fiche_id", "champ", "avant", "apres", "recherche",
)  # fmt: skip


def remplir(url: str, graine: int, echelle: float, dire: Any = print) -> str:
    """Remplit la base neuve de cette adresse ; rend l'empreinte de ce qui y a été écrit.

    Lève `ValueError` si elle contient déjà une agence.
    """
    started = time.monotonic()

    def step(text: str) -> None:
        dire(f"  {text} ({time.monotonic() - started:.0f} s)")

    db = Database(url)
    try:
        prepare(db, MIGRATIONS, now=MAINTENANT)
        marks, journaux, classeurs, first = _installer(db)
        agence = imaginer(graine, echelle, first)
        writer = Ecrivain(db)
        made = _Ecriture(
            agence, Livres(writer, journaux, classeurs), marks, Random(f"mois {graine}")
        )
        made.fiches()
        step(f"{len(agence.tiers)} tiers, {len(agence.lots)} lots, {len(agence.baux)} baux")
        for year in made.annees():
            step(f"{year} : {writer.comptes['ecriture']} écritures")
        made.conclure()
        step(f"{made.livres.documents} documents ; index…")
        writer.fermer()
        step("fini")
        return writer.empreinte
    finally:
        db.close()


def _installer(db: Database) -> tuple[Reperes, dict[str, int], dict[str, int], int]:
    """L'agence sans un bien, par les services ; rend ses repères, ses journaux, ses classeurs et
    le premier compte libre."""
    with db.write("Martine") as session:
        if session.scalar(select(Entite.id).limit(1)) is not None:
            raise ValueError("cette base contient déjà une agence")
        fiscalites.installer(session)
        draft = ConfigurationDraft(regularisation_lots_isoles=True, date_travail=JOUR)
        configuration.save_configuration(session, draft, ctx=CTX)
        entity = save_entite(session, IDENTITE, ctx=CTX)
        assert entity == ENTITE
        comptabilite.installer(session, entity)
        session.add(
            Compte(entite_id=entity, numero=GARANTIE[0], libelle=GARANTIE[1], nature="general")
        )
        session.flush()
        accounts = {c.numero: c.id for c in session.scalars(select(Compte))}
        codes = {c.code: c.id for c in session.scalars(select(CodeFiscalite))}
        journals = {j.code: j.id for j in session.scalars(select(JournalComptable))}
        marks = Reperes(
            accounts["512000"], accounts["80QUITTANC"], accounts["47HONORAIR"],
            accounts[GARANTIE[0]], codes, load_entete(session, entity), IDENTITE.iban,
        )  # fmt: skip
        folders = {c.origine: c.id for c in session.scalars(select(Classeur))}
        return marks, journals, folders, max(accounts.values()) + 1


class _Ecriture:
    def __init__(self, agence: Agence, livres: Livres, marks: Reperes, hasard: Random) -> None:
        self.agence, self.livres, self.marks, self.hasard = agence, livres, marks, hasard
        self.writer = livres.ecrivain
        self.mois = Mois(agence, self.livres, marks, hasard)
        lines = count(1)
        for bail in agence.baux:
            lignes_du_bail(bail, lines, ("10", "30"))
        self.regularisations = Regularisations(self.livres, marks.codes, hasard, lines)

    # --- Fiches ----------------------------------------------------------------------------------

    def fiches(self) -> None:
        agence, writer = self.agence, self.writer
        writer.fiches(Tiers, agence.tiers)
        writer.fiches(Immeuble, agence.immeubles)
        writer.fiches(Compte, agence.comptes)
        writer.fiches(Mandat, (_mandat(m) for m in agence.mandats))
        writer.fiches(Lot, (_lot(bien, self.hasard) for bien in agence.lots))
        ranks: dict[int, Iterator[int]] = {}
        writer.fiches(
            MandatLot,
            (
                {"mandat_id": m, "lot_id": bien.id, "rang": next(ranks.setdefault(m, count()))}
                for bien in agence.lots
                for m in (bien.mandat.id,)
            ),
        )
        writer.fiches(Locataire, (_locataire(bail, self.hasard) for bail in agence.baux))
        writer.fiches(Colocataire, agence.colocataires)
        writer.fiches(Garant, agence.garants)
        for bail in agence.baux:
            self._dossier(bail)
        self.livres.deverser()

    def _dossier(self, bail: Bail) -> None:
        """Le bail signé, l'état des lieux d'entrée et, s'il est parti, celui de sortie."""
        start, end = bail.occupation.entree, bail.occupation.depart
        papers = [("Bail", "Baux", start), ("État des lieux d'entrée", "Etat des lieux", start)]
        if end is not None:
            papers.append(("État des lieux de sortie", "Etat des lieux", end))
        for title, binder, day in papers:
            name = f"{fold(title).replace(' ', '-')}-{bail.compte}.pdf"
            text = (bail.nom, bail.lot.code)
            self.livres.document(day, f"{title} {bail.lot.code}", binder, name, text, bail=bail)

    # --- Mois ------------------------------------------------------------------------------------

    def annees(self) -> Iterator[int]:
        """Joue tous les mois ; rend chaque année à mesure qu'elle est écrite."""
        for rank in range(MOIS):
            debut = plus_mois(DEBUT, rank)
            self.mois.jouer(debut)
            if debut.month == CHAQUE and debut.year > DEBUT.year:
                day = jour_des_comptes(debut.year)
                self.regularisations.quittancer(self.agence.baux, day)
            self.livres.deverser()
            if debut.month == 12 or rank == MOIS - 1:
                yield debut.year

    def conclure(self) -> None:
        """Les régularisations du jour, les courriers, les tableaux, l'historique des créations."""
        self.regularisations.proposer(self.agence.baux, JOUR - timedelta(days=10))
        self._courriers()
        self.writer.fiches(LigneQuittancement, self._tableaux())
        days = self.regularisations.lots
        pairs = [(day.isoformat(), lot_id) for lot_id, day in days.items()]
        self.writer.change("lot", "regularisation_le", pairs)
        self.writer.lignes("historique", HISTORIQUE, self._creations())

    def _courriers(self) -> None:
        pick, baux = self.hasard, self.agence.baux
        while self.livres.documents < self.agence.documents:
            bail = pick.choice(baux)
            title = pick.choice(OBJETS)
            last = min(bail.occupation.depart or JOUR, JOUR)
            first = max(bail.occupation.entree, DEBUT)
            day = first + timedelta(days=pick.randrange(max((last - first).days, 1)))
            name = f"courrier-{bail.compte}-{day}.pdf"
            self.livres.document(
                day, f"{title} {bail.nom}", "Courriers / Locataires", name, (title,), bail=bail
            )
            if self.livres.documents % 20_000 == 0:
                self.livres.deverser()
        self.livres.deverser()

    def _tableaux(self) -> Iterator[dict[str, Any]]:
        found = self.regularisations
        for bail in self.agence.baux:
            every = sorted((*bail.faites, *bail.lignes), key=lambda x: x.id)
            for rank, x in enumerate(every):
                stopped = found.arretees.get(x.id)
                yield {
                    "id": x.id, "locataire_id": bail.id, "rang": rank, "libelle": x.libelle,
                    "code_fiscalite_id": self.marks.codes[x.code], "montant": x.montant,
                    "du": x.du, "au": x.au, "ponctuelle": x.ponctuelle,
                    "regularisation_id": found.nees.get(x.id),
                    "arretee_par_id": stopped[0] if stopped else None,
                    "quittance_id": self.mois.prises.get(x.id),
                }  # fmt: skip

    def _creations(self) -> Iterator[tuple[Any, ...]]:
        agence, old = self.agence, date(2021, 12, 1)
        named: tuple[tuple[str, Any], ...] = (
            ("tiers", ((t["id"], t["code"], old) for t in agence.tiers)),
            ("immeuble", ((i["id"], i["code"], old) for i in agence.immeubles)),
            ("lot", ((b.id, b.code, old) for b in agence.lots)),
            ("mandat", ((m.id, str(100 + m.id), old) for m in agence.mandats)),
            ("compte", ((c["id"], c["numero"], old) for c in agence.comptes)),
            ("locataire", ((b.id, b.nom, max(old, b.occupation.entree)) for b in agence.baux)),
            ("regularisation", ((i, "", day) for i, day in self.regularisations.fiches)),
        )
        for table, facts in named:
            for fiche_id, name, day in facts:
                who = AUTEURS[fiche_id % len(AUTEURS)]
                searched = fold(f"{who} création {table} {fiche_id} {name}")
                yield (f"{day} {HEURE}", who, "création", table, fiche_id, "", "", name, searched)


def _mandat(mandat: Any) -> dict[str, Any]:
    return {
        "id": mandat.id, "numero": str(100 + mandat.id), "entite_id": ENTITE,
        "proprietaire_id": mandat.proprietaire["id"], "compte_id": mandat.compte_id,
        "debut": date(2010, 1, 1), "duree_mois": 12, "base_honoraires": "encaissements",
        "taux_honoraires": Decimal(mandat.taux).scaleb(-4),
        "taux_gli": Decimal("2.5") if mandat.gli else None,
    }  # fmt: skip


def _lot(bien: Bien, pick: Random) -> dict[str, Any]:
    last = bien.baux[-1] if bien.baux else None
    free = last is None or last.parti
    left = last.occupation.depart if last else None
    surface = Decimal(pick.randrange(1200, 14_000)).scaleb(-2)
    return {
        "id": bien.id, "code_gestion": bien.code, "code_physique": bien.code,
        "immeuble_id": bien.immeuble["id"], "proprietaire_id": bien.mandat.proprietaire["id"],
        "numero_rcp": str(bien.id), "type_lot": bien.genre, "etage": str(pick.randrange(6)),
        "nb_pieces": None if bien.genre == "Garage" else pick.randrange(1, 6),
        "surface_habitable": surface, "surface": surface,
        "etat_locatif": "libre" if free else "loue",
        "libre_le": left + timedelta(days=1) if free and left else None,
        "loyer_mensuel": Decimal(bien.loyer).scaleb(-2),
        "provision_charges": Decimal(bien.provision).scaleb(-2) if bien.provision else None,
        "depot_garantie": Decimal(bien.loyer).scaleb(-2),
        "chauffage": pick.choice(("Individuel gaz", "Collectif gaz", "Chauffage urbain")),
        "dpe_classe": pick.choice("BCDDEEF"),
    }  # fmt: skip


def _locataire(bail: Bail, pick: Random) -> dict[str, Any]:
    start, gone = bail.occupation.entree, bail.occupation.depart
    years = 9 if bail.periodicite == 3 else 1 if bail.lot.genre == "Garage" else 3
    end = plus_mois(start, 12 * years) - timedelta(days=1)
    while end < min(gone or JOUR, JOUR):
        end = plus_mois(end + timedelta(days=1), 12 * years) - timedelta(days=1)
    leaves = gone or (
        JOUR + timedelta(days=pick.randrange(-5, 80)) if pick.random() < 0.015 else None
    )
    notice = max(leaves - timedelta(days=90), start) if leaves else None
    place = bail.lot.immeuble
    kinds = {"Garage": "stationnement", "Local commercial": "commercial"}
    return {
        "id": bail.id, "tiers_id": bail.tiers_id, "compte_id": bail.compte_id,
        "lot_id": bail.lot.id, "mandat_id": bail.lot.mandat.id, "entite_id": ENTITE,
        "reference_bail": f"B{bail.id:05}", "type_bail": kinds.get(bail.lot.genre, "vide"),
        "bail_du": start, "bail_au": end, "premier_quittancement": start,
        "periodicite": bail.periodicite, "terme": "echu" if bail.echu else "echoir",
        "jour_echeance": bail.jour, "mode_reglement": bail.reglement,
        "forfait_charges": bail.forfait, "depart": gone, "fin_preavis": leaves,
        "preavis_recu": notice, "motif_conge": "Sans motif" if leaves else "",
        "depot_garantie": Decimal(bail.lot.loyer).scaleb(-2), "depot_verse_le": start,
        "depot_detenu_par": "agence",
        "depot_rendu_le": gone + timedelta(days=45) if gone and gone < date(2026, 9, 1) else None,
        "nouvelle_adresse1": f"{bail.id % 90 + 1}, rue Neuve" if gone else "",
        "nouveau_code_postal": place["code_postal"] if gone else "",
        "nouvelle_ville": place["ville"] if gone else "",
    }  # fmt: skip
