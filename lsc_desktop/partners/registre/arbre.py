"""Lire du XML venu d'ailleurs sans rien en croire : ni DTD, ni entité, ni rien qu'il faille ouvrir.

Une DTD est refusée dès son premier mot, avant qu'aucune de ses entités ne soit lue : une bombe ne
s'y déplie pas, un fichier de ce poste ne s'y inclut pas.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

NOEUDS = 200_000  # éléments, au plus
ETAGES = 60


class DtdError(ValueError):
    """Ce XML a une DTD : ni un WSDL, ni un message SOAP n'en ont besoin (SOAP 1.1 §3). `racine` :
    ce qu'elle décrit, « html » pour une page."""

    def __init__(self, racine: str) -> None:
        super().__init__(f"DTD de « {racine} »")
        self.racine = racine


@dataclass(slots=True)
class Noeud:
    """Un élément : son espace de noms, son nom, ce qu'il contient."""

    espace: str
    nom: str
    attributs: dict[str, str]
    enfants: list["Noeud"] = field(default_factory=list)
    texte: str = ""

    def enfant(self, nom: str) -> "Noeud | None":
        """Le premier de ce nom, quel que soit son espace."""
        return next((one for one in self.enfants if one.nom == nom), None)

    def tous(self) -> Iterator["Noeud"]:
        """Lui, et tout ce qu'il contient."""
        left = [self]
        while left:
            one = left.pop()
            yield one
            left += reversed(one.enfants)


def lire_xml(contenu: bytes) -> Noeud:
    """La racine. Lève `DtdError`, ou `ValueError`, qui dit où, si ce n'est pas du XML entier."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    made: list[Noeud] = []
    open_: list[Noeud] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        one = Noeud(space, local, attributes)
        made.append(one)
        if len(made) > NOEUDS or len(open_) > ETAGES:
            raise ValueError("trop d'éléments, ou trop d'étages")
        if open_:
            open_[-1].enfants.append(one)
        open_.append(one)

    def end(_name: str) -> None:
        open_.pop()

    def text(content: str) -> None:
        open_[-1].texte += content

    def doctype(name: str, *_said: object) -> None:
        raise DtdError(name)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        parser.Parse(contenu, True)
    except expat.ExpatError as error:  # la bibliothèque ne sait le dire qu'en anglais
        raise ValueError(f"ligne {error.lineno}, colonne {error.offset + 1}") from error
    except LookupError as error:
        raise ValueError("son codage n'est pas connu") from error
    return made[0]
