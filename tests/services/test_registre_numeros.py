"""Chercher des numéros dans le fichier du registre, et n'écrire que ceux qu'on a choisis."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.registre.recherche import CandidatLigne
from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.queries.registre.recherche import cherchees, nouvelle_recherche
from lsc_desktop.services.registre import donnees_ouvertes
from lsc_desktop.services.registre.donnees_ouvertes import chercher
from lsc_desktop.services.registre.numeros import inscrire_numeros
from lsc_desktop.storage.models import Copropriete, Historique
from tests.coproprietes import ecrire, lire, refuse, une_copropriete
from tests.domain.registre.test_donnees_ouvertes import LIGNE, TITRES
from tests.registre import immatriculee, un_syndicat


def une_ligne(**over: str) -> list[str]:
    return [over.get(name, value) for name, value in zip(TITRES, LIGNE, strict=True)]


def un_fichier(path: Path, rows, *, mark=",", encoding="utf-8", titres=TITRES) -> str:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerows((titres, *rows))
    return str(path)


def muet(_text: str) -> None:
    pass


@pytest.fixture
def gilbert(db, ctx):
    with db.write() as session:
        return un_syndicat(session, ctx)


@pytest.fixture
def a_chercher(db, gilbert):
    return lire(db, cherchees)


# --- Ce qu'on cherche -----------------------------------------------------------------------------


def test_on_cherche_les_coproprietes_en_service_sans_numero_possible(db, ctx, gilbert):
    with db.write() as session:
        known = une_copropriete(session, {}, code="HUGO", entite="S002")
        immatriculee(session, known)
        wrong = une_copropriete(session, {}, code="ZOLA", entite="S003", immatriculation="12")
        une_copropriete(session, {}, code="OFF", entite="S004", actif=False)
    assert [one.code for one in lire(db, cherchees)] == ["GILBERT", "ZOLA"]
    (alone,) = lire(db, lambda session: cherchees(session, wrong.id))
    assert alone.code == "ZOLA"
    done = lire(db, lambda session: nouvelle_recherche(session, ctx, copropriete_id=known.id))
    assert done.cherchees == () and "a déjà son numéro" in done.etat


def test_tout_ce_que_la_base_en_sait_aide_a_la_reconnaitre(a_chercher):
    (one,) = a_chercher
    assert one.noms == ("Résidence Gilbert", "Résidence Gilbert", "Syndicat Gilbert")
    assert one.adresses == ("4, rue Gilbert",)
    assert (one.code_postal, one.ville, one.nb_lots) == ("54000", "NANCY", 2)
    assert one.parcelles == {("54395", "000", "AB", "0123")}


# --- Le fichier -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), (",", "utf-8-sig")]
)
def test_la_copropriete_se_trouve_quels_que_soient_codage_et_separateur(
    tmp_path, a_chercher, mark, encoding
):
    rows = [
        une_ligne(numero_d_immatriculation="AA0000001", numero_et_voie_adresse_de_reference="9 quai"
                  " Été", section_1="ZZ"),
        une_ligne(),
        une_ligne(numero_d_immatriculation="AA0000002", code_postal_adresse_de_reference="57000",
                  commune_adresse_de_reference="Metz", section_1="ZZ"),
    ]  # fmt: skip
    path = un_fichier(tmp_path / "rnic.csv", rows, mark=mark, encoding=encoding)
    found = chercher(path, a_chercher, muet)
    assert (found.fichier, found.lues, found.illisibles) == ("rnic.csv", 3, 0)
    (candidate,) = found.candidats[a_chercher[0].id]
    assert candidate.inscrite.numero == "AA5357991"
    assert "parcelle 54395 AB 0123" in candidate.raisons


def test_une_parcelle_la_retrouve_malgre_son_adresse(tmp_path, a_chercher):
    row = une_ligne(
        code_postal_adresse_de_reference="57000", commune_adresse_de_reference="Metz",
        numero_et_voie_adresse_de_reference="1 rue Vide",
    )  # fmt: skip
    found = chercher(un_fichier(tmp_path / "x.csv", [row]), a_chercher, muet)
    (candidate,) = found.candidats[a_chercher[0].id]
    assert candidate.reserves[0] == "adresse"


def test_un_grand_fichier_se_lit_au_fil_de_l_eau_et_n_en_garde_que_les_meilleurs(
    tmp_path, a_chercher, monkeypatch
):
    """Un immeuble homonyme par ligne : la mémoire ne garde que quelques candidats."""
    monkeypatch.setattr(donnees_ouvertes, "PAS", 100)
    rows = (
        une_ligne(numero_d_immatriculation=f"AA{rank:07}", section_1="ZZ") for rank in range(1, 400)
    )
    told: list[str] = []
    path = un_fichier(tmp_path / "gros.csv", (*rows, une_ligne()))
    found = chercher(path, a_chercher, told.append)
    assert found.lues == 400
    best = found.candidats[a_chercher[0].id]
    assert len(best) == 5 and best[0].inscrite.numero == "AA5357991"
    assert told[-1] == "gros.csv : 300 lignes lues"


def test_interrompu_il_s_arrete_la(tmp_path, a_chercher):
    def stop(_text: str) -> None:
        raise UserError("« Choisir » a été interrompu.", "Rien n'a été écrit.")

    with pytest.raises(UserError, match="interrompu"):
        chercher(un_fichier(tmp_path / "x.csv", [une_ligne()]), a_chercher, stop)


def test_les_numeros_impossibles_se_comptent_et_ne_se_proposent_pas(tmp_path, a_chercher):
    rows = [une_ligne(numero_d_immatriculation=one) for one in ("", "12", "non connu")]
    found = chercher(un_fichier(tmp_path / "x.csv", rows), a_chercher, muet)
    assert (found.lues, found.illisibles, found.candidats) == (3, 3, {})


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "est vide"),
        (b"PK\x03\x04\x00\x00", "nul"),
        (b"\x1f\x8b\x08\x00\x00", "nul"),
        (b"nom,adresse\nx,y\n", "numero_d_immatriculation"),
        (b"numero_d_immatriculation,nom\nAA1234567,x\n", "ni adresse"),
        (b"\n\n,,\n", "pas une ligne"),
        (b"\x81\xff\x8d\n", "aucun codage"),
        (b"numero_d_immatriculation,commune\n" + b",x\n" * 40 + b"," * 400, "colonnes"),
        (b'numero_d_immatriculation,commune\nAA1234567,"' + b"x" * 200_000, "démesurée"),
    ],
)
def test_un_fichier_qui_n_est_pas_le_bon_est_refuse_par_une_phrase(
    tmp_path, a_chercher, contenu, dit
):
    path = tmp_path / "x.csv"
    path.write_bytes(contenu)
    with pytest.raises(UserError, match=dit) as refus:
        chercher(str(path), a_chercher, muet)
    assert refus.value.advice


def test_un_dossier_un_absent_un_peripherique_et_un_trop_gros_sont_refuses(
    tmp_path, a_chercher, monkeypatch
):
    for path in (str(tmp_path), str(tmp_path / "absent.csv"), "/dev/zero", "a\0b.csv"):
        with pytest.raises(UserError):
            chercher(path, a_chercher, muet)
    small = donnees_ouvertes.Bornes(taille=1024**2, lignes=2, colonnes=300, cellules=10**6)
    monkeypatch.setattr(donnees_ouvertes, "REGISTRE", small)
    path = un_fichier(tmp_path / "x.csv", [une_ligne()] * 5)
    with pytest.raises(UserError, match="plus de 2 lignes"):
        chercher(path, a_chercher, muet)
    with Path(path).open("ab") as file:
        file.truncate(3 * 1024**2)
    with pytest.raises(UserError, match="pèse 3 Mo"):
        chercher(path, a_chercher, muet)


# --- Écrire ---------------------------------------------------------------------------------------


def un_choix(ids, numero="AA5-357-991", code="GILBERT") -> CandidatLigne:
    return CandidatLigne(True, ids.id, code, f"Syndicat {code}", numero)


def numero(db, ids) -> str:
    return lire(db, lambda session: session.get_one(Copropriete, ids.id).immatriculation)


def test_le_numero_choisi_entre_dans_la_fiche_et_dans_l_historique(db, ctx, gilbert):
    assert ecrire(db, inscrire_numeros, [un_choix(gilbert)], ctx=ctx) == (gilbert.id,)
    assert numero(db, gilbert) == "AA5357991"
    with db.read() as session:
        assert load_dossier(session, gilbert.id).immatriculation == "AA5357991"
        stmt = select(Historique.apres).where(Historique.champ == "immatriculation")
        assert "AA5357991" in set(session.scalars(stmt))


def test_un_numero_impossible_ou_deja_pris_n_ecrit_rien(db, ctx, gilbert):
    with db.write() as session:
        other = une_copropriete(
            session, {}, code="HUGO", entite="S002", immatriculation="AA1-234-567"
        )
        third = une_copropriete(session, {}, code="ZOLA", entite="S003")
    refuse(db, "n'est pas un numéro", inscrire_numeros, [un_choix(gilbert, "12")], ctx=ctx)
    refuse(
        db, "déjà celui de Syndicat Hugo", inscrire_numeros, [un_choix(gilbert, "AA1234567")],
        ctx=ctx,
    )  # fmt: skip
    refuse(
        db, "a déjà le numéro AA1-234-567", inscrire_numeros, [un_choix(other, code="HUGO")],
        ctx=ctx,
    )  # fmt: skip
    refuse(db, "supprimée", inscrire_numeros, [CandidatLigne(True, 999, "X", "X", "AA7777777")],
           ctx=ctx)  # fmt: skip
    # Le second est fautif : le premier, bon, n'est pas écrit non plus.
    both = [un_choix(gilbert, "AA7777777"), un_choix(third, "AA1234567", "ZOLA")]
    refuse(db, "déjà celui", inscrire_numeros, both, ctx=ctx)
    assert numero(db, gilbert) == "" == numero(db, third)


def test_deux_fois_le_meme_numero_dans_le_meme_choix_est_refuse(db, ctx, gilbert):
    with db.write() as session:
        other = une_copropriete(session, {}, code="HUGO", entite="S002")
    both = [un_choix(gilbert), un_choix(other, code="HUGO")]
    refuse(db, "est déjà celui de", inscrire_numeros, both, ctx=ctx)
    assert numero(db, gilbert) == ""


def test_le_meme_numero_ecrit_autrement_se_remet_d_aplomb(db, ctx, gilbert):
    with db.write() as session:
        immatriculee(session, gilbert, "AA5-357-991")
    ecrire(db, inscrire_numeros, [un_choix(gilbert)], ctx=ctx)
    assert numero(db, gilbert) == "AA5357991"
