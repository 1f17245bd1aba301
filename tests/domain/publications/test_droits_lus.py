"""Ce que voit chacun, lu dans le manifeste par qui le reçoit, contre des tables écrites à la main.

Extranet-partners §1.2, §6.1, §6.6 ; les propriétés de §4.1.
"""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.classeurs import Metier, Role, completer
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.contenu import (
    ComptePublie,
    ContactPublie,
    Depenses,
    FondsTravaux,
    ImmeublePublie,
    LigneDepense,
    LotPublie,
    MembrePublie,
)
from lsc_desktop.domain.publications.lecteur import lire
from lsc_desktop.domain.publications.manifeste import ecrire
from lsc_desktop.domain.publications.valeurs import Genre, MembreConseil, Portee
from tests.domain.publications.fabrique import (
    CABINET,
    COURRIERS,
    JOUR,
    agences,
    au_compte,
    compte,
    document,
    manifeste,
    publier,
    sceller,
)

SYNDIC = {"C": Role.COPROPRIETAIRE, "M": Role.MEMBRE_CS, "P": Role.PRESIDENT_CS}
GERANCE = {"P": Role.PROPRIETAIRE, "L": Role.LOCATAIRE}  # « Lot », troisième case, ne sert à rien
AILLEURS = frozenset({"LAFAYETTE"})


def monde(metier, droits):
    """Un classeur, un document de l'immeuble, et un personnel à chaque compte."""
    if metier is Metier.SYNDIC:
        accounts = [
            compte("simple"), compte("membre"), compte("president"),
            compte("etranger", immeubles=AILLEURS),
        ]  # fmt: skip
        council = [
            MembreConseil("t-membre", "GILBERT"),
            MembreConseil("t-president", "GILBERT", president=True),
        ]
    else:
        accounts = [
            compte("proprietaire", role=Role.PROPRIETAIRE),
            compte("locataire", role=Role.LOCATAIRE),
            compte("deux-p", tiers="t-deux", role=Role.PROPRIETAIRE),
            compte("deux-l", tiers="t-deux", role=Role.LOCATAIRE),
            compte("etranger", role=Role.LOCATAIRE, immeubles=AILLEURS),
        ]
        council = []
    folder = Classeur("Factures", metier, droits, code="f")
    docs = [document("evt-0-0", classeur="f")]
    docs += [
        document(f"evt-{rank}-0", classeur="f", portee=au_compte(one.id), titre=one.id)
        for rank, one in enumerate(accounts, 1)
    ]
    return manifeste(accounts, council, docs, [folder])


def vu(publication, tiers):
    """« I » : le document de l'immeuble ; le nom du compte : le sien."""
    seen = publication.vue(tiers, JOUR).documents
    return {"I" if one["id"] == "evt-0-0" else one["titre"] for one in seen}


# Cases C/M/P cochées → le simple copropriétaire, le membre, le président voient-ils ? (§1.2)
MATRICE_SYNDIC = {
    "": (False, False, False),
    "P": (False, False, True),
    "MP": (False, True, True),
    "CMP": (True, True, True),
    # Incohérentes : refusées à l'écriture ; d'un autre émetteur, elles se lisent telles quelles.
    "C": (True, False, False),
    "CM": (True, True, False),
    "CP": (True, False, True),
    "M": (False, True, False),
}
INCOHERENTES = ("C", "CM", "CP", "M")


def verifie_syndic(publication, attendus):
    for name, sees in zip(("simple", "membre", "president"), attendus, strict=True):
        assert vu(publication, f"t-{name}") == ({"I", name} if sees else set())
    # L'étranger est simple copropriétaire d'un autre immeuble : jamais celui-ci.
    assert vu(publication, "t-etranger") == ({"etranger"} if attendus[0] else set())


@pytest.mark.parametrize("cases", MATRICE_SYNDIC)
def test_la_matrice_du_syndic(cases):
    droits = frozenset(SYNDIC[case] for case in cases)
    value = monde(Metier.SYNDIC, droits)
    if cases not in INCOHERENTES:
        verifie_syndic(lire(ecrire(value)), MATRICE_SYNDIC[cases])
        return
    with pytest.raises(UserError, match="complétez-les vers la droite"):
        ecrire(value)
    raw = json.loads(ecrire(monde(Metier.SYNDIC, frozenset())))
    raw["classeurs"][0]["droits"] = [role.value for role in droits]
    verifie_syndic(lire(sceller(raw)), MATRICE_SYNDIC[cases])


@pytest.mark.parametrize(
    ("cases", "completees"), [("C", "CMP"), ("CM", "CMP"), ("CP", "CMP"), ("M", "MP")]
)
def test_une_combinaison_completee_se_lit_comme_sa_completee(cases, completees):
    droits = completer(SYNDIC[case] for case in cases)
    verifie_syndic(lire(ecrire(monde(Metier.SYNDIC, droits))), MATRICE_SYNDIC[completees])


# Cases P/L/Lot cochées → le propriétaire, le locataire, qui est les deux.
MATRICE_GERANCE = {
    "": (False, False, False), "P": (True, False, True), "L": (False, True, True),
    "PL": (True, True, True), "T": (False, False, False), "PT": (True, False, True),
    "LT": (False, True, True), "PLT": (True, True, True),
}  # fmt: skip


@pytest.mark.parametrize("cases", MATRICE_GERANCE)
def test_la_matrice_de_la_gerance(cases):
    droits = frozenset(GERANCE[case] for case in cases if case in GERANCE)
    publication = lire(ecrire(monde(Metier.GERANCE, droits)))
    proprietaire, locataire, deux = MATRICE_GERANCE[cases]
    assert vu(publication, "t-proprietaire") == ({"I", "proprietaire"} if proprietaire else set())
    assert vu(publication, "t-locataire") == ({"I", "locataire"} if locataire else set())
    own = {name for name, sees in (("deux-p", "P" in cases), ("deux-l", "L" in cases)) if sees}
    assert vu(publication, "t-deux") == (own | {"I"} if deux else set())
    assert vu(publication, "t-etranger") == ({"etranger"} if locataire else set())


def test_le_cabinet_montre_au_conseil_de_tout_immeuble():
    """« Tous les membres d'un conseil syndical, tous immeubles confondus » (seed L1456)."""
    both = compte(immeubles=frozenset({"GILBERT", "LAFAYETTE"}))
    seat = [MembreConseil("t-450A", "LAFAYETTE")]
    folder = Classeur("Documents", Metier.SYNDIC, completer({Role.MEMBRE_CS}), code="f")
    docs = [
        document(classeur="f", portee=CABINET),
        document("evt-2-0", classeur="f"),  # de GILBERT, où il n'est que copropriétaire
    ]
    publication = lire(ecrire(manifeste([both, compte("450B")], seat, docs, [folder])))
    assert publication.vue("t-450A", JOUR).ids == ("evt-1-0",)
    assert publication.vue("t-450B", JOUR).ids == ()


# --- Dépenses et fonds de travaux -----------------------------------------------------------------


def comptable(droits):
    zero = Decimal(0)
    line = LigneDepense(JOUR, "Eau", Decimal(15), zero, zero, zero, "evt-1-0")
    value = monde(Metier.SYNDIC, droits)
    place = ImmeublePublie(
        "GILBERT",
        (LotPublie("GILBERT/1", frozenset({"t-simple"})), LotPublie("GILBERT/2")),
        (MembrePublie("t-membre"), MembrePublie("t-president", president=True)),
    )
    return replace(
        value,
        immeubles=(place, ImmeublePublie("LAFAYETTE")),
        depenses=(
            Depenses(
                exercice="2024", immeuble="GILBERT", cle="010", compte="602001", classeur="f",
                lignes=(line,),
            ),
        ),
        fonds_travaux=(
            FondsTravaux("GILBERT/1", "105999", "Fonds de travaux", Decimal("19.64")),
            FondsTravaux("GILBERT/2", "105999", "Fonds de travaux", Decimal("7.00")),
        ),
    )  # fmt: skip


def test_les_depenses_ont_les_droits_du_classeur_des_factures():
    """Factures au seul conseil : le simple copropriétaire ne voit ni les unes ni les autres."""
    council = lire(ecrire(comptable(completer({Role.MEMBRE_CS}))))
    for name, sees in (("simple", 0), ("membre", 1), ("president", 1), ("etranger", 0)):
        seen = council.vue(f"t-{name}", JOUR)
        assert (len(seen.depenses), "evt-0-0" in seen.ids) == (sees, bool(sees))
    everyone = lire(ecrire(comptable(completer({Role.COPROPRIETAIRE}))))
    assert len(everyone.vue("t-simple", JOUR).depenses) == 1
    assert everyone.vue("t-etranger", JOUR).depenses == ()


def factures(vue):
    return [line.get("document") for one in vue.depenses for line in one["lignes"]]


def test_une_depense_ne_mene_qu_a_une_facture_que_l_on_voit():
    """Seed L1958-1966. Les dépenses à tous, la facture au seul conseil : le simple copropriétaire
    voit la ligne, sans lien."""
    value = comptable(completer({Role.COPROPRIETAIRE}))
    closed = Classeur("Conseil syndical", Metier.SYNDIC, completer({Role.MEMBRE_CS}), code="cs")
    bill = document("evt-1-0", classeur="cs")
    others = tuple(one for one in value.documents if one.id != "evt-1-0")
    publication = lire(
        ecrire(replace(value, classeurs=(*value.classeurs, closed), documents=(*others, bill)))
    )
    assert factures(publication.vue("t-membre", JOUR)) == ["evt-1-0"]
    assert factures(publication.vue("t-simple", JOUR)) == [None]
    assert [one["lignes"][0]["montant"] for one in publication.vue("t-simple", JOUR).depenses] == [
        "15.00"
    ]


def test_une_facture_dont_la_publication_s_acheve_n_a_plus_de_lien():
    value = comptable(completer({Role.MEMBRE_CS}))
    ended = tuple(
        replace(one, portee=Portee(Genre.IMMEUBLE, "GILBERT"), fin=JOUR)
        if one.id == "evt-1-0"
        else one
        for one in value.documents
    )
    publication = lire(ecrire(replace(value, documents=ended)))
    assert factures(publication.vue("t-membre", JOUR)) == ["evt-1-0"]
    assert factures(publication.vue("t-membre", JOUR + dt.timedelta(1))) == [None]


# --- Contacts -------------------------------------------------------------------------------------


def contact(id_, metiers, immeuble=""):
    return ContactPublie(
        id=id_, genre="utile", nom=id_, metiers=frozenset(metiers), immeuble=immeuble
    )


CONTACTS = (
    contact("partout", Metier),
    contact("syndic", {Metier.SYNDIC}),
    contact("gerance", {Metier.GERANCE}),
    contact("gilbert", Metier, "GILBERT"),
    contact("gilbert-syndic", {Metier.SYNDIC}, "GILBERT"),
    contact("lafayette", Metier, "LAFAYETTE"),
)


@pytest.mark.parametrize(
    ("metier", "tiers", "attendus"),
    [
        (Metier.SYNDIC, "t-simple", {"partout", "syndic", "gilbert", "gilbert-syndic"}),
        (Metier.SYNDIC, "t-president", {"partout", "syndic", "gilbert", "gilbert-syndic"}),
        (Metier.SYNDIC, "t-etranger", {"partout", "syndic", "lafayette"}),
        (Metier.GERANCE, "t-locataire", {"partout", "gerance", "gilbert"}),
        (Metier.GERANCE, "t-etranger", {"partout", "gerance", "lafayette"}),
        (Metier.GERANCE, "t-inconnu", set()),
    ],
)
def test_chacun_ne_voit_que_ses_contacts(metier, tiers, attendus):
    value = monde(metier, frozenset())
    places = (ImmeublePublie("GILBERT", cs=value.immeubles[0].cs), ImmeublePublie("LAFAYETTE"))
    publication = lire(ecrire(replace(value, immeubles=places, contacts=CONTACTS)))
    assert {one["id"] for one in publication.vue(tiers, JOUR).contacts} == attendus


def test_un_manifeste_d_avant_les_contacts_se_lit():
    raw = json.loads(ecrire(monde(Metier.SYNDIC, COURRIERS.droits)))
    del raw["contacts"]
    assert lire(sceller(raw)).vue("t-simple", JOUR).contacts == ()


def test_chacun_ne_voit_que_le_fonds_de_ses_lots():
    publication = lire(ecrire(comptable(frozenset())))
    assert [one["lot"] for one in publication.vue("t-simple", JOUR).fonds_travaux] == ["GILBERT/1"]
    assert publication.vue("t-president", JOUR).fonds_travaux == ()


def test_le_vendeur_ne_voit_plus_le_fonds_du_lot_qui_porte_encore_son_nom():
    value = comptable(frozenset())
    sold = tuple(replace(c, actif=c.id != "simple") for c in value.comptes)
    for kept in (
        (),
        (
            ComptePublie(
                id="81",
                tiers="t-simple",
                entite="G",
                numero="81",
                role=Role.LOCATAIRE,
                immeubles=frozenset({"GILBERT"}),
            ),
        ),
    ):
        publication = lire(ecrire(replace(value, comptes=sold + kept)))
        assert len(publication.titres("t-simple")) == len(kept)
        assert publication.vue("t-simple", JOUR).fonds_travaux == ()


# --- Propriétés -----------------------------------------------------------------------------------


def lecture(agence):
    value, found = publier(agence)
    publication = lire(ecrire(value))
    people = sorted({one.tiers for one in agence[1]})
    return value, found, {who: set(publication.vue(who, JOUR).ids) for who in people}


@given(agences())
def test_personne_ne_voit_le_document_personnel_d_un_autre(agence):
    value, _found, seen = lecture(agence)
    owners = {one.id: one.tiers for one in agence[1]}
    for doc in value.documents:
        if doc.portee.genre == "compte":
            assert {who for who, ids in seen.items() if doc.id in ids} <= {owners[doc.portee.cle]}


@given(agences())
def test_un_compte_retire_ne_voit_rien(agence):
    letters, accounts, council = agence
    closed = tuple(replace(one, autorise=one.autorise and one.tiers != "x0") for one in accounts)
    value, _found, seen = lecture((letters, closed, council))
    assert seen.get("x0", set()) == set()
    # Et même si l'émetteur avait laissé en ligne ce qui le visait.
    full, _ = publier(agence)
    withdrawn = tuple(replace(one, actif=False) for one in full.comptes)
    publication = lire(ecrire(replace(full, comptes=withdrawn)))
    assert all(publication.vue(one.tiers, JOUR).ids == () for one in accounts)
    assert {one.id for one in value.documents} <= {one.id for one in full.documents}


@given(agences(), st.sampled_from(["GILBERT", "LAFAYETTE"]))
def test_le_conseil_voit_au_moins_ce_que_voit_un_coproprietaire(agence, place):
    letters, accounts, council = agence
    one = {"role": Role.COPROPRIETAIRE, "immeubles": frozenset({place})}
    trio = tuple(compte(name, **one) for name in ("simple", "membre", "president"))
    seats = (
        MembreConseil("t-membre", place),
        MembreConseil("t-president", place, president=True),
    )
    _value, _found, seen = lecture((letters, accounts + trio, council + seats))
    assert seen["t-simple"] <= seen["t-membre"] <= seen["t-president"]


@given(agences())
def test_ce_qui_est_publie_est_vu_de_quelqu_un_et_le_reste_de_personne(agence):
    """Le calcul de l'état et la lecture de la cible, écrits à part, disent la même chose."""
    value, found, seen = lecture(agence)
    assert {one.id for one in value.documents} == {one.candidat.id for one in found if one.publie}
    assert set().union(*seen.values()) == {one.id for one in value.documents}
    # Ce que l'état écarte faute de lecteur n'en trouve pas non plus si on le publie quand même.
    forced = [
        document(c.id, classeur=c.classeur.identifiant, portee=c.portee)
        for c in agence[0]
        if c.id not in {one.id for one in value.documents}
    ]
    publication = lire(ecrire(replace(value, documents=value.documents + tuple(forced))))
    for who, ids in seen.items():
        assert set(publication.vue(who, JOUR).ids) == ids


@given(agences())
def test_le_temps_seul_n_ouvre_rien(agence):
    publication = lire(ecrire(publier(agence)[0]))
    for one in agence[1]:
        today = set(publication.vue(one.tiers, JOUR).ids)
        assert set(publication.vue(one.tiers, JOUR + dt.timedelta(400)).ids) <= today


def test_la_table_se_lit_dans_le_bon_sens():
    """Garde contre un oracle vide : quelqu'un voit, quelqu'un ne voit pas."""
    publication = lire(ecrire(monde(Metier.SYNDIC, COURRIERS.droits)))
    assert vu(publication, "t-simple") == {"I", "simple"}
