"""Enregistrer et retirer syndicats et copropriétaires ; ce qu'en dit l'historique."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import ConflictError, GoneError, UserError
from lsc_desktop.domain.coproprietes import (
    AyantDroitDraft,
    CleDraft,
    CoproprietaireDraft,
    CoproprieteDraft,
    MembreDraft,
)
from lsc_desktop.queries.comptabilite import load_compte
from lsc_desktop.queries.coproprietes.fiches import (
    load_coproprietaire,
    load_copropriete,
    load_lot_copropriete,
    nouveau_coproprietaire,
    nouvelle_copropriete,
)
from lsc_desktop.queries.entites import load_entite
from lsc_desktop.queries.historique import HISTORIQUE
from lsc_desktop.queries.immeubles import load_immeuble
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.tiers import load_tiers
from lsc_desktop.services.comptabilite import activer_compte, save_compte
from lsc_desktop.services.coproprietes.coproprietaires import (
    activer_coproprietaire,
    save_coproprietaire,
    supprimer_coproprietaire,
)
from lsc_desktop.services.coproprietes.fiches import (
    activer_copropriete,
    save_copropriete,
    supprimer_copropriete,
)
from lsc_desktop.services.coproprietes.lots import (
    save_lot_copropriete,
)
from lsc_desktop.services.entites import activer_entite, save_entite
from lsc_desktop.services.immeubles import activer_immeuble, save_immeuble
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.services.tiers import activer_tiers, save_tiers
from lsc_desktop.storage.models import (
    AyantDroit,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    LotCopropriete,
    Tantieme,
    Tiers,
)
from tests.coproprietes import (
    Ids,
    change,
    ecrire,
    lire,
    refuse,
    travailler_le,
    un_coproprietaire,
    un_lot_de_copropriete,
    une_copropriete,
)

CLES = ("010", "020")


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    """ATRILLON (74, et 62 à l'ascenseur) et BPETRUS (74) ; clés 010 générale, 020 ascenseur."""
    with db.write("Paul") as session:
        travailler_le(session, ctx.aujourd_hui)
        parts = {"ATRILLON": {"010": "74", "020": "62"}, "BPETRUS": {"010": "74"}}
        return une_copropriete(session, parts, cles=CLES)


@pytest.fixture
def grimmaurd(db) -> Ids:
    with db.write("Paul") as session:
        parts = {"WEASLEY": "420", "POTTER": "310"}
        return une_copropriete(session, parts, code="GRIMMAURD", entite="S007")


# --- Le syndicat ----------------------------------------------------------------------------------


def test_un_syndicat_se_cree_avec_ses_cles_et_se_relit(db, ctx):
    def poser(session):
        session.add_all([Entite(code="S001", nom="Syndicat Gilbert"), Immeuble(code="G", nom="G")])
        session.flush()
        return nouvelle_copropriete(session, ctx, entite_id=1, immeuble_id=1)

    draft = ecrire(db, poser)
    assert (draft.nom, draft.cles[0].code, draft.cles[0].generale) == (
        "Syndicat Gilbert", "001", True
    )  # fmt: skip
    draft.cles.append(CleDraft(code=" 020 ", libelle="ASCENSEUR", total=Decimal("899.91506")))
    draft.immatriculation = "AA1-234-567"
    again = lire(db, load_copropriete, ecrire(db, save_copropriete, draft, ctx=ctx))
    assert [(cle.code, cle.total, cle.ecart) for cle in again.cles] == [
        ("001", None, None), ("020", Decimal("899.91506"), Decimal("-899.91506"))
    ]  # fmt: skip
    assert (again.immatriculation, again.nb_lots, again.nb_coproprietaires) == ("AA1-234-567", 0, 0)


def test_la_fiche_compte_les_lots_les_personnes_et_les_tantiemes(db, gilbert):
    with db.write() as session:
        un_coproprietaire(session, gilbert, "ATRILLON2", identite="ATRILLON")
        un_lot_de_copropriete(session, gilbert, "ATRILLON2", "5.00010")
        un_lot_de_copropriete(session, gilbert, None, "7")  # à personne encore, il pèse
        un_lot_de_copropriete(session, gilbert, "BPETRUS", "900", actif=False)
    draft = lire(db, load_copropriete, gilbert.id)
    assert (draft.nb_lots, draft.nb_coproprietaires) == (4, 2)
    # 74 + 74 + 5,00010 + 7 ; l'ascenseur ne concerne que les 62 d'ATRILLON
    assert [cle.somme for cle in draft.cles] == [Decimal("160.00010"), Decimal(62)]


@pytest.mark.parametrize("field", ["entite_id", "immeuble_id"])
def test_une_entite_et_un_immeuble_n_ont_qu_un_syndicat(db, gilbert, grimmaurd, ctx, field):
    ids = {"entite_id": gilbert.entite, "immeuble_id": gilbert.immeuble}
    with db.write() as session:
        session.add_all([Entite(code="S099", nom="N"), Immeuble(code="N", nom="N")])
        session.flush()
        libre = {"entite_id": session.query(Entite).filter_by(code="S099").one().id,
                 "immeuble_id": session.query(Immeuble).filter_by(code="N").one().id}  # fmt: skip
    draft = CoproprieteDraft(**{**libre, field: ids[field]})
    assert refuse(db, "a déjà sa copropriété", save_copropriete, draft, ctx=ctx) == field


def test_un_syndicat_qui_a_des_coproprietaires_garde_son_entite(db, gilbert, ctx):
    with db.write() as session:
        session.add(neuve := Entite(code="S099", nom="Autre"))
        session.flush()
        id = neuve.id
    draft = replace(lire(db, load_copropriete, gilbert.id), entite_id=id)
    assert refuse(db, "ont leur compte", save_copropriete, draft, ctx=ctx) == "entite_id"


def test_une_cle_qui_sert_ne_se_retire_pas(db, gilbert, ctx):
    draft = lire(db, load_copropriete, gilbert.id)
    ascenseur = draft.cles.pop()
    assert refuse(db, "tantièmes de 1 lot", save_copropriete, draft, ctx=ctx) == "cles"
    with db.write() as session:
        session.query(Tantieme).filter_by(cle_id=ascenseur.id).delete()
    ecrire(db, save_copropriete, draft, ctx=ctx)
    assert [cle.code for cle in lire(db, load_copropriete, gilbert.id).cles] == ["010"]


def test_deux_cles_n_echangent_pas_leur_code_en_une_fois(db, gilbert, ctx):
    draft = lire(db, load_copropriete, gilbert.id)
    draft.cles[0].code, draft.cles[1].code = "020", "010"
    assert refuse(db, "Le code 020", save_copropriete, draft, ctx=ctx) == "cles.0.code"
    for codes in (("010", "X"), ("020", "X"), ("020", "010")):
        draft = lire(db, load_copropriete, gilbert.id)
        draft.cles[0].code, draft.cles[1].code = codes
        ecrire(db, save_copropriete, draft, ctx=ctx)
    cles = lire(db, load_copropriete, gilbert.id).cles
    assert [(cle.id, cle.code) for cle in cles] == [
        (gilbert.cles["010"], "020"), (gilbert.cles["020"], "010")
    ]  # fmt: skip


def test_le_conseil_syndical_se_prend_parmi_les_coproprietaires_et_les_ayants_droit(
    db, gilbert, ctx
):
    """Loi art. 21 : copropriétaires, leurs conjoints, usufruitiers…"""
    with db.write() as session:
        session.add(lucie := Tiers(code="LUCIE", nom="BOURNAC", prenom="Lucie"))
        session.flush()
        id = lucie.id
    draft = lire(db, load_copropriete, gilbert.id)
    draft.conseil = [MembreDraft(tiers_id=gilbert.tiers["BPETRUS"]), MembreDraft(tiers_id=id)]
    fini, a_venir = date(2021, 10, 24), date(2021, 10, 25)
    for draft.conseil[1].au in (None, a_venir):
        field = refuse(db, "ni copropriétaire, ni ayant", save_copropriete, draft, ctx=ctx)
        assert field == "conseil.1.tiers_id"
    heritiers = [AyantDroitDraft(tiers_id=id, mandataire=True)]
    change(
        db, load_coproprietaire, save_coproprietaire, gilbert.coproprietaires["ATRILLON"], ctx,
        nature="indivision", ayants_droit=heritiers,
    )  # fmt: skip
    ecrire(db, save_copropriete, draft, ctx=ctx)
    change(
        db, load_coproprietaire, save_coproprietaire, gilbert.coproprietaires["ATRILLON"], ctx,
        nature="seul", ayants_droit=[],
    )  # fmt: skip
    draft = lire(db, load_copropriete, gilbert.id)
    draft.conseil[1].au = fini  # elle n'est plus rien ici, son mandat passé reste inscrit
    ecrire(db, save_copropriete, draft, ctx=ctx)
    assert len(lire(db, load_copropriete, gilbert.id).conseil) == 2


def test_deux_postes_sur_le_meme_syndicat(db, gilbert, ctx):
    mine, theirs = lire(db, load_copropriete, gilbert.id), lire(db, load_copropriete, gilbert.id)
    theirs.cles[1].libelle = "ASCENSEURS"
    ecrire(db, save_copropriete, theirs, ctx=ctx)
    mine.note = "Clés chez le gardien"
    with pytest.raises(ConflictError):
        ecrire(db, save_copropriete, mine, ctx=ctx)


@pytest.mark.parametrize("actif", [False, True])
def test_un_syndicat_se_retire_et_revient(db, gilbert, actif):
    ecrire(db, activer_copropriete, gilbert.id, actif)
    assert lire(db, load_copropriete, gilbert.id).actif is actif


def test_un_syndicat_qui_sert_ne_s_efface_pas(db, gilbert, grimmaurd):
    motif = "2 copropriétaires et 2 lots de copropriété"
    refuse(db, motif, supprimer_copropriete, gilbert.id)
    for model, id, motif in (
        (Entite, gilbert.entite, "2 comptes et 1 copropriété"),
        (Immeuble, gilbert.immeuble, "1 copropriété"),
        (Tiers, gilbert.tiers["ATRILLON"], "1 compte et 1 copropriétaire"),
        (Compte, gilbert.comptes["ATRILLON"], "1 copropriétaire"),
    ):
        refuse(db, motif, supprimer, model, id)


def test_un_syndicat_vide_s_efface_avec_ses_cles(db):
    with db.write() as session:
        ids = une_copropriete(session, {})
    ecrire(db, supprimer_copropriete, ids.id, 1)
    assert lire(db, lambda session: session.query(Copropriete).count()) == 0


# --- Un copropriétaire ----------------------------------------------------------------------------


def test_un_compte_450_s_ouvre_de_lui_meme(db, gilbert, ctx):
    """450TRILLON est pris : le programme propose la suite (seed L2325)."""
    with db.write() as session:
        session.add(bernard := Tiers(code="B", nom="ATRILLON", prenom="Bernard"))
        session.flush()
        draft = nouveau_coproprietaire(session, ctx, tiers_id=bernard.id)
        assert (draft.copropriete_id, draft.nom, draft.comptes) == (
            gilbert.id, "ATRILLON Bernard", ""
        )  # fmt: skip
    numeros = []
    for _ in range(3):
        fiche = ecrire(db, save_coproprietaire, replace(draft), ctx=ctx)
        compte = lire(
            db, lambda s, id=fiche: s.get_one(Compte, s.get_one(Coproprietaire, id).compte_id)
        )
        numeros.append(compte.numero)
    # dix signes : 450 et sept lettres ; puis deux du prénom et le nom ; puis un rang
    assert numeros == ["450ATRILLO", "450BEATRIL", "450ATRI-01"]
    assert (compte.libelle, compte.nature, compte.entite_id) == (
        "ATRILLON Bernard", "coproprietaire", gilbert.entite
    )  # fmt: skip
    again = lire(db, load_coproprietaire, fiche)
    assert (again.comptes, again.lots, again.conseil) == ("450ATRILLO, 450BEATRIL", "Aucun lot", "")


def test_la_fiche_dit_ses_lots_et_son_role(db, gilbert, ctx):
    membre = MembreDraft(tiers_id=gilbert.tiers["ATRILLON"], president=True, du=date(2020, 7, 7))
    change(db, load_copropriete, save_copropriete, gilbert.id, ctx, conseil=[membre])
    draft = lire(db, load_coproprietaire, gilbert.coproprietaires["ATRILLON"])
    assert (draft.lots, draft.conseil) == ("1 lot", "Président du conseil syndical")


def un_compte_de(db, tiers_id, entite_id, nature="coproprietaire"):
    def poser(session):
        account = Compte(
            entite_id=entite_id, numero="450X", libelle="X", nature=nature, tiers_id=tiers_id
        )
        session.add(account)
        session.flush()
        return account.id

    return ecrire(db, poser)


def test_le_compte_choisi_est_de_l_entite_du_tiers_et_libre(db, gilbert, grimmaurd, ctx):
    who = gilbert.tiers["BPETRUS"]
    draft = CoproprietaireDraft(copropriete_id=gilbert.id, tiers_id=who)

    def refus(match, compte_id):
        draft.compte_id = compte_id
        assert refuse(db, match, save_coproprietaire, draft, ctx=ctx) == "compte_id"

    entite = "n'est pas un compte de copropriétaire de l'entité"
    refus(entite, grimmaurd.comptes["WEASLEY"])
    refus(entite, 999)
    refus(entite, un_compte_de(db, who, gilbert.entite, "general"))
    refus("celui d'un autre tiers", gilbert.comptes["ATRILLON"])
    refus("déjà celui d'un copropriétaire", gilbert.comptes["BPETRUS"])


def test_un_compte_deja_ouvert_se_reprend(db, gilbert, ctx):
    compte = un_compte_de(db, gilbert.tiers["BPETRUS"], gilbert.entite)
    draft = CoproprietaireDraft(
        copropriete_id=gilbert.id, tiers_id=gilbert.tiers["BPETRUS"], compte_id=compte
    )
    assert ecrire(db, save_coproprietaire, draft, ctx=ctx)


@pytest.mark.parametrize(
    ("champ", "match"), [("copropriete_id", "n'existe plus"), ("tiers_id", "n'existe plus")]
)
def test_ce_qu_un_collegue_a_supprime_se_dit(db, gilbert, ctx, champ, match):
    draft = CoproprietaireDraft(copropriete_id=gilbert.id, tiers_id=gilbert.tiers["BPETRUS"])
    setattr(draft, champ, 999)
    assert refuse(db, match, save_coproprietaire, draft, ctx=ctx) == champ


def test_un_coproprietaire_garde_sa_copropriete_et_son_compte(db, gilbert, grimmaurd, ctx):
    connu = lire(db, load_coproprietaire, gilbert.coproprietaires["ATRILLON"])
    sans = replace(connu, compte_id=None)
    assert refuse(db, "a déjà son compte", save_coproprietaire, sans, ctx=ctx) == "compte_id"
    ailleurs = replace(sans, copropriete_id=grimmaurd.id)
    field = refuse(db, "ne change pas de copropriété", save_coproprietaire, ailleurs, ctx=ctx)
    assert field == "copropriete_id"


def test_modifier_une_fiche_supprimee_se_dit(db, gilbert, ctx):
    with db.write() as session:
        id = un_coproprietaire(session, gilbert, "MORGON")
    draft = lire(db, load_coproprietaire, id)
    ecrire(db, supprimer_coproprietaire, id, 1)
    with pytest.raises(GoneError):
        ecrire(db, save_coproprietaire, draft, ctx=ctx)


def test_qui_tient_un_lot_ne_se_desactive_ni_ne_s_efface(db, gilbert):
    owner = gilbert.coproprietaires["ATRILLON"]
    refuse(db, "tient encore 1 lot", activer_coproprietaire, owner, False)
    refuse(db, "1 lot tenu", supprimer_coproprietaire, owner)
    ecrire(db, activer_coproprietaire, owner, True)  # déjà en service : rien à redire


# --- Historique -----------------------------------------------------------------------------------


def test_l_historique_se_lit_sans_connaitre_les_tables(db, gilbert, ctx):
    lot, fiches = gilbert.lots["ATRILLON"], (load_lot_copropriete, save_lot_copropriete)
    tantiemes = lire(db, load_lot_copropriete, lot).tantiemes
    tantiemes[0].valeur = Decimal("66.01420")
    change(db, *fiches, lot, ctx, tantiemes=tantiemes, lot_principal_id=gilbert.lots["BPETRUS"])
    heritiers = [AyantDroitDraft(tiers_id=gilbert.tiers["BPETRUS"], mandataire=True)]
    change(
        db, load_coproprietaire, save_coproprietaire, gilbert.coproprietaires["ATRILLON"], ctx,
        nature="indivision", ayants_droit=heritiers,
    )  # fmt: skip
    change(db, load_copropriete, save_copropriete, gilbert.id, ctx, pouvoirs="nouvelle_caledonie")
    with db.read() as session:
        rows = HISTORIQUE.page(session, Criteria(where={"qui": "Martine"}), 0, 20)
        numeros = {id: session.get_one(LotCopropriete, id).numero for id in gilbert.lots.values()}
    nom = f"GILBERT/{numeros[lot]}"
    assert {(r.fiche, r.designation, r.rubrique, r.avant, r.apres) for r in rows} == {
        ("Lot de copropriété", nom, "Lot principal", "", numeros[gilbert.lots["BPETRUS"]]),
        ("Lot de copropriété", nom, "Tantièmes, Valeur", "010 : 74,00", "010 : 66,0142"),
        ("Copropriétaire", "ATRILLON", "Nature", "Personne seule", "Indivision"),
        ("Copropriétaire", "ATRILLON", "Ayant droit", "", "BPETRUS, indivisaire, oui"),
        ("Copropriété", "S001 Syndicat Gilbert", "Pouvoirs", "France", "Nouvelle-Calédonie"),
    }


# --- Ce qu'une copropriété en service retient ---------------------------------------------------


def test_ce_dont_une_copropriete_en_service_a_besoin_ne_se_retire_pas(db, gilbert):
    """Le tiers, le compte 450, l'immeuble et l'entité ; copropriété et copropriétaire désactivés,
    chacun se retire."""
    vendu = ecrire(db, un_coproprietaire, gilbert, "VENDU")
    who, account = gilbert.tiers["VENDU"], gilbert.comptes["VENDU"]
    syndicat = "est à la copropriété « Syndicat Gilbert »"
    refuse(db, "celui d'un copropriétaire en service, 450VENDU", activer_tiers, who, False)
    refuse(db, "celui d'un copropriétaire en service, 450VENDU", activer_compte, account, False)
    refuse(db, f"Cet immeuble {syndicat}", activer_immeuble, gilbert.immeuble, False)
    refuse(db, f"Cette entité {syndicat}", activer_entite, gilbert.entite, False)
    ecrire(db, activer_coproprietaire, vendu, False)
    ecrire(db, activer_copropriete, gilbert.id, False)
    for retire, model, id in (
        (activer_tiers, Tiers, who), (activer_compte, Compte, account),
        (activer_immeuble, Immeuble, gilbert.immeuble), (activer_entite, Entite, gilbert.entite),
    ):  # fmt: skip
        ecrire(db, retire, id, False)
        assert lire(db, lambda session, m=model, i=id: session.get_one(m, i).actif) is False


def test_une_fiche_ne_retire_pas_non_plus_ce_dont_la_copropriete_a_besoin(db, gilbert, ctx):
    """Décocher « En service » sur la fiche vaut le geste de la liste ; sans y toucher,
    elle s'enregistre."""
    atrillon = gilbert.coproprietaires["ATRILLON"]
    for load, save, id, phrase in (
        (load_tiers, save_tiers, gilbert.tiers["ATRILLON"], "copropriétaire en service"),
        (load_compte, save_compte, gilbert.comptes["ATRILLON"], "copropriétaire en service"),
        (load_immeuble, save_immeuble, gilbert.immeuble, "est à la copropriété"),
        (load_entite, save_entite, gilbert.entite, "est à la copropriété"),
        (load_coproprietaire, save_coproprietaire, atrillon, "tient encore 1 lot"),
    ):
        change(db, load, save, id, ctx)
        with pytest.raises(UserError, match=phrase):
            change(db, load, save, id, ctx, actif=False)
        assert lire(db, load, id).actif


def test_le_mandataire_commun_d_une_indivision_ne_se_retire_pas(db, gilbert):
    """Loi art. 23 : c'est à lui qu'on écrit ; un indivisaire qui ne l'est pas se retire."""
    with db.write() as session:
        for code, common in (("HUGO", True), ("JULIE", False)):
            heir = Tiers(code=code, nom=code)
            session.add(heir)
            session.flush()
            gilbert.tiers[code] = heir.id
            session.add(
                AyantDroit(
                    coproprietaire_id=gilbert.coproprietaires["ATRILLON"], tiers_id=heir.id,
                    mandataire=common,
                )
            )  # fmt: skip
    match = "mandataire commun du copropriétaire 450ATRILLON"
    refuse(db, match, activer_tiers, gilbert.tiers["HUGO"], False)
    ecrire(db, activer_tiers, gilbert.tiers["JULIE"], False)
