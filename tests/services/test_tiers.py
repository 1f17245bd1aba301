import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.tiers import Donnee, TiersDraft
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.tiers import PROPRIETAIRES, TIERS, load_tiers
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.models import Tiers


def test_un_tiers_sans_code_prend_le_premier_libre(db, ctx):
    codes = []
    for _ in range(3):
        with db.write() as session:
            draft = TiersDraft(nom="ALOXE CORTON", prenom="Denise")
            codes.append(session.get_one(Tiers, save_tiers(session, draft, ctx=ctx)).code)
    assert codes == ["ALOXECORTONDENISE", "ALOXECORTONDENISE2", "ALOXECORTONDENISE3"]


def test_un_code_tape_deja_pris_est_refuse_au_champ(db, ctx):
    with db.write() as session:
        save_tiers(session, TiersDraft(code="AB", nom="ALOXE"), ctx=ctx)
    with pytest.raises(UserError, match="existe déjà") as refus, db.write() as session:
        save_tiers(session, TiersDraft(code="AB", nom="AUTRE"), ctx=ctx)
    assert refus.value.field == "code"


def test_les_donnees_complementaires_suivent_la_fiche(db, ctx):
    """Code accès et mot de passe de l'extranet (seed L1153-1163)."""
    donnees = [Donnee(libelle="Code accès", valeur="ALOXECORTONDENISE"), Donnee(libelle="Divers")]
    with db.write() as session:
        fiche = save_tiers(session, TiersDraft(nom="ALOXE", donnees=donnees), ctx=ctx)
    with db.read() as session:
        draft = load_tiers(session, fiche)
    assert [d.libelle for d in draft.donnees] == ["Code accès", "Divers"]
    draft.donnees = [Donnee(libelle="Mot de passe", valeur="CNWBTGDSHW"), draft.donnees[0]]
    with db.write() as session:
        save_tiers(session, draft, ctx=ctx)
    with db.read() as session:
        assert [d.libelle for d in load_tiers(session, fiche).donnees] == [
            "Mot de passe", "Code accès",
        ]  # fmt: skip


def test_les_proprietaires_ont_un_lot_ou_un_mandat(db, agence):
    with db.read() as session:
        (row,) = PROPRIETAIRES.page(session, Criteria(), 0, 9)
        assert (row.nom, row.lots, row.mandats) == ("LEPITRE Abel", 1, 1)
        assert PROPRIETAIRES.count(session, Criteria(where={"immeuble_id": agence.immeuble})) == 1
        assert PROPRIETAIRES.count(session, Criteria(where={"immeuble_id": (98, 99)})) == 0


@pytest.mark.parametrize(
    ("where", "noms"),
    [
        ({"proprietaire": True}, ["LEPITRE Abel"]),
        ({"proprietaire": False}, ["LOCATAIRE Elsa"]),
        ({"locataire": True}, ["LOCATAIRE Elsa"]),
        ({"garant": True}, []),
        ({"actif": True}, ["LEPITRE Abel", "LOCATAIRE Elsa"]),
        ({"entite_id": 1}, ["LOCATAIRE Elsa"]),
    ],
)
def test_la_liste_des_tiers_se_restreint(db, agence, where, noms):
    with db.read() as session:
        assert [row.nom for row in TIERS.page(session, Criteria(where=where), 0, 9)] == noms


def test_les_noms_se_trient_sans_accents(db, ctx):
    with db.write() as session:
        for nom in ("Zola", "Étienne", "etcheverry", "Dupont"):
            save_tiers(session, TiersDraft(nom=nom), ctx=ctx)
    with db.read() as session:
        rows = TIERS.page(session, Criteria(sort=(("nom", False),)), 0, 9)
    assert [row.nom for row in rows] == ["Dupont", "etcheverry", "Étienne", "Zola"]
