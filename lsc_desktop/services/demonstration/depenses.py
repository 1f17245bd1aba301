"""Les dépenses et le fonds de travaux de GILBERT, tels que le document les montre (L1876-1957).

Ses lots 069 et 115 n'y ont pas de propriétaire : ceux de Morgon les remplacent. Le gardien est
inventé.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.comptabilite import CompteDraft
from lsc_desktop.domain.contacts import ContactDraft
from lsc_desktop.domain.depenses import DepenseDraft, ExerciceDraft
from lsc_desktop.domain.fonds_travaux import FondsDraft
from lsc_desktop.services.comptabilite import save_compte
from lsc_desktop.services.contacts import save_contact
from lsc_desktop.services.depenses import save_depense, save_exercice
from lsc_desktop.services.fonds_travaux import save_fonds
from lsc_desktop.storage.models import CleRepartition, Copropriete, LotCopropriete

EXERCICES = (2015, 2016, 2019)
COMPTES = (
    ("472999", "Remboursements d emprunts"),
    ("602001", "Electricité (abonnement)"),
    ("105999", "Fonds de travaux"),
)
EDF = ("Janvier", "Février", "Mars", "Avril", "Mai", "Juin", "Juillet", "Août", "Septembre",
       "Octobre", "Novembre")  # fmt: skip
FONDS = {"131": "19.64", "221": "0", "021": "0"}


def installer(session: Session, ctx: Contexte, *, copropriete_id: int, entite_id: int) -> None:
    """Trois exercices non clos, douze dépenses en 2015, un fonds de travaux, un gardien."""
    years = {
        year: save_exercice(
            session,
            ExerciceDraft(
                copropriete_id=copropriete_id,
                libelle=f"Exercice {year}",
                du=date(year, 1, 1),
                au=date(year, 12, 31),
            ),
            ctx=ctx,
        )
        for year in EXERCICES
    }
    accounts = {
        number: save_compte(
            session, CompteDraft(entite_id=entite_id, numero=number, libelle=label), ctx=ctx
        )
        for number, label in COMPTES
    }
    key = select(CleRepartition.id).where(
        CleRepartition.copropriete_id == copropriete_id, CleRepartition.generale
    )
    draft = DepenseDraft(exercice_id=years[2015], cle_id=session.scalar(key))
    draft.compte_id, draft.date = accounts["472999"], date(2015, 2, 10)
    draft.libelle, draft.montant = "Remboursements d'emprunts 2012", Decimal(2500)
    save_depense(session, draft, ctx=ctx)
    draft.compte_id, draft.montant = accounts["602001"], Decimal(15)
    draft.tva, draft.recuperable = Decimal("0.78"), Decimal(15)
    for month, name in enumerate(EDF, 1):
        draft.date, draft.libelle = date(2015, month, 10), f"Facture EDF {name} 2012"
        save_depense(session, draft, ctx=ctx)
    lots = select(LotCopropriete.id, LotCopropriete.numero).where(
        LotCopropriete.copropriete_id == copropriete_id, LotCopropriete.numero.in_(FONDS)
    )
    for lot, number in session.execute(lots.order_by(LotCopropriete.numero)).all():
        fonds = FondsDraft(lot_copropriete_id=lot, compte_id=accounts["105999"])
        fonds.arrete_le, fonds.montant = date(2021, 9, 30), Decimal(FONDS[number])
        save_fonds(session, fonds, ctx=ctx)
    gardien = ContactDraft(nom="Gardien de la résidence", role="Gardien", metier="syndic")
    gardien.telephone, gardien.horaires = "03 83 00 00 00", "Du lundi au vendredi, 8 h - 12 h"
    gardien.immeuble_id = session.get_one(Copropriete, copropriete_id).immeuble_id
    save_contact(session, gardien, ctx=ctx)
