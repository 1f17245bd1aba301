"""De quoi tenir une assemblée en quelques lignes : la poser, la pointer, la voter, la relire."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.assemblees.majorites import Camp, Issue, Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.resultats import Resultat
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.services.assemblees.mouvements import mouvoir
from lsc_desktop.services.assemblees.presences import (
    pointer,
    pointer_tous,
    voter_par_correspondance,
)
from lsc_desktop.services.assemblees.votes import ouvrir_scrutin, unanimite, voter
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Assemblee, Resolution
from tests.coproprietes import Ids, une_copropriete

VENDREDI = date(2021, 11, 5)  # les formulaires arrivent au plus tard le lundi 1er
LUNDI = date(2021, 11, 1)

# Les douze de la feuille de présence (seed L2318-2334) : 1 000,91516.
GILBERT = {
    "ATRILLON": "74", "BPETRUS": "74", "BROUILLY": "82.0001", "CLATOUR": "74", "CLIQUOT": "62",
    "BOURNAC": "72", "LEPITRE": "66.0142", "YQUEM": "149", "MEURSAULT": "65", "MORGON": "145",
    "PIERRE": "65", "YALOXE": "72.90086",
}  # fmt: skip


def une_assemblee(
    session: Session, ids: Ids, resolutions: Mapping[str, str | Mapping[str, Any]], **over: object
) -> tuple[int, dict[str, int]]:
    """L'assemblée et son ordre du jour, {"QUITUS": "24", "DEVIS": {"article": "25", "sous": True}}.

    La clé d'une résolution se donne par son code ; la première, à défaut.
    """
    general = next(iter(ids.cles.values()))
    values = {
        "copropriete_id": ids.id, "numero": "1-S001", "nom": "Assemblée générale",
        "date": VENDREDI, "heure": "17:00", "cle_id": general,
    }  # fmt: skip
    ag = Assemblee(**{**values, **over})
    session.add(ag)
    session.flush()
    found = {}
    for rank, (title, said) in enumerate(resolutions.items()):
        fields = {"article": said} if isinstance(said, str) else dict(said)
        key = ids.cles[fields.pop("cle")] if "cle" in fields else general
        line = Resolution(assemblee_id=ag.id, rang=rank, titre=title, cle_id=key, **fields)
        session.add(line)
        session.flush()
        found[title] = line.id
    return ag.id, found


@dataclass(frozen=True)
class Salle:
    """Un poste devant l'assemblée : chaque geste est une transaction, comme à l'écran."""

    db: Database
    ctx: Contexte
    ids: Ids
    ag: int
    resolutions: dict[str, int]

    def pointer(self, nom: str, code: str, **over: Any) -> None:
        """Un mandataire connu se donne par son nom, comme un tiers."""
        held = {**over, "mandataire": self._qui(over.get("mandataire"))}
        with self.db.write("Martine") as session:
            pointer(session, self.ag, self.ids.tiers[nom], Code(code), ctx=self.ctx, **held)

    def feuille(self, lettres: str) -> None:
        """Une lettre par copropriétaire, dans l'ordre ; « R » est représenté par Casper."""
        for nom, letter in zip(self.ids.tiers, lettres, strict=True):
            self.pointer(nom, letter, mandataire="Casper" if letter == "R" else None)

    def feuille_de(self, noms: Iterable[str], lettre: str) -> None:
        for nom in noms:
            self.pointer(nom, lettre)

    def tous(self, code: str, garder: bool = True, *accepted: str) -> int:
        with self.db.write("Martine") as session:
            return pointer_tous(session, self.ag, Code(code), garder, ctx=self.ctx,
                                accepted=frozenset(accepted))  # fmt: skip

    def ouvrir(self, titre: str, tour: int = 1) -> None:
        with self.db.write("Martine") as session:
            ouvrir_scrutin(session, self.resolutions[titre], tour, ctx=self.ctx)

    def tous_votent(self, titre: str, lettre: str, tour: int = 1) -> None:
        with self.db.write("Martine") as session:
            unanimite(session, self.resolutions[titre], tour, Sens(lettre), ctx=self.ctx)

    def ecrire(self, nom: str, reponses: Mapping[str, str], recu_le: date = LUNDI,
               **over: Any) -> None:  # fmt: skip
        """Son formulaire : titre → lettre ; « QUITUS/2 » répond au second vote."""
        said = {}
        for title, letter in reponses.items():
            name, _, tour = title.partition("/")
            said[self.resolutions[name], int(tour or 1)] = Sens(letter)
        who = self.ids.tiers[nom]
        with self.db.write("Martine") as session:
            voter_par_correspondance(session, self.ag, who, recu_le, said, ctx=self.ctx, **over)

    def voter(self, titre: str, tour: int = 1, **lettres: str) -> None:
        said = {self.ids.tiers[nom]: Sens(letter) for nom, letter in lettres.items()}
        with self.db.write("Martine") as session:
            voter(session, self.resolutions[titre], tour, said, ctx=self.ctx)

    def mouvoir(self, titre: str, nom: str, heure: str, code: str, mandataire: str | None = None,
                **over: Any) -> None:  # fmt: skip
        who, at = self.ids.tiers[nom], time.fromisoformat(heure)
        with self.db.write("Martine") as session:
            mouvoir(session, self.resolutions[titre], who, at, Code(code), self._qui(mandataire),
                    ctx=self.ctx, **over)  # fmt: skip

    def seance(self) -> Seance:
        with self.db.read() as session:
            return load_seance(session, self.ag)

    def codes(self, titre: str | None = None) -> dict[str, str]:
        """Nom → lettre : à l'ouverture, ou quand on vote cette résolution."""
        seance = self.seance()
        here = seance.ouverture if titre is None else seance.moment(self.resolutions[titre])
        return {nom: here[who].code.value for nom, who in self.ids.tiers.items() if who in here}

    def resultat(self, titre: str, **over: bool) -> Resultat:
        found = self.seance().resultats(**over)
        return next(r for r in found if r.resolution.id == self.resolutions[titre])

    def issue(self, titre: str, **over: bool) -> Issue | None:
        return self.resultat(titre, **over).issue

    def compte(self, titre: str) -> dict[str, tuple[str, int]]:
        """Ce que le dernier vote de cette résolution a réuni, camp par camp."""
        compte = self.resultat(titre).tours[-1].compte
        names = ("oui", "non", "abstentions", "non_votants", "defaillants")
        return {name: dit(getattr(compte, name)) for name in names}

    def _qui(self, mandataire: int | str | None) -> int | str | None:
        return self.ids.tiers.get(mandataire, mandataire) if mandataire else mandataire


def une_salle(
    db: Database,
    ctx: Contexte,
    agenda: Mapping[str, str | Mapping[str, Any]],
    parts: Mapping[str, str | Mapping[str, str]] | None = None,
    *,
    cles: tuple[str, ...] = ("001",),
    **over: object,
) -> Salle:
    """Une assemblée dans sa copropriété ; à défaut dix copropriétaires de 100 tantièmes, A à J."""
    with db.write() as session:
        ids = une_copropriete(session, parts or dict.fromkeys("ABCDEFGHIJ", "100"), cles=cles)
        ag, resolutions = une_assemblee(session, ids, agenda, **over)
    return Salle(db, ctx, ids, ag, resolutions)


def une_salle_pointee(
    db: Database, ctx: Contexte, agenda: Mapping[str, Any], lettres: str = "OOOOOOOOOO", **over: Any
) -> Salle:
    """Les dix de `une_salle`, tous présents ou selon ces lettres."""
    salle = une_salle(db, ctx, agenda, **over)
    salle.feuille(lettres)
    return salle


def dit(camp: Camp) -> tuple[str, int]:
    """« 632,0142 », 9."""
    return ecrit(camp.voix), camp.nombre
