"""Le compte de CLAC : ce qui s'y dépose vient dans la boîte, une fois, et suit le même chemin."""

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.abonnements import FICHIER
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    DEJA,
    IMPORTE,
    QUARANTAINE,
    ReglageClacDraft,
)
from lsc_desktop.domain.serveurs import DOSSIER, FTP, SFTP
from lsc_desktop.jobs import releve_clac
from lsc_desktop.jobs.dossiers_locatifs import relever
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.partners.clac.boite import TRAITES
from lsc_desktop.queries.dossiers_locatifs import DOSSIERS_LOCATIFS, load_reglage_clac
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.services.abonnements import valider_licence
from lsc_desktop.services.dossiers_locatifs.reception import (
    confirmer_cle,
    ecarter,
    garder_secret,
    nom_du_secret,
    save_reglage_clac,
)
from lsc_desktop.storage.models import Locataire, Lot, ReleveClac
from tests.agence import une_agence
from tests.clac import HOSTILES, PRODUITS, un_dossier, un_zip
from tests.coffres import coffre_en_memoire
from tests.licences import une_licence
from tests.partners.serveur_ftp import MOT_DE_PASSE, UTILISATEUR, PannesFtp, serveur_ftp
from tests.partners.serveurs import pourquoi_pas_sshd, sshd

pytestmark = pytest.mark.usefixtures("cle_du_store")
VIEUX = 1_600_000_000


@pytest.fixture(scope="module")
def openssh(tmp_path_factory):
    if reason := pourquoi_pas_sshd():
        pytest.skip(reason)
    with sshd(tmp_path_factory.mktemp("sshd")) as serveur:
        yield serveur


@pytest.fixture
def coffre():
    with coffre_en_memoire() as there:
        yield there


@dataclass
class Compte:
    """Un compte sur un serveur, et la boîte où le programme rapporte. `loin` : son dossier."""

    db: object
    ctx: object
    loin: Path
    boite: Path
    pannes: PannesFtp | None = None

    def deposer(self, nom: str, contenu: bytes, date: int = VIEUX) -> None:
        path = self.loin / nom
        path.write_bytes(contenu)
        os.utime(path, (date, date))

    def relever(self, **suivi) -> str:
        return relever(self.db, self.ctx, Suivi(**suivi))

    def regler(self, **over) -> None:
        with self.db.write("Martine") as session:
            draft = replace(load_reglage_clac(session), **over)
            save_reglage_clac(session, draft, ctx=self.ctx)

    def lignes(self) -> list:
        with self.db.read() as session:
            return DOSSIERS_LOCATIFS.page(session, Criteria(sort=(("id", False),)), 0, 200)

    def etats(self) -> list[str]:
        return [row.code_etat for row in self.lignes()]

    def appels(self) -> list[tuple[str, str, str]]:
        with self.db.read() as session:
            rows = APPELS_PARTENAIRES.page(session, Criteria(sort=(("id", False),)), 0, 200)
            return [(row.quoi, row.objet, row.issue) for row in rows]

    def notees(self) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(ReleveClac))

    def la_bas(self) -> list[str]:
        return sorted(path.name for path in self.loin.iterdir())

    def ici(self, sous: str = "") -> list[str]:
        folder = self.boite / sous
        return sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.exists() else []


def _regle(db, ctx, tmp_path, loin, secret, pannes=None, empreinte="", **reglage) -> Compte:
    folder = tmp_path / "boite"
    folder.mkdir()
    with db.write("Martine") as session:
        agence = une_agence(session)
        session.get_one(Lot, agence.lot).reference_internet = "159"
        session.get_one(Locataire, agence.locataire).depart = date(2021, 9, 30)
        valider_licence(session, une_licence(produits=PRODUITS), FICHIER, ctx=ctx)
        draft = replace(
            load_reglage_clac(session), active=True, dossier=str(folder), **reglage
        )  # fmt: skip
        save_reglage_clac(session, draft, ctx=ctx)
        if empreinte:
            confirmer_cle(session, empreinte, ctx=ctx)
    garder_secret(draft, secret)
    return Compte(db, ctx, loin, folder, pannes)


@pytest.fixture
def ftp(db, ctx, tmp_path, coffre, cle_du_store):
    pannes = PannesFtp()
    with serveur_ftp(tmp_path / "srv", pannes) as there:
        yield _regle(
            db, ctx, tmp_path, there.dossier, MOT_DE_PASSE, pannes, transport=FTP,
            hote=there.hote, port=there.port, utilisateur=UTILISATEUR,
        )  # fmt: skip


@pytest.fixture(params=[FTP, SFTP])
def compte(request, db, ctx, tmp_path, coffre, cle_du_store):
    if request.param == FTP:
        return request.getfixturevalue("ftp")
    openssh = request.getfixturevalue("openssh")
    loin = tmp_path / "loin"
    loin.mkdir()
    there = openssh.adresse
    return _regle(
        db, ctx, tmp_path, loin, openssh.secret.texte, empreinte=there.empreinte, transport=SFTP,
        hote=there.hote, port=there.port, utilisateur=there.utilisateur, chemin=str(loin),
    )  # fmt: skip


def test_une_archive_du_compte_s_importe_une_fois_et_y_reste(compte):
    compte.deposer("Dossier Zoé.zip", un_zip())
    assert compte.relever() == "1 dossier importé."
    assert compte.la_bas() == ["Dossier Zoé.zip"] and compte.ici() == []
    (kept,) = compte.ici(TRAITES)
    assert kept.startswith("Dossier Zoé-")
    assert compte.relever() == "Aucun dossier déposé."
    assert compte.etats() == [IMPORTE]
    assert [quoi for quoi, _objet, _issue in compte.appels()] == ["Lister", "Rapporter", "Lister"]


def test_ce_qui_n_est_pas_un_dossier_va_en_quarantaine_comme_dans_la_boite(compte):
    compte.deposer("piege.zip", HOSTILES["pas un zip"]())
    compte.relever()
    _vieillir(compte)
    compte.relever()
    assert compte.etats() == [QUARANTAINE] and len(compte.ici("quarantaine")) == 1
    assert compte.relever() == "Aucun dossier déposé."


def _vieillir(compte) -> None:
    """Ce qui est illisible dans la boîte n'arrive plus : une minute a passé."""
    for name in compte.ici():
        os.utime(compte.boite / name, (VIEUX, VIEUX))


def test_ne_s_ote_du_serveur_que_si_on_le_veut_et_ce_qui_est_range(compte):
    compte.deposer("un.zip", un_zip())
    compte.relever()
    compte.deposer("abime.zip", b"PK\x03\x04 pas fini")
    compte.regler(effacer=True)
    assert "arrive encore" in compte.relever()
    assert compte.la_bas() == ["abime.zip"], "l'une est rangée ; l'autre attend dans la boîte"
    assert compte.notees() == 1
    _vieillir(compte)
    compte.relever()
    assert compte.la_bas() == [] and compte.notees() == 0
    assert compte.etats() == [IMPORTE, QUARANTAINE]


def test_une_archive_refaite_se_rapporte_de_nouveau_sans_doubler_rien(compte):
    compte.deposer("un.zip", un_zip())
    compte.relever()
    compte.deposer("un.zip", un_zip(un_dossier(reference_crypto="160")), VIEUX + 60)
    compte.deposer("autre nom.zip", un_zip(), VIEUX + 60)
    compte.relever()
    assert compte.etats() == [IMPORTE, DEJA], "le même contenu n'a qu'une ligne"
    assert compte.notees() == 2


def test_une_archive_qu_on_deposait_encore_est_remplacee_par_la_suite(compte):
    whole = un_zip()
    compte.deposer("un.zip", whole[: len(whole) // 2])
    assert compte.relever() == "1 fichier arrive encore."
    compte.deposer("un.zip", whole, VIEUX + 60)
    assert compte.relever() == "1 dossier importé."
    assert compte.ici() == [] and compte.ici("quarantaine") == []


def test_un_dossier_ecarte_ne_revient_pas_tant_que_son_archive_reste(compte):
    compte.deposer("un.zip", un_zip(un_dossier(reference_crypto="inconnue")))
    compte.relever()
    (row,) = compte.lignes()
    with compte.db.write("Martine") as session:
        ecarter(session, row.id, row.version)
    compte.relever()
    assert compte.lignes() == []


def test_tue_avant_d_avoir_note_le_passage_suivant_ne_double_rien(compte, monkeypatch):
    compte.deposer("un.zip", un_zip())
    with monkeypatch.context() as patch:

        def killed(*_args, **_options):
            raise KeyboardInterrupt

        patch.setattr(releve_clac.reception, "noter_rapportee", killed)
        with pytest.raises(KeyboardInterrupt):
            compte.relever()
    assert len(compte.ici()) == 1 and compte.notees() == 0
    assert compte.relever() == "1 dossier importé."
    assert compte.relever() == "Aucun dossier déposé." and compte.notees() == 1


def test_ce_qu_un_programme_tue_n_avait_pas_fini_d_ecrire_se_retire(ftp):
    names = [".un-1a2b3c4d.zip.0f0f0f0f.part", ".un.zip.0f0f0f0f.part", ".a moi.part"]
    for name in names:
        (ftp.boite / name).write_bytes(b"PK")
    for name in (names[0], names[2]):
        os.utime(ftp.boite / name, (VIEUX, VIEUX))
    ftp.relever()
    assert ftp.ici() == [".a moi.part", ".un.zip.0f0f0f0f.part"]


def test_arreter_laisse_le_reste_pour_la_fois_suivante(compte):
    for rank in range(3):
        compte.deposer(f"{rank}.zip", un_zip(un_dossier(dossier=f"CLAC-{rank}")))
    asked = iter([False, True])
    with pytest.raises(TemporaryError, match="s'est arrêté avec le programme"):
        compte.relever(arreter=lambda: next(asked, True))
    assert len(compte.ici()) == 1
    compte.relever()
    assert len(compte.lignes()) == 3


def test_une_archive_disparue_du_serveur_s_oublie(compte):
    compte.deposer("un.zip", un_zip())
    compte.relever()
    (compte.loin / "un.zip").unlink()
    compte.relever()
    assert compte.notees() == 0 and compte.etats() == [IMPORTE]


# --- Ce qui ne se passe pas bien ----------------------------------------------------------------


def test_une_archive_trop_grosse_reste_la_bas_et_n_arrete_pas_les_autres(ftp, monkeypatch):
    monkeypatch.setattr(releve_clac, "TAILLE_MAX", 3 << 20)
    ftp.deposer("enorme.zip", b"x" * (4 << 20))
    ftp.deposer("un.zip", un_zip(), VIEUX + 1)
    with pytest.raises(TemporaryError, match=r"« enorme\.zip » pèse 4 Mo, plus que les 3 Mo"):
        ftp.relever()
    assert ftp.etats() == [IMPORTE] and "RETR enorme.zip" not in ftp.pannes.vu


def test_un_compte_qui_ne_repond_pas_n_empeche_pas_d_importer_ce_qui_est_la(ftp):
    (ftp.boite / "un.zip").write_bytes(un_zip())
    ftp.pannes.ferme_421 = True
    with pytest.raises(TemporaryError, match="coupée") as refus:
        ftp.relever()
    assert "1 dossier importé." in refus.value.advice
    assert ftp.appels() == [("Lister", "dossier du compte", "En panne")]


def test_un_retrait_defendu_se_dit_et_ne_double_rien(ftp):
    ftp.regler(effacer=True)
    ftp.pannes.refus_du_nom = True
    ftp.deposer("un.zip", un_zip())
    with pytest.raises(TemporaryError, match=r"ne laisse pas retirer « un\.zip »"):
        ftp.relever()
    with pytest.raises(TemporaryError, match="ne laisse pas retirer"):
        ftp.relever()
    assert ftp.etats() == [IMPORTE] and ftp.pannes.vu.count("RETR un.zip") == 1


def test_sans_secret_au_coffre_de_ce_poste_rien_n_est_appele(ftp, coffre):
    coffre.garde.clear()
    with pytest.raises(TemporaryError, match="mot de passe de « CLAC » n'est pas au coffre"):
        ftp.relever()
    assert ftp.pannes.vu == []


def test_le_secret_est_au_coffre_au_nom_du_compte_et_jamais_dans_la_base(ftp, coffre):
    ftp.relever()
    with ftp.db.read() as session:
        name = nom_du_secret(load_reglage_clac(session))
    assert name == f"clac-{UTILISATEUR}@localhost"
    assert list(coffre.garde.values()) == [MOT_DE_PASSE]
    with ftp.db.engine.connect() as connection:
        dump = "\n".join(
            str(row)
            for table in ReleveClac.metadata.sorted_tables
            for row in connection.execute(table.select())
        )
    assert MOT_DE_PASSE not in dump


# --- Le réglage ---------------------------------------------------------------------------------


def test_tester_la_connexion_entre_sur_le_compte_et_regarde_la_boite(compte):
    with compte.db.read() as session:
        draft = load_reglage_clac(session)
    releve_clac.essayer(draft)
    with pytest.raises(UserError, match="n'existe pas"):
        releve_clac.essayer(replace(draft, chemin="/nulle/part"))
    with pytest.raises(UserError, match="dossiers locatifs ne répond pas"):
        releve_clac.essayer(replace(draft, dossier=str(compte.boite / "absent")))
    releve_clac.essayer(replace(draft, transport=DOSSIER, hote=""))


def test_la_cle_d_un_serveur_inconnu_se_montre_et_un_autre_serveur_l_oublie(compte):
    with compte.db.read() as session:
        draft = load_reglage_clac(session)
    if draft.transport == SFTP:
        with pytest.raises(UserError) as refus:
            releve_clac.essayer(replace(draft, empreinte=""))
        assert refus.value.empreinte == draft.empreinte
    with compte.db.write("Martine") as session:
        confirmer_cle(session, "ssh-ed25519 SHA256:x", ctx=compte.ctx)
    compte.regler(hote="autre.exemple.fr")
    with compte.db.read() as session:
        assert load_reglage_clac(session).empreinte == ""


@pytest.mark.parametrize(
    ("over", "champ"),
    [
        ({"hote": ""}, "hote"),
        ({"utilisateur": ""}, "utilisateur"),
        ({"hote": "ftp://ailleurs"}, "hote"),
        ({"port": 70000}, "port"),
    ],
)
def test_un_compte_incomplet_se_dit(over, champ):
    whole = {"transport": FTP, "hote": "h.fr", "utilisateur": "a", "dossier": "/b"}
    assert not list(ReglageClacDraft(**whole).problems())
    assert [name for name, _said in ReglageClacDraft(**{**whole, **over}).problems()] == [champ]
    assert not list(ReglageClacDraft(**{**whole, **over, "transport": DOSSIER}).problems())
