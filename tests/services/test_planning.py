"""Prendre, changer, annuler un rendez-vous : ce qui s'écrit, ce qui s'inscrit pour Zoom."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm, ConflictError, UserError
from lsc_desktop.domain.historique import rubrique
from lsc_desktop.domain.partenaires.envois import ABANDONNE, EN_PANNE, REFUSE
from lsc_desktop.domain.planning.reglages import ReglagePlanningDraft
from lsc_desktop.domain.planning.reunions import (
    A_ANNULER,
    A_CREER,
    ANNULEE,
    CREEE,
    lire_demande,
)
from lsc_desktop.domain.planning.saisie import avertissements
from lsc_desktop.partners import coffre
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.planning.listes import RENDEZ_VOUS
from lsc_desktop.queries.planning.rendez_vous import (
    envois_en_attente,
    load_rendez_vous,
    nouveau_rendez_vous,
)
from lsc_desktop.services.planning import reunions
from lsc_desktop.services.planning.reglages import save_reglage_planning
from lsc_desktop.services.planning.rendez_vous import (
    annuler_rendez_vous,
    reprendre_rendez_vous,
    save_rendez_vous,
    supprimer_rendez_vous,
)
from lsc_desktop.storage.models import (
    EnvoiPartenaire,
    Historique,
    RendezVous,
    ReunionZoom,
    Tiers,
)
from tests.agence import une_agence
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire
from tests.planning import ELSA, JEAN, changer, un_compte_zoom, un_rendez_vous, une_saisie


@pytest.fixture(autouse=True)
def agence(db, ctx):
    with coffre_en_memoire():
        ecrire(db, un_compte_zoom, ctx)
        yield


def envois(db):
    """(sorte, état) de la boîte, dans l'ordre ; « zoom.reunion. » est tu."""
    with db.read() as session:
        e = EnvoiPartenaire
        return [
            (row.sorte.removeprefix("zoom.reunion."), row.etat)
            for row in session.execute(select(e.sorte, e.etat).order_by(e.id))
        ]


def tenues(db):
    with db.read() as session:
        z = ReunionZoom
        return list(session.scalars(select(z.etat).order_by(z.id)))


def noter(db, **values):
    """Le sort des envois, comme si la boîte les avait essayés."""
    with db.write() as session:
        for row in session.scalars(select(EnvoiPartenaire)):
            for name, value in values.items():
                setattr(row, name, value)


def creee(db, ctx):
    """Zoom a créé la réunion du premier rendez-vous."""
    with db.write() as session:
        row = session.scalars(select(ReunionZoom)).one()
        reunions.noter_creee(session, row.id, numero="812", lien="https://z/j/812", code="4",
                             invitation="", ctx=ctx)  # fmt: skip
        for envoi in session.scalars(select(EnvoiPartenaire)):
            envoi.etat = "envoye"


def test_un_rendez_vous_sans_zoom_n_inscrit_rien(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx, zoom=False)
    assert envois(db) == [] and tenues(db) == []
    draft = lire(db, load_rendez_vous, made)
    assert (draft.titre, draft.duree, draft.etat) == ("Conseil syndical", "1\u00a0h\u00a030",
                                                      "Prévu")  # fmt: skip


def test_l_envoi_s_inscrit_avec_le_rendez_vous_ou_pas_du_tout(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    assert envois(db) == [("creer", "a_envoyer")] and tenues(db) == [A_CREER]
    with pytest.raises(UserError), db.write() as session:
        un_rendez_vous(session, ctx)
        raise UserError("la transaction échoue")
    assert envois(db) == [("creer", "a_envoyer")]
    assert len(lire(db, envois_en_attente, made)) == 1


def test_une_saisie_fausse_n_ecrit_rien(db, ctx):
    with pytest.raises(UserError, match="après l'heure de début"), db.write() as session:
        un_rendez_vous(session, ctx, heure_fin="14:00")
    with db.read() as session:
        assert session.scalars(select(RendezVous)).all() == []


def test_l_hote_du_reglage_devient_celui_du_rendez_vous(db, ctx):
    """Changer le réglage ne déplace pas une réunion dont le lien est déjà donné."""
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    ecrire(db, un_compte_zoom, ctx, hote="autre@agence-crypto.fr")
    ecrire(db, changer, ctx, made, lieu="Salle B")
    assert envois(db) == [("creer", "envoye")], "le lieu ne regarde pas Zoom"


def test_ce_que_zoom_doit_savoir_se_modifie(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    ecrire(db, changer, ctx, made, heure_debut="15:00", heure_fin="16:30")
    assert envois(db)[1:] == [("modifier", "a_envoyer")]
    ecrire(db, changer, ctx, made, heure_debut="15:30", heure_fin="16:30")
    assert envois(db)[1:] == [("modifier", ABANDONNE), ("modifier", "a_envoyer")]
    with db.read() as session:
        (text,) = session.scalars(select(ReunionZoom.demande))
        assert lire_demande(text).debut == "2027-03-12T15:30:00"


def test_ce_qui_n_est_pas_ne_encore_naitra_comme_on_le_veut(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    ecrire(db, changer, ctx, made, titre="Réunion du conseil")
    assert envois(db) == [("creer", ABANDONNE), ("creer", "a_envoyer")] and tenues(db) == [A_CREER]


def test_annuler_un_rendez_vous_annule_sa_reunion(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    ecrire(db, annuler_rendez_vous, made, ctx)
    assert envois(db)[1:] == [("annuler", "a_envoyer")] and tenues(db) == [A_ANNULER]
    with pytest.raises(UserError, match="est annulé"):
        ecrire(db, changer, ctx, made, titre="X")
    with pytest.raises(UserError, match="est annulé"):
        ecrire(db, annuler_rendez_vous, made, ctx)
    ecrire(db, reprendre_rendez_vous, made, ctx)
    assert envois(db)[2:] == [("creer", "a_envoyer")] and tenues(db) == [A_ANNULER, A_CREER]
    with pytest.raises(UserError, match="n'est pas annulé"):
        ecrire(db, reprendre_rendez_vous, made, ctx)


def test_decocher_zoom_annule_la_reunion_et_garde_le_rendez_vous(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    ecrire(db, changer, ctx, made, zoom=False)
    assert tenues(db) == [A_ANNULER] and lire(db, load_rendez_vous, made).etat == "Prévu"


def test_ce_qui_n_est_jamais_parti_n_a_pas_a_s_annuler_chez_zoom(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    ecrire(db, annuler_rendez_vous, made, ctx)
    assert envois(db) == [("creer", ABANDONNE)] and tenues(db) == [ANNULEE]


def test_une_creation_refusee_n_a_pas_a_s_annuler_chez_zoom(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    noter(db, etat=REFUSE, motif="refus", essais=1)
    ecrire(db, changer, ctx, made, hote="autre@agence-crypto.fr")
    assert envois(db) == [("creer", ABANDONNE), ("creer", "a_envoyer")]
    assert tenues(db) == [ANNULEE, A_CREER]


@pytest.mark.parametrize(
    "sort",
    [
        {"etat": EN_PANNE, "motif": "liaison", "essais": 1},
        {"etat": REFUSE, "motif": "refus", "essais": 2},  # le premier essai a pu la créer
    ],
)
def test_une_creation_douteuse_s_annule_chez_zoom(db, ctx, sort):
    made = ecrire(db, un_rendez_vous, ctx)
    noter(db, **sort)
    ecrire(db, annuler_rendez_vous, made, ctx)
    assert envois(db) == [("creer", ABANDONNE), ("annuler", "a_envoyer")]
    assert tenues(db) == [A_ANNULER]


def test_une_creation_douteuse_puis_remplacee_s_annule_chez_zoom(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    noter(db, etat=EN_PANNE, motif="liaison", essais=1)
    ecrire(db, changer, ctx, made, titre="Autre")
    ecrire(db, annuler_rendez_vous, made, ctx)
    assert envois(db)[-1] == ("annuler", "a_envoyer")


def test_passer_au_webinaire_annule_la_reunion_et_en_cree_un(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    ecrire(db, changer, ctx, made, webinaire=True)
    assert envois(db)[1:] == [("annuler", "a_envoyer"), ("creer", "a_envoyer")]
    assert tenues(db) == [A_ANNULER, A_CREER]


def test_annuler_une_reunion_deja_creee_se_demande(db, ctx):
    """Son lien est peut-être déjà chez les participants."""
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    for over, said in (({"webinaire": True}, "une autre se créera"), ({"zoom": False}, "annuler.")):
        draft = replace(lire(db, load_rendez_vous, made), **over)
        with pytest.raises(Confirm, match=said):
            ecrire(db, save_rendez_vous, draft, ctx=ctx)
    assert tenues(db) == [CREEE] and not lire(db, load_rendez_vous, made).webinaire


def test_les_participants_s_inscrivent_apres_la_creation(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx, inscrire=True, participants=[ELSA, JEAN])
    assert [kind for kind, _state in envois(db)] == ["creer", "inscrire"]
    with db.read() as session:
        fils = set(session.scalars(select(EnvoiPartenaire.fil)))
        assert len(fils) == 1, "l'un attend l'autre"
    creee(db, ctx)
    with db.write() as session:
        draft = load_rendez_vous(session, made)
        draft.participants = draft.participants[:1]
        save_rendez_vous(session, draft, ctx=ctx)
    assert envois(db)[2:] == [("inscrire", "a_envoyer")]


def test_une_reunion_annulee_pendant_qu_elle_naissait_sera_supprimee(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    noter(db, etat=EN_PANNE, motif="liaison", essais=1)
    ecrire(db, annuler_rendez_vous, made, ctx)
    with db.write() as session:
        row = session.scalars(select(ReunionZoom)).one()
        reunions.noter_creee(session, row.id, numero="812", lien="l", code="", invitation="",
                             ctx=ctx)  # fmt: skip
    assert tenues(db) == [A_ANNULER]


def test_supprimer_attend_que_zoom_n_en_tienne_plus(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    with pytest.raises(UserError, match="Zoom tient une réunion"):
        ecrire(db, supprimer_rendez_vous, made)
    ecrire(db, annuler_rendez_vous, made, ctx)
    with db.write() as session:
        row = session.scalars(select(ReunionZoom)).one()
        reunions.noter_annulee(session, row.id, ctx=ctx)
    version = lire(db, load_rendez_vous, made).version
    with pytest.raises(ConflictError):
        ecrire(db, supprimer_rendez_vous, made, version - 1)
    ecrire(db, supprimer_rendez_vous, made, version)
    assert tenues(db) == []


def test_deux_qui_changent_le_meme_ne_s_ecrasent_pas(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    mine, theirs = lire(db, load_rendez_vous, made), lire(db, load_rendez_vous, made)
    ecrire(db, save_rendez_vous, replace(theirs, titre="Le leur"), ctx=ctx)
    with pytest.raises(ConflictError):
        ecrire(db, save_rendez_vous, replace(mine, titre="Le mien"), ctx=ctx)
    assert [kind for kind, _ in envois(db)] == ["creer", "creer"]


# --- Lectures -----------------------------------------------------------------------------------


def test_la_liste_se_lit_par_jour_par_semaine_et_par_responsable(db, ctx):
    first, *_rest = [
        ecrire(db, un_rendez_vous, ctx, date=date(2027, 3, day), responsable=who, zoom=False)
        for day, who in ((12, "Martine"), (13, "Martine"), (19, "Paul"))
    ]

    def montre(**where):
        with db.read() as session:
            rows = RENDEZ_VOUS.page(session, Criteria(where=where), 0, 20)
            return [row.date.day for row in rows]

    assert montre() == [12, 13, 19]
    assert montre(du=date(2027, 3, 12), au=date(2027, 3, 12)) == [12]
    assert montre(du=date(2027, 3, 15), au=date(2027, 3, 21)) == [19]
    assert montre(responsable="Martine") == [12, 13] and montre(zoom=True) == []
    ecrire(db, un_rendez_vous, ctx, date=date(2020, 3, 2), zoom=False)
    assert 2 not in montre(a_venir=True) and 2 in montre(a_venir=None)
    ecrire(db, annuler_rendez_vous, first, ctx)
    assert montre(annule=False) == [2, 13, 19] and montre(annule=True) == [12]


def test_la_liste_dit_ou_en_est_la_reunion(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)

    def ligne():
        with db.read() as session:
            (row,) = RENDEZ_VOUS.pick(session, [made])
            return row.zoom, row.numero

    assert ligne() == ("À créer", "")
    noter(db, etat=REFUSE)
    assert ligne() == ("Refusé", "")
    creee(db, ctx)
    assert ligne() == ("Créée", "812")
    ecrire(db, annuler_rendez_vous, made, ctx)
    assert ligne() == ("À annuler", "")


def test_un_rendez_vous_neuf_dure_une_heure_et_dit_ce_qui_se_croise(db, ctx):
    ecrire(db, un_rendez_vous, ctx, date=ctx.aujourd_hui, heure_debut="10:30", heure_fin="11:30")
    with db.read() as session:
        draft = nouveau_rendez_vous(session, ctx)
    assert (draft.heure_debut, draft.heure_fin) == ("10:00", "11:00")
    assert draft.croisements == ["Martine a déjà « Conseil syndical », de 10:30 à 11:30."]
    assert draft.croisements[0] in avertissements(draft)


def test_un_tiers_choisi_donne_son_nom_et_son_adresse(db, ctx):
    with db.write() as session:
        une_agence(session)
        tiers = session.scalars(select(Tiers)).first()
        tiers.courriel = "tiers@exemple.fr"
        known = tiers.id
    with db.read() as session:
        line = replace(ELSA, nom="", courriel="", tiers_id=known)
        draft = nouveau_rendez_vous(session, ctx, participants=[line])
    assert draft.participants[0].courriel == "tiers@exemple.fr" and draft.participants[0].nom


def test_le_reglage_s_enregistre_sans_le_secret(db, ctx):
    ecrire(db, un_compte_zoom, ctx, fuseau="Indian/Reunion")
    with pytest.raises(UserError), db.write() as session:
        save_reglage_planning(session, ReglagePlanningDraft(fuseau="?"), ctx=ctx)
    with db.read() as session:
        values = session.execute(select(RendezVous.__table__.metadata.tables["reglage_planning"]))
        assert "sEcReT" not in str(values.all())
    made = ecrire(db, save_rendez_vous, une_saisie(), ctx=ctx)
    with db.read() as session:
        (text,) = session.scalars(
            select(ReunionZoom.demande).where(ReunionZoom.rendez_vous_id == made)
        )
        assert lire_demande(text).fuseau == "Indian/Reunion"


def test_prendre_un_rendez_vous_n_ouvre_pas_le_coffre(db, ctx, monkeypatch):
    """Un coffre verrouillé demande son mot de passe : la base de tous ne l'attend pas."""

    def ouvre(_nom):
        raise AssertionError("le coffre ne s'ouvre pas dans une écriture")

    monkeypatch.setattr(coffre, "lire", ouvre)
    made = ecrire(db, un_rendez_vous, ctx)
    assert lire(db, load_rendez_vous, made).zoom_etat == "À envoyer"


def test_l_historique_nomme_le_rendez_vous_et_tait_la_reunion(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    creee(db, ctx)
    ecrire(db, changer, ctx, made, lieu="Salle B")
    with db.read() as session:
        h = Historique
        rows = session.execute(
            select(h.action, h.champ, h.apres).where(h.fiche == "rendez_vous").order_by(h.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("création", "", "Conseil syndical"), ("modification", "lieu", "Salle B"),
    ]  # fmt: skip
    assert rubrique("rendez_vous", "lieu") == "Lieu"


def test_une_reunion_creee_donne_son_invitation(db, ctx):
    made = ecrire(db, un_rendez_vous, ctx)
    assert lire(db, load_rendez_vous, made).invitation == ""
    creee(db, ctx)
    draft = lire(db, load_rendez_vous, made)
    assert draft.zoom_etat == "Créée" and tenues(db) == [CREEE]
    assert "https://z/j/812" in draft.invitation and "Code secret : 4" in draft.invitation
