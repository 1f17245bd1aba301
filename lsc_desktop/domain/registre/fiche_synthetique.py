"""La fiche synthétique d'une copropriété (loi 65-557 art. 8-2, décret 2016-1822).

Ses six rubriques, dans l'ordre du décret (registre 6.5), disent le dossier au registre tel qu'il se
déclarerait ce jour-là (D51). Une donnée que la base n'a pas se dit « Non renseigné » : la fiche se
joint à une promesse de vente, rien n'y est supposé.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.registre.choix import COLLECTIF, MIXTE, NON_IMMATRICULEE
from lsc_desktop.domain.registre.correspondance import Ligne, a_declarer, en_donnees
from lsc_desktop.domain.registre.demarches import IMMATRICULATION
from lsc_desktop.domain.registre.dossier import DossierDraft
from lsc_desktop.domain.registre.montrer import montrer
from lsc_desktop.domain.registre.numero import dans_un_acte, numero_possible

TITRE = "Fiche synthétique de la copropriété"
FICHIER = "Fiche_synthetique.pdf"
MODELE = "Fiche synthétique"  # le modèle de ses événements
CLASSEUR = "Divers"  # que lisent les copropriétaires (extranet-partners 2.4, A2)
CODE_LEGAL = "A2"  # sa ligne des documents obligatoires (décret 2019-502 art. 1)
NON_RENSEIGNE = "Non renseigné"
AUCUN_CONNU = "Aucun connu"  # une donnée que le décret ne demande que si elle existe
VALIDITE = 12  # mois : elle se met à jour chaque année (loi art. 8-2)


@dataclass(frozen=True, slots=True)
class Fait:
    """Une ligne de la fiche. `manque` : la donnée est due, et la base ne l'a pas."""

    libelle: str
    valeur: str
    manque: bool = False


@dataclass(frozen=True, slots=True)
class FicheSynthetique:
    """Ce que dit la fiche, sans qui la délivre ni quand. `rubriques` : (titre, faits)."""

    syndicat: str
    syndic: str
    rubriques: tuple[tuple[str, tuple[Fait, ...]], ...]

    @property
    def manques(self) -> tuple[str, ...]:
        """Les libellés des données dues que la base n'a pas."""
        return tuple(one.libelle for _title, facts in self.rubriques for one in facts if one.manque)


def dresser(draft: DossierDraft, jour: date) -> FicheSynthetique:
    """La fiche de ce dossier, au régime du jour."""
    lines = {line.donnee.nom: line for line in a_declarer(IMMATRICULATION, draft, jour)}
    values = en_donnees(tuple(lines.values()))
    dits = _Dits(lines, values)
    return FicheSynthetique(
        montrer("nom_usage", values.get("nom_usage")) or draft.nom,
        draft.connu.syndic_nom,
        (
            ("Identification de la copropriété", tuple(_identification(draft, dits))),
            ("Identité du syndic ou de l'administrateur provisoire", tuple(_syndic(draft, dits))),
            ("Organisation juridique", dits.de("nature", "immat_principal")),
            ("Caractéristiques techniques", tuple(_technique(draft, dits))),
            ("Équipements", tuple(_equipements(draft, dits))),
            ("Caractéristiques financières", tuple(_finances(draft, dits))),
        ),
    )


def empreinte(fiche: FicheSynthetique) -> str:
    """La même pour deux fiches qui disent la même chose, le jour où on les délivre mis à part."""
    return sha256(repr(fiche).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Dits:
    lines: dict[str, Ligne]
    values: dict[str, Any]

    def de(self, *noms: str) -> tuple[Fait, ...]:
        """Ces données, sans celles qui ne se demandent pas de cette copropriété-là."""
        return tuple(self.fait(nom) for nom in noms if nom in self.lines)

    def fait(self, nom: str, *, obligatoire: bool = True) -> Fait:
        line = self.lines[nom]
        text = montrer(nom, self.values.get(nom))
        return _fait(line.donnee.libelle, text, obligatoire=obligatoire)


def _fait(libelle: str, valeur: str, *, obligatoire: bool = True) -> Fait:
    if valeur or not obligatoire:
        return Fait(libelle, valeur or AUCUN_CONNU)
    return Fait(libelle, NON_RENSEIGNE, manque=True)


def _identification(draft: DossierDraft, dits: _Dits) -> Iterator[Fait]:
    known = draft.connu
    yield dits.fait("nom_usage")
    place = f"{known.code_postal} {known.ville}".strip()
    whole = known.adresse and known.ville
    yield _fait("Adresse du syndicat", ", ".join((known.adresse, place)) if whole else "")
    more = "\n".join(dits.values.get("adresses", ()))
    yield _fait("Autres adresses des immeubles", more, obligatoire=False)
    yield _numero(draft)
    updated = date_fr(draft.maj_le) if draft.maj_le else ""
    yield _fait("Dernière mise à jour au registre", updated)
    yield dits.fait("date_reglement")
    yield dits.fait("siret_syndicat", obligatoire=False)


def _numero(draft: DossierDraft) -> Fait:
    label = "Numéro d'immatriculation au registre"
    if draft.immatriculation and numero_possible(draft.immatriculation):
        return Fait(label, dans_un_acte(draft.immatriculation))
    if not draft.immatriculation and draft.rattachement == NON_IMMATRICULEE:
        return Fait(label, "Copropriété non immatriculée", manque=True)
    return Fait(label, NON_RENSEIGNE, manque=True)


def _syndic(draft: DossierDraft, dits: _Dits) -> Iterator[Fait]:
    yield dits.fait("syndic_nom")
    yield _fait("Adresse du syndic", draft.connu.syndic_adresse)
    yield dits.fait("syndic_siret")
    yield dits.fait("cadre")


def _technique(draft: DossierDraft, dits: _Dits) -> Iterator[Fait]:
    """Un lot sans type ne se range dans aucun usage : les comptes par usage seraient faux."""
    known = draft.connu
    yield dits.fait("nb_lots")
    told = known.nb_lots > 0 and not known.sans_type
    for label, count in (
        ("Lots d'habitation", known.nb_habitation),
        ("Lots de bureaux et de commerces", known.nb_principaux - known.nb_habitation),
    ):
        yield _fait(label, str(count) if told else "")
    count = len(draft.batiments)
    yield _fait("Nombre de bâtiments", str(count) if count else "")
    yield dits.fait("periode")


def _equipements(draft: DossierDraft, dits: _Dits) -> Iterator[Fait]:
    yield dits.fait("chauffage")
    if draft.chauffage in (COLLECTIF, MIXTE):
        yield from dits.de("reseau_urbain", "energie")
    yield dits.fait("nb_ascenseurs")


def _finances(draft: DossierDraft, dits: _Dits) -> Iterator[Fait]:
    yield from dits.de("exercice_du", "exercice_au")
    if draft.premier_exercice:
        yield Fait("Comptes", "Premier exercice en cours : pas encore de comptes approuvés")
        return
    yield from dits.de(
        "ag_comptes_le", "charges_courantes", "charges_travaux", "dettes_fournisseurs"
    )
    if not draft.connu.petite:  # ni impayés ni débiteurs d'une petite copropriété (registre 6.5)
        yield from dits.de("impayes", "nb_debiteurs")
    yield from dits.de("fonds_travaux")
