"""Lectures : ce que la base sait des copropriétés, pour juger un import."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.imports.plan import (
    CleConnue,
    CoproprietaireConnu,
    CoproprieteConnue,
    LotCoproprieteConnu,
)
from lsc_desktop.storage.models import (
    CleRepartition,
    Coproprietaire,
    Copropriete,
    Immeuble,
    LotCopropriete,
    Possession,
    Tantieme,
)


def syndicats(session: Session) -> dict[str, Any]:
    """Champ de `Connu` → sa valeur, pour ce qui est du syndic."""
    coproprietes = session.execute(
        select(Copropriete.id, Immeuble.code, Copropriete.entite_id).join(
            Immeuble, Immeuble.id == Copropriete.immeuble_id
        )
    )
    cle = CleRepartition
    cles = session.execute(
        select(
            cle.id, cle.copropriete_id, cle.code, cle.libelle, cle.generale, cle.total, cle.rang
        ).order_by(cle.rang, cle.id)
    )
    who = Coproprietaire
    coproprietaires = session.execute(
        select(who.id, who.copropriete_id, who.tiers_id, who.compte_id).order_by(who.id)
    )
    tantiemes = session.execute(
        select(Tantieme.lot_copropriete_id, Tantieme.cle_id, Tantieme.valeur)
    )
    return {
        "coproprietes": [CoproprieteConnue(*row) for row in coproprietes],
        "cles": [CleConnue(*row) for row in cles],
        "coproprietaires": [CoproprietaireConnu(*row) for row in coproprietaires],
        "lots_copropriete": _lots(session),
        "tantiemes": {(lot, key): valeur for lot, key, valeur in tantiemes},
    }


def _lots(session: Session) -> list[LotCoproprieteConnu]:
    """Chaque lot, et le dernier à l'avoir tenu."""
    held = session.execute(
        select(Possession.lot_copropriete_id, Possession.coproprietaire_id).order_by(
            Possession.du.is_not(None), Possession.du
        )
    )
    last = {row.lot_copropriete_id: row.coproprietaire_id for row in held}
    rows = session.execute(
        select(
            LotCopropriete.id, LotCopropriete.copropriete_id, LotCopropriete.numero,
            LotCopropriete.actif,
        )
    )  # fmt: skip
    return [LotCoproprieteConnu(*row, coproprietaire_id=last.get(row[0])) for row in rows]
