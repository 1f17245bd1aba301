"""L'écran d'import : des fichiers, une correspondance, un contrôle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.domain.imports.correspondance import complete, membre, retrouver
from lsc_desktop.domain.imports.sortes import PAR_CLE, SORTES
from lsc_desktop.domain.saisies import Problem

APERCU = 3  # valeurs montrées de chaque colonne
Retenues = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(slots=True)
class FichierLigne:
    """Un fichier ou une feuille. `sorte` vide : laissé de côté."""

    nom: str = ""
    sorte: str = ""
    nature: str = ""
    chemin: str = ""
    feuille: str = ""
    titres: tuple[str, ...] = ()
    manque: str = ""

    @property
    def cle(self) -> str:
        """Deux fichiers de même nom peuvent venir de deux dossiers."""
        return f"{self.chemin}|{self.feuille}"


@dataclass(slots=True)
class ColonneLigne:
    """Une colonne d'un fichier et le champ où elle va ; `exemples` : ses premières valeurs."""

    fichier: str = ""
    titre: str = ""
    champ: str = ""
    exemples: str = ""
    sorte: str = ""
    rang: int = 0
    cle: str = ""


@dataclass(slots=True)
class BilanLigne:
    """Ce que le contrôle a trouvé dans les fichiers d'une sorte."""

    sorte: str = ""
    lues: int = 0
    a_creer: int = 0
    connues: int = 0
    anomalies: int = 0
    remarques: int = 0


@dataclass(slots=True)
class ConstatLigne:
    gravite: str = ""
    fichier: str = ""
    ligne: int = 0
    colonne: str = ""
    valeur: str = ""
    raison: str = ""


@dataclass(slots=True)
class ImportDraft:
    """La préparation d'un import. `reprise` : le jour des soldes d'ouverture.

    `tus` : les constats qu'on ne montre pas, tant il y en a. `verifie` : l'empreinte de ce qui a
    été contrôlé ; changer un fichier ou une colonne l'oblige à l'être de nouveau. `soldes` et
    `contrepartie` : crédit − débit, tous comptes, et au 890000.
    """

    id: int | None = None
    version: int = 0
    reprise: date | None = None
    fichiers: list[FichierLigne] = field(default_factory=list)
    colonnes: list[ColonneLigne] = field(default_factory=list)
    bilan: list[BilanLigne] = field(default_factory=list)
    constats: list[ConstatLigne] = field(default_factory=list)
    tus: int = 0
    soldes: Decimal | None = None
    contrepartie: Decimal | None = None
    etat: str = ""
    anomalies: int = 0
    a_creer: int = 0
    verifie: str = ""

    def empreinte(self) -> str:
        """Ce qui a été choisi : des fichiers, leurs sortes, leurs colonnes, un jour."""
        files = [(one.chemin, one.feuille, one.sorte) for one in self.fichiers]
        columns = sorted((one.cle, one.rang, one.champ) for one in self.colonnes)
        return repr((self.reprise, files, columns))

    @property
    def a_jour(self) -> bool:
        """Le contrôle montré est celui de ces choix-là."""
        return bool(self.verifie) and self.verifie == self.empreinte()

    def problems(self) -> Iterator[Problem]:
        """Ce qui interdit d'importer."""
        if not self.fichiers:
            yield "fichiers", "Choisissez d'abord les fichiers à importer."
            return
        for rank, one in enumerate(self.fichiers):
            if one.manque:
                yield f"fichiers.{rank}.manque", f"Il manque une colonne : {one.manque}."
        yield from _une_fois(self.colonnes)
        if not self.a_jour:
            yield "etat", "Vérifiez d'abord ces fichiers (bouton « Vérifier »)."
        elif self.anomalies:
            yield (
                "etat",
                "Il reste des anomalies : corrigez les fichiers, puis vérifiez de nouveau.",
            )
        elif not self.a_creer:
            yield "etat", "Tout est déjà dans la base : il n'y a rien à importer."


def _une_fois(colonnes: list[ColonneLigne]) -> Iterator[Problem]:
    """Deux colonnes d'un fichier ne vont pas au même champ."""
    seen: set[tuple[str, str]] = set()
    for rank, one in enumerate(colonnes):
        key = (one.cle, one.champ)
        if one.champ and key in seen:
            yield f"colonnes.{rank}.champ", "Une autre colonne de ce fichier va déjà à ce champ."
        seen.add(key)


def recalculer(draft: ImportDraft) -> None:
    """Ce qui manque à chaque fichier, et ce que vaut le contrôle montré."""
    for one in draft.fichiers:
        sorte = PAR_CLE.get(one.sorte)
        champs = {column.champ for column in draft.colonnes if column.cle == one.cle}
        one.manque = ", ".join(complete(sorte, tuple(champs))) if sorte else ""
    if draft.verifie and not draft.a_jour:
        draft.etat = "À vérifier de nouveau : ces choix ont changé."


def accorder(draft: ImportDraft, retenues: Retenues) -> None:
    """Les colonnes d'un fichier dont la sorte vient de changer se devinent de nouveau."""
    known = {column.cle: column.sorte for column in draft.colonnes}
    changed = {one.cle for one in draft.fichiers if known.get(one.cle, "") != one.sorte}
    if not changed:
        return
    samples = {(c.cle, c.rang): c.exemples for c in draft.colonnes}
    kept = [column for column in draft.colonnes if column.cle not in changed]
    for one in draft.fichiers:
        if one.cle in changed:
            kept += colonnes(one, retenues, samples)
    draft.colonnes = ranger(kept)


def colonnes(
    fichier: FichierLigne, retenues: Retenues, exemples: Mapping[tuple[str, int], str]
) -> Iterator[ColonneLigne]:
    """Les colonnes titrées d'un fichier, et le champ de chacune ; rien d'un fichier de côté."""
    sorte = PAR_CLE.get(fichier.sorte)
    champs = retrouver(retenues, sorte, fichier.titres) if sorte else ("",) * len(fichier.titres)
    for rang, (titre, champ) in enumerate(zip(fichier.titres, champs, strict=True)):
        if titre:
            shown = exemples.get((fichier.cle, rang), "")
            yield ColonneLigne(fichier.nom, titre, champ, shown, fichier.sorte, rang, fichier.cle)


def ranger(lignes: list[ColonneLigne]) -> list[ColonneLigne]:
    """Ce qui n'a pas trouvé son champ d'abord ; un fichier laissé de côté, à la fin."""
    return sorted(lignes, key=lambda one: (not one.sorte, bool(one.champ)))


def champs_possibles(ligne: ColonneLigne) -> tuple[tuple[str, str], ...]:
    """Les champs où une colonne peut aller, pour la sorte de son fichier ; et celui de famille que
    son titre désigne."""
    sorte = PAR_CLE.get(ligne.sorte)
    found = sorte.champs if sorte else ()
    if sorte and (own := sorte.champ(membre(sorte, ligne.titre))):
        found = (*found, own)
    return (("", "(laissée de côté)"), *((champ.nom, champ.titre) for champ in found))


SORTES_POSSIBLES = (("", "(laissé de côté)"), *((s.cle, s.titre) for s in SORTES))
