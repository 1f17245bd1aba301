"""Les écrans : des déclarations, un module par domaine, lues quand on les ouvre."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from lsc_desktop.gui.kit.screens import FormScreen, ListScreen, Screen

# Où chaque écran est déclaré : le menu sait ce qui existe sans charger tout le programme.
MODULES = {
    "comptes": ("comptes.liste", "comptes.fiche", "journaux.liste", "journaux.fiche"),
    "configuration": ("configuration.fiche",),
    "documents_lot": ("lots.documents", "lots.document"),
    "ecritures": ("ecritures.liste", "comptes.consultation", "pieces.liste"),
    "entites": ("entites.liste", "entites.fiche"),
    "evenements": ("evenements.liste", "evenements.fiche"),
    "fiscalites": ("fiscalites.liste", "fiscalites.fiche"),
    "historique": ("historique.liste",),
    "immeubles": ("immeubles.liste", "immeubles.fiche"),
    "locataires": ("locataires.liste", "locataires.fiche"),
    "lots": ("lots.liste", "lots.fiche"),
    "mandats": ("mandats.liste", "mandats.fiche"),
    "quittancement": ("quittancement.appel", "quittances.liste", "appels.liste"),
    "regularisations.ajout": ("regularisations.demande", "regularisations.lots"),
    "regularisations.attente": ("regularisations.liste",),
    "regularisations.fiche": ("regularisations.fiche", "regularisations.simulation"),
    "regularisations.traitees": ("regularisations.traitee", "regularisations.historique"),
    "sauvegardes": ("sauvegardes.liste", "sauvegardes.reglage"),
    "traitements": ("traitements.liste", "traitements.lignes", "traitements.fiche"),
    "tiers": ("tiers.liste", "proprietaires.liste", "tiers.fiche"),
}


class _Screens(Mapping[str, Screen]):
    """Clé → écran ; un module n'est importé que quand on demande un de ses écrans."""

    def __init__(self) -> None:
        self._modules = {key: module for module, keys in MODULES.items() for key in keys}
        self._read: dict[str, Screen] = {}

    def __getitem__(self, key: str) -> Screen:
        if key not in self._read:
            module = import_module(f"{__name__}.{self._modules[key]}")
            for value in vars(module).values():
                if isinstance(value, ListScreen | FormScreen):
                    self._read[value.key] = value
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


SCREENS = _Screens()
