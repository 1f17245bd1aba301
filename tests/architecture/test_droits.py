"""Chaque écran et chaque commande dit le droit qu'il exige, et le catalogue n'a rien de trop."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

from lsc_desktop.domain.droits import DROITS, EXPORTER_LISTE, IMPRIMER_LISTE, PROFILS, TOUS, permet
from lsc_desktop.gui.kit.rights import masked_fields, needed, opening
from lsc_desktop.gui.kit.screens import (
    Batch,
    BoardScreen,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Printout,
    Screen,
)
from lsc_desktop.gui.screens import ACCES, MODULES, SCREENS
from lsc_desktop.storage.models import Base
from tests.depot import PACKAGE

ECRANS = sorted(SCREENS.values(), key=lambda s: s.key)
FICHES = [s for s in ECRANS if isinstance(s, FormScreen)]
chaque_ecran = pytest.mark.parametrize("ecran", ECRANS, ids=lambda s: s.key)
chaque_profil = pytest.mark.parametrize("profil", PROFILS, ids=lambda p: p.nom)
# Ce qui mène ailleurs sans rien écrire : c'est l'écran ouvert qui exige son droit.
ARGENT = ("appeler", "quittancer", "annuler", "contrepasser", "supprimer")


def commandes(ecran: Screen) -> Iterator[Command | FormCommand]:
    yield from (c for c in ecran.commands if not c.absent)


def ecrit(command: Command | FormCommand) -> bool:
    """Un traitement, une impression, ou une fonction qui demande une écriture à la fenêtre."""
    if isinstance(command.run, Batch | Printout):
        return True
    return bool(re.search(r"\.write\(|\.resume\(|_demander\(", _source(command.run)))


def _source(run: Any) -> str:
    try:
        return inspect.getsource(run)
    except (OSError, TypeError):
        return ""


def demandes(ecran: Screen) -> set[str]:
    """Tous les droits que cet écran et ses commandes exigent."""
    found = {ecran.needs, *(c.needs for c in commandes(ecran))}
    if isinstance(ecran, FormScreen):
        found |= {ecran.needs_save, *ecran.sensitive.values()}
    if isinstance(ecran, BoardScreen):
        found.add(ecran.needs_save)
    return found - {""}


@chaque_ecran
def test_chaque_ecran_exige_un_droit_pour_s_ouvrir(ecran):
    assert ecran.needs in TOUS


@chaque_ecran
def test_chaque_droit_demande_est_au_catalogue(ecran):
    assert demandes(ecran) - TOUS == set()


@chaque_ecran
def test_chaque_commande_qui_ecrit_ou_imprime_exige_un_droit(ecran):
    assert [c.text for c in commandes(ecran) if ecrit(c) and not c.needs] == []


@pytest.mark.parametrize("fiche", FICHES, ids=lambda s: s.key)
def test_chaque_fiche_qui_s_enregistre_exige_un_droit(fiche):
    assert bool(fiche.needs_save) == (fiche.save is not None)


def test_aucun_droit_du_catalogue_n_est_inutile():
    asked = set().union(*(demandes(ecran) for ecran in ECRANS)) | {EXPORTER_LISTE, IMPRIMER_LISTE}
    assert {d.cle for d in DROITS} - asked == set()


def test_le_menu_sait_sans_rien_charger_ce_que_l_ecran_declare():
    told = {key: opening(SCREENS, key) for key in SCREENS}
    assert {key for key, needs in told.items() if needs != SCREENS[key].needs} == set()
    assert set(ACCES) <= {*MODULES, *SCREENS}


def test_chaque_colonne_sensible_est_masquee_sur_sa_fiche():
    """IBAN et BIC : partout où une fiche les montre, un droit les garde."""
    tables = {
        name: {column.name for column in table.columns if "sensible" in column.info}
        for name, table in Base.metadata.tables.items()
    }
    shown = {fiche.key: tables.get(fiche.table, set()) for fiche in FICHES}
    assert {key for key, names in shown.items() if names} == {"tiers.fiche", "entites.fiche"}
    for fiche in FICHES:
        assert shown[fiche.key] <= set(fiche.sensitive), fiche.key


def test_tout_iban_de_la_base_est_declare_sensible():
    bare = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in ("iban", "bic") and "sensible" not in column.info
    ]
    assert bare == []


def test_aucune_liste_ne_montre_un_iban_sans_le_garder():
    bare = [
        f"{ecran.key} : {column.name}"
        for ecran in ECRANS
        if isinstance(ecran, ListScreen)
        for column in ecran.columns
        if re.search(r"iban|bic", column.name) and not column.sensitive
    ]
    assert bare == []


# --- Par profil ---------------------------------------------------------------------------------


@chaque_profil
def test_chaque_profil_livre_sait_ouvrir_ce_qu_il_sait_faire(profil):
    """Une commande permise dans un écran interdit ne servirait à rien."""
    held = None if profil.administrateur else frozenset(profil.droits)
    lost = [
        f"{ecran.key} › {command.text}"
        for ecran in ECRANS
        for command in commandes(ecran)
        if command.needs and permet(held, command.needs) and not permet(held, ecran.needs)
        and command.needs.split(".")[0] == ecran.needs.split(".")[0]
    ]  # fmt: skip
    assert lost == []


@chaque_profil
@chaque_ecran
def test_chaque_profil_a_chaque_ecran_ses_seules_commandes(ecran, profil):
    """Ce que la liste ou la fiche laisse faire est exactement ce que le profil accorde."""
    held = None if profil.administrateur else frozenset(profil.droits)

    def allows(needs: str) -> bool:
        return permet(held, needs)

    granted = {c.text for c in commandes(ecran) if permet(held, c.needs)}
    if profil.administrateur:
        assert granted == {c.text for c in commandes(ecran)}
    for command in commandes(ecran):
        if command.needs.split(".")[-1] in ARGENT and profil.nom == "Accueil":
            assert command.text not in granted
    if isinstance(ecran, FormScreen):
        hidden = masked_fields(ecran, allows)
        assert bool(hidden) == (bool(ecran.sensitive) and profil.nom == "Accueil")
        assert permet(held, needed(ecran, creating=True)) <= permet(held, ecran.needs)


def test_le_catalogue_se_nomme_en_un_seul_endroit():
    """Un droit s'écrit dans une déclaration ; ailleurs, on passe par le catalogue."""
    code = (PACKAGE / "gui/kit").rglob("*.py")
    keys = [d.cle for d in DROITS if "." in d.cle]
    faults = [p.name for p in code for key in keys if f'"{key}"' in p.read_text(encoding="utf-8")]
    assert faults == []
