"""Le courrier d'un événement : ce qu'il peut dire de ses fiches liées, et ce qui lui manque.

Les mêmes variables pour tous : un locataire, un propriétaire, un copropriétaire, un tiers. Une
fiche que l'événement ne lie pas laisse les siennes sans valeur ; qui écrit en est averti.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lsc_desktop.base.dates import date_fr, jour_dit
from lsc_desktop.base.money import euros
from lsc_desktop.base.text import enumerer, nom_complet
from lsc_desktop.domain.textes.balisage import analyser, ecrire, sans_marques
from lsc_desktop.domain.textes.variables import Variable, nommees, remplir

VARIABLES = (
    Variable("[Courrier]Date", "la date de l'événement", "25/10/2021"),
    Variable("[Courrier]Jour", "la même, en lettres", "lundi 25 octobre 2021"),
    Variable("[Courrier]Objet", "l'objet", "Assurance de votre logement"),
    Variable("[Tiers]Appel", "comment s'adresser à lui", "Madame"),
    Variable("[Tiers]Civilite", "sa civilité, telle qu'à sa fiche", "Mademoiselle"),
    Variable("[Tiers]Nom", "son nom", "LOCATAIRE"),
    Variable("[Tiers]Prenom", "son prénom", "Elsa"),
    Variable("[Tiers]Identite", "civilité, prénom et nom", "Mademoiselle Elsa LOCATAIRE"),
    Variable("[Tiers]Code", "son code", "LOCATAIREELSA"),
    Variable("[Tiers]Adresse", "où on lui écrit", "2 rue Lafayette - 54000 - NANCY"),
    Variable("[Tiers]Courriel", "son adresse électronique", "elsa@exemple.fr"),
    Variable("[Tiers]Telephone", "son téléphone, à défaut son portable", "03 83 00 00 00"),
    Variable("[Immeuble]Code", "le code de l'immeuble", "LAFAYETTE"),
    Variable("[Immeuble]Nom", "son nom", "Résidence Lafayette"),
    Variable("[Immeuble]Adresse", "son adresse", "2 rue Lafayette - 54000 - NANCY"),
    Variable("[Lot]Code", "le code de gestion du lot", "LAFAYETTE/002"),
    Variable("[Lot]Type", "ce qu'il est", "T2"),
    Variable("[Lot]Adresse", "son adresse, à défaut celle de l'immeuble", "2 rue Lafayette…"),
    Variable("[Lot]Proprietaire", "à qui il est", "Abel LEPITRE"),
    Variable("[Bail]Reference", "la référence du bail", "B-2019-004"),
    Variable("[Bail]Debut", "son premier jour", "01/01/2019"),
    Variable("[Bail]Fin", "son dernier jour", "31/12/2021"),
    Variable("[Bail]Entree", "le premier quittancement", "01/01/2019"),
    Variable("[Bail]Depart", "le départ, ou la fin du préavis", "30/11/2021"),
    Variable("[Bail]Loyer", "les lignes de loyer d'un appel", "350,00 €"),
    Variable("[Bail]Quittance", "tout ce qu'un appel demande", "400,00 €"),
    Variable("[Bail]Depot", "le dépôt de garantie", "350,00 €"),
    Variable("[Compte]Numero", "celui du locataire, du mandat, du copropriétaire", "81ELLOCATA"),
    Variable("[Compte]Solde", "son solde ; négatif, il doit", "-350,00 €"),
    Variable("[Compte]Doit", "ce qu'il doit ; sans valeur s'il ne doit rien", "350,00 €"),
    Variable("[Mandat]Numero", "le mandat de gérance", "102"),
    Variable("[Mandat]Debut", "son premier jour", "01/01/2010"),
    Variable("[Mandat]Proprietaire", "le mandant", "Abel LEPITRE"),
    Variable("[Copropriete]Syndicat", "le syndicat des copropriétaires", "S001 Syndicat Gilbert"),
    Variable("[Copropriete]Lots", "les lots qu'il y tient", "011, 112"),
    Variable("[Dossier]Numero", "le dossier de l'événement", "0152"),
    Variable("[Dossier]Libelle", "son libellé", "Dégât des eaux"),
    Variable("[Dossier]Type", "son type", "Sinistre"),
    Variable("[Agence]Nom", "l'agence", "Agence Crypto"),
    Variable("[Agence]Adresse", "son adresse", "1 place Stanislas - 54000 - NANCY"),
    Variable("[Agence]Telephone", "son téléphone", "03 83 11 11 11"),
    Variable("[Agence]Courriel", "son adresse électronique", "agence@exemple.fr"),
    Variable("[Agence]Auteur", "qui a écrit l'événement", "Martine"),
)  # fmt: skip
NOMS = frozenset(variable.nom for variable in VARIABLES)


def famille(nom: str) -> str:
    """« Tiers », de « [Tiers]Nom » : la fiche que lit cette variable."""
    return nom[1:].partition("]")[0]


# --- Ce que disent les fiches liées ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Personne:
    code: str = ""
    civilite: str = ""
    prenom: str = ""
    nom: str = ""
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Lieu:
    """Un immeuble ou un lot ; `nom` : celui de l'immeuble, le type du lot."""

    code: str = ""
    nom: str = ""
    adresse: str = ""
    proprietaire: str = ""


@dataclass(frozen=True, slots=True)
class Bail:
    """`loyer` et `quittance` : par appel, au jour de travail ; zéro d'un locataire parti."""

    reference: str
    debut: dt.date
    fin: dt.date | None
    entree: dt.date
    depart: dt.date | None
    loyer: Decimal
    quittance: Decimal
    depot: Decimal | None


@dataclass(frozen=True, slots=True)
class CompteTenu:
    """`solde` : crédit − débit, négatif il doit (seed L2770)."""

    numero: str
    solde: Decimal


@dataclass(frozen=True, slots=True)
class MandatConfie:
    numero: str
    debut: dt.date
    proprietaire: str


@dataclass(frozen=True, slots=True)
class Syndicat:
    """`lots` : ceux que le destinataire y tient, au jour de travail."""

    nom: str
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Affaire:
    numero: str
    libelle: str
    type_dossier: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Tout ce qu'un courrier peut dire, d'après les fiches que l'événement lie."""

    le: dt.date | None = None
    objet: str = ""
    auteur: str = ""
    agence: Personne = Personne()
    tiers: Personne | None = None
    immeuble: Lieu | None = None
    lot: Lieu | None = None
    bail: Bail | None = None
    compte: CompteTenu | None = None
    mandat: MandatConfie | None = None
    syndicat: Syndicat | None = None
    dossier: Affaire | None = None


# --- Les dire -------------------------------------------------------------------------------------

_APPELS = {
    "Mademoiselle": "Madame",  # les courriers ne distinguent plus
    "Monsieur et Madame": "Madame, Monsieur",
    "Société": "Madame, Monsieur",
    "SCI": "Madame, Monsieur",
    "Indivision": "Madame, Monsieur",
    "Succession": "Madame, Monsieur",
    "Association": "Madame, Monsieur",
    "": "Madame, Monsieur",
}


def valeurs(situation: Situation) -> dict[str, str]:
    """Chaque variable, et ce qu'elle devient ; vide si les fiches liées ne le disent pas."""
    s = situation
    found = dict.fromkeys(NOMS, "")
    found |= {
        "[Courrier]Date": date_fr(s.le),
        "[Courrier]Jour": jour_dit(s.le) if s.le else "",
        "[Courrier]Objet": s.objet,
        "[Agence]Nom": s.agence.nom,
        "[Agence]Adresse": s.agence.adresse,
        "[Agence]Telephone": s.agence.telephone,
        "[Agence]Courriel": s.agence.courriel,
        "[Agence]Auteur": s.auteur,
    }
    for part in (_tiers(s.tiers), _lieux(s), _bail(s.bail), _compte(s.compte), _autres(s)):
        found |= part
    return found


def _tiers(who: Personne | None) -> dict[str, str]:
    if who is None:
        return {}
    return {
        "[Tiers]Appel": _APPELS.get(who.civilite, who.civilite),
        "[Tiers]Civilite": who.civilite,
        "[Tiers]Nom": who.nom,
        "[Tiers]Prenom": who.prenom,
        "[Tiers]Identite": nom_complet(who.prenom, who.nom, who.civilite),
        "[Tiers]Code": who.code,
        "[Tiers]Adresse": who.adresse,
        "[Tiers]Courriel": who.courriel,
        "[Tiers]Telephone": who.telephone,
    }


def _lieux(s: Situation) -> dict[str, str]:
    building, flat = s.immeuble or Lieu(), s.lot or Lieu()
    return {
        "[Immeuble]Code": building.code,
        "[Immeuble]Nom": building.nom,
        "[Immeuble]Adresse": building.adresse,
        "[Lot]Code": flat.code,
        "[Lot]Type": flat.nom,
        "[Lot]Adresse": flat.adresse,
        "[Lot]Proprietaire": flat.proprietaire,
    }


def _bail(bail: Bail | None) -> dict[str, str]:
    if bail is None:
        return {}
    return {
        "[Bail]Reference": bail.reference,
        "[Bail]Debut": date_fr(bail.debut),
        "[Bail]Fin": date_fr(bail.fin),
        "[Bail]Entree": date_fr(bail.entree),
        "[Bail]Depart": date_fr(bail.depart),
        "[Bail]Loyer": euros(bail.loyer) if bail.loyer else "",
        "[Bail]Quittance": euros(bail.quittance) if bail.quittance else "",
        "[Bail]Depot": euros(bail.depot) if bail.depot else "",
    }


def _compte(compte: CompteTenu | None) -> dict[str, str]:
    if compte is None:
        return {}
    return {
        "[Compte]Numero": compte.numero,
        "[Compte]Solde": euros(compte.solde),
        "[Compte]Doit": euros(-compte.solde) if compte.solde < 0 else "",
    }


def _autres(s: Situation) -> dict[str, str]:
    found: dict[str, str] = {}
    if s.mandat is not None:
        found |= {
            "[Mandat]Numero": s.mandat.numero,
            "[Mandat]Debut": date_fr(s.mandat.debut),
            "[Mandat]Proprietaire": s.mandat.proprietaire,
        }
    if s.syndicat is not None:
        found |= {
            "[Copropriete]Syndicat": s.syndicat.nom,
            "[Copropriete]Lots": ", ".join(s.syndicat.lots),
        }
    if s.dossier is not None:
        found |= {
            "[Dossier]Numero": s.dossier.numero,
            "[Dossier]Libelle": s.dossier.libelle,
            "[Dossier]Type": s.dossier.type_dossier,
        }
    return found


def rediger(texte: str, valeurs: Mapping[str, str]) -> str:
    """Le texte riche, ses variables remplacées ; sans variable, le même, lettre pour lettre."""
    return ecrire(remplir(analyser(texte), valeurs)) if variables_de(texte) else texte


# --- Ce qui manque --------------------------------------------------------------------------------


def variables_de(*textes: str) -> tuple[str, ...]:
    """Les variables que nomment un texte riche et son objet, connues ou non."""
    return nommees("\n".join(map(sans_marques, textes)))


def absentes(noms: Sequence[str], valeurs: Mapping[str, str]) -> tuple[str, ...]:
    """Les variables qui n'existent pas, ou que ces fiches ne remplissent pas."""
    return tuple(name for name in noms if not valeurs.get(name, ""))


def a_signaler(noms: Sequence[str]) -> tuple[str, ...]:
    """Ce qui avertit qui écrit : les variables inconnues, puis celles qui n'ont pas de valeur."""
    unknown = [name for name in noms if name not in NOMS]
    empty = [name for name in noms if name in NOMS]
    found = []
    if len(unknown) == 1:
        found.append(f"Variable inconnue : {unknown[0]}. Le courrier l'imprimera telle quelle.")
    elif unknown:
        named = enumerer(unknown)
        found.append(f"Variables inconnues : {named}. Le courrier les imprimera telles quelles.")
    if empty:
        several = "s" * (len(empty) > 1)
        found.append(
            f"Variable{several} sans valeur : {enumerer(empty)}. Le courrier y laissera un blanc."
        )
    return tuple(found)
