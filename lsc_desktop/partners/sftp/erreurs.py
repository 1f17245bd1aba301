"""Ce que dit un partenaire, ou son silence, en phrases de la maison."""

from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.sftp import wire


class CleHoteError(AccesError):
    """La clé du serveur n'est pas celle qu'on attend ; rien ne lui a été envoyé.

    `empreinte` : celle qu'il présente, à confirmer par une personne puis à garder dans
    `Adresse.empreinte` ; `attendue` : celle qui était gardée, vide la première fois.
    """

    def __init__(self, hote: str, empreinte: str, attendue: str = "") -> None:
        if attendue:
            title = (
                f"La clé du serveur « {hote} » a changé : il présente {empreinte}, "
                f"et {attendue} était attendue."
            )
            advice = (
                "Rien n'a été envoyé. Demandez au partenaire s'il a changé de clé ; ne confirmez "
                "la nouvelle que s'il vous donne la même empreinte."
            )
        else:
            title = f"Le serveur « {hote} » n'est pas encore connu. Sa clé est {empreinte}."
            advice = (
                "Comparez cette empreinte à celle que le partenaire vous a donnée, "
                "puis confirmez-la."
            )
        super().__init__(title, advice, "empreinte")
        self.empreinte, self.attendue = empreinte, attendue


_REPRISE = "Ce qui est déjà déposé le reste : l'envoi reprendra où il en était."


def connexion_refusee(hote: str, port: int) -> LiaisonError:
    return LiaisonError(
        f"« {hote} » refuse la connexion (port {port}).",
        "Vérifiez l'adresse et le port ; le serveur est peut-être arrêté. " + _REPRISE,
    )


def nom_inconnu(hote: str) -> LiaisonError:
    return LiaisonError(
        f"« {hote} » est introuvable.",
        "Vérifiez le nom du serveur et la connexion à Internet. " + _REPRISE,
    )


def muet(hote: str, secondes: float) -> LiaisonError:
    return LiaisonError(f"« {hote} » ne répond plus depuis {secondes:.0f} secondes.", _REPRISE)


def injoignable(hote: str, why: str) -> LiaisonError:
    return LiaisonError(f"« {hote} » n'a pas pu être joint : {why}.", _REPRISE)


def coupure(hote: str) -> LiaisonError:
    return LiaisonError(f"La liaison avec « {hote} » a été coupée.", _REPRISE)


def pas_du_sftp(hote: str, port: int) -> AccesError:
    return AccesError(
        f"« {hote} » répond sur le port {port}, mais pas en SFTP.",
        "Vérifiez l'adresse et le port, et que le partenaire a ouvert le service SFTP.",
    )


def sans_entente(hote: str) -> AccesError:
    return AccesError(
        f"« {hote} » n'a aucun chiffrement en commun avec ce programme.",
        "Le serveur est trop ancien pour une liaison sûre : prévenez le partenaire.",
    )


def mot_de_passe_refuse(hote: str, utilisateur: str) -> AccesError:
    return AccesError(
        f"« {hote} » refuse le mot de passe de « {utilisateur} ».",
        "Saisissez-le de nouveau, ou demandez-en un autre au partenaire.",
        "mot_de_passe",
    )


def cle_refusee(hote: str, utilisateur: str) -> AccesError:
    return AccesError(
        f"« {hote} » refuse la clé de « {utilisateur} ».",
        "Vérifiez que le partenaire a enregistré la clé publique de ce compte.",
        "cle",
    )


def cle_illisible() -> AccesError:
    return AccesError(
        "La clé privée ne se lit pas.",
        "Donnez une clé au format OpenSSH ou PEM, et la phrase secrète qui l'ouvre.",
        "cle",
    )


def dossier_absent(hote: str, dossier: str) -> AccesError:
    return AccesError(
        f"Le dossier « {dossier} » n'existe pas sur « {hote} ».",
        "Corrigez le dossier de dépôt, ou demandez au partenaire de le créer.",
        "dossier",
    )


def dossier_interdit(hote: str, dossier: str) -> AccesError:
    return AccesError(
        f"« {hote} » refuse l'accès au dossier « {dossier} ».",
        "Demandez au partenaire d'ouvrir ce dossier en écriture à votre compte.",
        "dossier",
    )


def fichier_interdit(hote: str, nom: str) -> RefusedError:
    return RefusedError(
        f"« {hote} » ne laisse pas lire « {nom} ».",
        "Demandez au partenaire d'ouvrir ce fichier en lecture à votre compte.",
    )


def retrait_interdit(hote: str, nom: str) -> RefusedError:
    return RefusedError(
        f"« {hote} » ne laisse pas retirer « {nom} ».",
        "Demandez au partenaire d'ouvrir ce dossier en écriture à votre compte, ou n'effacez plus "
        "ce qui est relevé.",
    )


# --- Ce fichier -----------------------------------------------------------------------------------


class DisquePleinError(TemporaryError):
    """Inutile d'envoyer aussi gros tant que la place n'est pas faite."""

    def __init__(self, nom: str) -> None:
        super().__init__(
            f"« {nom} » n'a pas pu être déposé : le disque du serveur est plein.",
            "Prévenez le partenaire ; le fichier partira à la prochaine publication.",
        )


def source(nom: str, why: str) -> UserError:
    """`why` : pourquoi il ne se lit pas ; vide s'il se lit mais a changé."""
    if not why:
        return TemporaryError(
            f"Le fichier à déposer sous « {nom} » a changé pendant la publication.",
            "Il n'a pas été déposé ; il partira à la prochaine.",
        )
    return RefusedError(
        f"Le fichier à déposer sous « {nom} » ne se lit pas : {why}.",
        "Retrouvez le document, ou retirez-le de la publication.",
    )


def taille_fausse(nom: str, voulue: int, trouvee: int) -> UserError:
    return TemporaryError(
        f"« {nom} » est arrivé incomplet : {trouvee} octets au lieu de {voulue}.",
        "Il n'a pas été mis en place ; il partira à la prochaine publication.",
    )


def refus(nom: str, code: int, message: str) -> UserError:
    """La phrase d'un refus qui ne vaut que pour ce fichier."""
    start = f"« {nom} » n'a pas pu être déposé : "
    if code in (wire.NO_SPACE, wire.QUOTA):
        return DisquePleinError(nom)
    if code == wire.PERMISSION_DENIED:
        return RefusedError(
            start + "le serveur en refuse le droit.",
            "Demandez au partenaire d'ouvrir ce dossier en écriture à votre compte.",
        )
    if code == wire.NO_SUCH_FILE:
        return RefusedError(
            start + "son dossier n'existe plus sur le serveur.",
            "Demandez au partenaire de le recréer.",
        )
    said = f" (« {message} »)" if message else ""
    return TemporaryError(
        start + f"le serveur a échoué{said}.", "Il partira à la prochaine publication."
    )
