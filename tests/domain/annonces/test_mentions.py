"""Ce que la loi oblige à écrire dans l'annonce, et l'annonce elle-même."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from lsc_desktop.domain.annonces.annonce import composer, titre
from lsc_desktop.domain.annonces.bien import etage
from lsc_desktop.domain.annonces.envoi import a_deposer, alerte, trop
from lsc_desktop.domain.annonces.saisie import PortailDraft, ReglageAnnoncesDraft, remarques_portail
from tests.annonces import JOUR, un_bien, un_lot_a_louer

D = Decimal


def dites(**over: object) -> str:
    annonce = composer(un_bien(un_lot_a_louer(**over)), ReglageAnnoncesDraft(), JOUR)
    return "\n".join(annonce.mentions).replace("\u00a0", " ")


def test_les_mentions_d_une_location_vide():
    """Arrêté du 10 janvier 2017 art. 4 ; CCH art. R126-23 ; code de l'environnement R125-25."""
    assert dites().split("\n") == [
        "Loyer : 705,00 € par mois charges comprises, dont 90,00 € de provisions sur charges avec "
        "régularisation annuelle.",
        "Dépôt de garantie : 615,00 €.",
        "Honoraires charge locataire : 440,00 € TTC, dont 120,00 € TTC pour l'état des lieux.",
        "Surface habitable : 40,00 m².",
        "CLASSE ÉNERGIE : D. CLASSE CLIMAT : C.",
        "Montant estimé des dépenses annuelles d'énergie pour un usage standard : entre 700,00 € "
        "et 980,00 € (prix de l'énergie de l'année 2021).",
        "Les informations sur les risques auxquels ce bien est exposé sont disponibles sur le site "
        "Géorisques : www.georisques.gouv.fr",
    ]


def test_l_encadrement_se_dit_avec_ses_mots_et_ses_montants():
    said = dites(
        encadrement_loyer=True, loyer_reference_majore=D("16.00"), complement_loyer=D("30.00")
    )
    assert "Loyer : 735,00 € par mois" in said, "le complément est dans le loyer affiché"
    for text in (
        "Zone soumise à encadrement des loyers.",
        "Loyer de référence majoré (loyer de base à ne pas dépasser) : 640,00 €.",
        "Loyer de base : 615,00 €.",
        "Complément de loyer : 30,00 €.",
    ):
        assert text in said


def test_ce_qui_ne_concerne_pas_le_lot_ne_se_dit_pas():
    said = dites()
    assert "encadrement" not in said and "meublée" not in said and "excessive" not in said
    assert "Géorisques" not in dites(diagnostic_erp=None)
    assert "CLASSE" not in dites(type_lot="Parking") and "CLASSE" not in dites(dpe_non_soumis=True)
    assert "dépenses" not in dites(type_lot="Bureau")


def test_le_reste_des_obligations():
    assert "Location meublée." in dites(type_location="Meublé")
    assert "Logement à consommation énergétique excessive : classe F." in dites(dpe_classe="F")
    assert "Sans dépôt de garantie." in dites(depot_garantie=D(0))
    assert "dont 90,00 € de forfait de charges" in dites(charges_modalite="forfait")
    free = dites(provision_charges=D(0))
    assert "615,00 € par mois charges comprises, dont 0,00 € de provisions" in free, (
        "la modalité se dit dans tous les cas"
    )
    repaid = dites(charges_modalite="remboursement", provision_charges=D(0))
    assert "Loyer : 615,00 € par mois. Charges remboursées" in repaid


def test_un_loyer_professionnel_se_dit_hors_taxes():
    """Seed L730 : le loyer d'un lot est hors taxes ; un logement n'a pas de TVA (CGI 261 D)."""
    for over in ({"type_lot": "Bureau"}, {"type_location": "Commercial"}):
        assert "705,00 € par mois hors taxes charges comprises" in dites(**over)
    assert "hors taxes" not in dites() and "hors taxes" not in dites(type_lot="Parking")


def test_l_annonce_garde_son_identifiant_et_se_donne_un_titre():
    bien = un_bien()
    first = composer(bien, ReglageAnnoncesDraft(), JOUR)
    again = composer(
        un_bien(replace(bien.lot, reference_internet="160")), ReglageAnnoncesDraft(), JOUR
    )
    assert first.identifiant == again.identifiant == "lot-12" and again.reference == "160"
    assert first.titre == "Appartement 2 pièces 40 m²"
    assert titre(un_bien(un_lot_a_louer(titre_annonce=" Charmant deux pièces "))) == (
        "Charmant deux pièces"
    )
    assert len(titre(un_bien(un_lot_a_louer(titre_annonce="é" * 90)))) == 64


@pytest.mark.parametrize(
    ("text", "level"),
    [("3ème", 3), ("RDC", 0), ("rez-de-chaussée", 0), ("12", 12), ("", None), ("combles", None),
     ("1er", 1), ("123", None), ("-1", None), (" – 2", None)],
)  # fmt: skip
def test_l_etage_se_lit_comme_on_le_tape(text, level):
    assert etage(text) == level


def test_on_depose_ce_qui_change_et_au_moins_une_fois_par_semaine():
    now = datetime(2026, 11, 30, 21, 0)
    assert a_deposer("a", "", None, now) and a_deposer("b", "a", now, now)
    assert not a_deposer("a", "a", datetime(2026, 11, 25, 21, 0), now)
    assert a_deposer("a", "a", datetime(2026, 11, 24, 21, 0), now)


def test_un_retrait_en_masse_et_un_cinquieme_envoi_se_demandent():
    def gone(before: int, kept: int, new: int = 0) -> str:
        shown = {lot: f"R{lot}" for lot in range(before)}
        return alerte(shown, {*range(kept), *range(100, 100 + new)})

    assert gone(12, 0) and gone(12, 3) and not gone(12, 7)
    assert not gone(0, 0) and not gone(5, 1) and not gone(12, 12, 8)
    assert gone(12, 2, 10), "dix remplacées par dix autres sont dix retraits"
    assert gone(12, 3).endswith("9 annonces seraient retirées, sur 12 annonces en ligne : "
                                "R3, R4, R5, R6, R7, R8, R9, R10, R11.")  # fmt: skip
    assert gone(30, 0, 5).endswith("R8, R9….")
    assert not trop(3) and "4 envois" in trop(4)


def test_un_portail_se_refuse_tant_qu_il_ne_peut_rien_recevoir():
    def faults(**over: object) -> list[str]:
        values = {"nom": "SeLoger", "agence": "MONAGENCE", "hote": "h", "utilisateur": "u"}
        return [field for field, _s in PortailDraft(**{**values, **over}).problems()]  # type: ignore[arg-type]

    assert faults() == []
    assert faults(agence="mon agence") == ["agence"] and faults(agence="a" * 17) == ["agence"]
    assert faults(agence="-a") == ["agence"], "un nom de fichier ne commence pas par un tiret"
    for host in ("ftp://h", "h/annonces", "h:21", "moi@h", "un serveur"):
        assert faults(hote=host) == ["hote"], host
    assert faults(logiciel="../x") == ["logiciel"] and faults(publications="SL, WA") == [
        "publications"
    ]
    assert faults(hote="", utilisateur="") == ["hote", "utilisateur"] and faults(port=0) == ["port"]
    assert faults(transport="dossier", hote="", utilisateur="") == ["chemin"]
    assert faults(url_bareme="monagence.fr") == ["url_bareme"]
    assert faults(url_bareme="https://a.fr/" + "b" * 250) == ["url_bareme"]
    said = remarques_portail(PortailDraft(transport="ftp"))
    assert "jamais été vérifié" in said[0] and any("en clair" in one for one in said)


def test_un_reglage_impossible_est_refuse():
    def faults(**over: object) -> list[str]:
        return [field for field, _s in ReglageAnnoncesDraft(**over).problems()]  # type: ignore[arg-type]

    assert faults() == [] and faults(blocage_jours=-1) == ["blocage_jours"]
    assert faults(active=True, heures="") == ["heures"] and faults(heures="25:00") == ["heures"]
    assert faults(serveur="ftp://h", serveur_secondaire="") == ["serveur"]
    assert faults(active=True, jours="") == ["jours"] and faults(jours="8") == ["jours"]
