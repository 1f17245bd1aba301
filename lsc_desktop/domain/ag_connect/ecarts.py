"""Nos comptes face à ceux du partenaire : ce qui diffère se montre, le nôtre l'emporte."""

from dataclasses import dataclass

from lsc_desktop.domain.ag_connect.plan import Plan
from lsc_desktop.domain.ag_connect.valeurs import Retour
from lsc_desktop.domain.assemblees.majorites import Camp, Sens
from lsc_desktop.domain.assemblees.resolutions import PREMIER, numeros
from lsc_desktop.domain.assemblees.resultats import listes
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.domain.assemblees.voix import ecrit

CAMPS = ((Sens.OUI, "Pour"), (Sens.NON, "Contre"), (Sens.ABSTENTION, "Abstention"))


@dataclass(slots=True)
class Ecart:
    """Un compte qui n'est pas le même des deux côtés ; `ici` fait foi."""

    numero: str = ""
    titre: str = ""
    vote: str = ""
    quoi: str = ""
    ici: str = ""
    la_bas: str = ""


@dataclass(slots=True)
class Compte:
    """Une résolution, telle que notre moteur la compte."""

    numero: str = ""
    titre: str = ""
    pour: str = ""
    contre: str = ""
    abstention: str = ""
    resultat: str = ""


def ecarts(retour: Retour, plan: Plan) -> list[Ecart]:
    """Totaux de chaque vote, puis opposants de chaque résolution, là où le partenaire en donne."""
    seance = plan.seance
    numbers, noms = numeros(seance.agenda), seance.electorat.noms
    told = {(one.resolution, one.tour): one.totaux for one in retour.scrutins}
    found = []
    for result in seance.resultats():
        question = result.resolution
        for tour in result.tours:
            theirs = told.get((question.id, tour.numero)) or {}
            ours = {
                Sens.OUI: tour.compte.oui,
                Sens.NON: tour.compte.non,
                Sens.ABSTENTION: tour.compte.abstentions,
            }
            vote = "premier" if tour.numero == PREMIER else "second"
            found += [
                Ecart(numbers[question.id], question.titre, vote, name, _dit(ours[sens]),
                      _dit(theirs[sens]))
                for sens, name in CAMPS
                if sens in theirs and theirs[sens] != ours[sens]
            ]  # fmt: skip
        if not result.tours:
            continue
        last = result.tours[-1].numero
        said = [v for v in retour.votes if (v.resolution, v.tour) == (question.id, last)]
        if any(one.opposant is not None for one in said):
            theirs_too = {one.participant for one in said if one.opposant}
            for who in sorted(set(listes(result).opposants) ^ theirs_too, key=noms.__getitem__):
                here, there = ("non", "oui") if who in theirs_too else ("oui", "non")
                found.append(
                    Ecart(numbers[question.id], question.titre, "",
                          f"Opposant : {noms[who]}", here, there)
                )  # fmt: skip
    return found


def comptes(seance: Seance) -> list[Compte]:
    """Nos résultats, résolution par résolution : ceux du dernier vote tenu."""
    numbers = numeros(seance.agenda)
    found = []
    for one in seance.resultats():
        line = Compte(numbers[one.resolution.id], one.resolution.titre)
        if one.tours:
            count = one.tours[-1].compte
            line.pour, line.contre = _dit(count.oui), _dit(count.non)
            line.abstention = _dit(count.abstentions)
        line.resultat = one.issue.value if one.issue else one.raison.value
        found.append(line)
    return found


def _dit(camp: Camp) -> str:
    """« 632,0142 (9) »."""
    return f"{ecrit(camp.voix)} ({camp.nombre})"
