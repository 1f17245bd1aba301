"""Copropriétés : le syndicat, ses clés, ses lots, ceux qui les tiennent et les ventes.

Sources : seed L1993-2025, L2318-2423 ; syndic 3.1, 3.8, 3.9 ; loi 65-557 et décret 67-223.
"""

from lsc_desktop.domain.coproprietes.coproprietaires import (
    NATURES_COPROPRIETAIRE,
    NOTIFICATIONS,
    PLUSIEURS,
    QUALITES,
    AyantDroitDraft,
    CoproprietaireDraft,
    a_signaler,
)
from lsc_desktop.domain.coproprietes.lots import (
    TYPES_LOT,
    LotCoproprieteDraft,
    TantiemeDraft,
)
from lsc_desktop.domain.coproprietes.mutations import (
    LotVendu,
    MutationDraft,
)
from lsc_desktop.domain.coproprietes.syndicat import (
    CLE_GENERALE,
    DELAI_LEGAL,
    DELAI_MAX,
    DU_REGISTRE,
    LUS,
    MANDAT_CONSEIL,
    MODES_POUVOIRS,
    REGIMES,
    CleDraft,
    CoproprieteDraft,
    MembreDraft,
    recalculer,
    remarques,
)
from lsc_desktop.domain.coproprietes.tantiemes import (
    DECIMALES,
)

__all__ = [
    "CLE_GENERALE",
    "DECIMALES",
    "DELAI_LEGAL",
    "DELAI_MAX",
    "DU_REGISTRE",
    "LUS",
    "MANDAT_CONSEIL",
    "MODES_POUVOIRS",
    "NATURES_COPROPRIETAIRE",
    "NOTIFICATIONS",
    "PLUSIEURS",
    "QUALITES",
    "REGIMES",
    "TYPES_LOT",
    "AyantDroitDraft",
    "CleDraft",
    "CoproprietaireDraft",
    "CoproprieteDraft",
    "LotCoproprieteDraft",
    "LotVendu",
    "MembreDraft",
    "MutationDraft",
    "TantiemeDraft",
    "a_signaler",
    "recalculer",
    "remarques",
]
