"""Ce qu'un appel demanderait à chacun ; les requêtes sont bâties une fois pour tous les appels."""

import datetime as dt
from collections import defaultdict
from typing import Any, cast

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode, date_fr, mois_de, plus_mois
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.quittancement import (
    AAppeler,
    AppelDraft,
    LigneTableau,
    Prorata,
    detailler,
    lignes_appelees,
)
from lsc_desktop.queries.paging import Requete
from lsc_desktop.queries.tableaux import EN_VIGUEUR, LIGNES, ligne_tableau
from lsc_desktop.storage.models import (
    Appel,
    Compte,
    Configuration,
    Entite,
    LigneQuittancement,
    Locataire,
    Lot,
    Quittance,
    Tiers,
)


def prochaine_periode(
    session: Session, entite_id: int, periodicite: int, aujourd_hui: dt.date
) -> dt.date:
    """Premier jour de la période qui suit le dernier appel ; sinon le mois qui vient.

    Un appel dont tous les locataires sont contre-passés est à refaire : il ne compte pas.
    """
    last = _dernier(session, entite_id, periodicite)
    return last + dt.timedelta(days=1) if last else plus_mois(aujourd_hui.replace(day=1), 1)


def _dernier(session: Session, entite_id: int, periodicite: int) -> dt.date | None:
    return session.scalar(
        select(func.max(Appel.periode_au)).where(
            Appel.entite_id == entite_id,
            Appel.periodicite == periodicite,
            exists().where(Quittance.appel_id == Appel.id, EN_VIGUEUR),
        )
    )


def remarques_appel(session: Session, draft: AppelDraft, aujourd_hui: dt.date) -> tuple[str, ...]:
    """Ce qui mérite un regard : des mois sautés, une année mal tapée.

    Un appel trop lointain prendrait d'un coup toutes les échéances en attente.
    """
    periode = draft.periode()
    if periode is None or draft.entite_id is None:
        return ()
    last = _dernier(session, draft.entite_id, draft.periodicite)
    eve = periode.du - dt.timedelta(days=1)
    if last is not None and last < eve:
        return (
            f"Du {date_fr(last + dt.timedelta(days=1))} au {date_fr(eve)}, rien n'a été appelé : "
            "cet appel saute ces mois, et prend toutes les échéances en attente. Vérifiez l'année.",
        )
    if periode.du > plus_mois(aujourd_hui, 12):
        return ("La période commence dans plus d'un an : vérifiez l'année.",)
    return ()


def nouvel_appel(session: Session, ctx: Contexte, *, periodicite: int = 1) -> AppelDraft:
    """L'appel qui vient : la seule entité, ou la première, et sa prochaine période."""
    draft = AppelDraft(periodicite=periodicite, date=ctx.aujourd_hui)
    draft.entite_id = session.scalar(
        select(Entite.id).where(Entite.actif).order_by(Entite.code).limit(1)
    )
    if draft.entite_id is not None:
        start = prochaine_periode(session, draft.entite_id, periodicite, ctx.aujourd_hui)
        periode = mois_de(start, periodicite)
        draft.du, draft.au = periode.du, periode.au
    preparer(session, draft, ctx)
    return draft


def preparer(session: Session, draft: AppelDraft, ctx: Contexte) -> None:
    """Remplit l'aperçu de l'appel : qui, quoi, combien ; rien tant que la saisie est incomplète."""
    draft.a_appeler, draft.deja = (), 0
    if not list(draft.problems()):
        periode = cast(Periode, draft.periode())
        draft.a_appeler, draft.deja = a_appeler(
            session, cast(int, draft.entite_id), draft.periodicite, periode, prorata(session)
        )
    draft.apercu = detailler(draft.a_appeler)
    draft.nombre = len(draft.a_appeler)
    draft.total = sum((item.total for item in draft.a_appeler), ZERO)
    draft.avertissements = remarques_appel(session, draft, ctx.aujourd_hui)


def prorata(session: Session) -> Prorata:
    """Comment l'agence compte un mois incomplet (D19)."""
    return cast(Prorata, session.scalar(select(Configuration.prorata)) or "reel")


def a_appeler(
    session: Session,
    entite_id: int,
    periodicite: int,
    periode: Periode,
    compte_en: Prorata,
    locataire_id: int | None = None,
) -> tuple[tuple[AAppeler, ...], int]:
    """Les locataires à appeler et ce qui leur sera demandé ; le nombre de ceux qui l'ont été.

    Un locataire parti n'y est que s'il lui reste une ligne ponctuelle à appeler (D14). Qui a déjà
    une quittance sur une part de la période n'est pas appelé une seconde fois. `locataire_id` :
    lui seul.
    """
    facts = {
        "entite_id": entite_id,
        "periodicite": periodicite,
        "du": periode.du,
        "au": periode.au,
        "locataire_id": locataire_id,
    }
    who, what = (_TOUS, _LEURS_LIGNES) if locataire_id is None else (_UN, _SES_LIGNES)
    tenants = session.execute(who, facts).all()
    lines = _tableaux(session.execute(what, facts))
    items = [
        item
        for tenant in tenants
        if not tenant.deja and (item := _item(tenant, lines[tenant.id], periode, compte_en))
    ]
    return tuple(items), sum(tenant.deja for tenant in tenants)


def _item(
    tenant: Any, lines: list[LigneTableau], periode: Periode, compte_en: Prorata
) -> AAppeler | None:
    occupation = Occupation(tenant.premier_quittancement, tenant.depart)
    called = lignes_appelees(lines, occupation, periode, compte_en)
    if not called:
        return None
    return AAppeler(
        tenant.id,
        tenant.numero,
        nom_complet(tenant.prenom, tenant.nom),
        tenant.code_gestion,
        occupation.est_parti(periode.du),
        tuple(called),
    )


def _tableaux(rows: Any) -> dict[int, list[LigneTableau]]:
    found: dict[int, list[LigneTableau]] = defaultdict(list)
    for row in rows:
        found[row.locataire_id].append(ligne_tableau(row))
    return found


def _appelables() -> Requete:
    """Ceux du rythme qui occupent la période, et les partis qui ont encore une ligne à appeler.

    Ou qui viennent d'en être appelés : rejouer leur appel le dit, au lieu de s'en étonner.
    """
    left = aliased(LigneQuittancement)
    owes = exists().where(
        left.locataire_id == Locataire.id, left.ponctuelle, left.quittance_id.is_(None)
    )
    called = exists().where(
        Quittance.locataire_id == Locataire.id,
        Quittance.periode_du <= bindparam("au"),
        Quittance.periode_au >= bindparam("du"),
        EN_VIGUEUR,
    )
    present = or_(Locataire.depart.is_(None), Locataire.depart >= bindparam("du"))
    return (
        select(
            Locataire.id,
            Locataire.premier_quittancement,
            Locataire.depart,
            Compte.numero,
            Tiers.nom,
            Tiers.prenom,
            Lot.code_gestion,
            called.label("deja"),
        )
        .join(Compte, Compte.id == Locataire.compte_id)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .where(
            *_RYTHME,
            Locataire.premier_quittancement <= bindparam("au"),
            or_(
                and_(Locataire.actif, present),
                and_(Locataire.depart < bindparam("du"), or_(owes, called)),
            ),
        )
        .order_by(Compte.numero, Locataire.id)
    )


_RYTHME = (
    Locataire.entite_id == bindparam("entite_id"),
    Locataire.periodicite == bindparam("periodicite"),
)
_TOUS = _appelables()
_UN = _TOUS.where(Locataire.id == bindparam("locataire_id"))
_LEURS_LIGNES = LIGNES.join(Locataire, Locataire.id == LigneQuittancement.locataire_id).where(
    *_RYTHME
)
_SES_LIGNES = LIGNES.where(LigneQuittancement.locataire_id == bindparam("locataire_id"))
