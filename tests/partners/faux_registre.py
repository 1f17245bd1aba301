"""Un faux registre, strict, écrit d'après notre contrat provisoire : un accord avec lui ne prouve
rien du vrai, dont le contrat d'interface n'est pas public (registre.md, §0).

Il tient des comptes (SIREN du certificat → télédéclarant) et des copropriétés ; ses codes d'erreur
sont inventés.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.partners.faux_https import Requete, Retour
from tests.partners.registre_certificats import SIREN

NUMERO, COURRIEL = "T-4512", "syndic@agence-crypto.fr"
OBLIGATOIRES = {"nom_usage", "adresse", "nombre_total_de_lots", "syndic_siret"}


@dataclass
class FauxRegistre:
    """`coproprietes` : numéro → ce qu'on en a déclaré ; `pieces` : celles reçues."""

    teledeclarants: Mapping[str, str] = field(default_factory=lambda: {NUMERO: SIREN})
    coproprietes: dict[str, dict[str, Any]] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    suivant: int = 1234567

    def __call__(self, requete: Requete) -> Retour:
        who = requete.entetes.get("x-teledeclarant-numero", "")
        if who not in self.teledeclarants:
            return Retour(403, {"message": "Télédéclarant inconnu"})
        parts = [part for part in requete.chemin.split("/") if part]
        match requete.methode, parts:
            case "POST", ["immatriculation"]:
                return self._immatriculer(requete.contenu)
            case "GET", [numero] if numero in self.coproprietes:
                return Retour(200, {"copropriete": self.coproprietes[numero]})
            case ("PUT", [numero]) | ("PUT", [numero, "exercice"]) if numero in self.coproprietes:
                self.coproprietes[numero] |= requete.contenu
                return self._accuse()
            case "POST", [_numero, "rattachement"]:
                self.pieces.append(requete.contenu["piece_justificative"])
                return self._accuse()
            case "POST", [numero, "successeur" | "mandat" | "confirmation"] if (
                numero in self.coproprietes
            ):
                assert requete.contenu
                return self._accuse()
        return Retour(404, {"message": "Copropriété inconnue"})

    def _immatriculer(self, donnees: dict[str, Any]) -> Retour:
        if missing := OBLIGATOIRES - set(donnees):
            return Retour(422, {"message": f"Données manquantes : {', '.join(sorted(missing))}"})
        numero, self.suivant = f"AB{self.suivant}", self.suivant + 1
        self.coproprietes[numero] = donnees
        return Retour(201, {"numero_d_immatriculation": numero, **self._accuse().contenu})

    def _accuse(self) -> Retour:
        return Retour(200, {"accuse_de_reception": "AR-2026-000017", "message": "Enregistré"})
