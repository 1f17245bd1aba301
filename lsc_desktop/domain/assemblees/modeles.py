"""Les textes d'une assemblée que l'agence écrit elle-même, et leurs variables (syndic 2.15).

Une variable se dit comme dans LSC : un nom (`VR_ent16`), ou un champ d'une fiche (`[AG]Lieu`).
"""

import re
from collections.abc import Iterable, Mapping

from lsc_desktop.base.dates import date_fr, heure_dite, jour_dit
from lsc_desktop.domain.assemblees.documents import Convocation, Reunion
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.proces_verbal import ProcesVerbal
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.domain.textes import variables as textes
from lsc_desktop.domain.textes.variables import CHAMP, Variable

CONVOQUER = (
    "L'assemblée ne décide que sur les questions de l'ordre du jour ci-dessous ; une question qui "
    "n'y figure pas peut être discutée, sans effet (décret du 17 mars 1967, art. 13)."
)
OUVRIR = (
    "Le [AG]Jour à [AG]Heure, les copropriétaires du syndicat [AG]Syndicat se sont réunis en "
    "assemblée générale, sur convocation, [AG]Lieu.\n"
    "Il a été dressé une feuille de présence, annexée au présent procès-verbal."
)
CODE_ACCES = "VAGAcces([AG]IdRef;[Tiers]IdRef;1)"  # AG Connect (seed L2092-2100)
MOT_DE_PASSE = "VAGAcces([AG]IdRef;[Tiers]IdRef;2)"
REMIS_A_PART = "(remis à part)"
_ACCES = re.compile(r"\bVAGAcces\s*\(\s*\[AG\]IdRef\s*;\s*\[Tiers\]IdRef\s*;\s*([12])\s*\)")
_VARIABLE = re.compile(
    f"{re.escape(CODE_ACCES)}|{re.escape(MOT_DE_PASSE)}|{CHAMP.pattern}|" + r"\bV(?:R_|AG)\w+"
)

REUNION = (
    Variable("[AG]Nom", "le nom de l'assemblée"),
    Variable("[AG]Jour", "« mardi 7 juillet 2020 »"),
    Variable("[AG]Date", "« 07/07/2020 »"),
    Variable("[AG]Heure", "« 18 h 30 »"),
    Variable("[AG]Lieu", "où elle se tient"),
    Variable("[AG]Reference", "« 3-S007 »"),
    Variable("[AG]Syndicat", "« S001 Syndicat Gilbert »"),
    Variable("[AG]Immeuble", "l'adresse de l'immeuble"),
)
CONVOCATION = (
    *REUNION,
    Variable("[Tiers]Nom", "le copropriétaire convoqué"),
    Variable("[Tiers]Compte", "son compte, « 450TRILLON »"),
    Variable("[Tiers]Voix", "ses voix, après réduction"),
    Variable("[Tiers]Total", "les voix de tous"),
    Variable("[Tiers]Limite", "le dernier jour où recevoir son vote par correspondance"),
    Variable(CODE_ACCES, "son code d'accès AG Connect"),
    Variable(MOT_DE_PASSE, "son mot de passe AG Connect, sur l'aperçu imprimé seulement"),
)
PROCES_VERBAL = (
    *REUNION,
    Variable("[AG]Registre", "le numéro du procès-verbal au registre"),
    Variable("[AG]President", "le président de séance"),
    Variable("[AG]Secretaire", "le secrétaire de séance"),
    Variable("[AG]Scrutateurs", "les scrutateurs"),
    Variable("VR_ent16", "combien prennent part à l'assemblée, à l'ouverture"),
    Variable("VR_voix", "leurs voix"),
    Variable("VR_absents", "combien sont absents à l'ouverture"),
    Variable("VR_total", "les voix de tous"),
)


def inconnues(texte: str, variables: Iterable[Variable]) -> tuple[str, ...]:
    """Les variables du texte qui n'existent pas dans ce document, dans l'ordre."""
    return textes.inconnues(_acces_dit(texte), variables, _VARIABLE)


def demande_acces(texte: str) -> bool:
    """Ce texte dit à chacun son code d'accès ou son mot de passe."""
    return _ACCES.search(texte) is not None


def demande_mot_de_passe(texte: str) -> bool:
    return MOT_DE_PASSE in _acces_dit(texte)


def _acces_dit(texte: str) -> str:
    """`VAGAcces ([AG]IdRef; [Tiers]IdRef; 2)`, sans ses blancs : une seule orthographe."""
    return _ACCES.sub(lambda found: MOT_DE_PASSE if found[1] == "2" else CODE_ACCES, texte)


def paragraphes_convocation(texte: str, value: Convocation) -> tuple[str, ...]:
    """Le texte de l'agence, paragraphe par paragraphe, pour ce copropriétaire."""
    return _remplir(
        _acces_dit(texte),
        {
            **_reunion(value.reunion),
            CODE_ACCES: value.code_acces,
            MOT_DE_PASSE: value.mot_de_passe or REMIS_A_PART,
            "[Tiers]Nom": value.destinataire.nom,
            "[Tiers]Compte": value.compte,
            "[Tiers]Voix": ecrit(value.voix),
            "[Tiers]Total": ecrit(value.total),
            "[Tiers]Limite": jour_dit(value.limite),
        },
    )


def paragraphes_pv(texte: str, value: ProcesVerbal) -> tuple[str, ...]:
    """Le texte de l'agence, paragraphe par paragraphe, pour cette assemblée."""
    absents = dict(value.presence.camps).get(Code.ABSENT)
    total = value.presence.total
    heads, voices = (absents.nombre, absents.voix) if absents else (0, 0)
    return _remplir(
        texte,
        {
            **_reunion(value.reunion),
            "[AG]Registre": value.registre,
            "[AG]President": value.president,
            "[AG]Secretaire": value.secretaire,
            "[AG]Scrutateurs": ", ".join(value.scrutateurs),
            "VR_ent16": str(total.nombre - heads),
            "VR_voix": ecrit(total.voix - voices),
            "VR_absents": str(heads),
            "VR_total": ecrit(total.voix),
        },
    )


def _reunion(reunion: Reunion) -> dict[str, str]:
    return {
        "[AG]Nom": reunion.nom,
        "[AG]Jour": jour_dit(reunion.le),
        "[AG]Date": date_fr(reunion.le),
        "[AG]Heure": heure_dite(reunion.heure),
        "[AG]Lieu": reunion.lieu,
        "[AG]Reference": reunion.reference,
        "[AG]Syndicat": reunion.syndicat,
        "[AG]Immeuble": ", ".join(reunion.immeuble),
    }


def _remplir(texte: str, valeurs: Mapping[str, str]) -> tuple[str, ...]:
    """Chaque variable remplacée ; une inconnue reste telle quelle, et se voit."""
    filled = textes.remplacer(texte, valeurs, _VARIABLE)
    return tuple(line.strip() for line in filled.split("\n") if line.strip())
