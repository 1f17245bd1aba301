"""Ce qui part, ce qui se retire, et la garde contre un retrait en masse (§4.1 points 1, 2, 5)."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import Confirm
from lsc_desktop.domain.publications.ecart import (
    RETRAIT,
    Depot,
    Ligne,
    a_inscrire,
    alerte,
    comparer,
    garder,
)
from tests.domain.publications.fabrique import au_compte, document, empreinte


def ligne(doc, depot=Depot.CONFIRME, **over):
    values = {"id": doc.id, "sha256": doc.sha256, "taille": doc.taille, "lecteurs": doc.lecteurs}
    return Ligne(**(values | over), depot=depot)


def lot(count, start=0):
    return [document(f"evt-{i}-0") for i in range(start, start + count)]


A, B, C = lot(3)
B2 = B.avec_fichier(empreinte("corrigé"), 1234)


def test_l_etat_voulu_se_partage_en_nouveaux_changes_et_gardes():
    found = comparer([A, B2, C], [ligne(A), ligne(B), ligne(document("evt-9-0"))])
    assert found.nouveaux == (C,)
    assert [(one.ancien.sha256, one.nouveau) for one in found.changes] == [(B.sha256, B2)]
    assert found.gardes == (A,)
    assert [one.id for one in found.a_retirer] == ["evt-9-0"]
    assert found.a_envoyer == (B2, C)
    assert (found.voulus, found.en_ligne) == (3, 3)
    assert not found.rien_a_faire


def test_refaire_sans_rien_changer_n_envoie_ni_ne_retire_rien():
    found = comparer([A, B], [ligne(A), ligne(B)])
    assert found.rien_a_faire
    assert (found.a_envoyer, found.gardes) == ((), (A, B))


@pytest.mark.parametrize("depot", [Depot.A_ENVOYER, Depot.RETIRE])
def test_seul_ce_qui_est_confirme_est_en_ligne(depot):
    """Un manqué se renvoie ; un retiré que plus rien ne demande n'est pas retiré deux fois."""
    found = comparer([A], [ligne(A, depot), ligne(B, depot)])
    assert (found.a_envoyer, found.a_retirer, found.en_ligne) == ((A,), (), 0)


def test_un_fichier_deja_depose_ne_se_renvoie_pas():
    """Un envoi interrompu à 30 % ne renvoie que le reste."""
    found = comparer([A, B], [ligne(A, Depot.DEPOSE)])
    assert (found.nouveaux, found.a_envoyer) == ((A, B), (B,))
    other = comparer([B2], [ligne(B, Depot.DEPOSE)])
    assert other.a_envoyer == (B2,)


def test_ce_que_la_cible_liste_l_emporte_sur_le_registre():
    found = comparer([A, B], [ligne(A, Depot.DEPOSE)], presents={B.fichier})
    assert found.a_envoyer == (A,)


def test_republier_ne_renvoie_pas_ce_que_la_cible_tient_encore():
    withdrawn = [ligne(A, Depot.RETIRE)]
    assert comparer([A], withdrawn, presents={A.fichier}).a_envoyer == ()
    assert comparer([A], withdrawn).a_envoyer == (A,)


def test_ce_qui_est_confirme_ne_se_renvoie_pas_si_la_cible_l_a_range():
    assert comparer([A], [ligne(A)], presents=set()).a_envoyer == ()


def test_deux_versions_au_registre_ne_font_qu_un_document():
    """La nouvelle est déposée, l'ancienne encore en ligne."""
    found = comparer([B2], [ligne(B), ligne(B2, Depot.DEPOSE)])
    assert [one.nouveau for one in found.changes] == [B2]
    assert (found.a_envoyer, found.a_retirer, found.en_ligne) == ((), (), 1)
    for lines in ([ligne(B), ligne(B2)], [ligne(B2), ligne(B)]):
        assert comparer([B2], lines).gardes == (B2,)


def test_un_document_voulu_deux_fois_est_un_bogue():
    with pytest.raises(ValueError, match="evt-0-0 est voulu deux fois"):
        comparer([A, A], [])


@given(st.data())
def test_rien_ne_se_perd_entre_le_voulu_et_le_registre(data):
    docs = lot(8)
    wanted = data.draw(st.lists(st.sampled_from(docs), unique_by=lambda d: d.id))
    held = data.draw(st.lists(st.sampled_from(docs), unique_by=lambda d: d.id))
    states = data.draw(st.lists(st.sampled_from(Depot), min_size=8, max_size=8))
    found = comparer(wanted, [ligne(d, s) for d, s in zip(held, states, strict=False)])
    online = {d.id for d, s in zip(held, states, strict=False) if s is Depot.CONFIRME}
    over = (Depot.ABANDONNE, Depot.REFUSE)
    given_up = {d.id for d, s in zip(held, states, strict=False) if s in over}
    ids = {d.id for d in wanted}
    assert {d.id for d in found.gardes} == ids & online
    assert {d.id for d in found.nouveaux} == ids - online - given_up
    assert {d.id for d in found.abandonnes} == ids & given_up
    assert {one.id for one in found.a_retirer} == online - ids
    assert set(found.a_envoyer) <= set(found.nouveaux)


@pytest.mark.parametrize("depot", [Depot.ABANDONNE, Depot.REFUSE])
def test_un_abandonne_ou_un_refuse_ne_s_envoie_pas_et_la_cible_est_a_jour(depot):
    found = comparer([A, C], [ligne(A), ligne(C, depot)])
    assert (found.gardes, found.a_envoyer, found.abandonnes) == ((A,), (), (C,))
    assert found.rien_a_faire and a_inscrire(found, ()) == (A,)


def test_un_change_abandonne_garde_son_ancien_fichier_sauf_pour_d_autres_lecteurs():
    """Une lettre mal adressée ne reste pas en ligne parce qu'on a renoncé à la corriger."""
    found = comparer([B2], [ligne(B), ligne(B2, Depot.ABANDONNE)])
    assert found.rien_a_faire and a_inscrire(found, ()) == (B,)
    moved = comparer([B2], [ligne(B, lecteurs="autre"), ligne(B2, Depot.ABANDONNE)])
    assert [one.id for one in moved.a_retirer] == [B.id]
    assert a_inscrire(moved, ()) == ()


def test_un_refuse_qu_on_reessaie_redepose_son_fichier_meme_s_il_est_deja_la():
    held = [replace(ligne(A, Depot.A_ENVOYER), renvoyer=True)]
    found = comparer([A], held, presents={A.fichier})
    assert (found.nouveaux, found.a_envoyer, found.renvoyes) == ((A,), (A,), frozenset({A.id}))
    assert a_inscrire(found, ()) == () and a_inscrire(found, {A.fichier}) == (A,)


def test_ce_qu_on_renvoie_part_et_reste_liste_meme_s_il_manque():
    held = [replace(ligne(A), renvoyer=True), ligne(C)]
    found = comparer([A, C], held, presents={A.fichier, C.fichier})
    assert (found.a_envoyer, found.renvoyes) == ((A,), frozenset({A.id}))
    assert not found.rien_a_faire and a_inscrire(found, ()) == (A, C)


# --- La garde -------------------------------------------------------------------------------------


def retirer(count, online):
    docs = lot(online)
    return comparer(docs[count:], [ligne(one) for one in docs])


@pytest.mark.parametrize(
    ("retires", "en_ligne", "arrete"),
    [
        (50, 60, False), (51, 60, True),  # au plus 50 retraits, quelle que soit la part
        (51, 1020, False), (51, 1019, True),  # 5 % juste
        (60, 1200, False), (61, 1200, True), (0, 10, False),
        (10, 10, True), (1, 1, True),  # plus rien
    ],
)  # fmt: skip
def test_la_garde_a_ses_bornes(retires, en_ligne, arrete):
    found = retirer(retires, en_ligne)
    assert bool(alerte(found)) is arrete
    if not arrete:
        garder(found)
        return
    with pytest.raises(Confirm) as asked:
        garder(found)
    assert asked.value.question.startswith(alerte(found))


def test_une_base_vide_par_erreur_s_arrete():
    assert alerte(retirer(10, 10)) == (
        "Plus rien n'est à publier, et la cible montre 10 documents en ligne."
    )
    assert alerte(retirer(61, 1200)) == (
        "61 documents seraient retirés, sur 1200 documents en ligne."
    )


def test_une_cible_vide_n_a_rien_a_perdre():
    """Inch ne reçoit jamais de document : la garde n'a pas à l'arrêter."""
    assert alerte(comparer([], [])) == ""
    assert alerte(comparer(lot(100), [])) == ""


def test_un_remplacement_n_est_pas_un_retrait():
    docs = lot(200)
    new = [one.avec_fichier(empreinte(f"{one.id} bis"), 10) for one in docs]
    assert alerte(comparer(new, [ligne(one) for one in docs])) == ""


def test_un_oui_ne_vaut_que_pour_ce_compte_la():
    with pytest.raises(Confirm) as asked:
        garder(retirer(61, 1200))
    garder(retirer(61, 1200), [asked.value.key])
    with pytest.raises(Confirm):
        garder(retirer(62, 1200), [asked.value.key])
    garder(retirer(62, 1200), [RETRAIT])


# --- Ce que le manifeste liste --------------------------------------------------------------------


def test_un_nouveau_dont_le_fichier_a_manque_attend():
    found = comparer([A, C], [ligne(A)])
    assert a_inscrire(found, ()) == (A,)
    assert a_inscrire(found, {C.fichier}) == (A, C)


def test_un_fichier_deja_la_s_inscrit_sans_etre_envoye():
    assert a_inscrire(comparer([A], [ligne(A, Depot.DEPOSE)]), ()) == (A,)


def test_un_change_dont_le_fichier_a_manque_garde_l_ancien():
    found = comparer([B2], [ligne(B)])
    assert a_inscrire(found, {B2.fichier}) == (B2,)
    assert a_inscrire(found, ()) == (B,)


@pytest.mark.parametrize("avant", ["", "compte:450Z s-courriers"])
def test_l_ancien_fichier_ne_se_montre_pas_a_d_autres(avant):
    """Une lettre rattachée au mauvais compte, puis corrigée : la première n'était pas pour lui."""
    found = comparer([B2], [ligne(B, lecteurs=avant)])
    assert a_inscrire(found, ()) == ()
    assert a_inscrire(found, {B2.fichier}) == (B2,)


def test_les_lecteurs_d_un_document_sont_sa_portee_et_son_classeur():
    assert document(portee=au_compte("450A")).lecteurs == "compte:450A s-courriers"


def test_cent_mille_documents_se_comparent_en_quelques_secondes():
    docs = lot(100_000)
    held = [ligne(one) for one in docs[1000:]]
    start = time.process_time()
    found = comparer(docs, held)
    assert time.process_time() - start < 4  # un carré prendrait des minutes
    assert len(found.a_envoyer) == 1000
