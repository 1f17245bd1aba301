"""Le chantier d'un import : ce que l'on sait, connu ou à créer, pendant qu'on juge les rangées."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from lsc_desktop.base.text import fold
from lsc_desktop.domain.comptabilite import CompteDraft, numeros_proposes
from lsc_desktop.domain.fiscalites import STARTER
from lsc_desktop.domain.imports.controle.syndicats import Syndicats
from lsc_desktop.domain.imports.lecture import Rangee, Rapport
from lsc_desktop.domain.imports.plan import (
    BailConnu,
    CompteConnu,
    Connu,
    MandatConnu,
    Neuf,
    Plan,
    TiersConnu,
)
from lsc_desktop.domain.mandats import LotConfie


class Chantier:
    """Les index de ce qui existe, base et fichiers confondus ; un id négatif est à créer."""

    def __init__(
        self, connu: Connu, rapport: Rapport, jour: date, reprise: date | None = None
    ) -> None:
        self.connu, self.rapport, self.jour, self.reprise = connu, rapport, jour, reprise
        self.plan = Plan()
        self.lues: Counter[str] = Counter()
        self.creees: Counter[str] = Counter()
        self._prochain = 0
        self.ou: dict[tuple[str, Any], Rangee] = {}  # (quoi, clé) → la rangée qui l'a annoncé
        self.entites = dict(connu.entites)
        self.fiscalites = dict(connu.fiscalites)
        self.tiers = {one.code.upper(): one for one in connu.tiers}
        self.homonymes: dict[str, list[TiersConnu]] = {}
        self.sirets: dict[str, TiersConnu] = {}
        for one in connu.tiers:
            self.nommer(one)
        self.immeubles = dict(connu.immeubles)
        self.entite_de = dict(connu.immeubles.values())  # immeuble → entité
        self.lots = dict(connu.lots)
        self.comptes = dict(connu.comptes)
        self.a_ouvrir: dict[int, CompteDraft] = {}
        self.mandats = dict(connu.mandats)
        self.mandat_de = {one.id: one for one in connu.mandats.values()}
        self.confies: dict[int, list[tuple[int, LotConfie]]] = {}
        for mandat_id, lot in connu.confies:
            self.confies.setdefault(lot.lot_id or 0, []).append((mandat_id, lot))
        self.baux: dict[tuple[int, int, date], BailConnu] = {}
        self.baux_du_compte: dict[int, list[BailConnu]] = {}
        self.occupants: dict[int, list[BailConnu]] = {}
        for bail in connu.baux:
            self.occuper(bail)
        self.lignes = {bail: Counter(lines) for bail, lines in connu.lignes.items()}
        self.syndicats = Syndicats(connu)

    def poser_les_codes_de_depart(self) -> None:
        """Une base sans code fiscalité reçoit ceux de départ (D18)."""
        for draft in STARTER:
            id = self.creer(self.plan.fiscalites, replace(draft))
            self.fiscalites[draft.code] = (id, draft.libelle)

    def provisoire(self) -> int:
        self._prochain -= 1
        return self._prochain

    def creer(self, liste: list[Neuf[Any]], saisie: Any) -> int:
        """Ajoute une fiche au plan ; rend son id provisoire."""
        id = self.provisoire()
        liste.append(Neuf(id, saisie))
        return id

    # --- dire ---------------------------------------------------------------------------------

    def faute(self, rangee: Rangee, champ: str, raison: str) -> None:
        """Une anomalie ; une cellule déjà dite illisible n'est pas dite en plus manquante."""
        if champ not in rangee.illisibles:
            self.rapport.noter(rangee, champ, raison)

    def remarque(self, rangee: Rangee, champ: str, raison: str) -> None:
        self.rapport.noter(rangee, champ, raison, "remarque")

    def connue(self, rangee: Rangee, champ: str) -> None:
        """Déjà dans la base : la rangée n'y change rien."""
        what = rangee.source.sorte.fiche
        self.rapport.noter(rangee, champ, f"Déjà dans la base : {what}.", "connu")

    def juger(
        self, rangee: Rangee, saisie: Any, noms: Mapping[str, str], prefixe: str = ""
    ) -> None:
        """Les règles de la fiche : chaque défaut au champ du fichier qui lui correspond."""
        for field, sentence in saisie.problems():
            champ = noms.get(field, prefixe + field)
            known = rangee.source.sorte.champ(champ) is not None
            self.faute(rangee, champ if known else "", sentence)

    def double(self, quoi: str, cle: Any, rangee: Rangee, champ: str) -> bool:
        """Vrai, et dit, si une rangée d'avant annonce déjà cette fiche."""
        first = self.ou.setdefault((quoi, cle), rangee)
        if first is rangee:
            return False
        self.faute(rangee, champ, f"Déjà annoncé {lieu(first, rangee)}.")
        return True

    def redite(
        self, rangee: Rangee, first: Rangee, champ: str, propres: Collection[str], ajoute: bool
    ) -> None:
        """Une fiche redite pour lui ajouter une ligne : le reste y est vide, ou le même.

        `propres` : les champs de la ligne ; `ajoute` : la rangée en a une.
        """
        differ = [
            nom
            for nom, value in rangee.valeurs.items()
            if nom not in propres and first.valeurs.get(nom) != value
        ]
        if differ:
            self.faute(rangee, differ[0], f"Dit autrement {lieu(first, rangee)}.")
        elif not ajoute:
            self.faute(rangee, champ, f"Déjà annoncé {lieu(first, rangee)}.")

    # --- retrouver ----------------------------------------------------------------------------

    def nommer(self, one: TiersConnu) -> None:
        self.homonymes.setdefault(one.nom, []).append(one)
        if siret := one.reperes.get("siret"):
            self.sirets.setdefault(siret, one)

    def occuper(self, bail: BailConnu) -> None:
        self.baux.setdefault((bail.tiers_id, bail.lot_id, bail.entree), bail)
        self.baux_du_compte.setdefault(bail.compte_id, []).append(bail)
        self.occupants.setdefault(bail.lot_id, []).append(bail)

    def entite(self, rangee: Rangee, *autres: int | None) -> int:
        """L'entité de la rangée, sinon celle d'une fiche liée, sinon la seule ; ou une faute.

        Fautive, c'est 0 : la suite se juge quand même, sans dire la même faute de fichier en
        fichier.
        """
        code = str(rangee.get("entite")).upper()
        if code:
            if code not in self.entites:
                self.faute(rangee, "entite", "Aucune entité n'a ce code.")
            return self.entites.get(code, 0)
        for other in autres:
            if other is not None:
                return other
        if len(self.entites) == 1:
            return next(iter(self.entites.values()))
        why = "L'agence en a plusieurs" if self.entites else "L'agence n'en a aucune"
        self.faute(rangee, "entite", f"L'entité est à renseigner. {why}.")
        return 0

    def mandat(self, rangee: Rangee, champ: str) -> MandatConnu | None:
        """Le mandat de ce numéro ; une faute s'il manque."""
        numero = str(rangee.get(champ)).upper()
        found = self.mandats.get(numero)
        if numero and found is None:
            self.faute(rangee, champ, "Aucun mandat n'a ce numéro, ni ici ni dans la base.")
        return found

    def compte(
        self,
        rangee: Rangee,
        champ: str,
        entite_id: int,
        tiers_id: int,
        nature: str,
        noms: tuple[str, str],
        **plus: Any,
    ) -> int:
        """Le compte d'un tiers : celui de la rangée, connu ou à ouvrir, sinon un numéro proposé."""
        numero = str(rangee.get(champ)).upper()
        if not numero:
            offered = numeros_proposes(nature, *noms)
            numero = next((n for n in offered if (entite_id, n) not in self.comptes), "")
            if not numero:
                phrase = "Plus de numéro de compte libre pour ce nom : donnez-en un."
                self.faute(rangee, champ, phrase)
        known = self.comptes.get((entite_id, numero))
        if known is None:
            draft = CompteDraft(
                entite_id=entite_id, numero=numero, libelle=" ".join(noms).strip(), nature=nature,
                tiers_id=tiers_id, **plus,
            )  # fmt: skip
            return self.ouvrir(rangee, champ, draft)
        if known.nature != nature:
            self.faute(rangee, champ, f"Ce compte n'est pas un compte de {nature}.")
        elif known.tiers_id != tiers_id:
            self.faute(rangee, champ, "Ce compte est déjà celui d'un autre tiers.")
        return known.id

    def ouvrir(self, rangee: Rangee, champ: str, draft: CompteDraft) -> int:
        self.juger(rangee, draft, {"numero": champ, "tiers_id": "tiers"})
        id = self.creer(self.plan.comptes, draft)
        assert draft.entite_id is not None
        self.comptes[draft.entite_id, draft.numero] = CompteConnu(id, draft.nature, draft.tiers_id)
        self.a_ouvrir[id] = draft
        return id


def lieu(first: Rangee, here: Rangee) -> str:
    """« à la ligne 12 », « à la ligne 12 de lots.csv »."""
    other = "" if first.source.fichier == here.source.fichier else f" de {first.source.fichier}"
    return f"à la ligne {first.numero}{other}"


def replies(valeurs: Mapping[str, Any], noms: Iterable[str]) -> dict[str, str]:
    """De quoi comparer : les valeurs repliées, sans espace, des champs remplis."""
    return {
        nom: fold(str(valeurs[nom])).replace(" ", "").replace(".", "")
        for nom in noms
        if valeurs.get(nom)
    }
