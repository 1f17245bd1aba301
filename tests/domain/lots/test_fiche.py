from datetime import date
from decimal import Decimal

from lsc_desktop.domain.lots import (
    LotDraft,
    PieceLot,
    avertissements,
    expliquer,
    recalculer,
)
from lsc_desktop.domain.lots.documents import DocumentLotDraft
from lsc_desktop.domain.lots.documents import recalculer as recalculer_document


def un_lot(**over):
    values = {
        "immeuble_id": 1, "proprietaire_id": 1, "code_physique": "GARE23/1001",
        "code_gestion": "GARE23/1001",
    }  # fmt: skip
    return LotDraft(**values | over)


def fautes(draft):
    return [field for field, _sentence in draft.problems()]


def test_les_codes_viennent_de_l_immeuble_et_du_numero():
    draft = LotDraft(immeuble="SAINTLOUIS", numero_rcp="305")
    recalculer(draft)
    assert draft.code_gestion == draft.code_physique == "SAINTLOUIS/305"
    draft.numero_rcp = "306"
    recalculer(draft)
    assert draft.code_gestion == draft.code_physique == "SAINTLOUIS/306"


def test_un_code_tape_reste():
    draft = LotDraft(immeuble="SAINTLOUIS", numero_rcp="305")
    recalculer(draft)
    draft.code_gestion = "STL305"
    draft.numero_rcp = "306"
    recalculer(draft)
    assert (draft.code_physique, draft.code_gestion) == ("SAINTLOUIS/306", "STL305")
    draft = un_lot(id=1, immeuble="X", numero_rcp="9")
    recalculer(draft)
    assert draft.code_physique == "GARE23/1001"


def test_la_fiche_transaction_de_la_documentation():
    """GARE23/1001 : 174 000,00 à 7 %, mandat du 01/06/2009 pour 3 mois (seed L401-419)."""
    draft = un_lot(id=1, surface_habitable=Decimal("86.25"), taxe_fonciere=Decimal(480))
    recalculer(draft)
    draft.prix_vente = Decimal(174000)
    recalculer(draft)
    draft.commission_taux = Decimal(7)
    draft.mandat_date, draft.mandat_duree_mois = date(2009, 6, 1), 3
    recalculer(draft)
    assert draft.net_vendeur == Decimal("162616.82")
    assert draft.commission_montant == Decimal("11383.18")
    assert draft.prix_m2 == Decimal("2017.39")
    assert draft.taxe_fonciere_m2 == Decimal("5.57")
    assert draft.mandat_echeance == date(2009, 8, 31)
    texts = expliquer(draft)
    assert "86,25 m²" in texts["prix_m2"] and "01/06/2009" in texts["mandat_echeance"]


def test_une_fiche_qu_on_ouvre_ne_bouge_pas():
    """Des prix repris d'ailleurs, même incohérents, restent tant qu'on n'y touche pas."""
    draft = un_lot(id=1, prix_vente=Decimal(100), net_vendeur=Decimal(80), commission_taux=None)
    recalculer(draft)
    recalculer(draft)
    assert (draft.prix_vente, draft.net_vendeur, draft.commission_montant) == (100, 80, None)


def test_la_ligne_du_mandat():
    """« Mandat Gestion n° 102 Loyer Mensuel : 459,00 HT » (seed L730)."""
    draft = un_lot(mandat_numero="102", loyer_mensuel=Decimal(459))
    recalculer(draft)
    assert draft.mandat == "Mandat Gestion n° 102 — Loyer mensuel : 459,00 HT"
    draft.mandat_numero = ""
    recalculer(draft)
    assert draft.mandat == "Sans mandat de gestion"


def test_une_taxe_comprise_se_tire_de_la_commission():
    draft = un_lot(commission_montant=Decimal(1200), commission_taxe=Decimal(20))
    recalculer(draft)
    assert draft.commission_dont_taxe == Decimal("200.00")
    assert "20,00 %" in expliquer(draft)["commission_dont_taxe"]


def test_ce_qui_ne_peut_pas_etre_vrai_est_refuse():
    assert fautes(LotDraft()) == [
        "immeuble_id", "proprietaire_id", "code_physique", "code_gestion",
    ]  # fmt: skip
    assert fautes(un_lot(surface_jardin=Decimal(-1))) == ["surface_jardin"]
    assert fautes(un_lot(prix_vente=Decimal(1), net_vendeur=Decimal(2))) == ["net_vendeur"]
    assert fautes(un_lot(pieces=[PieceLot()])) == ["pieces.0.piece", "pieces.0.surface"]
    assert fautes(un_lot(diffuser=True)) == ["reference_internet"]
    assert fautes(un_lot(non_disponible_jusqu_au=date(2021, 1, 1))) == ["non_disponible_jusqu_au"]
    charges = {"charges_copro": Decimal(980), "charges_recuperables": Decimal(981)}
    assert fautes(un_lot(**charges)) == ["charges_recuperables"]


def test_un_lot_a_louer_le_dit_pres_de_sa_reference():
    draft = un_lot(diffuser=True, reference_internet="159", commercialisation="louer")
    recalculer(draft)
    assert draft.a_louer == "À louer" and not [*avertissements(draft)]


def test_des_pieces_oubliees_se_remarquent():
    pieces = [PieceLot(piece="Séjour", surface=Decimal(30))]
    draft = un_lot(surface_habitable=Decimal(95), pieces=pieces)
    recalculer(draft)
    assert any("30,00 m²" in sentence for sentence in avertissements(draft))


def test_un_document_a_un_fichier_et_une_vignette_est_une_image():
    assert [f for f, _s in DocumentLotDraft().problems()] == ["chemin"]
    assert [f for f, _s in DocumentLotDraft(chemin="bail.pdf", vignette=True).problems()] == [
        "vignette"
    ]
    assert [*DocumentLotDraft(id=1, fichier="facade.JPG", vignette=True).problems()] == []
    assert [f for f, _s in DocumentLotDraft(id=1, numero=0).problems()] == ["numero"]
    draft = DocumentLotDraft(chemin="C:/photos/façade.jpg".replace("C:", ""))
    recalculer_document(draft)
    assert draft.libelle == "façade"
