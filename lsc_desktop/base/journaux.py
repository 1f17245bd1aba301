"""Le journal du programme : borné, sans donnée de personne, et qui ne gêne jamais le travail."""

import logging
import re
import time
from pathlib import Path

FILE = "journal.log"
LARGEST = 1_000_000  # octets ; au-delà, « journal.1.log » le relaie, puis « journal.2.log »
KEPT = 2
RETRY = 30.0  # secondes sans insister après un refus du disque
SECRETS = (
    (re.compile(r"(\w+://[^\s:/@]+):[^\s@]+@"), r"\1:…@"),  # mot de passe d'une adresse de base
    (re.compile(r"(?i)\b(password|pgpassword|mot_de_passe)\b(\W{1,4})[^\s,)}\]]+"), r"\1\2…"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "IBAN…"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "courriel…"),
    # Ce que SQLAlchemy et PostgreSQL recopient des fiches dans leurs erreurs.
    (re.compile(r"\[parameters: .*", re.DOTALL), "[parameters: …]"),
    (re.compile(r"(Key \([^)]*\)=)\(.*?\)"), r"\1(…)"),
    (re.compile(r"(Failing row contains) \(.*"), r"\1 (…)"),
    (re.compile(r"« [^»\n]*»"), "« … »"),  # un nom cité dans une phrase
)


def discreet(text: str) -> str:
    """Le même texte sans mot de passe, IBAN, adresse, valeur de fiche ni nom cité."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class Journal(logging.Handler):
    """Ajoute chaque ligne au fichier, rouvert à chaque fois : plusieurs fenêtres l'écrivent, et
    aucune n'empêche de le relayer. Un disque plein ou protégé fait perdre la ligne, rien d'autre.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.lost, self._silent_until = path, 0, 0.0
        self.setFormatter(_Discreet("%(asctime)s %(process)d %(levelname)s %(name)s : %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        if time.monotonic() < self._silent_until:
            self.lost += 1
            return
        try:
            line = self.format(record)
            if self.lost:
                line = f"({self.lost} lignes perdues)\n{line}"
            self._relay()
            with self.path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{line}\n")
            self.lost = 0
        except OSError:
            self.lost += 1
            self._silent_until = time.monotonic() + RETRY
        except Exception:  # une ligne mal faite : le journal n'est pas là pour faire tomber
            self.lost += 1

    def _relay(self) -> None:
        try:
            if self.path.stat().st_size < LARGEST:
                return
        except FileNotFoundError:
            return
        for rank in range(KEPT, 0, -1):
            older = self.path if rank == 1 else self._numbered(rank - 1)
            if older.exists():
                older.replace(self._numbered(rank))

    def _numbered(self, rank: int) -> Path:
        return self.path.with_name(f"{self.path.stem}.{rank}{self.path.suffix}")


class _Discreet(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


def keep_journal(folder: Path) -> Journal:
    """Branche le journal du dossier sur tout ce que le programme note, une seule fois."""
    logger = logging.getLogger("lsc_desktop")
    wanted = folder / FILE
    for held in logger.handlers:
        if isinstance(held, Journal) and held.path == wanted:
            return held
    journal = Journal(wanted)
    logger.addHandler(journal)
    logger.setLevel(logging.INFO)
    return journal
