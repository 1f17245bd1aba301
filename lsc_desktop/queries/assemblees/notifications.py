"""À qui notifier le procès-verbal, et en quelle qualité (loi art. 21 et 42 al. 2)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.proces_verbal import Motif, Notification
from lsc_desktop.queries.assemblees.convocations import ENVOIS
from lsc_desktop.queries.assemblees.proces_verbal import conseil_non_elu
from lsc_desktop.queries.assemblees.rapport import Rapport
from lsc_desktop.queries.assemblees.reunion import contacts, load_reunion
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee


def load_notifications(
    session: Session, assemblee_id: int, le: date
) -> Iterator[tuple[int, Notification]]:
    """(identité, sa lettre) : opposants et défaillants (loi art. 42 al. 2), ou tous si le conseil
    syndical n'a pas été élu (loi art. 21) ; le syndicat n'en reçoit pas."""
    ag = trouver_assemblee(session, assemblee_id)
    seance = load_seance(session, assemblee_id)
    report = Rapport.de(session, ag, seance)
    reunion, voted = load_reunion(session, ag), report.resolutions()
    against, missing = report.cites("opposants"), report.cites("defaillants")
    everyone = conseil_non_elu(report.resultats)
    people = contacts(session, ag, report.noms)
    for who in report.noms:
        reason = _motif(who in against, who in missing, everyone)
        if reason is None or who in seance.electorat.syndicat:
            continue
        contact = people[who]
        yield (
            who,
            Notification(
                reunion=reunion,
                le=le,
                destinataire=contact.adresse,
                motif=reason,
                resolutions=voted,
                compte=contact.compte,
                oppose_a=against.get(who, ()),
                defaillant_a=missing.get(who, ()),
                envoi=ENVOIS[contact.postale],
            ),
        )


def _motif(against: bool, missing: bool, everyone: bool) -> Motif | None:
    if against and missing:
        return Motif.LES_DEUX
    if against:
        return Motif.OPPOSANT
    if missing:
        return Motif.DEFAILLANT
    return Motif.CONSEIL_NON_ELU if everyone else None
