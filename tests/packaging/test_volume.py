"""La grande agence : toujours la même, juste, et que le vrai programme ouvre et enregistre."""

import importlib
import io
import random
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from lsc_desktop.base.dates import Periode, mois_de
from lsc_desktop.base.errors import Confirm
from lsc_desktop.base.figer import figer, retrouver
from lsc_desktop.base.text import fold
from lsc_desktop.domain.quittancement import AvisEcheance
from lsc_desktop.gui.kit.screens import FormScreen, ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.quittancement import a_appeler, prochaine_periode
from lsc_desktop.queries.regularisations.provisions import provisions_appelees
from lsc_desktop.services.quittancement import Demande, appeler_tous
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import (
    Base,
    Ecriture,
    Fichier,
    Piece,
    Quittance,
    Regularisation,
)
from tests.bases import base_neuve, ouverte
from tests.depot import ROOT

ECHELLE = 0.002
LISTES = sorted((s for s in SCREENS.values() if isinstance(s, ListScreen)), key=lambda s: s.key)


@dataclass(frozen=True)
class Volume:
    """Une petite agence de cette sorte, et ce qu'en dit `volumes`."""

    db: Database
    url: str
    empreinte: str


@pytest.fixture(scope="module")
def volumes():
    """Le paquet de scripts/, le temps de ces essais."""
    sys.path.insert(0, str(ROOT / "scripts"))
    yield importlib.import_module
    sys.path.remove(str(ROOT / "scripts"))
    for name in [n for n in sys.modules if n.partition(".")[0] == "volumes"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def agence(volumes, base_vide, tmp_path_factory):
    folder = tmp_path_factory.mktemp("volume")
    with base_neuve(base_vide, folder) as url:
        digest = volumes("volumes.agence").remplir(url, 1, ECHELLE, lambda text: None)
        db = ouverte(url)
        yield Volume(db, url, digest)
        db.close()


@pytest.fixture
def jour(volumes):
    """Le contexte du jour où cette agence travaille."""
    return volumes("volumes.agence").CTX


def test_elle_est_juste(agence, volumes):
    said = list(volumes("volumes.controles").controler(agence.url))
    assert [sentence for sentence, _, good in said if not good] == []


def test_un_defaut_se_verrait(volumes, base_vide, tmp_path):
    with base_neuve(base_vide, tmp_path) as url:
        volumes("volumes.agence").remplir(url, 1, ECHELLE, lambda text: None)
        db = ouverte(url)
        with db.engine.connect() as link:
            columns = [c for c in Ecriture.__table__.columns if c.name != "id"]
            link.execute(
                Ecriture.__table__.insert().from_select(
                    [c.name for c in columns], select(*columns).where(Ecriture.id == 1)
                )
            )
            link.commit()
        db.close()
        wrong = [s for s, _, good in volumes("volumes.controles").controler(url) if not good]
    assert len(wrong) == 3  # l'équilibre, la pièce, sa quittance


def test_la_meme_graine_rend_les_memes_lignes(agence, volumes, base_vide, tmp_path):
    def remplie(graine: int) -> str:
        folder = tmp_path / str(graine)
        folder.mkdir()
        with base_neuve(base_vide, folder) as url:
            return volumes("volumes.agence").remplir(url, graine, ECHELLE, lambda text: None)

    assert remplie(1) == agence.empreinte
    assert remplie(2) != agence.empreinte


def test_une_base_qui_a_deja_une_agence_n_est_pas_touchee(agence, volumes):
    with agence.db.read() as session:
        before = session.scalar(select(func.count()).select_from(Ecriture))
    with pytest.raises(ValueError, match="déjà une agence"):
        volumes("volumes.agence").remplir(agence.url, 1, ECHELLE, lambda text: None)
    with agence.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Ecriture)) == before


@pytest.mark.parametrize("liste", LISTES, ids=lambda s: s.key)
def test_chaque_liste_s_y_lit_et_s_y_trie(agence, liste):
    source = liste.source
    with agence.db.read() as session:
        for column in liste.columns:
            wanted = Criteria(sort=((column.name, True),), where=liste.preset)
            rows = source.page(session, wanted, 0, 50)
            assert len(rows) == min(50, source.count(session, wanted))
        searched = Criteria(text="a", where=liste.preset)
        assert source.count(session, searched) <= source.total(session, searched)


@pytest.mark.parametrize(
    "liste", [s for s in LISTES if s.opens and SCREENS.get(s.opens)], ids=lambda s: s.key
)
def test_chaque_fiche_s_ouvre_et_s_enregistre(agence, jour, liste):
    """Les premières de la liste, les dernières, et quelques autres."""
    form = SCREENS[liste.opens]
    if not isinstance(form, FormScreen) or form.load is None or form.save is None:
        pytest.skip("une fiche qui ne s'enregistre pas")
    with agence.db.read() as session:
        ids = liste.source.ids(session, Criteria(where=liste.preset))
    chosen = [*ids[:2], *ids[-2:], *random.Random(3).sample(ids, min(3, len(ids)))]
    for id in chosen:
        with agence.db.read() as session:
            draft = form.load(session, id)
        accepted: set[str] = set()
        while True:
            try:
                with agence.db.write("Martine") as session:
                    form.save(session, draft, ctx=jour, accepted=frozenset(accepted))
                break
            except Confirm as question:
                assert question.key not in accepted
                accepted.add(question.key)


def test_l_appel_suivant_se_passe(agence, jour):
    """Le mois d'après : les services trouvent les baux, appellent, et tout reste juste."""
    with agence.db.read() as session:
        periode = mois_de(prochaine_periode(session, 1, 1, jour))
        items, done = a_appeler(session, 1, 1, periode, "reel")
        assert (periode.du.isoformat(), done) == ("2026-11-01", 0) and items
    with agence.db.write("Martine") as session:
        called = appeler_tous(session, Demande(1, jour.aujourd_hui, periode, 1), jour)
    assert called == len(items)


def test_un_avis_garde_est_celui_que_le_programme_figerait(agence):
    with agence.db.read() as session:
        for text, total in session.execute(select(Quittance.contenu, Quittance.total).limit(50)):
            avis = retrouver(AvisEcheance, text)
            assert figer(avis) == text
            assert avis.total == total == sum(amount for _, amount in avis.lignes)


def test_une_fiche_en_attente_a_les_provisions_que_le_programme_trouverait(agence):
    with agence.db.read() as session:
        fiches = session.scalars(
            select(Regularisation).where(Regularisation.etat == "en_attente")
        ).all()
        assert fiches
        for fiche in fiches:
            span = Periode(fiche.du, fiche.au)
            found = provisions_appelees(session, fiche.locataire_id, fiche.code_fiscalite_id, span)
            assert found.montant == fiche.provisions


def test_ce_qu_on_cherche_est_replie_comme_par_le_programme(agence):
    with agence.db.read() as session:
        for mapper in Base.registry.mappers:
            if not (names := getattr(mapper.class_, "cherche_dans", ())):
                continue
            for record in session.scalars(select(mapper.class_).limit(200)):
                text = " ".join(str(getattr(record, name) or "") for name in names)
                assert record.recherche == fold(text), record.__tablename__


def test_un_document_est_un_vrai_pdf(agence):
    with agence.db.read() as session:
        kept = session.scalars(select(Fichier).order_by(Fichier.id).limit(20)).all()
        assert len({file.sha256 for file in kept}) == 20
        for file in kept:
            (page,) = PdfReader(io.BytesIO(file.contenu)).pages
            assert f"Document n° {file.id}" in page.extract_text()
            assert file.taille == len(file.contenu) < 1000


def test_les_numeros_suivent_les_dates(agence):
    with agence.db.read() as session:
        rows = session.execute(
            select(Piece.journal_id, Piece.numero, Piece.date).order_by(
                Piece.journal_id, Piece.numero
            )
        ).all()
    for before, after in pairwise(rows):
        assert before.journal_id != after.journal_id or before.date <= after.date


def test_la_commande_refuse_un_fichier_qui_existe(tmp_path):
    path = tmp_path / "agence.db"
    path.write_text("précieux", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/volume.py", path],
        capture_output=True, encoding="utf-8", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2 and "existe déjà" in done.stdout
    assert path.read_text(encoding="utf-8") == "précieux"
