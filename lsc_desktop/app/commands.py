"""Les commandes sans fenêtre : `lsc <mot>`, pour l'administrateur et les tâches du système."""

import argparse
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Commande:
    """`module` de `lsc_desktop.app` : `arguments(parser)` déclare ses options, `run(options)` la
    joue et rend le code de sortie ; il peut lever `UserError`. Rien n'en est chargé pour ouvrir
    la fenêtre."""

    nom: str
    aide: str
    module: str

    def declare(self, parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        """Ajoute la commande, son aide et ses options."""
        module = import_module(f"lsc_desktop.app.{self.module}")
        parser = parsers.add_parser(self.nom, help=self.aide, description=self.aide)
        module.arguments(parser)
        parser.set_defaults(run=module.run)


COMMANDES: tuple[Commande, ...] = (
    Commande("importer", "importe un portefeuille (CSV, Excel), tout ou rien", "imports"),
    Commande("exporter", "exporte le portefeuille, tel qu'on l'importe", "imports"),
    Commande("modeles", "écrit les modèles de fichiers à remplir", "imports"),
    Commande("motdepasse", "redonne un mot de passe oublié, sans connaître l'ancien", "motdepasse"),
    Commande("reprendre", "finit les traitements d'un programme tué", "reprise"),
    Commande("restaurer", "remet une copie à la place de la base", "restaurer"),
    Commande("sauvegarder", "copie la base et vérifie la copie", "sauvegarder"),
    Commande("service", "mène les services système sans fenêtre, ou s'installe", "service"),
    Commande("transferer", "passe l'agence sur un autre moteur, et le prouve", "transfert"),
    Commande("verifier", "contrôle la base, ou une copie", "verifier"),
)
