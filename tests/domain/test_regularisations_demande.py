"""La fenêtre « Ajouter » : qui, combien, qui est écarté et pourquoi (seed L54-113)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.dates import Periode
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.regularisations import (
    Candidat,
    DemandeDraft,
    Repartition,
    avertissements_demande,
    repartir_demande,
)

ANNEE_2020 = Periode(date(2020, 1, 1), date(2020, 12, 31))
LE_JOUR = date(2021, 10, 25)
CHARGES = Decimal("563.69")


def un_locataire(
    nom: str, entree: date = date(2015, 1, 1), depart: date | None = None, **over: object
) -> Candidat:
    rang = sum(map(ord, nom))
    return Candidat(rang, nom, f"81{nom.upper()}", Occupation(entree, depart), **over)


def repartir(
    *candidats: Candidat,
    montant: Decimal | None = CHARGES,
    seuil: str | None = None,
    today: date = LE_JOUR,
) -> Repartition:
    limite = None if seuil is None else Decimal(seuil)
    return repartir_demande(ANNEE_2020, montant, limite, candidats, today)


def une_demande(*candidats: Candidat, **over: object) -> DemandeDraft:
    montant = over.get("montant", CHARGES)
    seuil = over.pop("seuil", None)
    partage = repartir(*candidats, montant=montant, seuil=seuil)
    values = {
        "lot_id": 1,
        "du": ANNEE_2020.du,
        "au": ANNEE_2020.au,
        "montant": montant,
        "seuil": seuil and Decimal(seuil),
        "code_fiscalite_id": 30,
        "concernes": list(partage.concernes),
        "part_proprietaire": partage.part_proprietaire,
    }
    return DemandeDraft(**{**values, **over})


ALICE = un_locataire("Alice", depart=date(2020, 6, 30))
BRUNO = un_locataire("Bruno", date(2020, 7, 1))


def test_deux_locataires_se_partagent_l_annee():
    partage = repartir(BRUNO, ALICE)
    assert [(c.nom, c.jours, str(c.montant)) for c in partage.concernes] == [
        ("Alice", 182, "280.30"),
        ("Bruno", 184, "283.39"),
    ]
    assert partage.part_proprietaire == 0


def test_la_vacance_reste_au_proprietaire():
    partage = repartir(ALICE, un_locataire("Bruno", date(2020, 8, 1)))
    assert [str(c.montant) for c in partage.concernes] == ["280.30", "235.64"]
    assert partage.part_proprietaire == Decimal("47.75")


def test_le_centime_reste_au_proprietaire():
    trois = (
        un_locataire("Alice", depart=date(2020, 5, 1)),
        un_locataire("Bruno", date(2020, 5, 2), date(2020, 8, 31)),
        un_locataire("Chloé", date(2020, 9, 1)),
    )
    partage = repartir(*trois, montant=Decimal(100))
    assert [c.jours for c in partage.concernes] == [122, 122, 122]
    assert [str(c.montant) for c in partage.concernes] == ["33.33"] * 3
    assert partage.part_proprietaire == Decimal("0.01")


def test_qui_n_occupait_pas_le_lot_n_est_pas_concerne():
    partage = repartir(
        un_locataire("Avant", depart=date(2019, 12, 31)), un_locataire("Apres", date(2021, 1, 1))
    )
    assert partage == Repartition((), CHARGES)


def test_sans_montant_les_parts_sont_nulles_et_les_locataires_la():
    partage = repartir(ALICE, BRUNO, montant=None)
    assert [c.montant for c in partage.concernes] == [0, 0]


@given(
    st.decimals("0", "99999.99", places=2),
    st.lists(st.integers(1, 100), min_size=1, max_size=6),
)
def test_locataires_et_proprietaire_font_toujours_le_montant(montant, durees):
    entree, candidats = ANNEE_2020.du, []
    for rang, duree in enumerate(durees):
        depart = entree + timedelta(days=duree - 1)
        candidats.append(un_locataire(f"L{rang}", entree, depart))
        entree = depart + timedelta(days=1)
    partage = repartir(*candidats, montant=montant)
    assert sum(c.montant for c in partage.concernes) + partage.part_proprietaire == montant


def test_un_parti_sous_le_seuil_est_ecarte_et_nomme():
    provisions = Decimal("274.18")
    parti = un_locataire("Alice", depart=date(2020, 6, 30), provisions=provisions)
    (ecarte,) = repartir(parti, seuil="10").concernes
    assert not ecarte.retenu
    assert ecarte.remarque == (
        "Parti le 30/06/2020 : régularisation de 6,12 inférieure au seuil de 10,00."
    )


def test_un_trop_percu_sous_le_seuil_reste_du_au_locataire():
    parti = un_locataire("Alice", depart=date(2020, 6, 30), provisions=Decimal("285.30"))
    (ecarte,) = repartir(parti, seuil="10").concernes
    assert not ecarte.retenu
    assert ecarte.remarque == (
        "Parti le 30/06/2020 : trop-perçu de 5,00 sous le seuil, qui lui reste dû."
    )


@pytest.mark.parametrize("seuil", [None, "0", "6.12"])
def test_un_parti_au_seuil_ou_sans_seuil_est_regularise(seuil):
    parti = un_locataire("Alice", depart=date(2020, 6, 30), provisions=Decimal("274.18"))
    (retenu,) = repartir(parti, seuil=seuil).concernes
    assert retenu.retenu and retenu.remarque == ""


def test_le_seuil_ne_touche_pas_un_locataire_present():
    present = un_locataire("Elsa", provisions=CHARGES)
    (retenu,) = repartir(present, seuil="10").concernes
    assert retenu.retenu


def test_parti_apres_la_periode_mais_avant_le_traitement_est_un_parti():
    parti = un_locataire("Alice", depart=date(2021, 3, 31), provisions=CHARGES)
    assert not repartir(parti, seuil="10").concernes[0].retenu
    assert repartir(parti, seuil="10", today=date(2021, 3, 31)).concernes[0].retenu


def test_un_forfait_de_charges_est_ecarte():
    (ecarte,) = repartir(un_locataire("Elsa", forfait=True)).concernes
    assert not ecarte.retenu and "Forfait" in ecarte.remarque


def test_un_preavis_fini_sans_depart_valide_se_signale():
    (retenu,) = repartir(un_locataire("Elsa", fin_preavis=date(2020, 5, 31))).concernes
    assert retenu.retenu and retenu.jours == 366
    assert retenu.remarque == (
        "Préavis fini le 31/05/2020 mais départ non validé : présence à vérifier."
    )


def test_une_demande_complete_passe():
    assert list(une_demande(ALICE, BRUNO).problems()) == []
    assert list(une_demande(ALICE, montant=None).problems()) == []


@pytest.mark.parametrize(
    ("over", "champ"),
    [
        ({"lot_id": None}, "lot_id"),
        ({"du": None}, "du"),
        ({"au": None}, "au"),
        ({"au": date(2019, 12, 31)}, "au"),
        ({"code_fiscalite_id": None}, "code_fiscalite_id"),
        ({"seuil": "-1"}, "seuil"),
        ({"concernes": []}, "nombre"),
    ],
)
def test_une_demande_incomplete_dit_quoi_faire(over, champ):
    ((trouve, phrase),) = une_demande(ALICE, **over).problems()
    assert trouve == champ and phrase.endswith(".")


def test_une_demande_sans_personne_a_regulariser_le_dit():
    demande = une_demande(un_locataire("Elsa", forfait=True))
    demande.seuil = Decimal(10)
    ((champ, phrase),) = demande.problems()
    assert champ == "nombre" and "baissez le seuil de 10,00" in phrase
    demande.seuil = None
    ((_, phrase),) = demande.problems()
    assert "seuil" not in phrase


def remarques(demande: DemandeDraft, today: date = LE_JOUR, **over: object) -> str:
    return "\n".join(avertissements_demande(demande, today, **over))


def test_une_demande_ordinaire_ne_dit_rien():
    assert remarques(une_demande(ALICE, BRUNO)) == ""


def test_une_demande_sans_periode_ne_dit_rien():
    assert remarques(une_demande(ALICE, BRUNO, au=None)) == ""
    assert remarques(une_demande(ALICE, BRUNO, au=date(2019, 1, 1))) == ""


def test_sortie_et_entree_le_meme_jour_sont_signalees_sans_corriger():
    demande = une_demande(ALICE, un_locataire("Bruno", date(2020, 6, 30)))
    assert [c.jours for c in demande.concernes] == [182, 185]
    texte = remarques(demande)
    assert "Alice et Bruno comptent tous deux le 30/06/2020." in texte
    assert "367 jours d'occupation pour une période de 366, 565,23 facturés pour 563,69" in texte
    assert demande.part_proprietaire == Decimal("-1.54")


def test_deux_baux_en_meme_temps_appellent_des_quotes_parts():
    texte = remarques(une_demande(un_locataire("Alice"), un_locataire("Bruno")))
    assert "en même temps du 01/01/2020 au 31/12/2020" in texte and "0,50" in texte
    assert "732 jours d'occupation" in texte


def test_un_chevauchement_compense_par_une_vacance_se_signale_aussi():
    demande = une_demande(
        un_locataire("Alice", depart=date(2020, 3, 31)),
        un_locataire("Bruno", date(2020, 3, 30), date(2020, 6, 30)),
    )
    texte = remarques(demande)
    assert "du 30/03/2020 au 31/03/2020" in texte and "jours d'occupation" not in texte


def test_deux_fiches_sur_un_meme_compte_se_signalent():
    suite = Candidat(9, "Alice", ALICE.compte, Occupation(date(2020, 7, 1)))
    assert "Le compte 81ALICE a plusieurs fiches" in remarques(une_demande(ALICE, suite))


def test_les_ecartes_et_les_preavis_sont_nommes():
    texte = remarques(
        une_demande(
            un_locataire("Alice", depart=date(2020, 6, 30), provisions=Decimal("280.30")),
            un_locataire("Bruno", date(2020, 7, 1), fin_preavis=date(2020, 11, 30)),
            seuil="10",
        )
    )
    assert "Alice : Parti le 30/06/2020 : régularisation de 0,00" in texte
    assert "Bruno : Préavis fini le 30/11/2020" in texte


def test_un_montant_vide_se_signale():
    assert "Aucun montant" in remarques(une_demande(ALICE, montant=None))


@pytest.mark.parametrize(
    ("mandat", "signale"),
    [
        ((None, None), False),
        ((date(2020, 1, 1), date(2020, 12, 31)), False),
        ((date(2020, 3, 1), None), True),
        ((None, date(2020, 11, 30)), True),
        ((date(2021, 1, 1), None), True),
    ],
)
def test_un_mandat_qui_ne_couvre_pas_la_periode_se_signale(mandat, signale):
    assert ("mandat" in remarques(une_demande(ALICE, BRUNO), mandat=mandat)) is signale


def test_une_periode_deja_regularisee_se_signale():
    deja = [
        Periode(date(2020, 7, 1), date(2021, 6, 30)),
        Periode(date(2019, 1, 1), date(2019, 1, 2)),
    ]
    texte = remarques(une_demande(ALICE, BRUNO), deja=deja)
    assert "du 01/07/2020 au 30/06/2021 a déjà été régularisée pour ce lot" in texte
    assert "2019" not in texte
