"""Les écrans : des déclarations, un module par domaine, lues quand on les ouvre."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from lsc_desktop.gui.kit.screens import BoardScreen, FormScreen, ListScreen, Screen

# Où chaque écran est déclaré : le menu sait ce qui existe sans charger tout le programme.
MODULES = {
    "acces": ("acces.liste",),
    "ag_connect": (
        "ag_connect.liste",
        "ag_connect.rapport",
        "ag_connect.retour",
        "ag_connect.reglage",
    ),
    "annonces": (
        "annonces.liste",
        "annonces.criteres",
        "annonces.reglage",
        "annonces.portails",
        "annonces.portail",
        "annonces.envois",
    ),
    "assemblees.fiche": ("assemblees.fiche",),
    "assemblees.liste": ("assemblees.liste", "assemblees.envois"),
    "assemblees.saisies": (
        "assemblees.presences",
        "assemblees.votes",
        "assemblees.calendrier",
        "assemblees.rapport",
    ),
    "bureau_distant": ("aide.bureau_distant",),
    "classeurs": ("classeurs.liste", "classeurs.fiche", "modeles.liste", "modeles.fiche"),
    "comptes": ("comptes.liste", "comptes.fiche", "journaux.liste", "journaux.fiche"),
    "configuration": ("configuration.fiche", "configuration.syndic"),
    "connexions": ("connexions.liste",),
    "contacts": ("contacts.liste", "contacts.fiche"),
    "coproprietes.coproprietaires": ("coproprietaires.liste", "coproprietaires.fiche"),
    "coproprietes.lots": ("lots_copropriete.liste", "lots_copropriete.fiche", "possessions.liste"),
    "coproprietes.mutations": ("mutations.liste", "mutations.fiche"),
    "coproprietes.syndicats": ("coproprietes.liste", "coproprietes.fiche"),
    "depenses": ("exercices.liste", "exercices.fiche", "depenses.liste", "depenses.fiche"),
    "depots": ("publications.registre", "publications.renvoi"),
    "documents_lot": ("lots.documents", "lots.document"),
    "dossiers": ("dossiers.liste", "dossiers.fiche"),
    "dossiers_locatifs": (
        "dossiers_locatifs.liste",
        "dossiers_locatifs.fiche",
        "dossiers_locatifs.reglage",
        "dossiers_locatifs.conservation",
    ),
    "ecritures": ("ecritures.liste", "comptes.consultation", "pieces.liste"),
    "entites": ("entites.liste", "entites.fiche"),
    "evenements": ("evenements.liste", "evenements.fiche"),
    "fiscalites": ("fiscalites.liste", "fiscalites.fiche"),
    "fonds_travaux": ("fonds_travaux.liste", "fonds_travaux.fiche"),
    "historique": ("historique.liste",),
    "immeubles": ("immeubles.liste", "immeubles.fiche"),
    "imports": ("imports.liste", "imports.nouveau", "imports.export"),
    "locataires": ("locataires.liste", "locataires.fiche"),
    "lots": ("lots.liste", "lots.fiche"),
    "lovys": ("lovys.demande", "lovys.devis", "lovys.reglage"),
    "mandats": ("mandats.liste", "mandats.fiche"),
    "abonnements": ("partenaires.liste", "abonnements.licence"),
    "partenaires": ("partenaires.envois", "partenaires.appels", "partenaires.reglage"),
    "photos": ("photos.liste", "photos.apercu", "photos.fiche"),
    "planning.fiche": ("planning.fiche",),
    "planning.listes": ("planning.liste", "planning.presences"),
    "planning.reglage": ("planning.reglage",),
    "profils": ("profils.liste", "profils.fiche"),
    "publications": (
        "publications.reglage",
        "publications.cibles",
        "publications.cible",
        "publications.envois",
        "publications.multi_envoi",
    ),
    "publipostages": ("publipostages.liste", "publipostages.fiche"),
    "quittancement": ("quittancement.appel", "quittances.liste", "appels.liste"),
    "registre.declarations": ("registre.declarations", "registre.declaration"),
    "registre.dossiers": ("registre.liste", "registre.dossier"),
    "registre.numeros": ("registre.numeros",),
    "registre.reglages": ("registre.reglage",),
    "regularisations.ajout": ("regularisations.demande", "regularisations.lots"),
    "regularisations.attente": ("regularisations.liste",),
    "regularisations.fiche": ("regularisations.fiche", "regularisations.simulation"),
    "regularisations.traitees": ("regularisations.traitee", "regularisations.historique"),
    "releves": ("publications.controle", "publications.simulation"),
    "sauvegardes": ("sauvegardes.liste", "sauvegardes.reglage"),
    "services_systeme": ("services.liste", "services.passages", "services.messages"),
    "traitements": ("traitements.liste", "traitements.lignes", "traitements.fiche"),
    "tiers": ("tiers.liste", "proprietaires.liste", "tiers.fiche"),
    "utilisateurs": ("utilisateurs.liste", "utilisateurs.fiche"),
}
# Le droit d'ouvrir, par module ou par écran : le menu se grise sans rien charger. Un essai le
# compare à ce que chaque écran déclare ; ce qui manque ici se lit dans l'écran.
ACCES = {
    "acces": "publications.acces",
    "ag_connect": "assemblees.consulter",
    "annonces": "annonces.consulter",
    "assemblees.fiche": "assemblees.consulter",
    "assemblees.liste": "assemblees.consulter",
    "assemblees.saisies": "assemblees.consulter",
    "bureau_distant": "planning.consulter",
    "classeurs": "publications.consulter",
    "comptes": "comptabilite.consulter",
    "configuration": "configuration",
    "connexions": "connexions",
    "contacts": "tiers.consulter",
    "coproprietes.coproprietaires": "coproprietes.consulter",
    "coproprietes.lots": "coproprietes.consulter",
    "coproprietes.mutations": "coproprietes.consulter",
    "coproprietes.syndicats": "coproprietes.consulter",
    "depenses": "comptabilite.consulter",
    "depots": "publications.consulter",
    "documents_lot": "biens.consulter",
    "dossiers": "evenements.consulter",
    "dossiers_locatifs": "locataires.consulter",
    "dossiers_locatifs.reglage": "configuration",
    "dossiers_locatifs.conservation": "configuration",
    "ecritures": "comptabilite.consulter",
    "entites": "comptabilite.consulter",
    "evenements": "evenements.consulter",
    "fiscalites": "comptabilite.consulter",
    "fonds_travaux": "comptabilite.consulter",
    "historique": "historique",
    "immeubles": "biens.consulter",
    "imports": "importer",
    "imports.export": "exporter",
    "locataires": "locataires.consulter",
    "lots": "biens.consulter",
    "lovys": "lovys.consulter",
    "lovys.demande": "lovys.demander",
    "mandats": "biens.consulter",
    "modeles.fiche": "evenements.consulter",
    "modeles.liste": "evenements.consulter",
    "abonnements": "partenaires.consulter",
    "partenaires": "partenaires.consulter",
    "planning.fiche": "planning.consulter",
    "planning.listes": "planning.consulter",
    "planning.reglage": "planning.consulter",
    "profils": "utilisateurs",
    "publications": "publications.consulter",
    "publipostages": "evenements.consulter",
    "publications.renvoi": "publications.lancer",
    "quittancement": "quittancement.consulter",
    "quittancement.appel": "quittancement.appeler",
    "registre.declarations": "registre.consulter",
    "registre.dossiers": "registre.consulter",
    "registre.numeros": "registre.modifier",
    "registre.reglages": "registre.consulter",
    "regularisations.ajout": "regularisations.preparer",
    "regularisations.attente": "regularisations.consulter",
    "regularisations.fiche": "regularisations.consulter",
    "regularisations.traitees": "regularisations.consulter",
    "releves": "publications.consulter",
    "sauvegardes": "sauvegarder",
    "services_systeme": "services.consulter",
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
                if isinstance(value, ListScreen | FormScreen | BoardScreen):
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
