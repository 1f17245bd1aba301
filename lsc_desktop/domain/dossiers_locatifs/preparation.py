"""Ce qu'un dossier importé devient : des tiers et, sous mandat, un locataire (seed L2773-2788)."""

from collections.abc import Mapping
from datetime import date, timedelta

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.money import ZERO, euros
from lsc_desktop.domain.dossiers_locatifs.rattachement import premier_prenom
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    CANDIDAT,
    GARANT,
    NAISSANCE,
    DossierLocatifDraft,
    PersonneLigne,
)
from lsc_desktop.domain.locataires import (
    ColocataireLigne,
    GarantLigne,
    LigneTableauDraft,
    LocataireDraft,
)
from lsc_desktop.domain.tiers import Donnee, TiersDraft

_PORTABLE = ("06", "07")


def tiers_de(personne: PersonneLigne) -> TiersDraft:
    """La fiche d'une personne que l'agence ne connaît pas ; sa naissance et ses prénoms vont aux
    données complémentaires."""
    first = premier_prenom(personne.prenoms)
    phone = "".join(c for c in personne.telephone if c.isdigit() or c == "+")
    mobile = phone.replace("+33", "0", 1).startswith(_PORTABLE)
    more = (
        (NAISSANCE, date_fr(personne.naissance) if personne.naissance else ""),
        ("Prénoms", personne.prenoms if personne.prenoms != first else ""),
        ("Profession", personne.profession),
    )
    return TiersDraft(
        civilite=personne.civilite,
        nom=personne.nom.strip(),
        prenom=first,
        adresse1=personne.adresse1,
        adresse2=personne.adresse2,
        adresse3=personne.adresse3,
        code_postal=personne.code_postal,
        ville=personne.ville,
        pays=personne.pays,
        telephone="" if mobile else personne.telephone,
        portable=personne.telephone if mobile else "",
        courriel=personne.courriel.strip(),
        donnees=[Donnee(libelle=label, valeur=value) for label, value in more if value],
    )


def locataire_de(
    draft: DossierLocatifDraft, tiers: Mapping[int, int], codes: Mapping[str, int]
) -> LocataireDraft:
    """La fiche locataire. `tiers` : rang de la personne → son tiers ; `codes` : « loyer » et
    « provisions » → leur code fiscalité.

    Les honoraires ne vont pas au tableau : ce n'est pas un loyer, ils ne sont dus qu'une fois.
    """
    who = list(enumerate(draft.personnes))
    candidats = [tiers[rank] for rank, one in who if one.role == CANDIDAT]
    cautions = [tiers[rank] for rank, one in who if one.role == GARANT]
    amounts = {"loyer": draft.loyer_cc - draft.charges, "provisions": draft.charges}
    return LocataireDraft(
        tiers_id=candidats[0],
        lot_id=draft.lot_id,
        bail_du=draft.bail_du,
        bail_au=echeance_de(draft.bail_du, draft.duree_mois),
        premier_quittancement=draft.bail_du,
        depot_garantie=draft.depot_garantie or None,
        note=note_de(draft),
        colocataires=[ColocataireLigne(tiers_id=one) for one in candidats[1:]],
        garants=[GarantLigne(tiers_id=one) for one in cautions],
        lignes=[
            LigneTableauDraft(code_fiscalite_id=codes[what], montant=amount)
            for what, amount in amounts.items()
            if what in codes and amount > ZERO
        ],
    )


def echeance_de(debut: date | None, duree_mois: int | None) -> date | None:
    """Le dernier jour du bail, la veille du même quantième ; celui du mois, s'il n'y est pas
    (un an du 29/02/2024 finit le 28/02/2025)."""
    if debut is None or duree_mois is None:
        return None
    end = plus_mois(debut, duree_mois)
    return end - timedelta(days=1) if end.day == debut.day else end


def note_de(draft: DossierLocatifDraft) -> str:
    """« Dossier locatif 123 (CLAC). Honoraires : 350,00 €, dont état des lieux 45,00 €. »"""
    said = [f"Dossier locatif {draft.numero} (CLAC)."]
    if draft.honoraires:
        part = f", dont état des lieux {euros(draft.part_edl)}" if draft.part_edl else ""
        said.append(f"Honoraires : {euros(draft.honoraires)}{part}.")
    return " ".join(said)


def objet_de(draft: DossierLocatifDraft) -> str:
    """L'objet de l'événement qui garde les pièces."""
    return f"Dossier locatif {draft.numero}"
