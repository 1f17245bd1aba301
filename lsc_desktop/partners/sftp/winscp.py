"""Le journal XML d'un envoi, dans la grammaire de WinSCP (winscp.net/eng/docs/logging_xml).

Les lecteurs écrits pour WinSCP le lisent. Il s'écrit au fil de l'eau : un programme tué laisse un
fichier sans fin, que `lire` lit quand même.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO, cast
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

ESPACE = "http://winscp.net/schema/session/1.0"
BLOC = 64 * 1024  # caractères lus d'un coup
PROFONDEUR = 32  # un journal en a six
_TAILLE = re.compile("[0-9]{1,18}")
_INTERDITS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


@dataclass(frozen=True, slots=True)
class Transfert:
    """Un fichier déposé. `reussi` : rien si le journal s'arrête avant de le dire.

    `taille` en octets, rien si elle n'est pas dite ; `messages` : les motifs d'un échec.
    """

    source: str
    destination: str
    taille: int | None
    reussi: bool | None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journal:
    """`nom` : « utilisateur@hôte » ; `pannes` : ce qui a manqué hors de tout fichier.

    `entier` : faux si la fin manque, ce que laisse un programme tué.
    """

    nom: str = ""
    debut: datetime | None = None
    transferts: tuple[Transfert, ...] = ()
    pannes: tuple[str, ...] = ()
    entier: bool = False

    def par_destination(self) -> dict[str, Transfert]:
        """Le dernier mot sur chaque fichier ; un essai réussi l'emporte sur ceux d'avant."""
        return {t.destination: t for t in self.transferts}


class JournalXml:
    """Écrit un journal ; chaque transfert est sur le disque dès que `transfert` a rendu la main.

    `debut` porte son fuseau. Lève `OSError` si le disque refuse.
    """

    def __init__(self, path: Path, nom: str, debut: datetime) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8", newline="\n")
        start = debut.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<session xmlns={quoteattr(ESPACE)} name={_attribut(nom)} start={quoteattr(start)}>\n"
        )

    def transfert(self, transfert: Transfert) -> None:
        size = "" if transfert.taille is None else f'<size value="{transfert.taille}"/>'
        self._write(
            f"  <upload>\n    <filename value={_attribut(transfert.source)}/>"
            f"<destination value={_attribut(transfert.destination)}/>{size}\n"
            f"{_resultat(transfert)}  </upload>\n"
        )

    def panne(self, message: str) -> None:
        """Ce qui a manqué à tout l'envoi : la liaison, le compte."""
        self._write(f"  <failure><message>{_texte(message)}</message></failure>\n")

    def fermer(self) -> None:
        if not self._file.closed:
            self._write("</session>\n")
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.fermer()

    def _write(self, text: str) -> None:
        self._file.write(text)
        self._file.flush()


def lire(path: Path) -> Journal:
    """Lit un journal de WinSCP ou de la maison, au fil de l'eau, même coupé au milieu d'un mot.

    Les éléments inconnus se passent ; un `touch` ou un `chmod` manqué n'est pas un transfert
    manqué. Un fichier qui n'est pas de cette grammaire rend un journal vide. Lève `OSError`.
    """
    reader = _Lecteur()
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        while block := file.read(BLOC):
            if not reader.feed(block):
                break
    return reader.journal()


class _Lecteur:
    def __init__(self) -> None:
        self._parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("start", "end"))
        self._open: list[ElementTree.Element] = []
        self._nom, self._debut, self._entier = "", "", False
        self._found: list[Transfert] = []
        self._pannes: list[str] = []

    def feed(self, block: str) -> bool:
        """Faux quand la suite ne se lit plus."""
        try:
            self._parser.feed(block)
            self._drain()
        except ElementTree.ParseError:
            return False
        return True

    def journal(self) -> Journal:
        for element in self._open:
            if _sorte(element) == "upload":  # coupé avant son résultat
                self._upload(element)
        return Journal(
            self._nom, _instant(self._debut), tuple(self._found), tuple(self._pannes), self._entier
        )

    def _drain(self) -> None:
        for event, element in self._events():
            kind = _sorte(element)
            if event == "start":
                self._start(element, kind)
                continue
            self._open.pop()
            if kind == "upload":
                self._upload(element)
            elif kind == "failure" and [_sorte(e) for e in self._open][-1:] != ["result"]:
                self._pannes += _messages(element)
            elif kind == "session" and not self._open:
                self._entier = True
            # Sa place en mémoire se rend dès qu'il est lu, sauf au sein d'un transfert.
            if self._open and not any(_sorte(e) in ("upload", "failure") for e in self._open):
                self._open[-1].remove(element)

    def _start(self, element: ElementTree.Element, kind: str) -> None:
        if not self._open and kind == "session":
            self._nom, self._debut = element.get("name", ""), element.get("start", "")
        elif not self._open or len(self._open) == PROFONDEUR:
            raise ElementTree.ParseError("ce n'est pas un journal de session")
        self._open.append(element)

    def _events(self) -> Iterator[tuple[str, ElementTree.Element]]:
        """Seuls « start » et « end » sont demandés : ce qui les suit est un élément."""
        return cast("Iterator[tuple[str, ElementTree.Element]]", self._parser.read_events())

    def _upload(self, element: ElementTree.Element) -> None:
        parts = {_sorte(child): child for child in element}
        said = parts["result"].get("success") if "result" in parts else None
        size = _valeur(parts, "size")
        self._found.append(
            Transfert(
                _valeur(parts, "filename"),
                _valeur(parts, "destination"),
                int(size) if _TAILLE.fullmatch(size) else None,
                {"true": True, "false": False}.get(said or ""),
                tuple(_messages(parts["result"])) if "result" in parts else (),
            )
        )


def _sorte(element: ElementTree.Element) -> str:
    """Le nom sans l'espace de noms : un journal recopié le perd parfois."""
    return element.tag.rpartition("}")[2]


def _valeur(parts: dict[str, ElementTree.Element], name: str) -> str:
    return parts[name].get("value", "") if name in parts else ""


def _messages(element: ElementTree.Element) -> list[str]:
    return [(e.text or "").strip() for e in element.iter() if _sorte(e) == "message"]


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _resultat(transfert: Transfert) -> str:
    if transfert.reussi is None:
        return ""
    if transfert.reussi:
        return '    <result success="true"/>\n'
    said = "".join(f"<message>{_texte(m)}</message>" for m in transfert.messages)
    return f'    <result success="false">{said}</result>\n'


def _attribut(text: str) -> str:
    return quoteattr(_INTERDITS.sub("\ufffd", text))


def _texte(text: str) -> str:
    return escape(_INTERDITS.sub("\ufffd", text))
