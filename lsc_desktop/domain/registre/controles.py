"""Ce qui se contrôle avant d'envoyer : une phrase par défaut, et ce qu'il faut corriger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.registre.correspondance import Suite, a_declarer
from lsc_desktop.domain.registre.demarches import (
    FINANCES,
    IDENTIFICATION,
    IMMATRICULATION,
    MANDAT,
    SUCCESSEUR,
    TECHNIQUE,
    Demarche,
    pourquoi_pas,
)
from lsc_desktop.domain.registre.donnees import NOUVEAU_REGIME
from lsc_desktop.domain.registre.dossier import MONTANTS, DossierDraft, dit, propositions
from lsc_desktop.domain.registre.numero import numero_possible

BLOQUANT, REMARQUE = "bloquant", "remarque"
GRAVITES = {BLOQUANT: "À corriger", REMARQUE: "À vérifier"}
MANDAT_MOIS = 36  # durée d'un mandat de syndic, au plus (décret 67-223 art. 28)
EXERCICE_MOIS = 18  # durée d'un premier exercice, au plus (décret 2005-240 art. 5)
_COMPTES = ("nb_debiteurs", "exercice_du", "exercice_au", *(name for name in MONTANTS))


@dataclass(frozen=True, slots=True)
class Constat:
    """Un défaut de la déclaration ; `bloquant`, elle ne part pas."""

    gravite: str
    phrase: str


def controler(
    demande: Demarche,
    draft: DossierDraft,
    jour: date,
    suite: Suite = Suite(),  # noqa: B008
    *,
    piece: bool = False,
) -> tuple[Constat, ...]:
    """Les défauts de cette démarche ce jour-là, les bloquants d'abord. `piece` : elle en a une."""
    blocking = [
        *_situation(demande, draft, piece),
        *(line.manque for line in a_declarer(demande, draft, jour, suite) if line.manque),
        *(sentence for _field, sentence in draft.problems()),
    ]
    remarks: list[str] = []
    for volet, check in (
        (IDENTIFICATION, _identification), (MANDAT, _mandat), (FINANCES, _finances),
        (TECHNIQUE, _technique),
    ):  # fmt: skip
        if volet in demande.volets:
            for grave, sentence in check(draft, jour):
                (blocking if grave == BLOQUANT else remarks).append(sentence)
    if SUCCESSEUR in demande.volets:
        blocking += _succession(suite, draft)
    return tuple(
        Constat(grave, sentence)
        for grave, sentences in ((BLOQUANT, blocking), (REMARQUE, remarks))
        for sentence in dict.fromkeys(sentences)
    )


def bloquants(constats: tuple[Constat, ...]) -> tuple[str, ...]:
    return tuple(one.phrase for one in constats if one.gravite == BLOQUANT)


def _situation(demande: Demarche, draft: DossierDraft, piece: bool) -> Iterator[str]:
    if why := pourquoi_pas(demande, draft.rattachement):
        yield why
    number = draft.immatriculation
    if demande is IMMATRICULATION:
        if number:
            yield (
                f"La copropriété a déjà le numéro {number} : elle ne s'immatricule pas deux fois. "
                "Corrigez son rattachement, ou ôtez ce numéro de la fiche Copropriété."
            )
    elif not number:
        yield "Numéro d'immatriculation : à renseigner dans la fiche Copropriété."
    elif not numero_possible(number):
        yield (
            f"« {number} » n'est pas un numéro d'immatriculation : il a deux lettres et sept "
            "chiffres, comme AA1234567."
        )
    if demande.piece and not piece:
        yield (
            "Pièce justificative : joignez le contrat de syndic signé, ou le procès-verbal signé "
            "qui désigne l'agence (arrêté du 10/10/2016, art. 4)."
        )


def _identification(draft: DossierDraft, jour: date) -> Iterator[tuple[str, str]]:
    known = draft.connu
    if known.sans_type:
        yield (
            BLOQUANT,
            f"{pluriel(known.sans_type, 'lot')} sans type : le nombre de logements ne peut pas se "
            "compter. Donnez-le dans la liste des lots de copropriété.",
        )
    if known.nb_lots and not known.nb_habitation:
        yield (
            REMARQUE,
            "Aucun lot d'habitation : seules les copropriétés à usage d'habitation, même en partie,"
            " s'immatriculent (L. 711-1).",
        )
    if known.siret_syndicat and not _siret(known.siret_syndicat):
        yield BLOQUANT, "Le SIRET du syndicat est faux : corrigez-le dans sa fiche Entité."
    for day, what in (
        (known.date_reglement, "Le règlement de copropriété"),
        (draft.date_creation, "La création du syndicat"),
    ):
        if day is not None and day > jour:
            yield BLOQUANT, f"{what} serait du {date_fr(day)}, qui n'est pas encore venu."
    if draft.residence_service and not known.nb_habitation:
        yield REMARQUE, "Une résidence-services sans lot d'habitation : vérifiez le type des lots."


def _mandat(draft: DossierDraft, jour: date) -> Iterator[tuple[str, str]]:
    known = draft.connu
    if known.syndic_siret and not _siret(known.syndic_siret):
        yield BLOQUANT, "Le SIRET de l'agence est faux : corrigez-le dans sa fiche Entité."
    if draft.mandat_du is None or draft.mandat_au is None:
        return
    if draft.mandat_au >= plus_mois(draft.mandat_du, MANDAT_MOIS):
        yield (
            BLOQUANT,
            "Le mandat dure plus de trois ans, que le décret ne permet pas (67-223, art. 28).",
        )
    if draft.mandat_au < jour:
        yield BLOQUANT, f"Le mandat a fini le {date_fr(draft.mandat_au)} : donnez le nouveau."
    if draft.mandat_du > jour:
        yield REMARQUE, f"Le mandat ne commence que le {date_fr(draft.mandat_du)}."


def _finances(draft: DossierDraft, jour: date) -> Iterator[tuple[str, str]]:
    start, end, known = draft.exercice_du, draft.exercice_au, draft.connu.comptes
    if start and end and end >= plus_mois(start, EXERCICE_MOIS):
        yield BLOQUANT, f"L'exercice dure plus de {EXERCICE_MOIS} mois (décret 2005-240, art. 5)."
    if draft.premier_exercice:
        return
    if end and end > jour:
        yield (
            BLOQUANT,
            f"L'exercice finit le {date_fr(end)} : seuls les comptes d'un exercice clos et approuvé"
            " se déclarent. Cochez « premier exercice en cours » si c'en est un.",
        )
    elif end and draft.ag_comptes_le and draft.ag_comptes_le <= end:
        yield (
            BLOQUANT,
            f"L'assemblée du {date_fr(draft.ag_comptes_le)} n'a pas pu approuver les comptes d'un "
            f"exercice clos le {date_fr(end)}.",
        )
    if draft.ag_comptes_le and draft.ag_comptes_le > jour:
        yield (
            BLOQUANT,
            f"L'assemblée du {date_fr(draft.ag_comptes_le)} ne s'est pas encore tenue.",
        )
    if draft.nb_debiteurs == 0 and draft.impayes:
        yield REMARQUE, f"{dit(draft.impayes)} d'impayés, et aucun débiteur."
    if draft.nb_debiteurs and draft.impayes is not None and not draft.impayes:
        yield REMARQUE, f"{pluriel(draft.nb_debiteurs, 'débiteur')}, et aucun impayé."
    if draft.nb_debiteurs and draft.nb_debiteurs > draft.connu.nb_coproprietaires > 0:
        yield (
            BLOQUANT,
            f"{draft.nb_debiteurs} débiteurs pour "
            f"{pluriel(draft.connu.nb_coproprietaires, 'copropriétaire')}.",
        )
    if known and end and known.au > end:
        yield (
            REMARQUE,
            f"L'exercice clos le {date_fr(known.au)} est plus récent que celui du dossier : "
            "« Exercice suivant » y passe.",
        )
    yield from _ecarts(draft, jour)


def _ecarts(draft: DossierDraft, jour: date) -> Iterator[tuple[str, str]]:
    """Ce qu'on a tapé et que la base dit autrement, du même exercice."""
    known = draft.connu.comptes
    if known is None or draft.exercice_au != known.au:
        return
    proposed = propositions(draft.connu)
    for name in _COMPTES:
        mine, theirs = getattr(draft, name), proposed.get(name)
        if name == "nb_debiteurs" and jour >= NOUVEAU_REGIME:
            continue  # la base compte au-delà de 300 €, ce n'est plus ce qu'on demande
        if mine is not None and theirs is not None and mine != theirs:
            label = MONTANTS.get(name) or {
                "nb_debiteurs": "Le nombre de débiteurs",
                "exercice_du": "Le premier jour de l'exercice",
                "exercice_au": "Le dernier jour de l'exercice",
            }[name]  # fmt: skip
            yield REMARQUE, f"{label} : {dit(mine)} ici, {dit(theirs)} d'après la comptabilité."


def _technique(draft: DossierDraft, jour: date) -> Iterator[tuple[str, str]]:
    named = [one.nom.strip().casefold() for one in draft.batiments]
    if len(set(named)) < len(named):
        yield BLOQUANT, "Deux bâtiments portent le même nom."
    if draft.connu.ascenseur and draft.nb_ascenseurs == 0:
        yield REMARQUE, "Aucun ascenseur ici ; la fiche Immeuble en a un."
    if draft.diagnostic_structurel and draft.diagnostic_structurel > jour:
        yield BLOQUANT, "Le diagnostic structurel est daté d'un jour qui n'est pas encore venu."
    if jour >= NOUVEAU_REGIME:
        for one in draft.batiments:
            if one.etages is None:
                yield BLOQUANT, f"Nombre d'étages du bâtiment {one.nom} : à renseigner (R. 711-9)."
            if not one.ventilation:
                yield BLOQUANT, f"Ventilation du bâtiment {one.nom} : à renseigner (R. 711-9)."


def _succession(suite: Suite, draft: DossierDraft) -> Iterator[str]:
    if suite.successeur_siret and not _siret(suite.successeur_siret):
        yield "Le SIRET du successeur est faux : il a 14 chiffres, dont une clé."
    if suite.fin_mandat and draft.mandat_du and suite.fin_mandat < draft.mandat_du:
        yield "Le mandat finirait avant d'avoir commencé."


def _siret(texte: str) -> bool:
    from stdnum.fr import siret

    return bool(siret.is_valid(texte))
