"""Les menus de LSC, dans l'ordre du document de référence (seed L31-48)."""

from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.gui.shell.menus import LOCATAIRE, MODULES


def test_le_menu_locataire_a_ses_dix_huit_entrees_dans_l_ordre():
    assert [entry.text for entry in LOCATAIRE.entries] == [
        "Appel de loyers",
        "Avis d'échéance et Quittance",
        "Journal du quittancement",
        "Quittancement par date",
        "Quittancement par propriétaire",
        "Bordereau assurance locative",
        "Bordereau vacance locative",
        "Bordereau GRL Gestion",
        "Bordereau GRL 2",
        "Enregistrement des préavis",
        "Validation des départs",
        "Enregistrement d'un préavis",
        "Validation d'un départ",
        "Suivi des dépôts de garantie",
        "Remboursement des DG",
        "Régularisation des charges",
        "Régularisation des lots isolés",
        "Gestion de budget",
    ]


def test_une_entree_mene_a_un_ecran_ou_dit_qu_elle_est_absente():
    for module in MODULES:
        for menu in module.menus:
            for entry in menu.entries:
                assert (entry.opens in SCREENS) != bool(entry.absent), entry.text


def test_il_y_a_six_modules_et_ceux_qui_manquent_le_disent():
    assert len(MODULES) == 6
    assert all(module.menus or module.absent for module in MODULES)
