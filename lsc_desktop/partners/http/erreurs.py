"""Ce que répond un serveur HTTPS, ou son silence, en phrases de la maison."""

from lsc_desktop.base.errors import UserError
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError

_REPRISE = "Rien n'est perdu : la demande se refera."
_PANNES = frozenset({408, 425, 429})  # et tous les 5xx, hors ceux de la ligne suivante
_BOGUES = frozenset({405, 406, 411, 414, 415, 417, 426, 431, 501, 505})
_ACCES = frozenset({401, 403, 407, 511})
_PAS_FAIT = frozenset({408, 425, 429, 503})  # le serveur dit n'avoir rien exécuté


# --- Sans réponse -------------------------------------------------------------------------------


def connexion_refusee(hote: str, port: int) -> LiaisonError:
    return LiaisonError(
        f"« {hote} » refuse la connexion (port {port}).",
        "Vérifiez l'adresse ; le serveur est peut-être arrêté. " + _REPRISE,
    )


def nom_inconnu(hote: str) -> LiaisonError:
    return LiaisonError(
        f"« {hote} » est introuvable.",
        "Vérifiez l'adresse et la connexion à Internet. " + _REPRISE,
    )


def muet(hote: str, secondes: float, incertain: bool) -> LiaisonError:
    """`incertain` : la demande était partie."""
    return LiaisonError(
        f"« {hote} » ne répond pas : {secondes:.0f} secondes d'attente.",
        _REPRISE,
        incertain=incertain,
    )


def trop_lent(hote: str, secondes: float, incertain: bool) -> LiaisonError:
    return LiaisonError(
        f"« {hote} » n'a pas fini de répondre en {secondes:.0f} secondes.",
        _REPRISE,
        incertain=incertain,
    )


def coupure(hote: str, incertain: bool) -> LiaisonError:
    return LiaisonError(
        f"La liaison avec « {hote} » a été coupée avant la fin de la réponse.",
        _REPRISE,
        incertain=incertain,
    )


def injoignable(hote: str, why: str) -> LiaisonError:
    return LiaisonError(f"« {hote} » n'a pas pu être joint : {why}.", _REPRISE)


def arretee(nom: str) -> LiaisonError:
    return LiaisonError(f"La demande à {nom} s'est arrêtée avec le programme.", _REPRISE)


# --- Le chiffrement -----------------------------------------------------------------------------


def pas_du_https(hote: str, port: int) -> AccesError:
    return AccesError(
        f"« {hote} » répond sur le port {port}, mais pas en HTTPS.",
        "Vérifiez l'adresse donnée par le partenaire. Rien ne lui a été envoyé.",
        "adresse",
    )


def certificat_du_serveur(hote: str, why: str) -> AccesError:
    return AccesError(
        f"« {hote} » n'a pas prouvé qui il est : {why}.",
        "Rien ne lui a été envoyé. Vérifiez l'adresse, l'heure de ce poste et son antivirus ; "
        "sinon prévenez le partenaire.",
        "adresse",
    )


def certificat_refuse(hote: str, certificat: str, code: int | None = None) -> AccesError:
    """`code` : nginx accueille d'abord, et le dit ensuite d'une page."""
    if not certificat:
        return AccesError(
            f"« {hote} » demande un certificat, et aucun ne lui a été présenté.",
            "Choisissez le certificat de l'agence dans la configuration de ce partenaire.",
            "certificat",
            code=code,
        )
    return AccesError(
        f"« {hote} » refuse le certificat « {certificat} ».",
        "Vérifiez qu'il est encore valable, et que le partenaire l'a enregistré.",
        "certificat",
        code=code,
    )


def sans_entente(hote: str) -> AccesError:
    return AccesError(
        f"« {hote} » n'a aucun chiffrement en commun avec ce programme.",
        "Le serveur est trop ancien pour une liaison sûre : prévenez le partenaire.",
        "adresse",
    )


# --- Une réponse qui n'en est pas une -----------------------------------------------------------


def page_au_lieu(nom: str, code: int, incertain: bool) -> LiaisonError:
    return LiaisonError(
        f"{nom} a répondu une page au lieu de données.",
        "Il est peut-être en maintenance, ou l'accès à Internet demande une identification ; "
        "sinon, vérifiez son adresse. " + _REPRISE,
        code=code,
        incertain=incertain,
    )


def illisible(nom: str, code: int | None, incertain: bool) -> LiaisonError:
    """Un JSON coupé : celui d'un serveur qui s'arrête en cours de phrase."""
    return LiaisonError(
        f"La réponse de {nom} ne se lit pas : elle est incomplète.",
        _REPRISE,
        code=code,
        incertain=incertain,
    )


def trop_grande(nom: str, octets: int, code: int) -> ContratError:
    return ContratError(
        f"{nom} a répondu plus de {octets >> 10} Ko : la réponse n'a pas été lue.", code=code
    )


def champ_absent(nom: str, champ: str) -> ContratError:
    return ContratError(f"La réponse de {nom} n'a pas la forme convenue : « {champ} » y manque.")


# --- Une redirection ----------------------------------------------------------------------------


def ailleurs(nom: str, hote: str) -> AccesError:
    return AccesError(
        f"{nom} renvoie vers un autre serveur, « {hote} » : nos identifiants n'y sont pas partis.",
        "Demandez sa nouvelle adresse au partenaire, et corrigez-la.",
        "adresse",
    )


def redirection(nom: str, code: int) -> ContratError:
    return ContratError(f"{nom} redirige la demande sans dire où, ou sans fin.", code=code)


# --- Un refus en bonne forme --------------------------------------------------------------------


def de_reponse(
    nom: str, code: int, dit: str, contenu: object, reprendre_dans: float | None, ecrit: bool
) -> UserError:
    """L'erreur d'une réponse qui n'est pas un succès. `dit` : ce qu'en dit le partenaire, sans
    secret ; `ecrit` : la demande changeait quelque chose chez lui."""
    said = f" : « {dit} »" if dit else ""
    if code == 429:
        return LiaisonError(
            f"{nom} reçoit trop de demandes{said}.",
            _dans(reprendre_dans) + _REPRISE,
            code=code,
            reprendre_dans=reprendre_dans,
        )
    if code in _PANNES or (code >= 500 and code not in _BOGUES | _ACCES):
        return LiaisonError(
            f"{nom} est en panne (réponse {code}){said}.",
            _dans(reprendre_dans) + _REPRISE,
            code=code,
            reprendre_dans=reprendre_dans,
            incertain=ecrit and code not in _PAS_FAIT,
        )
    if code == 401:
        return AccesError(
            f"{nom} refuse nos identifiants{said}.",
            "Vérifiez-les dans la configuration de ce partenaire.",
            code=code,
            contenu=contenu,
        )
    if code in _ACCES:
        return AccesError(
            f"{nom} refuse l'accès (réponse {code}){said}.",
            "Vérifiez auprès du partenaire les droits de ce compte.",
            code=code,
        )
    if code in _BOGUES or code < 400:
        return ContratError(f"{nom} n'attendait pas cette demande (réponse {code}){said}.",
                            code=code)  # fmt: skip
    return RefusError(
        f"{nom} a refusé (réponse {code}){said}.",
        "Corrigez ce qu'il dit, puis réessayez.",
        code=code,
        contenu=contenu,
    )


def _dans(secondes: float | None) -> str:
    if not secondes:
        return ""
    return f"Il demande d'attendre {attente_dite(secondes)}. "


def attente_dite(secondes: float) -> str:
    """« 40 secondes », « 12 minutes »."""
    if secondes < 90:
        return f"{secondes:.0f} secondes"
    return f"{secondes / 60:.0f} minutes"
