"""Les permissions de l'application Zoom, sous leurs deux noms ; le réglage."""

from lsc_desktop.domain.planning.autorisations import (
    CREER,
    LISTER,
    REUNIONS,
    TOUS,
    UTILISATEUR,
    W_CREER,
    manquants,
)
from lsc_desktop.domain.planning.reglages import ReglagePlanningDraft, permissions, remarques

# Celles que le document d'origine fait donner à l'application (seed L478-490).
DU_DOCUMENT = {
    "meeting:read:admin", "meeting:write:admin", "report:read:admin", "user:write:admin",
    "webinar:write:admin",
}  # fmt: skip


def test_les_permissions_du_document_d_origine_suffisent():
    assert manquants(DU_DOCUMENT, TOUS) == []


def test_les_permissions_granulaires_suffisent():
    assert manquants({one.granulaire for one in TOUS}, TOUS) == []


def test_une_permission_qui_manque_se_nomme_sous_ses_deux_noms():
    (lacking,) = manquants({one.granulaire for one in REUNIONS} - {CREER.granulaire}, REUNIONS)
    assert lacking.dit() == (
        "créer une réunion : meeting:write:meeting:admin (ou meeting:write:admin)"
    )


def test_ecrire_permet_de_lire_et_l_un_ne_vaut_pas_l_autre():
    assert manquants({"meeting:write:admin"}, (LISTER,)) == []
    assert manquants({"meeting:read:admin"}, (CREER,)) == [CREER]
    assert manquants({"meeting:write:admin"}, (W_CREER,)) == [W_CREER]
    assert manquants({"user:write:admin"}, (UTILISATEUR,)) == []


def test_le_reglage_dit_que_rien_n_est_verifie_et_ce_qui_manque():
    assert remarques(ReglagePlanningDraft())[1] == "Il manque : Account ID, Client ID, hôte."
    whole = ReglagePlanningDraft(compte="a", client="b", hote="a@b.fr")
    assert len(remarques(whole)) == 1 and "Jamais vérifié" in remarques(whole)[0]
    wrong = dict(ReglagePlanningDraft(compte="a b", client="é", hote="x", fuseau="?").problems())
    assert set(wrong) == {"compte", "client", "hote", "fuseau"}
    assert len(permissions()) == len(TOUS)
