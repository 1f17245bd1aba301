"""Copropriétaires : la personne, et son compte 450 dans l'entité du syndicat."""

from lsc_desktop.domain.comptabilite import COPROPRIETAIRE
from lsc_desktop.domain.coproprietes import CoproprietaireDraft, a_signaler
from lsc_desktop.domain.imports.controle.chantier import Chantier, lieu
from lsc_desktop.domain.imports.controle.coproprietes import copropriete_de
from lsc_desktop.domain.imports.controle.personnes import trouver_ou_creer
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import CoproprietaireConnu, CoproprieteConnue, valeurs

_NOMS = {"copropriete_id": "immeuble", "tiers_id": "nom", "compte_id": "compte"}
_DU_TIERS = ("nom", "note")  # ces champs-là sont ceux de la personne, pas du compte


def controler_coproprietaire(chantier: Chantier, rangee: Rangee) -> None:
    """Un compte de copropriétaire ; une personne en a parfois plusieurs (seed L2322-2333).

    Sans compte, la personne est reconnue à elle-même : elle n'en reçoit jamais un second.
    """
    copropriete = copropriete_de(chantier, rangee)
    if not rangee.get("nom"):
        return
    tiers_id = trouver_ou_creer(chantier, rangee, "tiers")
    if copropriete is None:
        return
    found = _deja(chantier, rangee, copropriete, tiers_id)
    if found is not None and found.id > 0:
        chantier.connue(rangee, "nom")
    elif found is not None:
        first = chantier.ou["copropriétaire", found.id]
        chantier.faute(
            rangee, "compte",
            f"Ce copropriétaire est déjà annoncé {lieu(first, rangee)} : un second compte se dit "
            "par son numéro.",
        )  # fmt: skip
    else:
        _inscrire(chantier, rangee, copropriete, tiers_id)


def _deja(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue, tiers_id: int
) -> CoproprietaireConnu | None:
    """Celui de ce compte, s'il est à cette personne ; sans compte, le premier qu'elle a ici."""
    syndicats = chantier.syndicats
    numero = str(rangee.get("compte")).upper()
    if not numero:
        return next(iter(syndicats.comptes_de.get((copropriete.id, tiers_id), ())), None)
    compte = chantier.comptes.get((copropriete.entite_id, numero))
    found = syndicats.coproprietaires.get(compte.id) if compte else None
    return found if found is not None and found.tiers_id == tiers_id else None


def _inscrire(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue, tiers_id: int
) -> None:
    names = (str(rangee.get("nom")), str(rangee.get("prenom")))
    compte_id = chantier.compte(
        rangee, "compte", copropriete.entite_id, tiers_id, COPROPRIETAIRE, names
    )
    if compte_id in chantier.syndicats.coproprietaires:
        return  # le compte d'un autre : la faute est dite
    known = valeurs(CoproprietaireDraft, rangee.valeurs)
    draft = CoproprietaireDraft(**{n: v for n, v in known.items() if n not in _DU_TIERS})
    draft.copropriete_id, draft.tiers_id, draft.compte_id = copropriete.id, tiers_id, compte_id
    draft.note = str(rangee.get("coproprietaire_note"))
    draft.nom = " ".join(names).strip()
    chantier.juger(rangee, draft, _NOMS)
    for sentence in a_signaler(draft):
        chantier.remarque(rangee, "nature", sentence)
    id = chantier.creer(chantier.plan.coproprietaires, draft)
    chantier.syndicats.inscrire(CoproprietaireConnu(id, copropriete.id, tiers_id, compte_id))
    chantier.ou["copropriétaire", id] = rangee
    chantier.creees["coproprietaires"] += 1
