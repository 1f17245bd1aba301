"""La saisie de la recherche : rien n'y est coché d'avance, rien n'y est coché deux fois."""

from lsc_desktop.domain.registre.rapprochement import Candidat, Cherchee, Inscrite
from lsc_desktop.domain.registre.recherche import RechercheDraft, Trouves, montrer, retirer

CHERCHEES = tuple(
    Cherchee(id, code, f"Syndicat {code}") for id, code in enumerate(("GILBERT", "HUGO", "ZOLA"), 1)
)


def un_candidat(numero: str, force: int = 6) -> Candidat:
    there = Inscrite(numero, "LES LILAS", ("4 rue Gilbert",), "54000", "Nancy", syndic="CABINET X")
    return Candidat(there, force, ("adresse", "nom"), ("parcelle",))


def une_saisie(illisibles: int = 0) -> RechercheDraft:
    draft = RechercheDraft(cherchees=CHERCHEES)
    found = {1: [un_candidat("AA1234567"), un_candidat("AA7654321")], 2: [un_candidat("AA1234567")]}
    montrer(draft, Trouves("rnic.csv", 500, illisibles, found))
    return draft


def refus(draft: RechercheDraft) -> dict[str, str]:
    return dict(draft.problems())


def test_les_candidats_disent_leurs_raisons_et_aucun_n_est_coche():
    draft = une_saisie()
    first = draft.candidats[0]
    assert (first.code, first.numero, first.syndic) == ("GILBERT", "AA1-234-567", "CABINET X")
    assert first.inscrite == "LES LILAS, 4 rue Gilbert, 54000 Nancy"
    assert first.raisons == "adresse, nom"
    assert first.reserves == "parcelle"
    assert draft.retenus == []
    assert draft.etat.startswith("500 lignes lues. 3 numéros proposés pour 2 copropriétés sur 3.")
    assert draft.sans == "Rien ne ressemble à ZOLA."


def test_les_lignes_sans_numero_possible_se_comptent():
    assert "dont 4 sans numéro possible" in une_saisie(4).etat


def test_il_faut_un_fichier_puis_un_choix():
    assert "data.gouv.fr" in refus(RechercheDraft(cherchees=CHERCHEES))["etat"]
    assert "Cochez" in refus(une_saisie())["etat"]


def test_une_copropriete_n_a_qu_un_numero():
    draft = une_saisie()
    draft.candidats[0].retenu = draft.candidats[1].retenu = True
    assert "GILBERT n'a qu'un numéro" in refus(draft)["candidats.1.retenu"]


def test_un_numero_n_est_qu_a_une_copropriete():
    draft = une_saisie()
    draft.candidats[0].retenu = draft.candidats[2].retenu = True
    assert "déjà coché pour GILBERT" in refus(draft)["candidats.2.retenu"]
    draft.candidats[0].retenu = False
    assert refus(draft) == {}


def test_ce_qui_est_ecrit_sort_de_la_saisie():
    draft = une_saisie()
    retirer(draft, (1,))
    assert [one.copropriete_id for one in draft.candidats] == [2]
    assert [one.code for one in draft.cherchees] == ["HUGO", "ZOLA"]
    assert draft.etat == "1 numéro inscrit dans les fiches."


def test_une_longue_liste_sans_candidat_se_resume():
    many = tuple(Cherchee(rank, f"C{rank}", "S") for rank in range(30))
    draft = RechercheDraft(cherchees=many)
    montrer(draft, Trouves("rnic.csv", 1, 0, {}))
    assert draft.sans.endswith("C6 et 23 autres.")
