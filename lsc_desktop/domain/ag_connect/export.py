"""Exporter une assemblée : ce qui l'interdit, ce qui part, ce qui a changé depuis."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.ag_connect.valeurs import EXPORT, NOMADE, Export
from lsc_desktop.domain.assemblees.voix import DECIMALES, tantiemes


def verifier_exportable(export: Export, canal: str, aujourd_hui: date, verrouillee: bool) -> None:
    """Lève `UserError` si cette assemblée ne peut pas partir (seed L1983-2025).

    Une date située dans le futur pour AG Connect ; le jour même pour un poste nomade, qu'on charge
    avant de partir.
    """
    if verrouillee:
        raise UserError(
            "Cette assemblée est verrouillée chez AG Connect : elle ne se réexporte plus.",
            "Déverrouillez-la sur leur site, ou corrigez-la chez eux.",
        )
    if export.le < aujourd_hui or (export.le == aujourd_hui and canal != NOMADE):
        raise UserError(
            f"L'assemblée est datée du {date_fr(export.le)} : l'export demande une date à venir.",
            "Corrigez la date de l'assemblée.",
            "date",
        )
    if not export.heure:
        raise UserError("L'heure de l'assemblée manque.", "Donnez-la, puis exportez.", "heure")
    if not export.resolutions:
        raise UserError(
            "L'ordre du jour est vide.",
            "Ajoutez au moins une résolution avant d'exporter.",
            "resolutions",
        )
    for question in export.resolutions:
        if not export.cles.get(question.cle):
            raise UserError(
                f"La clé de la résolution {question.numero}, « {question.titre} », ne donne de "
                "voix à personne.",
                "Choisissez une autre clé, ou donnez ses tantièmes aux lots.",
                "resolutions",
            )


def en_texte(voix: int) -> str:
    """« 82.00010 » : exact, à cinq décimales, jamais un nombre à virgule de JSON."""
    return f"{tantiemes(voix):.{DECIMALES}f}"


def en_json(export: Export) -> dict[str, Any]:
    """Le contrat `ag-export/1`."""
    return {
        "format": EXPORT,
        "revision": export.revision,
        "ag": {
            "id": export.id,
            "immeuble": export.immeuble,
            "reference": export.reference,
            "nom": export.nom,
            "type": export.type_assemblee,
            "date": export.le.isoformat(),
            "heure": export.heure,
            "lieu": export.lieu,
        },
        "cles": [{"id": cle, "total": en_texte(sum_)} for cle, sum_ in sorted(export.cles.items())],
        "participants": [
            {
                "id": one.id,
                "nom": one.nom,
                "email": one.email,
                "tantiemes": {str(k): en_texte(v) for k, v in sorted(one.tantiemes.items())},
                "mandataire": one.mandataire,
                "indivision": one.indivision,
            }
            for one in export.participants
        ],
        "resolutions": [
            {
                "id": one.id,
                "numero": one.numero,
                "titre": one.titre,
                "texte": one.texte,
                "article": one.article,
                "cle": one.cle,
                "passerelle_25_1": one.passerelle,
            }
            for one in export.resolutions
        ],
    }


def changements(exporte: Mapping[str, Any], maintenant: Mapping[str, Any]) -> list[str]:
    """Ce qui fait qu'un vote tenu sur l'export ne vaut plus pour l'assemblée d'aujourd'hui :
    tantièmes, copropriétaires, résolutions. Un nom ou une adresse corrigés n'y font rien."""
    found = []
    before, after = _par_id(exporte["participants"]), _par_id(maintenant["participants"])
    for who in sorted({*before, *after}):
        old, new = before.get(who), after.get(who)
        if old is None:
            found.append(f"{after[who]['nom']} est devenu copropriétaire")
        elif new is None:
            found.append(f"{old['nom']} n'est plus copropriétaire")
        elif old["tantiemes"] != new["tantiemes"]:
            found.append(f"les tantièmes de {new['nom']} ont changé")
    asked, now = _par_id(exporte["resolutions"]), _par_id(maintenant["resolutions"])
    for question in sorted({*asked, *now}):
        old, new = asked.get(question), now.get(question)
        if old is None:
            found.append(f"la résolution « {now[question]['titre']} » a été ajoutée")
        elif new is None:
            found.append(f"la résolution « {old['titre']} » a été retirée")
        elif any(old[name] != new[name] for name in ("titre", "texte", "article", "cle", "numero")):
            found.append(f"la résolution « {new['titre']} » a changé")
    return found


def _par_id(lines: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {line["id"]: line for line in lines}
