"""Configuration multi-envoi : ce qui part vers chaque sorte de cible, et ce qui est grisé."""

import pytest

from lsc_desktop.domain.publications.multi_envoi import (
    DONNEES,
    MultiEnvoiDraft,
    envoie,
    grisees,
    remarques_multi_envoi,
    sortes_dites,
)

# Ce qui part sans qu'on touche à rien, écrit à la main : seed L2908-2910, extranet-partners §4.2.
USAGE = {
    "extranet": {"documents", "comptes", "soldes", "conseil", "banque", "acces", "photos"},
    "dossier": {"documents", "comptes", "soldes", "conseil", "banque", "photos"},
    "captain": {"documents", "comptes", "conseil"},
    "inch": {"comptes", "conseil"},
}


@pytest.mark.parametrize("sorte", sorted(USAGE))
def test_un_partenaire_recoit_le_moins_possible(sorte):
    assert {name for name in DONNEES if envoie(sorte, name, None)} == USAGE[sorte]
    assert not any(envoie(sorte, name, False) for name in DONNEES)


def test_cochee_une_case_ne_donne_pas_ce_que_la_cible_ne_recoit_jamais():
    assert not envoie("inch", "documents", True) and not envoie("inch", "photos", True)
    assert not envoie("captain", "acces", True) and not envoie("dossier", "acces", True)
    assert envoie("captain", "banque", True) and envoie("captain", "photos", True)


def test_sans_abonnement_un_partenaire_est_entierement_grise_et_dit_pourquoi():
    for sorte in ("captain", "inch"):
        draft = MultiEnvoiDraft(sorte=sorte, manque="abonnement non souscrit")
        assert len(grisees(draft)) == len(DONNEES)
        assert "abonnement non souscrit" in remarques_multi_envoi(draft)[0]
        assert "Valider une licence" in remarques_multi_envoi(draft)[0]


def test_avec_un_abonnement_il_reste_grise_ce_qu_il_ne_recoit_jamais():
    draft = MultiEnvoiDraft(sorte="inch")
    assert grisees(draft) == ("envoie_documents", "envoie_acces", "envoie_photos")
    assert remarques_multi_envoi(draft) == ("Ce partenaire ne reçoit pas de documents.",)


def test_la_sorte_dit_l_abonnement_qui_manque():
    why = {"captain": "abonnement expiré le 31/12/2026"}
    said = dict(sortes_dites(lambda sorte: why.get(sorte, "")))
    assert said["captain"] == "Captain Tower (abonnement expiré le 31/12/2026)"
    assert said["inch"] == "Inch"


def test_sans_comptes_rien_ne_se_lit():
    draft = MultiEnvoiDraft(envoie_comptes=False)
    fields = [name for name, _why in draft.problems()]
    assert fields == [
        "envoie_documents", "envoie_soldes", "envoie_conseil", "envoie_acces", "envoie_photos",
    ]  # fmt: skip
    alone = MultiEnvoiDraft(
        envoie_comptes=False,
        envoie_documents=False,
        envoie_soldes=False,
        envoie_conseil=False,
        envoie_acces=False,
        envoie_photos=False,
    )
    assert list(alone.problems()) == []
