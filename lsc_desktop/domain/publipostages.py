"""Publipostage : un même courrier à plusieurs, un événement pour chacun (seed L800-830, F7).

Ses destinataires sont inscrits avec lui : un courrier écrit ne l'est pas deux fois, ceux qui
manquent s'écrivent plus tard, et tout s'annule tant que rien n'est publié.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.courriers import NOMS, a_signaler, variables_de
from lsc_desktop.domain.saisies import Problem, obligatoires
from lsc_desktop.domain.textes.balisage import sans_marques

SORTES = (
    ("locataire", "Locataires"),
    ("mandat", "Mandats de gérance"),
    ("coproprietaire", "Copropriétaires"),
    ("tiers", "Tiers"),
    ("lot", "Propriétaires des lots"),
    ("immeuble", "Immeubles"),
    ("copropriete", "Copropriétés"),
)
# Le courrier y dit l'immeuble, et ne s'adresse à personne : il s'affiche, ou se publie à tous.
COLLECTIVES = ("immeuble", "copropriete")


@dataclass(slots=True)
class DestinataireLigne:
    """`fiche_id` : celle que dit la sorte du publipostage ; `retenu` : on lui écrit.

    `evenement_id` : son courrier, une fois écrit. `joignable` : son adresse est connue.
    """

    id: int | None = None
    fiche_id: int = 0
    retenu: bool = True
    code: str = ""
    nom: str = ""
    adresse: str = ""
    joignable: bool = True
    situation: str = ""
    evenement_id: int | None = None


@dataclass(slots=True)
class PublipostageDraft:
    """Saisie d'un publipostage ; `incomplets` : écrire même à qui il manque une valeur."""

    id: int | None = None
    version: int = 0
    sorte: str = ""
    date: dt.date | None = None
    objet: str = ""
    texte: str = ""
    modele_id: int | None = None
    classeur_id: int | None = None
    dossier_id: int | None = None
    incomplets: bool = False
    destinataires: list[DestinataireLigne] = field(default_factory=list)
    nombre: int = 0
    ecrits: int = 0
    modele_suivi: int | None = field(default=None, compare=False)

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, date="La date", objet="L'objet")
        if not sans_marques(self.texte).strip():
            yield "texte", "Le texte du courrier est à renseigner."
        if not self.destinataires:
            yield "objet", "Ce courrier n'a pas de destinataire : partez d'une liste."


def recalculer(draft: PublipostageDraft) -> None:
    """Combien sont retenus, combien ont déjà leur courrier."""
    draft.nombre = sum(line.retenu for line in draft.destinataires)
    draft.ecrits = sum(line.evenement_id is not None for line in draft.destinataires)


def a_ecrire(draft: PublipostageDraft) -> list[DestinataireLigne]:
    """Les destinataires retenus qui n'ont pas encore leur courrier."""
    return [line for line in draft.destinataires if line.retenu and line.evenement_id is None]


def avertissements(draft: PublipostageDraft) -> tuple[str, ...]:
    """Ce qui se voit avant d'écrire : variables inconnues, adresses qui manquent, ce qui est déjà
    fait."""
    names = variables_de(draft.texte, draft.objet)
    remarks = list(a_signaler([name for name in names if name not in NOMS]))
    away = sum(line.retenu and not line.joignable for line in draft.destinataires)
    if away:
        remarks.append(f"{pluriel(away, 'destinataire')} sans adresse : la poste n'y peut rien.")
    if draft.sorte in COLLECTIVES:
        remarks.append(
            "Ces courriers ne s'adressent à personne : une fois publiés, tout l'immeuble les lit, "
            "selon les droits de leur classeur."
        )
    if draft.ecrits:
        several = "s" * (draft.ecrits > 1)
        remarks.append(
            f"{pluriel(draft.ecrits, 'courrier')} déjà écrit{several} : "
            "un changement ne vaut que pour les autres."
        )
    return tuple(remarks)
