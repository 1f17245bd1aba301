"""Le certificat RGS de l'agence : ce qu'il dit de lui-même, et s'il peut servir.

Le registre veut un certificat « serveur client » d'entreprise, qui porte le SIREN de la société :
ni celui d'une personne, ni celui d'un serveur web (document d'origine, étape B).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lsc_desktop.base.text import enumerer, pluriel

CLIENT, SERVEUR, COURRIEL = "clientAuth", "serverAuth", "emailProtection"
TOUT_USAGE = "anyExtendedKeyUsage"
ALERTES = (60, 30, 7)  # jours avant la fin où l'on prévient, de plus en plus fort
EMPLACEMENTS = (1, 2)  # « DN Certificat client 1 » et « 2 » : l'un relaie l'autre
_SIREN = re.compile(r"(?<!\d)(\d{9})(?:\d{5})?(?!\d)")


@dataclass(frozen=True, slots=True)
class FicheCertificat:
    """Ce qu'on lit d'un certificat, sans sa clé.

    `sujet`, `emetteur` : leurs noms, « CN=…, O=…, C=FR ». `sirens` : ceux qu'on y trouve. Sans
    `usages`, il sert à tout. Dates en temps universel. `empreinte` : SHA-256, en hexadécimal.
    `politiques` : leurs identifiants, où se lit le niveau RGS. `ancien` : son fichier était chiffré
    en RC2.
    """

    sujet: str
    emetteur: str
    serie: str
    empreinte: str
    valable_du: datetime
    valable_au: datetime
    sirens: tuple[str, ...] = ()
    usages: tuple[str, ...] = ()
    politiques: tuple[str, ...] = ()
    auto_signe: bool = False
    ancien: bool = False

    @property
    def nom(self) -> str:
        """« ws.syndic-exemple.fr » : le nom qu'on montre, et qu'on note au journal."""
        for part in self.sujet.split(", "):
            if part.startswith("CN="):
                return part[3:]
        return self.sujet or self.serie


@dataclass(frozen=True, slots=True)
class Refus:
    """Pourquoi ce certificat ne peut pas servir, et que faire."""

    phrase: str
    conseil: str


def sirens_de(valeurs: Iterable[str]) -> tuple[str, ...]:
    """Les SIREN vrais que portent ces textes, seuls ou en tête d'un SIRET : « 0002 732829320 »,
    « NTRFR-732829320 », « SI:FR-… »."""
    from stdnum.fr import siren

    found = (number for text in valeurs for number in _SIREN.findall(text))
    return tuple(dict.fromkeys(one for one in found if siren.is_valid(one)))


def refus_du_certificat(
    fiche: FicheCertificat, siren_agence: str, maintenant: datetime
) -> Iterator[Refus]:
    """Chaque raison de ne rien envoyer avec lui ; `maintenant` en temps universel."""
    again = "Demandez-en un autre à l'autorité qui l'a délivré, puis importez-le."
    if maintenant < fiche.valable_du:
        yield Refus(
            f"Le certificat « {fiche.nom} » ne vaut qu'à partir du {fiche.valable_du:%d/%m/%Y}.",
            "Attendez ce jour, ou vérifiez la date de ce poste.",
        )
    if maintenant > fiche.valable_au:
        yield Refus(
            f"Le certificat « {fiche.nom} » a expiré le {fiche.valable_au:%d/%m/%Y}.", again
        )
    if fiche.auto_signe:
        yield Refus(
            f"Le certificat « {fiche.nom} » n'est délivré par aucune autorité : il est signé par "
            "lui-même.",
            "Le registre n'admet que ceux d'un fournisseur agréé : voyez la liste de LSTI.",
        )
    if fiche.usages and not {CLIENT, TOUT_USAGE} & set(fiche.usages):
        yield _mauvais_usage(fiche)
    if not fiche.sirens:
        yield Refus(
            f"Aucun SIREN ne figure dans le certificat « {fiche.nom} ».",
            "Le registre veut un certificat d'entreprise, qui porte le SIREN de la société ; celui "
            "d'une personne ne convient pas.",
        )
    elif not siren_agence:
        yield Refus(
            "Le SIRET de l'agence n'est pas renseigné : on ne peut pas dire si ce certificat est "
            "le sien.",
            "Renseignez-le dans la fiche Entité de l'agence.",
        )
    elif siren_agence not in fiche.sirens:
        yield Refus(
            f"Le certificat « {fiche.nom} » est celui de l'entreprise "
            f"{enumerer([siren_dit(one) for one in fiche.sirens])} ; le SIREN de l'agence est "
            f"{siren_dit(siren_agence)}.",
            "Choisissez le certificat de l'agence, ou corrigez le SIRET de sa fiche Entité.",
        )


def _mauvais_usage(fiche: FicheCertificat) -> Refus:
    if SERVEUR in fiche.usages:
        return Refus(
            f"Le certificat « {fiche.nom} » est celui d'un serveur web (« SSL serveur ») : il "
            "n'authentifie pas un client.",
            "Demandez un certificat d'authentification « serveur client », niveau RGS * ou plus.",
        )
    if COURRIEL in fiche.usages:
        return Refus(
            f"Le certificat « {fiche.nom} » sert à signer du courrier : c'est celui d'une "
            "personne.",
            "Demandez un certificat d'authentification « serveur client » pour l'entreprise.",
        )
    return Refus(
        f"Le certificat « {fiche.nom} » n'est pas fait pour s'authentifier auprès d'un serveur.",
        "Demandez un certificat d'authentification « serveur client », niveau RGS * ou plus.",
    )


def fin_proche(fiche: FicheCertificat, maintenant: datetime) -> str:
    """« expire dans 25 jours », sous l'une des alertes ; vide s'il a du temps, ou n'en a plus."""
    left = (fiche.valable_au - maintenant).days
    if maintenant > fiche.valable_au or left > ALERTES[0]:
        return ""
    when = "aujourd'hui" if left == 0 else f"dans {pluriel(left, 'jour')}"
    urgent = " : demandez-en un autre sans attendre" if left <= ALERTES[-1] else (
        " : demandez-en un autre" if left <= ALERTES[1] else ""
    )  # fmt: skip
    return f"Le certificat « {fiche.nom} » expire {when}{urgent}."


def siren_dit(siren: str) -> str:
    """« 732 829 320 »."""
    return " ".join((siren[:3], siren[3:6], siren[6:])).strip()


def siren_de(siret: str) -> str:
    """Le SIREN d'un SIRET ; vide s'il est trop court."""
    bare = "".join(siret.split())
    return bare[:9] if len(bare) >= 9 else ""
