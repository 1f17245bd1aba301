"""Le courrier d'un événement : ses variables, et les mêmes octets de l'aperçu à l'extranet."""

from datetime import date

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.domain.courriers import NOMS
from lsc_desktop.domain.evenements import EvenementDraft
from lsc_desktop.queries.courriers import courrier_de, valeurs_de
from lsc_desktop.queries.evenements import fichier, load_evenement, nouvel_evenement, rattacher
from lsc_desktop.queries.publications.courriers import textes_a_mettre_en_pdf
from lsc_desktop.services.courriers import apercu
from lsc_desktop.services.evenements import depublier, publier, save_evenement
from lsc_desktop.storage.models import (
    Classeur,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Evenement,
    Locataire,
    Tiers,
)
from tests.factories import des_appels

TEXTE = "[Tiers]Appel,\n<justifie>Votre bail du lot <b>[Lot]Code</b> finit le [Bail]Fin."


def un_courrier(db, agence, ctx, **over) -> int:
    """Un événement d'Elsa, classé, enregistré sans être publié."""
    with db.write() as session:
        draft = nouvel_evenement(session, ctx, locataire_id=agence.locataire)
        draft.objet, draft.texte = "Fin de bail", TEXTE
        draft.classeur_id = session.scalars(
            select(Classeur.id).where(Classeur.origine == "Courriers / Locataires")
        ).one()
        for name, value in over.items():
            setattr(draft, name, value)
        return save_evenement(session, draft, ctx=ctx)


def garde(session, evenement_id: int) -> bytes:
    """Le PDF que l'extranet aura."""
    record = session.get_one(Evenement, evenement_id)
    assert record.texte_pdf_id is not None
    return fichier(session, record.texte_pdf_id).contenu


def test_l_apercu_avant_d_enregistrer_le_pdf_publie_et_le_papier_ont_les_memes_octets(
    db, agence, ctx
):
    with db.read() as session:
        draft = nouvel_evenement(session, ctx, locataire_id=agence.locataire)
        draft.objet, draft.texte = "Fin de bail", TEXTE
        avant = apercu(session, draft).contenu
    evenement_id = un_courrier(db, agence, ctx)
    with db.write() as session:
        publier(session, evenement_id, 1, ctx=ctx)
        assert garde(session, evenement_id) == avant
    with db.read() as session:
        assert apercu(session, load_evenement(session, evenement_id)).contenu == avant
        assert textes_a_mettre_en_pdf(session) == []


def test_publie_le_courrier_ne_suit_plus_les_fiches_jusqu_a_ce_qu_on_le_change(db, agence, ctx):
    evenement_id = un_courrier(db, agence, ctx, publie_le=ctx.aujourd_hui)
    with db.write() as session:
        avant = garde(session, evenement_id)
        session.get_one(Locataire, agence.locataire).bail_au = date(2030, 1, 1)
    with db.read() as session:
        draft = load_evenement(session, evenement_id)
        assert apercu(session, draft).contenu == avant
        draft.texte += "\nSalutations"
        apres = apercu(session, draft).contenu
    assert apres != avant
    with db.write() as session:
        save_evenement(session, draft, ctx=ctx)
        assert garde(session, evenement_id) == apres


def test_mettre_en_pdf_ne_fait_pas_passer_la_fiche_pour_modifiee(db, agence, ctx):
    evenement_id = un_courrier(db, agence, ctx)
    with db.write() as session:
        publier(session, evenement_id, 1, ctx=ctx)
    with db.write() as session:
        assert depublier(session, evenement_id, 2, ctx=ctx) == ""


def test_une_variable_sans_valeur_se_demande_avant_de_publier(db, agence, ctx):
    evenement_id = un_courrier(db, agence, ctx, texte="[Tiers]Nomm, [Dossier]Numero")
    with db.read() as session:
        assert load_evenement(session, evenement_id).manques == ("[Tiers]Nomm", "[Dossier]Numero")
    phrase = r"\[Tiers\]Nomm.*\[Dossier\]Numero"
    with pytest.raises(Confirm, match=phrase) as asked, db.write() as session:
        publier(session, evenement_id, 1, ctx=ctx)
    with db.write() as session:
        publier(session, evenement_id, 1, ctx=ctx, accepted={asked.value.key})
        draft = load_evenement(session, evenement_id)
        assert draft.publie_le == ctx.aujourd_hui
    with db.write() as session:  # rien de la lettre n'a changé : rien à redemander
        draft.confidentiel = False
        save_evenement(session, draft, ctx=ctx)
    draft.texte += " [X]y"
    draft.version += 1
    with pytest.raises(Confirm, match=r"\[X\]y"), db.write() as session:
        save_evenement(session, draft, ctx=ctx)


def test_enregistrer_sans_publier_ne_demande_rien(db, agence, ctx):
    assert un_courrier(db, agence, ctx, texte="[Tiers]Nomm")


@pytest.mark.parametrize(
    "over, phrase", [({"texte": " "}, "pas de texte"), ({"date": None}, "La date")]
)
def test_ce_qui_ne_se_montre_pas_dit_pourquoi(db, agence, ctx, over, phrase):
    values = {"date": ctx.aujourd_hui, "objet": "x", "texte": "y"} | over
    with pytest.raises(UserError, match=phrase), db.read() as session:
        apercu(session, EvenementDraft(**values))


# --- Ce que disent les fiches liées ---------------------------------------------------------------


def test_le_courrier_d_un_locataire_connait_tout_de_son_bail(db, agence, ctx):
    with db.write() as session:
        des_appels(session, agence, ctx, premier=date(2021, 10, 1))
    with db.read() as session:
        draft = nouvel_evenement(session, ctx, locataire_id=agence.locataire)
        found = valeurs_de(session, draft)
    assert set(found) == NOMS
    said = {name: value.replace("\u00a0", " ") for name, value in found.items() if value}
    assert (
        said.items()
        >= {
            "[Tiers]Appel": "Madame",
            "[Tiers]Identite": "Mademoiselle Elsa LOCATAIRE",
            "[Tiers]Adresse": "Résidence Lafayette - 54000 - NANCY",
            "[Lot]Code": "LAFAYETTE/002",
            "[Lot]Proprietaire": "Abel LEPITRE",
            "[Immeuble]Nom": "Résidence Lafayette",
            "[Bail]Fin": "31/12/2021",
            "[Bail]Loyer": "350,00 €",
            "[Bail]Quittance": "400,00 €",
            "[Compte]Numero": "81ELLOCATA",
            "[Compte]Doit": "400,00 €",
            "[Mandat]Numero": "102",
            "[Agence]Nom": "Agence Crypto",
            "[Agence]Auteur": "Martine",
        }.items()
    )


def test_un_mandat_ecrit_a_son_proprietaire(db, agence, ctx):
    with db.write() as session:
        owner = session.get_one(Tiers, agence.proprietaire)
        owner.adresse1, owner.code_postal, owner.ville = "3 rue des Dames", "54000", "NANCY"
    with db.read() as session:
        draft = nouvel_evenement(session, ctx, mandat_id=agence.mandat)
        draft.objet, draft.texte = "Mandat [Mandat]Numero", "[Mandat]Proprietaire, [Tiers]Nom"
        letter = courrier_de(session, draft)
    assert letter.destinataire.bloc() == ("Abel LEPITRE", "3 rue des Dames", "54000 NANCY")
    assert (letter.objet, letter.texte) == ("Mandat 102", "Abel LEPITRE, LEPITRE")


def test_un_coproprietaire_est_connu_par_son_immeuble(db, agence, ctx):
    with db.write() as session:
        syndicat = Entite(code="S001", nom="Syndicat Lafayette")
        session.add(syndicat)
        session.flush()
        account = Compte(
            entite_id=syndicat.id, numero="450LEPITRE", libelle="x", nature="coproprietaire"
        )
        copro = Copropriete(immeuble_id=agence.immeuble, entite_id=syndicat.id)
        session.add_all([account, copro])
        session.flush()
        session.add(
            Coproprietaire(
                compte_id=account.id, copropriete_id=copro.id, tiers_id=agence.proprietaire
            )
        )
    with db.read() as session:
        for immeuble in (agence.immeuble, None):
            draft = EvenementDraft(
                date=ctx.aujourd_hui, tiers_id=agence.proprietaire, immeuble_id=immeuble
            )
            found = valeurs_de(session, draft)
            assert found["[Compte]Numero"] == "450LEPITRE"
            assert found["[Copropriete]Syndicat"] == "S001 Syndicat Lafayette"


def test_un_evenement_sans_fiche_n_ecrit_a_personne(db, agence, ctx):
    with db.read() as session:
        draft = EvenementDraft(date=ctx.aujourd_hui, objet="Note", texte="[Tiers]Nom.")
        rattacher(session, draft, ctx)
        letter = courrier_de(session, draft)
    assert (letter.destinataire.bloc(), letter.texte) == ((), ".")
    assert draft.manques == ("[Tiers]Nom",)
