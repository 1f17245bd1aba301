"""La convocation de chaque copropriétaire, et son formulaire de vote (décret art. 9)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.domain.assemblees.documents import (
    Convocation,
    Formulaire,
    QuestionPosee,
    Reunion,
)
from lsc_desktop.domain.assemblees.modeles import paragraphes_convocation
from lsc_desktop.domain.assemblees.pouvoirs import Mode, regime
from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.domain.assemblees.voix import Corps
from lsc_desktop.queries.assemblees.acces import Acces, acces_de
from lsc_desktop.queries.assemblees.bibliotheque import annexes
from lsc_desktop.queries.assemblees.reunion import (
    Contact,
    adresse_agence,
    contacts,
    courriel_agence,
    load_reunion,
    questions_du_jour,
)
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.storage.models import Assemblee, Copropriete

ENVOIS = {True: "Voie postale", False: "Voie électronique"}
LE_CABINET = "Au cabinet du syndic, sur rendez-vous."


@dataclass(frozen=True, slots=True)
class _Cadre:
    """Ce que toutes les convocations d'une assemblée partagent."""

    reunion: Reunion
    questions: tuple[QuestionPosee, ...]
    limite: date
    corps: Corps
    consultation: str
    annexes: tuple[str, ...]
    retour: Adresse
    courriel: str
    signataire: str
    pour_cent: int
    texte: str


def load_convocations(
    session: Session,
    assemblee_id: int,
    le: date,
    *,
    secrets: bool = False,
) -> Iterator[tuple[int, Convocation]]:
    """(identité, sa convocation), dans l'ordre des copropriétaires ; le syndicat n'en reçoit pas.

    Les réglages du syndic disent si le formulaire est joint, en remplacement des feuilles de vote
    (décret art. 9 al. 2, seed L2297), et s'il pose aussi la question du second vote des
    passerelles. `secrets` : les mots de passe d'AG Connect s'y lisent, elle ne se garde pas (D45).
    Lève `UserError` comme `load_reunion`, et sans question à l'ordre du jour.
    """
    ag = trouver_assemblee(session, assemblee_id)
    seance = load_seance(session, assemblee_id)
    if not seance.agenda:
        raise UserError(
            "L'ordre du jour est vide.",
            "Ajoutez au moins une résolution avant de convoquer (décret 67-223, art. 9).",
        )
    settings = load_configuration_syndic(session)
    shared = _cadre(session, ag, seance, settings)
    people = contacts(session, ag)
    access = acces_de(session, ag.id)
    for who in seance.electorat.identites:
        if who not in seance.electorat.syndicat:
            contact = people[who]
            form = None
            if settings.vote_correspondance:
                form = _formulaire(shared, contact, settings.seconds_votes)
            mine = access.get(who, Acces())
            yield (
                who,
                _convocation(
                    shared,
                    who,
                    contact,
                    le,
                    form,
                    mine if secrets else replace(mine, mot_de_passe=""),
                ),
            )


def _cadre(
    session: Session, ag: Assemblee, seance: Seance, settings: ConfigurationSyndicDraft
) -> _Cadre:
    copropriete = session.get_one(Copropriete, ag.copropriete_id)
    assert seance.limite is not None  # `load_seance` la donne toujours
    return _Cadre(
        reunion=load_reunion(session, ag),
        questions=questions_du_jour(session, ag, seance),
        limite=seance.limite,
        corps=seance.electorat.corps(ag.cle_id),
        consultation=ag.lieu_consultation or copropriete.lieu_consultation or LE_CABINET,
        annexes=annexes((r.question for r in seance.agenda), ag.date),
        retour=adresse_agence(session),
        courriel=courriel_agence(session),
        signataire=settings.signataire,
        texte=settings.texte_convocation,
        pour_cent=regime(Mode[copropriete.pouvoirs.upper()], ag.date).pour_cent,
    )


def _convocation(
    shared: _Cadre,
    who: int,
    contact: Contact,
    le: date,
    formulaire: Formulaire | None,
    acces: Acces,
) -> Convocation:
    letter = Convocation(
        reunion=shared.reunion,
        le=le,
        destinataire=contact.adresse,
        questions=shared.questions,
        limite=shared.limite,
        consultation=shared.consultation,
        compte=contact.compte,
        voix=shared.corps.voix.get(who, 0),
        total=shared.corps.total,
        annexes=shared.annexes,
        courriel=shared.courriel,
        envoi=ENVOIS[contact.postale],
        signataire=shared.signataire,
        formulaire=formulaire,
        pour_cent=shared.pour_cent,
        code_acces=acces.code,
        mot_de_passe=acces.mot_de_passe,
    )
    return replace(letter, texte=paragraphes_convocation(shared.texte, letter))


def _formulaire(shared: _Cadre, contact: Contact, seconds_votes: bool) -> Formulaire:
    return Formulaire(
        reunion=shared.reunion,
        destinataire=contact.adresse,
        questions=shared.questions,
        limite=shared.limite,
        retour=shared.retour,
        courriel=shared.courriel,
        courriel_destinataire=contact.courriel,
        compte=contact.compte,
        seconds_votes=seconds_votes,
    )
