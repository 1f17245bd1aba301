"""Ce qui sépare l'état voulu de ce que la cible a confirmé, et la garde contre un retrait en masse.

Extranet-partners §4.1, points 1, 2, 5 et 6. On compare au registre de la cible, jamais au dernier
envoi tenté.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from lsc_desktop.base.errors import demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.publications.contenu import Publie
from lsc_desktop.domain.publications.noms import PDF, nom_fichier

RETRAITS_LIBRES = 50
RETRAITS_POUR_CENT = 5
RETRAIT = "publication.retrait"  # la clé de la question


class Depot(StrEnum):
    """Où en est un fichier sur une cible ; `CONFIRME` : en ligne, la cible l'a dit, ou, si elle ne
    répond jamais, le manifeste qui le liste y est déposé."""

    A_ENVOYER = "à envoyer"
    DEPOSE = "déposé"
    CONFIRME = "confirmé"
    REFUSE = "refusé"
    RETIRE = "retiré"
    ABANDONNE = "abandonné"  # comme un refusé, on ne le tente plus tant qu'il est le même


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne du registre d'une cible. Un document qui change en a deux, chacune sous son nom :
    l'ancienne version reste confirmée tant que la nouvelle ne l'est pas. `taille` en octets ;
    `lecteurs` : à qui ce fichier était montré, `Publie.lecteurs` de son envoi ;
    `renvoyer` : on a demandé de le redéposer, bien que la cible le tienne."""

    id: str
    sha256: str
    taille: int
    depot: Depot
    lecteurs: str = ""
    renvoyer: bool = False
    extension: str = PDF

    @property
    def nom(self) -> str:
        return nom_fichier(self.id, self.sha256, self.extension)


@dataclass(frozen=True, slots=True)
class Change:
    """Un document, ou une photo, en ligne dont le fichier n'est plus le même."""

    ancien: Ligne
    nouveau: Publie


@dataclass(frozen=True, slots=True)
class Ecart:
    """L'état voulu, partagé en `nouveaux`, `changes` et `gardes`, dans l'ordre reçu ; `a_retirer` :
    ce qui est en ligne et n'est plus voulu ; `a_envoyer` : les nouveaux et les changés dont le
    fichier n'est pas encore déposé, et ceux qu'on redépose ; `en_ligne` : combien de documents la
    cible montre ; `renvoyes` : les ids de ceux qu'on redépose ; `abandonnes` : ceux qu'on ne tente
    plus, refusés compris, listés avec leur ancien fichier s'ils en ont un."""

    nouveaux: tuple[Publie, ...]
    changes: tuple[Change, ...]
    gardes: tuple[Publie, ...]
    a_retirer: tuple[Ligne, ...]
    a_envoyer: tuple[Publie, ...]
    en_ligne: int
    renvoyes: frozenset[str] = frozenset()
    abandonnes: tuple[Publie, ...] = ()

    @property
    def voulus(self) -> int:
        return len(self.nouveaux) + len(self.changes) + len(self.gardes)

    @property
    def rien_a_faire(self) -> bool:
        return not (self.nouveaux or self.changes or self.a_retirer or self.renvoyes)


class _Tenu:
    """Le registre d'une cible, rangé ; une version se trouve par son document et son contenu."""

    def __init__(self, registre: Iterable[Ligne]) -> None:
        self.online: dict[str, Ligne] = {}
        self.confirmed: set[tuple[str, str]] = set()
        self.deposited: set[tuple[str, str]] = set()
        self.forsaken: set[tuple[str, str]] = set()
        self.again: set[tuple[str, str]] = set()
        for line in registre:
            key = (line.id, line.sha256)
            if line.depot is Depot.CONFIRME:
                self.online[line.id] = line
                self.confirmed.add(key)
            elif line.depot is Depot.DEPOSE:
                self.deposited.add(key)
            elif line.depot in (Depot.ABANDONNE, Depot.REFUSE):
                self.forsaken.add(key)
            if line.renvoyer:
                self.again.add(key)


def comparer(
    voulus: Iterable[Publie],
    registre: Iterable[Ligne],
    presents: Collection[str] | None = None,
) -> Ecart:
    """L'écart entre les documents voulus et le registre d'une cible.

    `presents` : les noms que la cible dit tenir ; None si elle ne sait pas les lister, et le
    registre fait foi. Ce qui est confirmé ne se renvoie pas s'il n'y est plus : la cible a pu le
    ranger ailleurs ; on peut le demander. Un abandonné garde en ligne son ancien fichier, sauf s'il
    change aussi de lecteurs. Lève `ValueError` si un document est voulu deux fois.
    """
    held = _Tenu(registre)
    new: list[Publie] = []
    changed: list[Change] = []
    kept: list[Publie] = []
    missing: list[Publie] = []
    again: set[str] = set()
    dropped: list[Publie] = []
    leaving: set[str] = set()
    wanted: set[str] = set()
    for document in voulus:
        if document.id in wanted:
            raise ValueError(f"{document.id} est voulu deux fois")
        wanted.add(document.id)
        key = (document.id, document.sha256)
        if key in held.confirmed:
            kept.append(document)
            if key in held.again:
                again.add(document.id)
                missing.append(document)
            continue
        before = held.online.get(document.id)
        if key in held.forsaken:
            dropped.append(document)
            if before and before.lecteurs == document.lecteurs:
                kept.append(_sous(document, before))
            else:
                leaving.add(document.id)
            continue
        if before:
            changed.append(Change(before, document))
        else:
            new.append(document)
        here = key in held.deposited if presents is None else document.fichier in presents
        if key in held.again:
            again.add(document.id)
        if key in held.again or not here:
            missing.append(document)
    staying = wanted - leaving
    removed = tuple(line for id_, line in held.online.items() if id_ not in staying)
    return Ecart(
        tuple(new), tuple(changed), tuple(kept), removed, tuple(missing), len(held.online),
        frozenset(again), tuple(dropped),
    )  # fmt: skip


def _sous(voulu: Publie, ligne: Ligne) -> Publie:
    """Le même, montré par le fichier qui est en ligne."""
    return voulu.avec_fichier(ligne.sha256, ligne.taille, ligne.extension)


def alerte(ecart: Ecart) -> str:
    """Ce qui ferait croire à une base vide ou à un mauvais réglage ; vide si tout est ordinaire.

    Plus de cinquante retraits et plus de 5 % de ce qui est en ligne, ou plus rien à montrer
    (§4.1 point 2). Une cible qui ne montrait rien n'a rien à perdre.
    """
    count = len(ecart.a_retirer)
    if not ecart.en_ligne:
        return ""
    shown = pluriel(ecart.en_ligne, "document en ligne", "documents en ligne")
    if not ecart.voulus:
        return f"Plus rien n'est à publier, et la cible montre {shown}."
    if count <= RETRAITS_LIBRES or 100 * count <= RETRAITS_POUR_CENT * ecart.en_ligne:
        return ""
    return f"{pluriel(count, 'document')} seraient retirés, sur {shown}."


def garder(ecart: Ecart, acceptes: Collection[str] = ()) -> None:
    """Lève `Confirm` avant un retrait en masse, à moins qu'on n'ait répondu oui à ce compte-là.

    Rien ne part d'ici là : la cible garde ce qu'elle montre.
    """
    if text := alerte(ecart):
        demander(f"{text} Publier quand même ?", RETRAIT, acceptes)


def a_inscrire(ecart: Ecart, deposes: Collection[str]) -> tuple[Publie, ...]:
    """Ce que le manifeste doit lister une fois les fichiers partis (§4.1 points 4 et 5).

    `deposes` : les noms arrivés à l'instant. Un nouveau dont le fichier a manqué attend le prochain
    envoi. Un changé reste listé avec le fichier qui est en ligne, sauf s'il change aussi de
    lecteurs : ceux-là verraient un fichier qui n'était pas pour eux.
    """
    awaited = {document.id for document in ecart.a_envoyer if document.fichier not in deposes}
    new = (document for document in ecart.nouveaux if document.id not in awaited)
    arrived = (one.nouveau for one in ecart.changes if one.nouveau.id not in awaited)
    older = (
        _sous(one.nouveau, one.ancien)
        for one in ecart.changes
        if one.nouveau.id in awaited and one.nouveau.lecteurs == one.ancien.lecteurs
    )
    return (*ecart.gardes, *new, *arrived, *older)
