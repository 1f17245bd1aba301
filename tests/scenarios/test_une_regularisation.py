"""L'histoire d'Elsa Locataire : deux ans d'appels, une régularisation en trois fois, l'an d'après.

Les chiffres sont ceux du décompte imprimé de la documentation (seed L305-350).
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from lsc_desktop.base.dates import date_fr, mois_de
from lsc_desktop.base.money import nombre
from lsc_desktop.domain.regularisations import LigneEau, RegularisationDraft
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.evenements import documents_joints
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.regularisations.fiche import load_decompte, load_regularisation
from lsc_desktop.queries.regularisations.listes import EN_ATTENTE, TRAITEES
from lsc_desktop.services.comptabilite import encaisser
from lsc_desktop.services.quittancement import Demande, appeler_tous
from lsc_desktop.services.regularisations.ajout import ajouter, save_regularisation
from lsc_desktop.services.regularisations.quittancer import controler, quittancer
from lsc_desktop.storage.models import Ecriture, Evenement, LigneQuittancement, Lot
from tests.factories import des_reglages, un_code, une_agence, une_demande, une_ligne


class Gestionnaire:
    """Martine à son bureau : chaque geste est une transaction, comme à l'écran."""

    def __init__(self, db, ctx) -> None:
        self.db, self.ctx = db, ctx
        with db.write() as session:
            self.agence = une_agence(session)
            des_reglages(session)
            un_code(session)
            for line in session.scalars(select(LigneQuittancement)):
                session.delete(line)
            une_ligne(session, self.agence.locataire, self.agence.loyer, "650.00", libelle="Loyer")

    def le(self, jour: date) -> None:
        self.ctx = replace(self.ctx, aujourd_hui=jour)

    def fixer_les_provisions(self, montant: str, du: date | None, au: date | None) -> None:
        with self.db.write() as session:
            une_ligne(
                session, self.agence.locataire, self.agence.provisions, montant,
                libelle="Provisions sur charges", du=du, au=au,
            )  # fmt: skip

    def appeler(self, premier: date, dernier: date) -> None:
        """Un appel par mois, daté du premier jour, réglé le cinq."""
        while premier <= dernier:
            mois = mois_de(premier)
            with self.db.write() as session:
                appeler_tous(session, Demande(self.agence.entite, mois.du, mois, 1), self.ctx)
            with self.db.write() as session:
                due = -solde(session, self.agence.compte)
                day = mois.du.replace(day=5)
                if due > 0:
                    encaisser(session, self.agence.locataire, due, day, "Virement", self.ctx)
            premier = date.fromordinal(mois.au.toordinal() + 1)

    def ajouter(self, du: date, au: date, montant: str) -> RegularisationDraft:
        with self.db.write() as session:
            demande = une_demande(self.agence, montant, du=du, au=au)
            (fiche,) = ajouter(session, demande, ctx=self.ctx)
        with self.db.read() as session:
            return load_regularisation(session, fiche)

    def valider(self, draft: RegularisationDraft) -> None:
        draft.valide = True
        with self.db.write() as session:
            save_regularisation(session, draft, ctx=self.ctx)

    def quittancer(self) -> list[str]:
        with self.db.read() as session:
            rows = EN_ATTENTE.page(session, Criteria(), 0, 100)
        said = []
        for row in rows:
            with self.db.write() as session:
                said.append(quittancer(session, row.id, row.version, ctx=self.ctx))
        return said

    def appel_de(self, mois: date) -> dict[str, str]:
        """Ce que l'appel d'un mois a porté au compte : libellé → montant."""
        with self.db.read() as session:
            rows = session.execute(
                select(Ecriture.libelle, Ecriture.debit, Ecriture.credit)
                .where(Ecriture.compte_id == self.agence.compte, Ecriture.periode_du == mois)
                .order_by(Ecriture.id)
            )
            return {libelle: nombre(debit - credit) for libelle, debit, credit in rows}


@pytest.fixture
def martine(db, ctx) -> Gestionnaire:
    return Gestionnaire(db, ctx)


def test_l_annee_d_elsa_locataire(martine):
    # En 2020, Elsa est appelée de 400,00 de provisions dix fois, puis de 500,00 deux fois.
    martine.fixer_les_provisions("400.00", None, date(2020, 10, 31))
    martine.fixer_les_provisions("500.00", date(2020, 11, 1), date(2020, 12, 31))
    martine.fixer_les_provisions("249.02", date(2021, 1, 1), None)
    martine.appeler(date(2020, 1, 1), date(2021, 10, 31))
    assert martine.appel_de(date(2020, 11, 1)) == {
        "Loyer": "650,00", "Provisions sur charges": "500,00",
    }  # fmt: skip

    # Le 25 octobre 2021, le décompte du syndic est arrivé : Martine régularise 2020.
    martine.le(date(2021, 10, 25))
    fiche = martine.ajouter(date(2020, 1, 1), date(2020, 12, 31), "5000.00")
    assert (fiche.provisions, fiche.provisions_actuelles) == (5000, Decimal("249.02"))

    # Elle complète la fiche : ordures ménagères, petites charges, eau, et 300,00 déjà retenus.
    montants = ("100", "5000", "50", "25", "5", "1")
    for ligne, montant in zip(fiche.lignes, montants, strict=True):
        ligne.montant_total = Decimal(montant)
    for rang, releve in enumerate(
        (("1000", "800", "5"), ("500", "459", "5.5"), ("250", "200", "6"), ("200", "250", "6"))
    ):
        libelle = fiche.eau[rang].libelle1 or "Divers"
        fiche.eau[rang] = LigneEau(libelle, "", *map(Decimal, releve), id=fiche.eau[rang].id)
    fiche.reintroduction, fiche.fois = Decimal("300.00"), 3
    martine.valider(fiche)
    assert (nombre(fiche.total), nombre(fiche.regularisation)) == (
        "6\u00a0406,50", "1\u00a0106,50",
    )  # fmt: skip
    assert nombre(fiche.nouvelles_provisions) == "533,88"

    # Le contrôle signale l'index qui recule, le retard, et le décompte jamais imprimé.
    with martine.db.read() as session:
        remarks = controler(session, [fiche.id], martine.ctx)
        value = load_decompte(session, fiche.id, martine.ctx)
    assert len(remarks) == 2
    assert "Compteur remplacé, ou index inversés ?" in remarks[0]
    assert "jamais été imprimé" in remarks[1]
    assert value.phrases == (
        "Ce montant sera étalé sur les 3 prochains appels de loyer.",
        "Le montant des futures provisions sur charges est fixé à 533,88\u00a0€",
    )

    # Elle quittance : la ligne quitte la liste, le lot et l'onglet Plus s'en souviennent.
    assert martine.quittancer() == [
        "Elsa LOCATAIRE : 1\u00a0106,50\u00a0€ en 3 appels, à partir du 01/11/2021"
    ]
    with martine.db.read() as session:
        assert EN_ATTENTE.count(session, Criteria()) == 0
        (done,) = TRAITEES.page(session, Criteria(), 0, 10)
        assert date_fr(session.get_one(Lot, martine.agence.lot).regularisation_le) == "25/10/2021"
        event = session.scalars(select(Evenement)).one()
        (pdf,) = documents_joints(session, event.id)
    assert (done.fois, done.regularisation) == (3, Decimal("1106.50"))
    assert pdf.contenu.startswith(b"%PDF")

    # Les trois appels suivants portent la régularisation et la nouvelle provision.
    martine.appeler(date(2021, 11, 1), date(2022, 3, 31))
    libelle = "Régularisation de charges du 01/01/2020 au 31/12/2020"
    for mois, rang, montant in (
        (date(2021, 11, 1), 1, "368,83"),
        (date(2021, 12, 1), 2, "368,83"),
        (date(2022, 1, 1), 3, "368,84"),
    ):
        assert martine.appel_de(mois) == {
            "Loyer": "650,00",
            "Provisions sur charges": "533,88",
            f"{libelle} ({rang}/3)": montant,
        }
    assert martine.appel_de(date(2022, 2, 1)) == {
        "Loyer": "650,00", "Provisions sur charges": "533,88",
    }  # fmt: skip

    # L'an d'après, les provisions de 2021 ne comptent pas les échéances de la régularisation :
    # 10 × 249,02 + 2 × 533,88.
    martine.le(date(2022, 3, 14))
    suivante = martine.ajouter(date(2021, 1, 1), date(2021, 12, 31), "4000.00")
    assert nombre(suivante.provisions) == "3\u00a0557,96"
    assert nombre(suivante.regularisation) == "442,04"
    assert nombre(suivante.provisions_actuelles) == "533,88"
    martine.valider(suivante)
    assert martine.quittancer() == [
        "Elsa LOCATAIRE : 442,04\u00a0€ en 1 appel, à partir du 01/04/2022"
    ]

    # Mars était déjà appelé ; avril prend la régularisation et la nouvelle provision, 4 000 / 12.
    martine.appeler(date(2022, 4, 1), date(2022, 5, 31))
    assert martine.appel_de(date(2022, 4, 1)) == {
        "Loyer": "650,00",
        "Provisions sur charges": "333,33",
        "Régularisation de charges du 01/01/2021 au 31/12/2021": "442,04",
    }
    assert martine.appel_de(date(2022, 5, 1)) == {
        "Loyer": "650,00", "Provisions sur charges": "333,33",
    }  # fmt: skip

    # Tout ce qui a été appelé a été payé : le compte d'Elsa est soldé.
    with martine.db.read() as session:
        assert solde(session, martine.agence.compte) == 0
