"""La feuille de présence d'une assemblée, à émarger ou remplie (décret art. 14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.documents import (
    CleFeuille,
    Emargement,
    FeuillePresence,
    LotTenu,
    Presentation,
)
from lsc_desktop.domain.assemblees.presences import ABSENCE, Code, Presence
from lsc_desktop.domain.assemblees.resolutions import numeros
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.domain.assemblees.voix import Corps, voix
from lsc_desktop.queries.assemblees.reunion import (
    Contact,
    contacts,
    load_reunion,
    noms,
    noms_des_cles,
)
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.storage.models import (
    Assemblee,
    Coproprietaire,
    LotCopropriete,
    Possession,
    Tantieme,
)


def load_feuille(
    session: Session,
    assemblee_id: int,
    cles: Sequence[int] = (),
    presentation: Presentation = Presentation.AVEC_LOTS,
) -> FeuillePresence:
    """La feuille de présence, sous la clé de l'assemblée ou sous celles qu'on donne (seed L2387).

    Un formulaire arrivé trop tard n'y compte pas (D36). Lève `UserError` comme `load_reunion`, et
    si personne n'a de tantièmes sous ces clés.
    """
    ag = trouver_assemblee(session, assemblee_id)
    seance = load_seance(session, assemblee_id)
    keys = tuple(cles) or (ag.cle_id,)
    corps = tuple(seance.electorat.corps(key) for key in keys)
    if not any(body.voix for body in corps):
        raise UserError(
            "Personne n'a de tantièmes sous cette clé.",
            "Choisissez une autre clé, ou donnez ses tantièmes aux lots.",
            "cles",
        )
    names = noms_des_cles(session, ag.copropriete_id)
    known = noms(session, seance)
    people = contacts(session, ag, known)
    sheet = _Feuille(seance, corps, known, people, _lots(session, ag, keys[0]))
    return FeuillePresence(
        reunion=load_reunion(session, ag),
        cles=tuple(CleFeuille(names[key], _total(seance, key)) for key in keys),
        lignes=sheet.lignes(),
        presentation=presentation,
        president=ag.president,
    )


def _total(seance: Seance, cle: int) -> int:
    """Les tantièmes globaux d'une clé, avant réduction (seed L2396)."""
    return sum(part.voix for part in seance.electorat.parts.get(cle, ()))


@dataclass(frozen=True)
class _Feuille:
    """Ce qu'il faut pour écrire chaque ligne."""

    seance: Seance
    corps: tuple[Corps, ...]
    noms: Mapping[int, str]
    contacts: Mapping[int, Contact]
    lots: Mapping[int, tuple[LotTenu, ...]]

    def lignes(self) -> tuple[Emargement, ...]:
        """Ceux qui ont voix sous une des clés, dans l'ordre des copropriétaires."""
        entitled = {who for body in self.corps for who in body.voix}
        moves = self._mouvements()
        return tuple(self._ligne(who, moves.get(who, ())) for who in self.noms if who in entitled)

    def _ligne(self, who: int, moves: tuple[str, ...]) -> Emargement:
        """Ses voix sous chaque clé, son code, son mandataire avec son domicile."""
        contact = self.contacts[who]
        presence = self.seance.ouverture.get(who)
        return Emargement(
            nom=contact.nom,
            domicile=contact.domicile,
            comptes=contact.comptes,
            voix=tuple(body.voix.get(who, 0) for body in self.corps),
            lots=self.lots.get(who, ()),
            avant=self._avant(who),
            code=presence.code if presence else None,
            mandataire=self._mandataire(presence) if presence else "",
            mandataire_a_distance=self._de_loin(presence) if presence else False,
            recu_le=presence.recu_le if presence else None,
            mouvements=moves,
        )

    def _avant(self, who: int) -> tuple[int, ...]:
        """Ses voix avant réduction, s'il est réduit sous l'une des clés."""
        cut = [body.reduction for body in self.corps]
        if not any(reduction and reduction.identite == who for reduction in cut):
            return ()
        return tuple(
            reduction.avant if reduction and reduction.identite == who else body.voix.get(who, 0)
            for reduction, body in zip(cut, self.corps, strict=True)
        )

    def _mandataire(self, presence: Presence) -> str:
        who = presence.mandataire
        if who is None or isinstance(who, str):
            return who or ""
        return ", ".join((self.noms[who], *self.contacts[who].domicile))

    def _de_loin(self, presence: Presence) -> bool:
        who = presence.mandataire
        there = self.seance.ouverture.get(who, ABSENCE) if isinstance(who, int) else ABSENCE
        return there.code is Code.DISTANCE

    def _mouvements(self) -> dict[int, tuple[str, ...]]:
        """Ce que le code de l'ouverture ne dit pas : qui est arrivé ou parti depuis, et quand."""
        numbers = numeros(self.seance.agenda)
        by_rank = {rank: numbers[id] for id, rank in self.seance.rangs.items()}
        found: dict[int, list[str]] = {}
        for move in sorted(self.seance.mouvements, key=lambda m: (m.rang, m.heure)):
            said = "Départ" if move.code is Code.ABSENT else "Arrivée"
            if move.mandataire is not None:
                who = move.mandataire
                said = f"Représenté par {who if isinstance(who, str) else self.noms[who]}"
            text = f"{said} à {move.heure:%H:%M}, résolution {by_rank[move.rang]}"
            found.setdefault(move.identite, []).append(text)
        return {who: tuple(texts) for who, texts in found.items()}


def _lots(session: Session, ag: Assemblee, cle: int) -> dict[int, tuple[LotTenu, ...]]:
    """Identité → les lots qu'elle tient le jour de l'assemblée, sous cette clé."""
    stmt = (
        select(
            Coproprietaire.tiers_id, LotCopropriete.numero, LotCopropriete.type_lot,
            Tantieme.valeur,
        )
        .join(Possession, Possession.coproprietaire_id == Coproprietaire.id)
        .join(LotCopropriete, LotCopropriete.id == Possession.lot_copropriete_id)
        .join(Tantieme, Tantieme.lot_copropriete_id == LotCopropriete.id)
        .where(
            Coproprietaire.copropriete_id == ag.copropriete_id, Tantieme.cle_id == cle,
            LotCopropriete.actif, tenu(ag.date),
        )
        .order_by(LotCopropriete.numero, LotCopropriete.id)
    )  # fmt: skip
    found: dict[int, list[LotTenu]] = {}
    for who, number, kind, value in session.execute(stmt):
        found.setdefault(who, []).append(LotTenu(number, kind, voix(value)))
    return {who: tuple(lots) for who, lots in found.items()}
