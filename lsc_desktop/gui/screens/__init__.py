"""Les écrans : des déclarations, un module par domaine, lues quand on les ouvre."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from lsc_desktop.gui.kit.screens import FormScreen, ListScreen, Screen

# Où chaque écran est déclaré : le menu sait ce qui existe sans charger tout le programme.
MODULES = {
    "comptes": ("comptes.liste", "comptes.fiche", "journaux.liste", "journaux.fiche"),
    "configuration": ("configuration.fiche",),
    "connexions": ("connexions.liste",),
    "documents_lot": ("lots.documents", "lots.document"),
    "ecritures": ("ecritures.liste", "comptes.consultation", "pieces.liste"),
    "entites": ("entites.liste", "entites.fiche"),
    "evenements": ("evenements.liste", "evenements.fiche"),
    "fiscalites": ("fiscalites.liste", "fiscalites.fiche"),
    "historique": ("historique.liste",),
    "immeubles": ("immeubles.liste", "immeubles.fiche"),
    "imports": ("imports.liste", "imports.nouveau", "imports.export"),
    "locataires": ("locataires.liste", "locataires.fiche"),
    "lots": ("lots.liste", "lots.fiche"),
    "mandats": ("mandats.liste", "mandats.fiche"),
    "profils": ("profils.liste", "profils.fiche"),
    "quittancement": ("quittancement.appel", "quittances.liste", "appels.liste"),
    "regularisations.ajout": ("regularisations.demande", "regularisations.lots"),
    "regularisations.attente": ("regularisations.liste",),
    "regularisations.fiche": ("regularisations.fiche", "regularisations.simulation"),
    "regularisations.traitees": ("regularisations.traitee", "regularisations.historique"),
    "sauvegardes": ("sauvegardes.liste", "sauvegardes.reglage"),
    "traitements": ("traitements.liste", "traitements.lignes", "traitements.fiche"),
    "tiers": ("tiers.liste", "proprietaires.liste", "tiers.fiche"),
    "utilisateurs": ("utilisateurs.liste", "utilisateurs.fiche"),
}
# Le droit d'ouvrir, par module ou par écran : le menu se grise sans rien charger. Un essai le
# compare à ce que chaque écran déclare ; ce qui manque ici se lit dans l'écran.
ACCES = {
    "comptes": "comptabilite.consulter",
    "configuration": "configuration",
    "connexions": "connexions",
    "documents_lot": "biens.consulter",
    "ecritures": "comptabilite.consulter",
    "entites": "comptabilite.consulter",
    "evenements": "evenements.consulter",
    "fiscalites": "comptabilite.consulter",
    "historique": "historique",
    "immeubles": "biens.consulter",
    "imports": "importer",
    "imports.export": "exporter",
    "locataires": "locataires.consulter",
    "lots": "biens.consulter",
    "mandats": "biens.consulter",
    "profils": "utilisateurs",
    "quittancement": "quittancement.consulter",
    "quittancement.appel": "quittancement.appeler",
    "regularisations.ajout": "regularisations.preparer",
    "regularisations.attente": "regularisations.consulter",
    "regularisations.fiche": "regularisations.consulter",
    "regularisations.traitees": "regularisations.consulter",
    "sauvegardes": "sauvegarder",
    "tiers": "tiers.consulter",
    "traitements": "traitements.consulter",
    "utilisateurs": "utilisateurs",
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

    def needs(self, key: str) -> str:
        """Le droit d'ouvrir cet écran."""
        by_module = ACCES.get(self._modules[key])
        return ACCES.get(key) or by_module or self[key].needs

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


SCREENS = _Screens()
