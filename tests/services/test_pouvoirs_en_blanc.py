"""Les pouvoirs reçus sans nom, distribués par qui le peut (décret art. 15-1), et transmis."""

from datetime import date

import pytest

from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import Distributeur, Role
from lsc_desktop.queries.assemblees.pouvoirs import en_blanc
from lsc_desktop.queries.assemblees.proces_verbal import load_proces_verbal
from lsc_desktop.queries.assemblees.saisie import load_saisie
from lsc_desktop.services.assemblees.fiches import supprimer_assemblee
from lsc_desktop.services.assemblees.pouvoirs import (
    distribuer_en_blanc,
    recevoir_en_blanc,
    retirer_en_blanc,
)
from lsc_desktop.storage.models import MembreConseil
from tests.assemblees import VENDREDI, Salle, une_salle

AGENDA = {"QUITUS": "24", "BUDGET": "24"}
RECU = date(2021, 11, 2)


@pytest.fixture
def dix(db, ctx) -> Salle:
    return une_salle(db, ctx, AGENDA, lieu="Salle Poirel")


def recevoir(dix: Salle, nom: str, le: date = RECU) -> None:
    with dix.db.write() as session:
        recevoir_en_blanc(session, dix.ag, dix.ids.tiers[nom], le, ctx=dix.ctx)


def retirer(dix: Salle, nom: str) -> None:
    with dix.db.write() as session:
        retirer_en_blanc(session, dix.ag, dix.ids.tiers[nom], ctx=dix.ctx)


def distribuer(dix: Salle, nom: str, mandataire: str, par: Distributeur) -> None:
    chosen = dix.ids.tiers.get(mandataire, mandataire)
    with dix.db.write() as session:
        distribuer_en_blanc(session, dix.ag, dix.ids.tiers[nom], chosen, par, ctx=dix.ctx)


def elire(dix: Salle, nom: str, president: bool = False, au: date | None = None) -> None:
    with dix.db.write() as session:
        session.add(
            MembreConseil(
                copropriete_id=dix.ids.id,
                tiers_id=dix.ids.tiers[nom],
                du=date(2020, 1, 1),
                au=au,
                president=president,
            )
        )


def par(nom: str, role: Role = Role.PRESIDENT_CS) -> Distributeur:
    return Distributeur(role, nom)


def mandats(dix: Salle) -> tuple[str, ...]:
    with dix.db.read() as session:
        return load_proces_verbal(session, dix.ag).mandats


def distributeurs(dix: Salle) -> list[tuple[Role, str]]:
    with dix.db.read() as session:
        return [(d.role, d.nom) for d in load_saisie(session, dix.ag).distributeurs()]


def test_le_president_du_conseil_distribue_et_le_proces_verbal_le_dit(dix):
    elire(dix, "B", president=True)
    for nom in "BC":
        dix.pointer(nom, "O")
    recevoir(dix, "A")
    recevoir(dix, "D")
    distribuer(dix, "A", "C", par("B"))
    assert dix.codes()["A"] == "R"
    assert mandats(dix) == (
        "Pouvoirs reçus par le syndic sans nom de mandataire, distribués par le président du "
        "conseil syndical, B : A à C.",
        "Pouvoirs reçus sans nom de mandataire et non distribués : D.",
    )


def test_le_syndic_ne_nomme_pas_lui_meme_le_mandataire(dix):
    dix.pointer("C", "O")
    recevoir(dix, "A")
    with pytest.raises(UserError, match="ce n'est pas au syndic de le choisir"):
        dix.pointer("A", "R", mandataire="C")
    retirer(dix, "A")
    dix.pointer("A", "R", mandataire="C")
    assert dix.codes()["A"] == "R" and mandats(dix) == ()


def test_a_defaut_du_president_un_membre_puis_le_president_de_seance(db, ctx):
    dix = une_salle(db, ctx, AGENDA, president="Mme Anne")
    elire(dix, "B", president=True)
    elire(dix, "C")
    elire(dix, "D", au=date(2021, 1, 1))  # son mandat a pris fin avant l'assemblée
    assert distributeurs(dix) == [(Role.PRESIDENT_SEANCE, "Mme Anne")]
    dix.pointer("C", "D")
    dix.pointer("D", "O")
    assert distributeurs(dix) == [(Role.MEMBRE_CS, "C")]
    dix.pointer("B", "O")
    assert distributeurs(dix) == [(Role.PRESIDENT_CS, "B")]


def test_sans_personne_pour_distribuer_on_dit_d_elire_le_president(dix):
    recevoir(dix, "A")
    with pytest.raises(UserError, match="Personne ne peut encore distribuer"):
        distributeurs(dix)


def test_un_autre_ne_distribue_pas(dix):
    elire(dix, "B", president=True)
    for nom in "BC":
        dix.pointer(nom, "O")
    recevoir(dix, "A")
    with pytest.raises(UserError, match="C ne peut pas distribuer"):
        distribuer(dix, "A", "C", par("C", Role.MEMBRE_CS))
    assert dix.codes() == {"B": "O", "C": "O"}


def test_le_mandant_venu_reprend_sa_voix(dix):
    """Venu avant la distribution, son pouvoir ne sert plus ; venu après, il se redistribue."""
    elire(dix, "B", president=True)
    for nom in "BC":
        dix.pointer(nom, "O")
    recevoir(dix, "A")
    dix.pointer("A", "O")
    with pytest.raises(UserError, match="A est à l'assemblée"):
        distribuer(dix, "A", "C", par("B"))
    dix.pointer("A", "N")
    distribuer(dix, "A", "C", par("B"))
    with pytest.raises(UserError, match="déjà distribué"):
        retirer(dix, "A")
    dix.pointer("A", "O")
    assert mandats(dix) == ("Pouvoirs reçus sans nom de mandataire et non distribués : A.",)
    dix.pointer("A", "N")
    distribuer(dix, "A", "B", par("B"))
    assert "A à B" in mandats(dix)[0]


def test_tous_absents_rend_les_pouvoirs_distribues(dix):
    elire(dix, "B", president=True)
    dix.pointer("B", "O")
    recevoir(dix, "A")
    distribuer(dix, "A", "Casper", par("B"))
    dix.tous("N", True, "pouvoirs_rendus")
    assert mandats(dix) == ("Pouvoirs reçus sans nom de mandataire et non distribués : A.",)


def test_un_pouvoir_distribue_compte_dans_la_limite_de_son_mandataire(dix):
    """Dix à 100 voix : un quatrième pouvoir porterait 500 voix, plus de 100 (10 % de 1 000)."""
    elire(dix, "B", president=True)
    dix.pointer("B", "O")
    for nom in "ACD":
        dix.pointer(nom, "R", mandataire="B")
    recevoir(dix, "E")
    with pytest.raises(UserError, match="B porterait trop de pouvoirs"):
        distribuer(dix, "E", "B", par("B"))
    with dix.db.read() as session:
        (blank,) = en_blanc(session, dix.ag)
    assert blank.remise is None


@pytest.mark.parametrize("le", [date(2021, 11, 6), date(2022, 1, 1)])
def test_un_pouvoir_ne_se_recoit_pas_apres_l_assemblee(dix, le):
    with pytest.raises(UserError, match="après l'assemblée du 05/11/2021"):
        recevoir(dix, "A", le)


def test_note_deux_fois_il_change_de_jour(dix):
    recevoir(dix, "A")
    recevoir(dix, "A", VENDREDI)
    with dix.db.read() as session:
        assert [(b.mandant, b.recu_le) for b in en_blanc(session, dix.ag)] == [
            (dix.ids.tiers["A"], VENDREDI)
        ]


def test_qui_est_deja_represente_n_a_pas_de_pouvoir_en_blanc(dix):
    dix.pointer("A", "R", mandataire="Casper")
    with pytest.raises(UserError, match="A est déjà représenté"):
        recevoir(dix, "A")


def test_retire_ailleurs_le_pouvoir_se_dit_retire(dix):
    with pytest.raises(GoneError, match="a été retiré"):
        retirer(dix, "A")


def test_une_assemblee_supprimee_emporte_ses_pouvoirs_en_blanc(db, dix):
    recevoir(dix, "A")
    with db.write() as session:
        supprimer_assemblee(session, dix.ag)
    with db.read() as session:
        assert en_blanc(session, dix.ag) == ()


def test_le_mandataire_transmet_le_pouvoir_qu_il_a_recu(dix):
    """Loi art. 22 I al. 3 : il peut subdéléguer, si le mandat ne l'interdit pas."""
    for nom in "BC":
        dix.pointer(nom, "O")
    dix.pointer("A", "R", mandataire="B")
    with pytest.raises(UserError, match="a donné deux fois son pouvoir"):
        dix.pointer("A", "R", mandataire="C")
    dix.pointer("A", "R", mandataire="C", transmis=True)
    a, c = dix.ids.tiers["A"], dix.ids.tiers["C"]
    assert dix.seance().ouverture[a].mandataire == c


def test_un_mandat_qui_l_interdit_ne_se_transmet_ni_a_l_ouverture_ni_en_seance(dix):
    for nom in "BC":
        dix.pointer(nom, "O")
    dix.pointer("A", "R", mandataire="B", subdelegation_interdite=True)
    with pytest.raises(UserError, match="interdit la subdélégation"):
        dix.pointer("A", "R", mandataire="C", transmis=True)
    with pytest.raises(UserError, match="interdit la subdélégation"):
        dix.mouvoir("BUDGET", "A", "18:00", "R", "C")
    dix.pointer("A", "N")  # une erreur se corrige en repartant de rien
    dix.pointer("A", "R", mandataire="C")
    dix.mouvoir("BUDGET", "A", "18:00", "R", "B")
    assert dix.codes("BUDGET")["A"] == "R"
