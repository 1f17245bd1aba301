"""Accès au Service Client : qui en reçoit un, qui le lit, et ce qui n'en reste nulle part."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.domain.acces import PUBLIE, REMIS, publiee
from lsc_desktop.domain.publications.contenu import Identite
from lsc_desktop.printing.acces import imprimer_acces
from lsc_desktop.queries.acces import ACCES, load_lettres, sans_lettre
from lsc_desktop.queries.comptabilite import load_compte
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.acces import (
    engendrer,
    engendrer_compte,
    noter_lettres,
    oublier,
    renouveler,
)
from lsc_desktop.services.comptabilite import marquer, save_compte
from lsc_desktop.services.motdepasse import verifier
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.models import (
    AccesClient,
    Compte,
    DonneeComplementaire,
    Historique,
    Tiers,
)


def acces(db, **where):
    with db.read() as session:
        return ACCES.page(session, Criteria(where=where), 0, 100)


def un_acces(db, agence, ctx):
    with db.write("Martine") as session:
        engendrer(session, agence.tiers, ctx=ctx)
    (row,) = acces(db, tiers_id=agence.tiers)
    return row


def publier(db, ctx, tiers: int) -> None:
    with db.write() as session:
        stmt = select(AccesClient.empreinte).where(AccesClient.tiers_id == tiers)
        sent = publiee(session.scalar(stmt) or "")
        oublier(session, [Identite(str(tiers), "Elsa", "CODE", sent)], ctx.maintenant)


def test_cocher_service_client_donne_un_acces_au_titulaire(db, agence, ctx):
    with db.write() as session:
        marquer(session, agence.compte, True, ctx)
    (row,) = acces(db)
    assert (row.tiers_id, row.code) == (agence.tiers, "LOCATAIREELSA")
    assert (row.etat, row.cree_par, len(row.mot_de_passe)) == ("À remettre", "Martine", 10)


def test_le_mot_de_passe_montre_est_celui_de_l_empreinte(db, agence, ctx):
    row = un_acces(db, agence, ctx)
    with db.read() as session:
        digest = session.get_one(AccesClient, row.id).empreinte
    assert verifier(digest, row.mot_de_passe) and not verifier(digest, "AUTRE")


def test_une_personne_n_a_qu_un_acces_quel_que_soit_son_nombre_de_comptes(db, agence, ctx):
    first = un_acces(db, agence, ctx)
    with db.write() as session:
        assert engendrer(session, agence.tiers, ctx=ctx) == (
            "avait déjà l'identifiant LOCATAIREELSA"
        )
    assert [row.mot_de_passe for row in acces(db)] == [first.mot_de_passe]


def test_l_identifiant_de_l_ancien_logiciel_se_garde_s_il_est_libre(db, agence, ctx):
    with db.write() as session:
        for who in (agence.tiers, agence.proprietaire):
            session.add(DonneeComplementaire(tiers_id=who, libelle="Code accès", valeur="ELSA54"))
    assert un_acces(db, agence, ctx).code == "LOCATAIREELSA"  # l'autre l'a aussi : à personne
    with db.write() as session:
        session.query(DonneeComplementaire).filter_by(tiers_id=agence.tiers).delete()
        engendrer(session, agence.proprietaire, ctx=ctx)
    (row,) = acces(db, tiers_id=agence.proprietaire)
    assert row.code == "ELSA54"


def test_deux_homonymes_n_ont_pas_le_meme_identifiant(db, agence, ctx):
    un_acces(db, agence, ctx)
    with db.write() as session:
        twin = Tiers(code="ELSA2", nom="LOCATAIRE", prenom="Elsa")
        session.add(twin)
        session.flush()
        assert engendrer(session, twin.id, ctx=ctx) == "identifiant LOCATAIREELSA2"


def test_publie_le_mot_de_passe_ne_se_lit_plus_et_l_empreinte_reste(db, agence, ctx):
    row = un_acces(db, agence, ctx)
    publier(db, ctx, agence.tiers)
    (after,) = acces(db)
    assert (after.mot_de_passe, after.etat) == ("", PUBLIE)
    with db.read() as session:
        assert verifier(session.get_one(AccesClient, row.id).empreinte, row.mot_de_passe)
        with pytest.raises(UserError, match="ne se lisent plus"):
            load_lettres(session, [row.id], ctx)


def test_renouvele_pendant_l_envoi_il_se_lit_encore(db, agence, ctx):
    row = un_acces(db, agence, ctx)
    with db.read() as session:
        sent = publiee(session.get_one(AccesClient, row.id).empreinte)
    with db.write() as session:
        assert renouveler(session, [row.id], ctx=ctx) == 1
    with db.write() as session:
        oublier(session, [Identite(str(agence.tiers), "Elsa", "X", sent)], ctx.maintenant)
    (after,) = acces(db)
    assert after.mot_de_passe and after.mot_de_passe != row.mot_de_passe
    assert after.publie_le is None


def test_la_lettre_dit_le_site_l_identifiant_et_le_mot_de_passe_sur_une_page(db, agence, ctx):
    row = un_acces(db, agence, ctx)
    with db.read() as session:
        (letter,) = load_lettres(session, [row.id], ctx)
    content = imprimer_acces(letter)
    assert content == imprimer_acces(letter)
    (page,) = PdfReader(BytesIO(content)).pages
    text = page.extract_text()
    for word in ("LOCATAIREELSA", row.mot_de_passe, "première connexion", "25/10/2021"):
        assert word in text, word
    with db.write() as session:
        assert sans_lettre(session, [agence.tiers]) == 1
        noter_lettres(session, [row], [], ctx)
        assert sans_lettre(session, [agence.tiers]) == 0
    assert acces(db)[0].etat == REMIS


def test_un_mot_de_passe_ne_s_ecrit_ni_dans_l_historique_ni_ailleurs(db, agence, ctx):
    """Toute la base est relue après publication : aucune cellule ne le contient."""
    row = un_acces(db, agence, ctx)
    publier(db, ctx, agence.tiers)
    with db.read() as session:
        link = session.connection()
        for table in AccesClient.metadata.sorted_tables:
            for line in link.execute(select(table)):
                assert row.mot_de_passe not in repr(tuple(line)), table.name
        said = select(func.count()).where(Historique.fiche == "acces_client")
        assert session.scalar(said) == 0


def test_decocher_service_client_dit_ce_qui_sera_retire(db, agence, ctx):
    with db.write() as session:
        marquer(session, agence.compte, True, ctx)
    with db.write() as session, pytest.raises(Confirm, match="seront retirées"):
        draft = load_compte(session, agence.compte)
        draft.service_client = False
        save_compte(session, draft, ctx=ctx)
    with db.write() as session:
        draft = load_compte(session, agence.compte)
        draft.service_client = False
        save_compte(session, draft, ctx=ctx, accepted={"service_client"})
        assert not session.get_one(Compte, agence.compte).service_client
    assert len(acces(db)) == 1  # recoché, il garde son identifiant


def test_engendrer_refuse_un_compte_ferme_ou_sans_titulaire(db, agence, ctx):
    with db.write() as session, pytest.raises(UserError, match="n'est pas coché"):
        engendrer_compte(session, agence.compte, ctx=ctx)
    with db.write() as session:
        session.get_one(Compte, agence.banque).service_client = True
        session.flush()
        with pytest.raises(UserError, match="n'a pas de tiers"):
            engendrer_compte(session, agence.banque, ctx=ctx)


def test_un_tiers_qui_a_un_acces_ne_se_supprime_pas(db, ctx):
    with db.write() as session:
        who = Tiers(code="SEUL", nom="Seul")
        session.add(who)
        session.flush()
        engendrer(session, who.id, ctx=ctx)
        with pytest.raises(UserError, match="1 accès au Service Client"):
            supprimer(session, Tiers, who.id)
