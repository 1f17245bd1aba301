"""Les droits : un catalogue fermé. Un profil en accorde ; une commande en exige un.

Source : ecosystem C.3-20 (un droit par commande, données sensibles masquées). Un droit qu'aucun
écran n'exige, ou un écran qui exige un droit inconnu, est un défaut : un essai le voit.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lsc_desktop.base.errors import UserError


@dataclass(frozen=True, slots=True)
class Droit:
    """`suppose` : les droits sans lesquels celui-ci ne servirait à rien."""

    cle: str
    libelle: str
    groupe: str
    suppose: tuple[str, ...] = ()


VOIR_IBAN = "tiers.iban"
EXPORTER_LISTE, IMPRIMER_LISTE = "listes.exporter", "listes.imprimer"
HISTORIQUE, UTILISATEURS = "historique", "utilisateurs"


def _domaine(groupe: str, racine: str, *suite: tuple[str, str]) -> tuple[Droit, ...]:
    """Consulter d'abord ; tout le reste le suppose."""
    voir = f"{racine}.consulter"
    rest = (Droit(f"{racine}.{nom}", libelle, groupe, (voir,)) for nom, libelle in suite)
    return (Droit(voir, "Consulter", groupe), *rest)


DROITS: tuple[Droit, ...] = (
    *_domaine(
        "Tiers et propriétaires",
        "tiers",
        ("modifier", "Créer, modifier, désactiver"),
        ("supprimer", "Supprimer"),
        ("iban", "Voir et modifier les IBAN et BIC"),
    ),
    *_domaine(
        "Immeubles, lots et mandats",
        "biens",
        ("modifier", "Créer, modifier, désactiver"),
        ("supprimer", "Supprimer, retirer un document"),
    ),
    *_domaine(
        "Copropriétés",
        "coproprietes",
        ("modifier", "Créer, modifier, désactiver, saisir une mutation"),
        ("supprimer", "Supprimer, annuler une mutation"),
    ),
    *_domaine(
        "Registre des copropriétés",
        "registre",
        ("modifier", "Tenir les dossiers, préparer les déclarations"),
        ("declarer", "Déclarer au registre"),
    ),
    *_domaine(
        "Assemblées générales",
        "assemblees",
        ("preparer", "Préparer l'ordre du jour, convoquer"),
        ("tenir", "Saisir présences et votes"),
        ("clore", "Clore, rouvrir, notifier"),
        ("supprimer", "Supprimer une assemblée en préparation"),
    ),
    *_domaine(
        "Locataires",
        "locataires",
        ("modifier", "Créer, modifier, désactiver"),
        ("supprimer", "Supprimer"),
    ),
    *_domaine(
        "Quittancement",
        "quittancement",
        ("appeler", "Comptabiliser un appel de loyers"),
        ("imprimer", "Imprimer avis d'échéance et journal"),
    ),
    *_domaine(
        "Régularisations",
        "regularisations",
        ("preparer", "Ajouter, saisir et imprimer les fiches en attente"),
        ("quittancer", "Quittancer"),
        ("annuler", "Annuler une régularisation quittancée"),
        ("supprimer", "Supprimer une fiche en attente"),
    ),
    *_domaine(
        "Comptabilité",
        "comptabilite",
        ("modifier", "Créer et modifier comptes, journaux, entités, codes, dépenses"),
        ("contrepasser", "Contre-passer une pièce"),
        ("supprimer", "Supprimer compte, entité, code ou dépense"),
    ),
    *_domaine(
        "Événements",
        "evenements",
        ("modifier", "Créer et modifier"),
        ("publier", "Publier et dépublier"),
        ("supprimer", "Supprimer"),
    ),
    *_domaine(
        "Planning",
        "planning",
        ("modifier", "Prendre, changer, annuler un rendez-vous"),
        ("supprimer", "Supprimer un rendez-vous"),
    ),
    *_domaine(
        "Publication",
        "publications",
        ("lancer", "Publier maintenant, interrompre"),
        ("regler", "Classeurs, droits, cibles et réglages de l'extranet"),
        ("acces", "Voir et engendrer les identifiants du Service Client"),
    ),
    *_domaine(
        "Partenaires",
        "partenaires",
        ("envoyer", "Envoyer, réessayer, abandonner un envoi"),
        ("regler", "Configurer les partenaires, valider une licence"),
    ),
    *_domaine("Devis Lovys", "lovys", ("demander", "Demander un devis, réessayer")),
    *_domaine(
        "Annonces",
        "annonces",
        ("publier", "Examiner les lots, publier maintenant"),
        ("regler", "Réglages et portails"),
    ),
    *_domaine("Services système", "services", ("lancer", "Lancer maintenant")),
    *_domaine("Traitements", "traitements", ("conduire", "Reprendre, interrompre, abandonner")),
    Droit(EXPORTER_LISTE, "Ouvrir une liste dans Excel, la copier", "Listes"),
    Droit(IMPRIMER_LISTE, "Imprimer une liste", "Listes"),
    Droit("configuration", "Configuration gérance", "Administration"),
    Droit(
        "registre.regler",
        "Registre des copropriétés : certificats, contrat, permission d'appeler",
        "Administration",
        ("registre.consulter",),
    ),
    Droit(
        "planning.regler",
        "Planning : compte Zoom de l'agence",
        "Administration",
        ("planning.consulter",),
    ),
    Droit(
        "lovys.regler",
        "Devis Lovys : compte de l'agence",
        "Administration",
        ("lovys.consulter",),
    ),
    Droit(UTILISATEURS, "Utilisateurs, profils et mots de passe", "Administration"),
    Droit("connexions", "Journal des connexions", "Administration"),
    Droit(HISTORIQUE, "Historique des modifications", "Administration"),
    Droit("sauvegarder", "Sauvegarder et régler les sauvegardes", "Administration"),
    Droit("restaurer", "Restaurer une sauvegarde", "Administration"),
    Droit("importer", "Importer un portefeuille", "Administration"),
    Droit("exporter", "Exporter le portefeuille", "Administration", (VOIR_IBAN,)),
)
PAR_CLE = {droit.cle: droit for droit in DROITS}
TOUS = frozenset(PAR_CLE)


def completer(droits: Iterable[str]) -> frozenset[str]:
    """Ces droits et ceux qu'ils supposent ; un droit que le programme ne connaît plus tombe."""
    found: set[str] = set()
    waiting = [cle for cle in droits if cle in PAR_CLE]
    while waiting:
        cle = waiting.pop()
        if cle not in found:
            found.add(cle)
            waiting += PAR_CLE[cle].suppose
    return frozenset(found)


def libelle(cle: str) -> str:
    """« Régularisations : Quittancer »."""
    droit = PAR_CLE.get(cle)
    return f"{droit.groupe} : {droit.libelle}" if droit else cle


def permet(droits: frozenset[str] | None, cle: str) -> bool:
    """Vrai si ce droit est accordé. `droits` à `None` : tous ; `cle` vide : rien n'est exigé."""
    return not cle or droits is None or cle in droits


def exiger(droits: frozenset[str] | None, cle: str) -> None:
    """Lève `UserError`, qui nomme le droit à demander, s'il n'est pas accordé."""
    if not permet(droits, cle):
        raise UserError(
            "Votre profil ne le permet pas.",
            f"Demandez à un administrateur le droit « {libelle(cle)} ».",
        )


# --- Profils livrés -----------------------------------------------------------------------------

_CONSULTER = frozenset(cle for cle in TOUS if cle.endswith(".consulter"))
_METIER = frozenset(d.cle for d in DROITS if d.groupe not in ("Administration", "Comptabilité"))


@dataclass(frozen=True, slots=True)
class ProfilLivre:
    """Un profil proposé à l'agence, qui le change comme elle veut."""

    nom: str
    note: str
    droits: Collection[str] = ()
    administrateur: bool = False


PROFILS: tuple[ProfilLivre, ...] = (
    ProfilLivre("Administrateur", "Tous les droits, y compris ceux à venir.", administrateur=True),
    ProfilLivre(
        "Gestionnaire",
        "Tient le portefeuille : fiches, appels, régularisations, courriers.",
        completer({*_METIER, "comptabilite.consulter", HISTORIQUE}),
    ),
    ProfilLivre(
        "Comptable",
        "Tient les comptes : appels, encaissements, contre-passations ; lit le reste.",
        completer(
            {
                *_CONSULTER, "tiers.iban", "quittancement.appeler", "quittancement.imprimer",
                "regularisations.quittancer", "regularisations.annuler", "comptabilite.modifier",
                "comptabilite.contrepasser", "traitements.conduire",
                EXPORTER_LISTE, IMPRIMER_LISTE, HISTORIQUE,
            }
        ),
    ),
    ProfilLivre(
        "Accueil",
        "Renseigne au téléphone, prend les rendez-vous, note les événements ; ni IBAN, ni "
        "comptabilité.",
        completer(
            {
                "tiers.consulter", "biens.consulter", "locataires.consulter",
                "quittancement.consulter", "evenements.modifier", "planning.modifier",
                IMPRIMER_LISTE,
            }
        ),
    ),
)  # fmt: skip
