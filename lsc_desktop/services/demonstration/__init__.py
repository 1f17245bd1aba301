"""L'agence de démonstration, faite par les services : ses chiffres viennent du programme."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode, mois_de
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.comptabilite import LOCATAIRE, PROPRIETAIRE, CompteDraft
from lsc_desktop.domain.configuration import ConfigurationDraft
from lsc_desktop.domain.locataires import LigneTableauDraft, LocataireDraft
from lsc_desktop.domain.mandats import LotConfie, MandatDraft
from lsc_desktop.domain.regularisations import DemandeDraft
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.services import comptabilite, configuration, fiscalites
from lsc_desktop.services.comptabilite import encaisser, save_compte
from lsc_desktop.services.demonstration import coproprietes, photos
from lsc_desktop.services.demonstration.biens import lot
from lsc_desktop.services.demonstration.personnes import (
    BAUX,
    ENTITE,
    IMMEUBLES,
    PROPRIETAIRES,
    Bail,
    euros,
)
from lsc_desktop.services.entites import save_entite
from lsc_desktop.services.immeubles import save_immeuble
from lsc_desktop.services.locataires import save_locataire
from lsc_desktop.services.lots import save_lot
from lsc_desktop.services.mandats import save_mandat
from lsc_desktop.services.quittancement import Demande, appeler_tous
from lsc_desktop.services.regularisations.ajout import ajouter, save_regularisation
from lsc_desktop.services.regularisations.quittancer import quittancer
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.models import CodeFiscalite, Locataire, Lot, Quittance

JOUR = date(2021, 10, 25)  # la date d'impression du décompte d'origine (seed L312)
PREMIER_APPEL, DERNIER_APPEL = date(2019, 11, 1), date(2021, 10, 31)
ANNEE_2020 = Periode(date(2020, 1, 1), date(2020, 12, 31))


def installer(session: Session, *, utilisateur: str, maintenant: datetime) -> None:
    """Remplit une base vide : deux ans d'appels de loyers, quelques fiches en attente."""
    ctx = Contexte(utilisateur, maintenant, JOUR)
    _Agence(session, ctx).installer()


class _Agence:
    """Les ids de ce qui vient d'être créé, le temps de le relier."""

    def __init__(self, session: Session, ctx: Contexte) -> None:
        self.session, self.ctx = session, ctx
        self.tiers: dict[str, int] = {}
        self.immeubles: dict[str, int] = {}
        self.lots: dict[str, int] = {}
        self.mandats: dict[str, int] = {}

    def installer(self) -> None:
        session, ctx = self.session, self.ctx
        fiscalites.installer(session)
        self._configurer()
        self.entite_id = save_entite(session, replace(ENTITE), ctx=ctx)
        comptabilite.installer(session, self.entite_id)
        self.codes = {c.code: c.id for c in session.scalars(select(CodeFiscalite))}
        for tiers in PROPRIETAIRES:
            self.tiers[tiers.code] = save_tiers(session, replace(tiers), ctx=ctx)
        for immeuble in IMMEUBLES:
            draft = replace(immeuble, entite_id=self.entite_id)
            self.immeubles[immeuble.code] = save_immeuble(session, draft, ctx=ctx)
        self._lots()
        self._mandats()
        tenants = {self._bail(bail): bail for bail in BAUX}
        self._appels()
        for locataire_id, bail in tenants.items():
            self._reglements(locataire_id, euros(bail.dette))
        self._regularisations()
        coproprietes.installer(session, ctx)
        photos.installer(session, ctx=ctx)

    def _configurer(self) -> None:
        draft = ConfigurationDraft(regularisation_lots_isoles=True, date_travail=JOUR)
        configuration.save_configuration(self.session, draft, ctx=self.ctx)

    def _lots(self) -> None:
        owners = {bail.lot: bail.proprietaire for bail in BAUX}
        owners["GARE23/1001"] = owners["GARE23/0101"]
        rents = {bail.lot: euros(bail.loyer) for bail in BAUX}
        for code, owner in sorted(owners.items()):
            draft = lot(code, rents.get(code))
            draft.immeuble_id = self.immeubles[code.partition("/")[0]]
            draft.proprietaire_id = self.tiers[owner]
            self.lots[code] = save_lot(self.session, draft, ctx=self.ctx)

    def _mandats(self) -> None:
        """Un mandat par propriétaire, à partir du n° 101 (seed L730)."""
        for rank, tiers in enumerate(PROPRIETAIRES, 101):
            account = CompteDraft(
                entite_id=self.entite_id,
                numero=f"411{tiers.code[:7]}",
                libelle=f"{tiers.nom} {tiers.prenom}".strip(),
                nature=PROPRIETAIRE,
                tiers_id=self.tiers[tiers.code],
            )
            owned = {bail.lot for bail in BAUX if bail.proprietaire == tiers.code}
            draft = MandatDraft(
                numero=str(rank),
                entite_id=self.entite_id,
                proprietaire_id=self.tiers[tiers.code],
                compte_id=save_compte(self.session, account, ctx=self.ctx),
                debut=date(1997, 1, 1),
                taux_honoraires=Decimal("7"),
                base_honoraires="encaissements",
                lots=[LotConfie(lot_id=self.lots[code]) for code in sorted(owned)],
            )
            self.mandats[tiers.code] = save_mandat(self.session, draft, ctx=self.ctx)

    def _bail(self, bail: Bail) -> int:
        person = bail.personne()
        tiers_id = save_tiers(self.session, replace(person), ctx=self.ctx)
        account = CompteDraft(
            entite_id=self.entite_id,
            numero=bail.compte,
            libelle=f"{bail.nom} {bail.prenom}".strip(),
            nature=LOCATAIRE,
            tiers_id=tiers_id,
            mode_reglement=bail.reglement,
        )
        draft = LocataireDraft(
            tiers_id=tiers_id,
            compte_id=save_compte(self.session, account, ctx=self.ctx),
            lot_id=self.lots[bail.lot],
            mandat_id=self.mandats[bail.proprietaire],
            entite_id=self.entite_id,
            type_bail="commercial" if bail.periodicite == 3 else "vide",
            bail_du=bail.entree,
            bail_au=bail.bail_au,
            premier_quittancement=bail.entree,
            periodicite=bail.periodicite,
            mode_reglement=bail.reglement,
            forfait_charges=bail.forfait,
            fin_preavis=bail.fin_preavis,
            depart=bail.depart,
            depot_garantie=euros(bail.loyer),
            depot_verse_le=bail.entree,
            depot_detenu_par="agence",
            lignes=list(self._tableau(bail)),
        )
        return save_locataire(self.session, draft, ctx=self.ctx)

    def _tableau(self, bail: Bail) -> list[LigneTableauDraft]:
        lines = [
            LigneTableauDraft(
                code_fiscalite_id=self.codes["10"], libelle="Loyer", montant=euros(bail.loyer)
            )
        ]
        lines += [
            LigneTableauDraft(
                code_fiscalite_id=self.codes["30"],
                libelle="Provisions sur charges",
                montant=euros(provision.montant),
                du=provision.du,
                au=provision.au,
            )
            for provision in bail.provisions
            if euros(provision.montant)
        ]
        return lines

    def _appels(self) -> None:
        for periodicite in (1, 3):
            start = PREMIER_APPEL if periodicite == 1 else date(2020, 1, 1)
            while start < DERNIER_APPEL:
                periode = mois_de(start, periodicite)
                demande = Demande(self.entite_id, periode.du, periode, periodicite)
                appeler_tous(self.session, demande, self.ctx)
                start = periode.au + timedelta(days=1)

    def _reglements(self, locataire_id: int, dette: Decimal) -> None:
        """Paie chaque appel le 5 du mois, jusqu'à ne plus laisser que la dette."""
        tenant = self.session.get_one(Locataire, locataire_id)
        left = -solde(self.session, tenant.compte_id) - dette
        calls = self.session.execute(
            select(Quittance.date, Quittance.total)
            .where(Quittance.locataire_id == locataire_id)
            .order_by(Quittance.periode_du)
        )
        for day, total in calls:
            paid = min(total, left)
            if paid > ZERO:
                when = day.replace(day=5)
                encaisser(self.session, locataire_id, paid, when, tenant.mode_reglement, self.ctx)
                left -= paid

    def _regularisations(self) -> None:
        """Une fiche déjà quittancée, et celles qui attendent : deux locataires pour 563,69, un
        total de 1 500,00 sans provision appelée, 470,52 en trois fois (seed L54-168, L241-268)."""
        (petitjean,) = self._ajouter("LAFAYETTE/003", "912.40")
        draft = load_regularisation(self.session, petitjean)
        draft.valide = True
        save_regularisation(self.session, draft, ctx=self.ctx)
        version = load_regularisation(self.session, petitjean).version
        quittancer(self.session, petitjean, version, ctx=self.ctx)
        self._ajouter("LAFAYETTE/001", "563.69")
        self._ajouter("SAINTLOUIS/305", "1500.00")
        (matignon,) = self._ajouter("SAINTLOUIS/203", "1070.52")
        draft = load_regularisation(self.session, matignon)
        draft.reintroduction, draft.fois, draft.valide = euros("100.00"), 3, True
        save_regularisation(self.session, draft, ctx=self.ctx)

    def _ajouter(self, code: str, montant: str) -> list[int]:
        lot_id = self.session.scalars(select(Lot.id).where(Lot.code_gestion == code)).one()
        demande = DemandeDraft(
            lot_id=lot_id,
            du=ANNEE_2020.du,
            au=ANNEE_2020.au,
            montant=euros(montant),
            code_fiscalite_id=self.codes["30"],
            seuil=euros("10.00"),
        )
        return ajouter(self.session, demande, ctx=self.ctx)
