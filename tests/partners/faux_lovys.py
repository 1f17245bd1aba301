"""Un faux Lovys, strict, écrit d'après `devis-habitation/1` (extranet-partners §4.5).

Ce contrat est le nôtre : un accord avec ce faux ne prouve rien du vrai Lovys, jamais appelé. Il
refuse un champ de trop ou de moins, un verbe ou une adresse inconnus, un jeton qu'il n'a pas donné.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.partners.faux_https import Requete, Retour

LOGIN, MOT_DE_PASSE = "agence-crypto", "m0t-de-passe-de-lovys-42"
CORPS = {"reference", "occupant", "bien", "formule"}
OCCUPANT = {"civilite", "nom", "prenom", "email", "qualite"}
BIEN = {
    "adresse", "cp", "ville", "type", "surface_totale", "nb_pieces", "surface_dependances",
}  # fmt: skip
SURFACE = re.compile(r"\d{1,6}\.\d{2}")
TARIF = {1: Decimal("9.90"), 2: Decimal("12.50"), 3: Decimal("17.00")}


@dataclass
class FauxLovys:
    """`devis` : les corps admis ; `accidents` : ville → ce qu'il répond à la place, une fois ;
    `apres` : il a pourtant fait le devis."""

    jetons: list[str] = field(default_factory=list)
    perimes: set[str] = field(default_factory=set)
    devis: list[dict[str, Any]] = field(default_factory=list)
    accidents: dict[str, list[Retour]] = field(default_factory=dict)
    connexion: list[Retour] = field(default_factory=list)
    duree: timedelta = timedelta(hours=1)

    def manquer(self, ville: str, *retours: Retour) -> None:
        self.accidents.setdefault(ville, []).extend(retours)

    def __call__(self, requete: Requete) -> Retour:
        match requete.methode, requete.chemin:
            case "POST", "/v1/connexion":
                return self._connexion(requete)
            case "POST", "/v1/devis":
                return self._devis(requete)
        return Retour(404, {"motif": "adresse inconnue"})

    def _connexion(self, requete: Requete) -> Retour:
        if self.connexion:
            return self.connexion.pop(0)
        assert "authorization" not in requete.entetes
        assert set(requete.contenu) == {"login", "password"}
        if requete.contenu != {"login": LOGIN, "password": MOT_DE_PASSE}:
            return Retour(401, {"motif": f"refusé : {requete.contenu['password']}"})
        token = f"jeton-de-lovys-{len(self.jetons) + 1:04}"
        self.jetons.append(token)
        end = datetime.now(UTC) + self.duree
        return Retour(200, {"token": token, "expire": end.isoformat()})

    def _devis(self, requete: Requete) -> Retour:
        token = requete.entetes.get("authorization", "").removeprefix("Bearer ")
        if token not in self.jetons or token in self.perimes:
            return Retour(401, {"motif": "jeton périmé"})
        asked = requete.contenu
        self._juger(asked)
        waiting = self.accidents.get(asked["bien"]["ville"])
        if waiting:
            return waiting.pop(0)
        self.devis.append(asked)
        price = TARIF[asked["formule"]] + Decimal(asked["bien"]["surface_totale"]) / 10
        return Retour(200, {
            "statut": "ok", "montant": f"{price:.2f}", "periodicite": "mensuel",
            "lien": f"https://app.lovys.com/devis/{asked['reference']}",
            "expire_le": "2098-12-31", "motif": None,
        })  # fmt: skip

    def _juger(self, asked: dict[str, Any]) -> None:
        """Le contrat, mot pour mot : une faute est celle de l'adaptateur."""
        who, land = asked["occupant"], asked["bien"]
        assert (set(asked), set(who), set(land)) == (CORPS, OCCUPANT, BIEN)
        assert re.fullmatch(r"LSC-[0-9A-F]{16}", asked["reference"])
        assert who["qualite"] in ("locataire", "proprietaire") and who["nom"]
        assert land["type"] in ("appartement", "maison", "autre")
        assert SURFACE.fullmatch(land["surface_totale"]) and Decimal(land["surface_totale"]) > 0
        assert SURFACE.fullmatch(land["surface_dependances"])
        assert type(land["nb_pieces"]) is int and land["nb_pieces"] > 0
        assert asked["formule"] in TARIF
