"""Où en est une copropriété au registre, en quelques phrases, pour sa fiche."""

from dataclasses import dataclass
from datetime import date

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.domain.registre.choix import RATTACHEMENTS
from lsc_desktop.domain.registre.controles import BLOQUANT, GRAVITES
from lsc_desktop.domain.registre.dossier import ConstatLigne, DossierDraft
from lsc_desktop.domain.registre.fiche_synthetique import VALIDITE
from lsc_desktop.domain.registre.numero import dans_un_acte, numero_possible


@dataclass(frozen=True, slots=True)
class Apercu:
    """Une phrase par question. `manques` : ce qui empêche la prochaine déclaration."""

    numero: str
    rattachement: str
    dates: str
    derniere: str
    echeance: str
    synthese: str
    manques: tuple[ConstatLigne, ...]


@dataclass(frozen=True, slots=True)
class Derniere:
    """La déclaration la plus récente de la copropriété : sa démarche et son état, tels qu'on les
    lit, et le jour où elle a été faite, ou préparée."""

    demarche: str
    etat: str
    le: date


def apercevoir(draft: DossierDraft, derniere: Derniere | None, synthese_le: date | None) -> Apercu:
    """`draft` : le dossier, ses contrôles faits ; `synthese_le` : le jour de sa fiche synthétique
    gardée."""
    last = "Aucune déclaration"
    if derniere is not None:
        last = f"{derniere.demarche} : {derniere.etat.lower()} le {date_fr(derniere.le)}"
    return Apercu(
        _numero(draft.immatriculation),
        dict(RATTACHEMENTS).get(draft.rattachement, draft.rattachement),
        _dates(draft),
        last,
        draft.echeance,
        _synthese(synthese_le, draft.jour),
        tuple(one for one in draft.constats if one.gravite == GRAVITES[BLOQUANT]),
    )


def _numero(texte: str) -> str:
    if not texte:
        return "Aucun : à demander au registre, ou à chercher dans ses données ouvertes"
    if not numero_possible(texte):
        return f"« {texte} » n'est pas un numéro : deux lettres et sept chiffres"
    return dans_un_acte(texte)


def _dates(draft: DossierDraft) -> str:
    parts = (
        f"immatriculée le {date_fr(draft.immatriculee_le)}" if draft.immatriculee_le else "",
        f"mise à jour le {date_fr(draft.maj_le)}" if draft.maj_le else "",
        f"mandat jusqu'au {date_fr(draft.mandat_au)}" if draft.mandat_au else "",
    )
    said = " ; ".join(part for part in parts if part)
    return said[:1].upper() + said[1:] if said else "Aucune date au dossier"


def _synthese(le: date | None, jour: date) -> str:
    if le is None:
        return "Jamais établie"
    end = plus_mois(le, VALIDITE)
    if end <= jour:
        return f"Du {date_fr(le)} : à refaire, elle a plus d'un an"
    return f"Du {date_fr(le)}, à refaire le {date_fr(end)}"
