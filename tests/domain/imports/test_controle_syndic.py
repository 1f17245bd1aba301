"""Juger les fichiers d'une copropriété : syndicat, clés, copropriétaires, lots et tantièmes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.imports.plan import (
    CleConnue,
    CompteConnu,
    Connu,
    CoproprietaireConnu,
    CoproprieteConnue,
    LotCoproprieteConnu,
    TiersConnu,
)
from tests.jugement import fautes, juge

FONDER = "immeuble;entite;entite_nom;ville;cle;cle_libelle;cle_generale;cle_total"
GILBERT = "GILBERT;S001;Syndicat Gilbert;NANCY;010;CHARGES;oui;140,01420"


@pytest.fixture
def vierge() -> Connu:
    """Une agence de gérance, sans syndicat ; LAFAYETTE/002 y est un lot géré."""
    return Connu(
        entites={"G001": 1},
        fiscalites={"10": (1, "Loyer")},
        immeubles={"LAFAYETTE": (1, 1)},
        lots={"LAFAYETTE/002": (7, 1, 1)},
    )


@pytest.fixture
def connu(vierge) -> Connu:
    """GILBERT (S001) : la clé générale 010, ATRILLON qui tient le 248, et le 012 à personne."""
    vierge.entites["S001"] = 2
    vierge.immeubles["GILBERT"] = (2, 2)
    vierge.tiers = [TiersConnu(1, "ATRILLONBERN", "atrillon bernard", {}),
                    TiersConnu(2, "LEPITREABEL", "lepitre abel", {})]  # fmt: skip
    vierge.comptes = {(2, "450TRILLON"): CompteConnu(1, "coproprietaire", 1),
                      (2, "450LEPITRE"): CompteConnu(2, "coproprietaire", 2),
                      (2, "512000"): CompteConnu(3, "tresorerie", None)}  # fmt: skip
    vierge.coproprietes = [CoproprieteConnue(1, "GILBERT", 2)]
    vierge.cles = [CleConnue(1, 1, "010", "CHARGES", True, Decimal("74"), 0)]
    vierge.coproprietaires = [CoproprietaireConnu(1, 1, 1, 1)]
    vierge.lots_copropriete = [LotCoproprieteConnu(1, 1, "248", True, 1),
                               LotCoproprieteConnu(2, 1, "012")]  # fmt: skip
    vierge.tantiemes = {(1, 1): Decimal("62")}
    return vierge


def dits(constats, gravite):
    """(ligne, colonne, raison) de chaque constat de cette gravité."""
    return [c[2:] for c in constats if c[0] == gravite]


# --- Une copropriété entière --------------------------------------------------------------------


def test_une_copropriete_entiere_nait_de_trois_fichiers_dans_n_importe_quel_ordre(vierge):
    # 62 + 5 + 7 (ATRILLON) + 66,01420 (LEPITRE) = 140,01420 : le total annoncé (seed L2398-2423)
    yard, seen = juge(
        vierge,
        lots_copropriete=[
            "immeuble;numero;type_lot;lot_principal;coproprietaire;lot_gerance;cle;tantiemes",
            "GILBERT;012;Cave;248;450TRILLON;;010;5",
            "GILBERT;248;Appartement;;450TRILLON;Lafayette/002;;62",
            "GILBERT;910;Parking;248;450TRILLON;;;7",
            "gilbert;011/112;Appartement;;450LEPITRE;;010;66,01420",
            "GILBERT;011/112;;;;;020;1",
        ],
        coproprietaires=[
            "immeuble;nom;prenom;compte;nature;residant;notification;note;coproprietaire_note",
            "GILBERT;ATRILLON;Bernard;450TRILLON;;oui;Postale;du tiers;du compte",
            "GILBERT;LEPITRE;Abel;450LEPITRE;couple;;;;",
        ],
        coproprietes=[FONDER, GILBERT, "gilbert;;;;020;ASCENSEUR;;"],
    )
    assert seen == []
    assert {k: n for k, n in yard.plan.nombres().items() if n} == {
        "entite": 1, "immeuble": 1, "tiers": 2, "compte": 2, "copropriete": 1,
        "cle_repartition": 2, "coproprietaire": 2, "lot_copropriete": 4, "tantieme": 5,
    }  # fmt: skip
    (syndicat,) = yard.plan.coproprietes
    assert (syndicat.saisie.entite_id, syndicat.saisie.immeuble_id) == (
        yard.plan.entites[0].id, yard.plan.immeubles[0].id,
    )  # fmt: skip
    assert yard.plan.immeubles[0].saisie.nom == "Syndicat Gilbert"
    assert yard.plan.immeubles[0].saisie.entite_id == yard.plan.entites[0].id
    assert [(c.saisie.code, c.saisie.generale, c.saisie.rang) for c in yard.plan.cles] == [
        ("010", True, 0), ("020", False, 1),
    ]  # fmt: skip
    atrillon, lepitre = (one.saisie for one in yard.plan.coproprietaires)
    assert (atrillon.notification, atrillon.residant) == ("postale", True)
    assert (atrillon.note, yard.plan.tiers[0].saisie.note) == ("du compte", "du tiers")
    assert (lepitre.nature, lepitre.notification) == ("couple", "electronique")
    lots = {one.saisie.numero: one for one in yard.plan.lots_copropriete}
    assert lots["012"].saisie.lot_principal_id == lots["248"].id, (
        "annoncé plus loin dans le fichier"
    )
    assert lots["248"].saisie.lot_id == 7
    assert dict(yard.plan.possessions)[lots["910"].id] == yard.plan.coproprietaires[0].id
    assert (yard.creees["coproprietes"], yard.creees["lots_copropriete"]) == (2, 5)


def test_une_copropriete_deja_la_est_connue_de_bout_en_bout(connu):
    yard, seen = juge(
        connu,
        coproprietes=[FONDER, "Gilbert;S001;Autre nom;;010;;;74"],
        coproprietaires=["immeuble;nom;prenom;compte", "GILBERT;ATRILLON;Bernard;450TRILLON",
                         "GILBERT;ATRILLON;Bernard;"],
        lots_copropriete=["immeuble;numero;coproprietaire;cle;tantiemes",
                          "GILBERT;248;450TRILLON;010;62,00000", "GILBERT;012;;;"],
    )  # fmt: skip
    assert yard.plan.vide
    assert [c[0] for c in seen if c[0] != "remarque"] == ["connu"] * 5


def test_un_immeuble_et_une_entite_connus_se_reprennent(vierge):
    vierge.entites["S002"] = 5
    yard, seen = juge(
        vierge, coproprietes=["immeuble;entite;cle;cle_libelle", "LAFAYETTE;s002;001;CHARGES"]
    )
    assert seen == []
    (syndicat,) = yard.plan.coproprietes
    assert (syndicat.saisie.entite_id, syndicat.saisie.immeuble_id) == (5, 1)
    assert yard.plan.cles[0].saisie.generale, "seule, elle compte les voix de tous"
    assert not yard.plan.entites and not yard.plan.immeubles


# --- Syndicat et clés ---------------------------------------------------------------------------


def test_l_entite_de_la_gerance_n_est_jamais_supposee(vierge):
    _yard, seen = juge(vierge, coproprietes=["immeuble;ville", "PARC;NANCY"])
    assert [c for _f, _n, c, _r in fautes(seen)] == ["Entité", "Nom de l'immeuble"]


def test_une_entite_inconnue_et_sans_nom_se_refuse(vierge):
    _yard, seen = juge(vierge, coproprietes=["immeuble;entite", "LAFAYETTE;S009"])
    ((_f, line, column, reason),) = fautes(seen)
    assert (line, column) == (2, "Entité")
    assert "nom du syndicat" in reason


def test_une_entite_n_a_qu_une_copropriete(connu):
    _yard, seen = juge(
        connu, coproprietes=["immeuble;entite;cle;cle_libelle", "LAFAYETTE;S001;001;CHARGES"]
    )
    assert fautes(seen) == [
        ("coproprietes.csv", 2, "Entité", "Cette entité a déjà sa copropriété.")
    ]


def test_sans_cle_une_copropriete_recoit_la_001(vierge):
    yard, seen = juge(
        vierge, coproprietes=["immeuble;entite;entite_nom", "LAFAYETTE;S1;Le Syndicat"]
    )
    assert [(n, c) for n, c, _r in dits(seen, "remarque")] == [(2, "Clé")]
    (cle,) = (one.saisie for one in yard.plan.cles)
    assert (cle.code, cle.libelle, cle.generale) == ("001", "CHARGES GENERALES", True)


@pytest.mark.parametrize("marques", [("", ""), ("oui", "oui")])
def test_de_deux_cles_une_seule_est_la_generale(vierge, marques):
    first, second = marques
    _yard, seen = juge(
        vierge,
        coproprietes=[FONDER, f"GILBERT;S001;Syndicat;NANCY;010;CHARGES;{first};",
                      f"GILBERT;;;;020;ASCENSEUR;{second};"],
    )  # fmt: skip
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [(2, "Clé générale")]


def test_les_regles_de_la_fiche_tombent_sur_la_ligne_de_chaque_cle(vierge):
    _yard, seen = juge(
        vierge,
        coproprietes=[
            FONDER + ";delai_convocation",
            GILBERT + ";20",
            "GILBERT;;;;020;;;-1",
            "GILBERT;;;;;SANS CODE;;",
            "GILBERT;;;;010;CHARGES;;",
            "GILBERT;S002;;;030;EAU;;",
            "GILBERT;;;;;;;",
            ";S003;;;001;CHARGES;;",
        ],
    )
    assert {(n, c) for _f, n, c, _r in fautes(seen)} == {
        (2, "Délai de convocation"),
        (3, "Libellé de la clé"), (3, "Total des tantièmes"),
        (4, "Clé"), (4, "Immeuble"),  # ni clé, ni rien de neuf
        (5, "Clé"),
        (6, "Entité"),
        (7, "Immeuble"),
        (8, "Immeuble"),
    }  # fmt: skip


def test_une_cle_s_ajoute_a_une_copropriete_connue_sans_toucher_aux_autres(connu):
    yard, seen = juge(
        connu,
        coproprietes=["immeuble;cle;cle_libelle;cle_total", "GILBERT;010;;80",
                      "GILBERT;020;ASCENSEUR;"],
    )  # fmt: skip
    assert dits(seen, "remarque") == [
        (2, "Total des tantièmes", "La base annonce 74,00000, qui est gardé."),
    ]
    assert fautes(seen) == []
    (cle,) = yard.plan.cles
    assert (cle.saisie.copropriete_id, cle.saisie.code, cle.saisie.rang) == (1, "020", 1)


def test_une_seconde_cle_generale_se_refuse_la_ou_elle_est_dite(connu):
    connu.cles.append(CleConnue(2, 1, "015", "EAU", rang=1))
    _yard, seen = juge(
        connu,
        coproprietes=["immeuble;cle;cle_libelle;cle_generale;cle_total", "GILBERT;015;;;9",
                      "GILBERT;020;ASCENSEUR;oui;"],
    )  # fmt: skip
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [(3, "Clé générale")]
    assert dits(seen, "remarque") == [
        (2, "Total des tantièmes", "La base n'en annonce pas : donnez-le sur la fiche."),
    ]


# --- Copropriétaires ----------------------------------------------------------------------------


def test_une_personne_a_deux_comptes_si_le_fichier_les_dit(vierge):
    yard, seen = juge(
        vierge,
        coproprietes=[FONDER, GILBERT],
        coproprietaires=["immeuble;tiers;nom;prenom;compte",
                         "GILBERT;BROUILLY;BROUILLY;Alfred;450BROUILL",
                         "GILBERT;BROUILLY;BROUILLY;Alfred;450BROU-01"],
    )  # fmt: skip
    assert fautes(seen) == []
    assert len(yard.plan.tiers) == 1
    assert len({one.saisie.tiers_id for one in yard.plan.coproprietaires}) == 1
    assert len(yard.plan.comptes) == len(yard.plan.coproprietaires) == 2


def test_sans_numero_la_meme_personne_n_est_pas_inscrite_deux_fois(vierge):
    yard, seen = juge(
        vierge,
        coproprietes=[FONDER, GILBERT],
        coproprietaires=["immeuble;nom;prenom", *["GILBERT;BROUILLY;Alfred"] * 2],
    )
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [(3, "Compte copropriétaire")]
    assert [one.saisie.numero for one in yard.plan.comptes] == ["450BROUILL"]


def test_le_compte_d_un_autre_se_refuse_et_celui_qui_attendait_sert(connu):
    yard, seen = juge(
        connu,
        coproprietaires=["immeuble;nom;prenom;compte", "GILBERT;LEPITRE;Abel;450TRILLON",
                         "GILBERT;LEPITRE;Abel;450LEPITRE", "GILBERT;MORGON;Charles;512000"],
    )  # fmt: skip
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [
        (2, "Compte copropriétaire"), (4, "Compte copropriétaire"),
    ]  # fmt: skip
    assert yard.plan.coproprietaires[0].saisie.compte_id == 2, "un compte déjà ouvert, sans fiche"


def test_une_indivision_sans_mandataire_se_remarque(connu):
    yard, seen = juge(
        connu,
        coproprietaires=["immeuble;nom;compte;nature",
                         "GILBERT;INDIVISION BOURNAC;450BOURNAC;Indivision"],
    )  # fmt: skip
    ((line, column, reason),) = dits(seen, "remarque")
    assert (line, column) == (2, "Nature")
    assert "art. 23" in reason
    assert len(yard.plan.coproprietaires) == 1


def test_une_copropriete_inconnue_est_nommee_une_fois_par_ligne(connu):
    _yard, seen = juge(
        connu,
        coproprietaires=["immeuble;nom", "PARC;MARTIN", "GILBERT;", ";MARTIN"],
        lots_copropriete=["immeuble;numero", "PARC;1", "GILBERT;"],
    )
    assert [(f, n, c) for f, n, c, _r in fautes(seen)] == [
        ("coproprietaires.csv", 3, "Nom"), ("coproprietaires.csv", 4, "Immeuble"),
        ("lots_copropriete.csv", 3, "Numéro"), ("coproprietaires.csv", 2, "Immeuble"),
        ("lots_copropriete.csv", 2, "Immeuble"),
    ]  # fmt: skip


# --- Lots et tantièmes --------------------------------------------------------------------------


@pytest.mark.parametrize("dit", ["450trillon", "ATRILLONBERN", "Atrillon  Bernard"])
def test_un_copropriétaire_se_dit_par_son_compte_son_code_ou_son_nom(connu, dit):
    yard, seen = juge(
        connu, lots_copropriete=["immeuble;numero;coproprietaire;tantiemes", f"GILBERT;1;{dit};12"]
    )
    assert seen == []  # 62 + 12 = 74, le total annoncé
    assert yard.plan.possessions == [(yard.plan.lots_copropriete[0].id, 1)]


def test_un_lien_vers_rien_est_nomme(connu):
    connu.coproprietaires.append(CoproprietaireConnu(9, 1, 1, 9))
    _yard, seen = juge(
        connu,
        lots_copropriete=[
            "immeuble;numero;coproprietaire;lot_gerance;lot_principal;cle;tantiemes",
            "GILBERT;1;ATRILLONBERN;;;;",  # deux comptes
            "GILBERT;2;450LEPITRE;;;;",  # un compte, mais pas de copropriétaire
            "GILBERT;3;;LAFAYETTE/9;;;",
            "GILBERT;4;;;999;;",
            "GILBERT;5;;;5;;",
            "GILBERT;6;;;;099;1",
            "GILBERT;7;;;;;-1",
        ],
    )
    assert {(n, c) for _f, n, c, _r in fautes(seen)} == {
        (2, "Compte copropriétaire"), (3, "Compte copropriétaire"), (4, "Lot en gérance"),
        (5, "Lot principal"), (6, "Lot principal"), (7, "Clé"), (8, "Tantièmes"),
    }  # fmt: skip


def test_sans_cle_generale_la_cle_est_a_dire(connu):
    connu.cles = []
    _yard, seen = juge(
        connu, lots_copropriete=["immeuble;numero;coproprietaire;tantiemes", "GILBERT;1;;1"]
    )
    ((_f, _n, column, reason),) = fautes(seen)
    assert column == "Clé"
    assert "à renseigner" in reason


def test_un_lot_redit_n_ajoute_qu_une_cle(connu):
    connu.cles.append(CleConnue(2, 1, "020", "ASCENSEUR", rang=1))
    yard, seen = juge(
        connu,
        lots_copropriete=[
            "immeuble;numero;coproprietaire;etage;cle;tantiemes",
            "GILBERT;011/112;450TRILLON;1er;010;12",
            "GILBERT;011/112;;;020;3",
            "GILBERT;011/112;;;010;12",
            "GILBERT;011/112;;2ème;020;",
            "GILBERT;011/112;;;;",
        ],
    )
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [
        (4, "Tantièmes"),
        (5, "Étage"),
        (6, "Numéro"),
    ]
    assert len(yard.plan.lots_copropriete) == 1
    assert [line.valeur for _lot, line in yard.plan.tantiemes] == [12, 3]


def test_un_lot_connu_recoit_ce_qui_lui_manque_et_rien_n_y_change(connu):
    yard, seen = juge(
        connu,
        coproprietaires=[
            "immeuble;tiers;nom;prenom;compte",
            "GILBERT;LEPITREABEL;LEPITRE;Abel;450LEPITRE",
        ],
        lots_copropriete=[
            "immeuble;numero;coproprietaire;tantiemes",
            "GILBERT;248;450LEPITRE;63",
            "GILBERT;012;450LEPITRE;12",
            "GILBERT;012;450TRILLON;12",
        ],
    )
    lepitre = yard.plan.coproprietaires[0].id
    assert yard.plan.possessions == [(2, lepitre)]
    assert [(lot, line.valeur) for lot, line in yard.plan.tantiemes] == [(2, 12)]
    assert [(n, c) for n, c, _r in dits(seen, "remarque")] == [
        (2, "Compte copropriétaire"), (2, "Tantièmes"),
    ]  # fmt: skip
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [(4, "Tantièmes")]
    assert yard.plan.nombres()["possession"] == 1


def test_un_lot_a_personne_se_remarque(connu):
    yard, seen = juge(connu, lots_copropriete=["immeuble;numero;tantiemes", "GILBERT;1;12"])
    assert [(n, c) for n, c, _r in dits(seen, "remarque")] == [(2, "Compte copropriétaire")]
    assert not yard.plan.possessions


def test_une_colonne_par_cle_dit_la_meme_chose_qu_une_ligne_par_cle(connu):
    connu.cles.append(CleConnue(2, 1, "020", "ASCENSEUR", total=Decimal(9), rang=1))
    wide, seen = juge(
        connu,
        lots_copropriete=[
            "immeuble;numero;coproprietaire;tantiemes 010;tantiemes 020",
            "GILBERT;1;450TRILLON;12;3",
            "GILBERT;2;450TRILLON;0;",
        ],
    )
    # clé 020 : 3 annoncés par les lots, 9 par le règlement, il manque 6
    assert [c[:4] for c in seen] == [("remarque", "lots_copropriete.csv", 2, "Tantièmes 020")]
    assert "il manque 6,00000" in seen[0][4]
    long, _seen = juge(
        connu,
        lots_copropriete=[
            "immeuble;numero;coproprietaire;cle;tantiemes",
            "GILBERT;1;450TRILLON;010;12",
            "GILBERT;1;;020;3",
            "GILBERT;2;450TRILLON;010;0",
        ],
    )

    def pese(yard):
        lots = {one.id: one.saisie.numero for one in yard.plan.lots_copropriete}
        return {(lots[lot], line.cle_id, line.valeur) for lot, line in yard.plan.tantiemes}

    assert pese(wide) == pese(long) == {("1", 1, 12), ("1", 2, 3), ("2", 1, 0)}


def test_une_colonne_fautive_est_celle_de_sa_cle(connu):
    _yard, seen = juge(
        connu,
        lots_copropriete=["immeuble;numero;coproprietaire;tantiemes 010;tantiemes 099",
                          "GILBERT;1;450TRILLON;-1;", "GILBERT;2;450TRILLON;;5",
                          "GILBERT;2;;7;", "GILBERT;2;;8;", "GILBERT;248;;60;"],
    )  # fmt: skip
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [
        (2, "Tantièmes 010"), (3, "Tantièmes 099"), (5, "Tantièmes 010"),
    ]  # fmt: skip
    assert (6, "Tantièmes 010") in [(n, c) for n, c, _r in dits(seen, "remarque")]


# --- Une clé qui ne tombe pas juste -------------------------------------------------------------


def test_une_cle_qui_ne_tombe_pas_juste_se_remarque_avec_l_ecart(vierge):
    # 62 + 66,01420 = 128,01420 ; il manque 140,01420 − 128,01420 = 12
    yard, seen = juge(
        vierge,
        coproprietes=[FONDER, GILBERT],
        coproprietaires=["immeuble;nom;compte", "GILBERT;ATRILLON;450TRILLON"],
        lots_copropriete=["immeuble;numero;coproprietaire;tantiemes",
                          "GILBERT;248;450TRILLON;62", "GILBERT;011/112;450TRILLON;66,0142"],
    )  # fmt: skip
    ((line, column, reason),) = dits(seen, "remarque")
    assert (line, column) == (2, "Total des tantièmes")
    assert "128,01420" in reason and "il manque 12,00000" in reason
    assert fautes(seen) == [] and not yard.plan.vide


def test_les_lots_de_la_base_comptent_et_ceux_hors_service_non(connu):
    # en base 62 ; + 20 en service, le 30 hors service ne compte pas : 82, soit 8 de trop sur 74
    connu.lots_copropriete.append(
        LotCoproprieteConnu(3, 1, "900", actif=False, coproprietaire_id=1)
    )
    connu.tantiemes[3, 1] = Decimal(50)
    _yard, seen = juge(
        connu,
        lots_copropriete=["immeuble;numero;coproprietaire;actif;tantiemes",
                          "GILBERT;1;450TRILLON;oui;20", "GILBERT;2;450TRILLON;non;30"],
    )  # fmt: skip
    ((line, column, reason),) = dits(seen, "remarque")
    assert (line, column) == (2, "Tantièmes")
    assert "82,00000" in reason and "8,00000 de trop" in reason


@given(
    st.lists(st.decimals(0, 10_000, places=5), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_l_ordre_des_lots_est_indifferent_et_leur_somme_ne_se_remarque_pas(parts, hasard):
    total = sum(parts)
    rows = [f"GILBERT;{i};450TRILLON;{part}" for i, part in enumerate(parts)]
    hasard.shuffle(rows)
    _yard, seen = juge(
        Connu(fiscalites={"10": (1, "Loyer")}),
        lots_copropriete=["immeuble;numero;coproprietaire;tantiemes", *rows],
        coproprietaires=["immeuble;nom;compte", "GILBERT;ATRILLON;450TRILLON"],
        coproprietes=[FONDER, f"GILBERT;S001;Syndicat;NANCY;010;CHARGES;;{total}"],
    )
    assert seen == []


_MOTS = st.sampled_from(
    ["", "GILBERT", "gilbert", "PARC", "S001", "S2", "010", "020", "oui", "62", "-1", "1,5",
     "450TRILLON", "450NEUF", "ATRILLON", "Bernard", "248", "012", "pas un nombre", "31/02/2020"]
)  # fmt: skip


@given(
    st.lists(st.tuples(*[_MOTS] * 8), max_size=6),
    st.lists(st.tuples(*[_MOTS] * 4), max_size=6),
    st.lists(st.tuples(*[_MOTS] * 7), max_size=6),
)
def test_quoi_que_disent_les_fichiers_le_plan_ne_cite_que_ce_qu_il_cree(cles, comptes, lots):
    known = Connu(
        entites={"G001": 1, "S001": 2},
        fiscalites={"10": (1, "Loyer")},
        immeubles={"GILBERT": (1, 2)},
        coproprietes=[CoproprieteConnue(1, "GILBERT", 2)],
        cles=[CleConnue(1, 1, "010", "CHARGES", True, Decimal(62))],
        lots_copropriete=[LotCoproprieteConnu(1, 1, "248")],
    )
    yard, seen = juge(
        known,
        coproprietes=[FONDER, *map(";".join, cles)],
        coproprietaires=["immeuble;nom;prenom;compte", *map(";".join, comptes)],
        lots_copropriete=[
            "immeuble;numero;lot_principal;coproprietaire;cle;tantiemes;tantiemes 020",
            *map(";".join, lots),
        ],
    )  # fmt: skip
    plan = yard.plan
    made = {
        one.id
        for news in (plan.comptes, plan.coproprietes, plan.cles, plan.coproprietaires,
                     plan.lots_copropriete)
        for one in news
    }  # fmt: skip
    cited = {owner for pair in plan.possessions for owner in pair}
    cited |= {id for lot, line in plan.tantiemes for id in (lot, line.cle_id)}
    cited |= {one.saisie.copropriete_id for one in plan.cles + plan.lots_copropriete}
    cited |= {one.saisie.lot_principal_id or 0 for one in plan.lots_copropriete}
    cited |= {one.saisie.compte_id for one in plan.coproprietaires}
    assert {id for id in cited if id < 0} <= made
    weights = [(lot, line.cle_id) for lot, line in plan.tantiemes]
    assert len(weights) == len(set(weights)), "un lot ne pèse qu'une fois sous une clé"
    if not fautes(seen):
        titles = [sum(c.saisie.generale for c in plan.cles if c.saisie.copropriete_id == one.id)
                  for one in plan.coproprietes]  # fmt: skip
        assert set(titles) <= {1}, "une clé générale, et une seule"
