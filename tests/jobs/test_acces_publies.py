"""Les premiers mots de passe dans le manifeste : leur empreinte, et sur l'extranet seulement."""

import json

from sqlalchemy import select

from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.jobs.publication import publier
from lsc_desktop.jobs.releves import relever_controle
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publications.constats import CONTROLES
from lsc_desktop.services.acces import engendrer, renouveler
from lsc_desktop.services.publications import save_cible
from lsc_desktop.storage.models import AccesClient


def identite(folder, tiers: int) -> dict:
    """Celle du dernier manifeste ; son texte entier est relu par qui le veut."""
    path = max(folder.glob("manifeste-*.json"))
    found = json.loads(path.read_text(encoding="utf-8"))["identites"]
    return next(one for one in found if one["id"] == str(tiers))


def mot(extranet) -> str | None:
    with extranet.db.read() as session:
        return session.scalar(select(AccesClient.mot_de_passe))


def test_le_manifeste_porte_l_identifiant_et_l_empreinte_jamais_le_mot(
    extranet, ouverts, db, ctx, caplog
):
    with db.write() as session:
        engendrer(session, ouverts.tiers, ctx=ctx)
    secret = mot(extranet)
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    said = identite(extranet.folder, ouverts.tiers)
    assert (said["code_acces"], said["mdp_initial"]["algo"]) == ("LOCATAIREELSA", "argon2id")
    for path in extranet.folder.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()
    assert mot(extranet) is None and secret not in caplog.text
    assert extranet.publier().numero is None  # effacer le mot ne change rien à dire


def test_un_mot_de_passe_renouvele_repart(extranet, ouverts, db, ctx):
    with db.write() as session:
        engendrer(session, ouverts.tiers, ctx=ctx)
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    before = identite(extranet.folder, ouverts.tiers)["mdp_initial"]
    with db.write() as session:
        renouveler(session, [session.scalar(select(AccesClient.id))], ctx=ctx)
    assert extranet.publier().numero == 2
    after = identite(extranet.folder, ouverts.tiers)["mdp_initial"]
    assert after["hash"] != before["hash"] and after["sel"] != before["sel"]


def test_aucune_empreinte_ne_va_a_un_partenaire_et_le_mot_reste_lisible(
    extranet, ouverts, db, ctx, tmp_path
):
    (tmp_path / "copie" / "depot").mkdir(parents=True)
    with db.write() as session:
        engendrer(session, ouverts.tiers, ctx=ctx)
        draft = CibleDraft(
            nom="Copie", sorte="dossier", transport="dossier", chemin=str(tmp_path / "copie"),
            amorce="tout",
        )  # fmt: skip
        copie = save_cible(session, draft, ctx=ctx)
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    publier(db, ctx, copie, lambda cible: CibleDossier(tmp_path / "copie"))
    assert "mdp_initial" not in identite(tmp_path / "copie", ouverts.tiers)
    assert mot(extranet)


def test_le_controle_rappelle_les_lettres_a_imprimer(extranet, ouverts, db, ctx):
    with db.write() as session:
        engendrer(session, ouverts.tiers, ctx=ctx)
    assert relever_controle(db, ctx, extranet.id) == 1
    with db.read() as session:
        (row,) = CONTROLES.page(session, Criteria(), 0, 10)
    assert row.phrase.startswith("1 premier mot de passe va partir sans que sa lettre")
    assert "Imprimez les lettres" in row.conseil
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    assert relever_controle(db, ctx, extranet.id) == 0
