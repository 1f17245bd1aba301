"""La réunion que Zoom tient pour un rendez-vous : ce qu'on lui en dit, et ce qu'il reste à faire.

Zoom ne reconnaît pas deux fois la même demande : chaque réunion porte donc une marque, en tête de
son ordre du jour, par où on la retrouve avant d'en créer une autre.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, time

from lsc_desktop.base.dates import heure_dite, jour_dit

A_CREER, CREEE, A_ANNULER, ANNULEE = "a_creer", "creee", "a_annuler", "annulee"
ETATS = (
    (A_CREER, "À créer"),
    (CREEE, "Créée"),
    (A_ANNULER, "À annuler"),
    (ANNULEE, "Annulée"),
)
VIVANTES = (A_CREER, CREEE)  # celles que le rendez-vous tient encore
CREER, MODIFIER, ANNULER, INSCRIRE = "creer", "modifier", "annuler", "inscrire"
LIBELLES = (
    (CREER, "Créer la réunion Zoom"),
    (MODIFIER, "Modifier la réunion Zoom"),
    (ANNULER, "Annuler la réunion Zoom"),
    (INSCRIRE, "Inscrire les participants chez Zoom"),
)


@dataclass(frozen=True, slots=True)
class Demande:
    """Ce que Zoom doit savoir. `debut` : « 2027-03-12T14:30:00 », heure de `fuseau` ; `duree` en
    minutes ; `inscrits` : (nom, courriel) de ceux qu'il inscrit, aucun si on ne le lui demande
    pas (`inscription`)."""

    webinaire: bool
    hote: str
    titre: str
    debut: str
    duree: int
    fuseau: str
    objet: str = ""
    attente: bool = True
    inscription: bool = False
    inscrits: tuple[tuple[str, str], ...] = ()


def instant(jour: date, heure: str) -> str:
    """« 2027-03-12T14:30:00 » : l'heure locale, que le fuseau accompagne."""
    return f"{jour:%Y-%m-%d}T{heure}:00"


def en_texte(demande: Demande) -> str:
    return json.dumps(asdict(demande), ensure_ascii=False, sort_keys=True)


def lire_demande(texte: str) -> Demande:
    values = json.loads(texte)
    values["inscrits"] = tuple((name, address) for name, address in values["inscrits"])
    return Demande(**values)


def decider(voulue: Demande | None, tenue: Demande | None) -> tuple[str, ...]:
    """Ce qu'il reste à faire chez Zoom. `tenue` : ce qu'on lui a déjà dit ; `None`, rien.

    D'un hôte à l'autre, ou d'une réunion à un webinaire, rien ne se change : l'une s'annule, une
    autre se crée. On n'inscrit, et ne désinscrit, qu'à une réunion qui l'admet encore.
    """
    if voulue is None:
        return (ANNULER,) if tenue is not None else ()
    register = (INSCRIRE,) if voulue.inscription and voulue.inscrits else ()
    if tenue is None:
        return (CREER, *register)
    if (voulue.webinaire, voulue.hote) != (tenue.webinaire, tenue.hote):
        return (ANNULER, CREER, *register)
    change = (MODIFIER,) if _sans_inscrits(voulue) != _sans_inscrits(tenue) else ()
    if not voulue.inscription:
        return ((INSCRIRE,) if tenue.inscription and tenue.inscrits else ()) + change
    if (voulue.inscription, voulue.inscrits) != (tenue.inscription, tenue.inscrits):
        return (*change, INSCRIRE)
    return change


def _sans_inscrits(demande: Demande) -> tuple[object, ...]:
    values = asdict(demande)
    values.pop("inscrits")
    return tuple(values.values())


def ordre_du_jour(marque: str, objet: str) -> str:
    """« [LSC-3F…] Visite du lot » : la marque d'abord, que Zoom coupe ce texte dans ses listes
    (à 250 lettres)."""
    return f"[{marque}] {objet}".rstrip()


def porte(marque: str, agenda: str) -> bool:
    return agenda.lstrip().startswith(f"[{marque}]")


def numero_dit(numero: str) -> str:
    """« 812 3456 7890 », comme Zoom l'écrit ; un autre reste tel quel."""
    if not numero.isdecimal() or not 9 <= len(numero) <= 11:
        return numero
    head, tail = numero[:3], numero[-4:]
    return f"{head} {numero[3:-4]} {tail}"


def objet_d_envoi(titre: str, jour: date, heure: str) -> str:
    """« Assemblée, le 12/03/2027 à 14:30 » : ce que lit la boîte d'envoi."""
    return f"{titre}, le {jour:%d/%m/%Y} à {heure}"[:200]


def invitation(
    titre: str,
    jour: date,
    debut: str,
    fin: str,
    *,
    lieu: str = "",
    objet: str = "",
    lien: str = "",
    numero: str = "",
    code: str = "",
) -> str:
    """Le texte à envoyer aux participants, composé par nous : Zoom en a un pour ses réunions, pas
    pour ses webinaires."""
    start, end = time.fromisoformat(debut), time.fromisoformat(fin)
    lines = [
        titre,
        f"Le {jour_dit(jour)}, de {heure_dite(start)} à {heure_dite(end)}",
        f"Lieu : {lieu}" if lieu else "",
        f"\nPour se joindre à la réunion Zoom :\n{lien}" if lien else "",
        f"N° de réunion : {numero_dit(numero)}" if numero else "",
        f"Code secret : {code}" if code else "",
        f"\n{objet}" if objet else "",
    ]
    return "\n".join(line for line in lines if line)
