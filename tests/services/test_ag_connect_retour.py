"""Le retour d'une assemblée tenue ailleurs : le même compte qu'à la main, tout ou rien."""

from datetime import date, datetime
from random import Random

import pytest
from sqlalchemy import select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.domain.ag_connect.reglages import ReglageAgConnectDraft
from lsc_desktop.domain.assemblees.majorites import Issue
from lsc_desktop.domain.assemblees.resolutions import PREMIER
from lsc_desktop.queries.ag_connect import exportee
from lsc_desktop.services.ag_connect.export import save_reglage_ag_connect
from lsc_desktop.services.assemblees.cloture import clore
from lsc_desktop.storage.models import (
    AgAcces,
    AgRetour,
    Assemblee,
    Classeur,
    Evenement,
    ModeleEvenement,
    MouvementAssemblee,
    Pointage,
    Scrutin,
    Tantieme,
    Vote,
)
from tests.ag_connect import DIFFERENTS, REMPLACER, Carnet, a, exporter, totaux
from tests.assemblees import une_salle

CTX = Contexte("Martine", datetime(2021, 11, 4, 9, 30), date(2021, 11, 4))
LE_SOIR = Contexte("Martine", datetime(2021, 11, 5, 21, 0), date(2021, 11, 5))
AGENDA = {
    "QUITUS": "24", "DEVIS": "25", "DETAIL": {"article": "24", "sous": True}, "INFO": "-1",
    "TRAVAUX": "26", "SYNDIC": "25",
}  # fmt: skip
NOMS = "ABCDEFGHIJ"


@pytest.fixture
def salle(db):
    return une_salle(db, CTX, AGENDA)


def heure(rang: int, minutes: int = 0) -> str:
    total = 17 * 60 + 20 * rang + minutes
    return f"{total // 60:02}:{total % 60:02}"


def tenir(salle, hasard: Random) -> Carnet:
    """Une séance tirée au sort, tapée à la main et écrite au carnet, geste après geste."""
    carnet = Carnet(salle)
    lignes = {}
    lettres = {nom: hasard.choice("OOODCRN") for nom in NOMS}
    lettres["A"] = "O"  # il porte les pouvoirs, et reste
    mandats = 0
    for nom, lettre in lettres.items():
        if lettre == "R" and mandats == 3:
            lettre = lettres[nom] = "N"
        if lettre == "C":
            continue
        mandats += lettre == "R"
        salle.pointer(nom, lettre, mandataire="A" if lettre == "R" else None)
        over = {"mandataire": salle.ids.tiers["A"]} if lettre == "R" else {}
        lignes[nom] = carnet.present(nom, lettre, **over)
    formulaires = {}
    for nom in (n for n in NOMS if lettres[n] == "C"):
        carnet.present(nom, "C")
        formulaires[nom] = {
            f"{titre}/{tour}": hasard.choice("ONA")
            for titre in AGENDA for tour in (1, 2)
            if titre != "INFO" and hasard.random() < 0.8
        }  # fmt: skip
        salle.ecrire(nom, formulaires[nom])
    la = {nom: lettre for nom, lettre in lettres.items() if lettre in "OD" and nom != "A"}
    partis: list[str] = [nom for nom, lettre in lettres.items() if lettre == "N"]
    for rang, titre in enumerate(AGENDA):
        avant = heure(rang, -5)
        if rang and titre != "INFO" and la and hasard.random() < 0.6:
            nom = hasard.choice(sorted(la))
            salle.mouvoir(titre, nom, avant, "N")
            lignes[nom]["depart"] = a(avant)
            del la[nom]
        if rang and titre != "INFO" and partis and hasard.random() < 0.6:
            nom = partis.pop()
            salle.mouvoir(titre, nom, avant, "D")
            carnet.tout["presences"].remove(lignes[nom])
            lignes[nom] = carnet.present(nom, "D", arrivee=a(avant))
            la[nom] = "D"
        tenu = 0
        while (due := salle.resultat(titre).a_tenir) is not None and tenu < 2:
            tenu += 1
            carnet.scrutin(titre, heure(rang, tenu - 1), due.tour)
            here = salle.codes(titre)
            votes = {n: hasard.choice("OONA") for n, code in here.items()
                     if code in "ODR" and hasard.random() < 0.9}  # fmt: skip
            salle.voter(titre, due.tour, **votes)
            for nom, lettre in votes.items():
                carnet.vote(titre, nom, lettre, due.tour)
            for nom, said in formulaires.items():
                if (key := f"{titre}/{due.tour}") in said:
                    carnet.vote(titre, nom, said[key], due.tour)
    hasard.shuffle(carnet.tout["votes"])
    hasard.shuffle(carnet.tout["presences"])
    return carnet


@pytest.mark.parametrize("graine", range(40))
def test_le_retour_des_memes_votes_donne_exactement_le_meme_resultat(salle, graine):
    """Une voix perdue ou comptée de travers est le pire qui puisse arriver."""
    exporter(salle)
    carnet = tenir(salle, Random(graine))
    seance = salle.seance()
    assert seance.votes
    carnet.importer()
    again = salle.seance()
    assert carnet.etat() == "importe"
    assert again.resultats() == seance.resultats()
    assert again.resultats(terminee=True) == seance.resultats(terminee=True)
    assert again.ouverture.items() >= {
        (who, one) for who, one in seance.ouverture.items() if one.code != "N"
    }
    for resolution, _tour in again.votes:
        assert again.participation(resolution) == seance.participation(resolution)


def un_vote(salle, *noms, sens="O", **over):
    """QUITUS, voté par ceux-là seulement, qui sont là."""
    exporter(salle)
    carnet = Carnet(salle)
    for nom in noms:
        carnet.present(nom)
        carnet.vote("QUITUS", nom, sens)
    carnet.scrutin("QUITUS", "17:10", **over)
    return carnet


def rien(salle):
    with salle.db.read() as session:
        models = (Pointage, MouvementAssemblee, Scrutin, Vote)
        return not any(session.query(model).count() for model in models)


def test_importe_deux_fois_il_n_a_qu_un_effet(salle):
    carnet = un_vote(salle, "A", "B")
    carnet.tout["incidents"] = [{"debut": a("17:20"), "fin": a("17:25"), "resume": "Son coupé"}]
    carnet.piece("rapport")
    assert carnet.importer().startswith("1 vote importé")
    before = salle.seance()
    assert carnet.importer().startswith("Ce retour est déjà importé")
    assert salle.seance().resultats() == before.resultats()
    with salle.db.read() as session:
        assert session.query(AgRetour).count() == 1
        assert session.query(Evenement).count() == 1
        ag = session.get_one(Assemblee, salle.ag)
        assert ag.incidents == "De 17:20 à 17:25 : Son coupé"


def test_un_second_retour_remplace_le_premier_apres_question(salle):
    un_vote(salle, "A", "B").importer()
    other = Carnet(salle)
    other.present("A")
    other.vote("QUITUS", "A", "N")
    other.scrutin("QUITUS", "17:10")
    with pytest.raises(Confirm, match="2 présences saisies et 1 vote tenu"):
        other.importer("rien")
    assert salle.issue("QUITUS") is Issue.ACCEPTEE
    other.importer()
    assert salle.issue("QUITUS") is Issue.REFUSEE


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        (lambda c: c.tout.update(revision=2), "répond à l'export n° 2"),
        (lambda c: c.tout.update(ag=9999), "autre assemblée"),
        (lambda c: c.tout["votes"].append({**c.tout["votes"][0], "participant": 99999}),
         "participant inconnu"),
        (lambda c: c.tout["votes"].append({**c.tout["votes"][0], "resolution": 99999}),
         "résolution inconnue"),
        (lambda c: c.vote("QUITUS", "J", "O"), "est absent à « QUITUS »"),
        (lambda c: c.vote("DEVIS", "A", "O"), "sans vote tenu"),
        (lambda c: c.vote("QUITUS", "A", "N"), "voter deux fois"),
        (lambda c: c.scrutin("QUITUS", "17:30"), "deux fois le même vote"),
        (lambda c: c.scrutin("QUITUS", "17:30", 2), "ne compterait pas"),
        (lambda c: c.scrutin("INFO", "17:30"), "ne compterait pas"),
        (lambda c: c.present("A", "D"), "se chevauchent"),
        (lambda c: c.present("C", "R"), "Le mandataire de C"),
        (lambda c: c.present("C", "R", mandataire=c.salle.ids.tiers["D"]), "n'est pas à l'assem"),
    ],
)  # fmt: skip
def test_un_retour_faux_n_importe_rien(salle, gate, said):
    carnet = un_vote(salle, "A", "B")
    gate(carnet)
    with pytest.raises(UserError, match=said) as refused:
        carnet.importer()
    assert refused.value.advice
    assert rien(salle)


def test_des_tantiemes_changes_depuis_l_export_refusent_tout(salle):
    carnet = un_vote(salle, "A")
    carnet.recevoir()
    with salle.db.write() as session:
        session.query(Tantieme).first().valeur += 1
    with pytest.raises(UserError, match=r"les tantièmes de .* ont changé"):
        carnet.importer()
    assert rien(salle)


def test_close_elle_ne_s_importe_plus(salle):
    carnet = un_vote(salle, "A")
    carnet.recevoir()
    with salle.db.write("Martine") as session:
        ag = session.get_one(Assemblee, salle.ag)
        ag.lieu, ag.president = "Nancy", "A"
        clore(session, salle.ag, ctx=LE_SOIR, accepted=frozenset({"assemblee_inachevee"}))
    with pytest.raises(UserError, match="close"):
        carnet.importer()


def test_un_total_different_se_montre_et_le_notre_fait_foi(salle):
    carnet = un_vote(salle, "A", "B", totaux=totaux(pour=(10_000_000, 1)))
    with pytest.raises(Confirm, match=r"ici 200 \(2\), chez lui 100 \(1\)"):
        carnet.importer()
    assert rien(salle)
    carnet.importer(REMPLACER, DIFFERENTS)
    assert salle.compte("QUITUS")["oui"] == ("200", 2)


def test_un_formulaire_tardif_n_est_pas_compte(salle):
    carnet = un_vote(salle, "A")
    carnet.present("B", "C", recu_le="2021-11-04")
    carnet.vote("QUITUS", "B", "N")
    carnet.importer()
    assert salle.compte("QUITUS")["non"] == ("0", 0)


def test_l_heure_d_un_vote_dit_qui_y_prend_part(salle):
    """B part à l'instant du premier vote, C arrive à celui du second, D s'absente entre deux."""
    exporter(salle)
    carnet = Carnet(salle)
    carnet.present("A")
    carnet.present("B", depart=a("17:10"))
    carnet.present("C", arrivee=a("17:30"))
    carnet.present("D", depart=a("17:12"))
    carnet.present("D", "D", arrivee=a("17:20"))
    carnet.scrutin("QUITUS", "17:10")
    carnet.scrutin("TRAVAUX", "17:30")
    for nom in "ABD":
        carnet.vote("QUITUS", nom, "O")
    for nom in "ACD":
        carnet.vote("TRAVAUX", nom, "O")
    carnet.importer()
    assert salle.compte("QUITUS")["oui"] == ("300", 3)
    assert salle.compte("TRAVAUX")["oui"] == ("300", 3)
    codes = salle.codes("TRAVAUX")
    assert (codes["B"], codes["C"], codes["D"]) == ("N", "O", "D")


def test_des_votes_hors_de_l_ordre_du_jour_avec_un_depart_sont_refuses(salle):
    exporter(salle)
    carnet = Carnet(salle)
    carnet.present("A")
    carnet.present("B", depart=a("17:20"))
    carnet.scrutin("TRAVAUX", "17:10")
    carnet.scrutin("QUITUS", "17:30")
    with pytest.raises(UserError, match="n'ont pas suivi l'ordre du jour"):
        carnet.importer()
    assert rien(salle)


def test_rapport_et_feuille_deviennent_des_evenements_et_les_mots_de_passe_s_effacent(salle):
    carnet = un_vote(salle, "A")
    with salle.db.write() as session:
        session.add(AgAcces(assemblee_id=salle.ag, tiers_id=salle.ids.tiers["A"], code="8361",
                            mot_de_passe="motsecret"))  # fmt: skip
    carnet.piece("rapport")
    carnet.piece("feuille_presence")
    carnet.importer()
    with salle.db.read() as session:
        sent = exportee(session, salle.ag)
        said = {one.objet for one in session.query(Evenement)}
        assert {sent.rapport_id, sent.feuille_id} == {e.id for e in session.query(Evenement)}
        assert said == {
            "Rapport AG Connect - Assemblée générale du 05/11/2021",
            "Feuille de présence AG Connect - Assemblée générale du 05/11/2021",
        }
        (acces,) = session.query(AgAcces)
        assert (acces.code, acces.mot_de_passe) == ("8361", None)


def test_le_modele_regle_donne_a_l_evenement_son_texte_et_son_classeur(salle):
    carnet = un_vote(salle, "A")
    carnet.piece("rapport")
    with salle.db.write("Martine") as session:
        binder = session.scalars(select(Classeur.id).order_by(Classeur.id.desc())).first()
        model = ModeleEvenement(nom="PV AG Connect", texte="Voici.", classeur_id=binder)
        session.add(model)
        session.flush()
        wanted = model.id
        setting = ReglageAgConnectDraft(modele_rapport_id=wanted)
        save_reglage_ag_connect(session, setting, ctx=CTX)
    carnet.importer()
    with salle.db.read() as session:
        (event,) = session.query(Evenement)
        assert (event.texte, event.classeur_id, event.modele_id) == ("Voici.", binder, wanted)


def test_une_piece_qui_n_a_pas_l_empreinte_annoncee_refuse_le_retour(salle):
    carnet = un_vote(salle, "A")
    carnet.piece("rapport")
    carnet.fichiers["rapport.pdf"] += b"x"
    with pytest.raises(UserError, match="empreinte"):
        carnet.recevoir()
    carnet.fichiers.clear()
    with pytest.raises(UserError, match="manque"):
        carnet.recevoir()


def test_un_texte_amende_fait_tomber_les_formulaires_favorables(salle):
    carnet = un_vote(salle, "A", amendee=True, texte="Quitus, sauf pour mars")
    carnet.present("B", "C")
    carnet.vote("QUITUS", "B", "O")
    carnet.importer()
    assert salle.compte("QUITUS")["oui"] == ("100", 1)
    assert salle.resultat("QUITUS").tours[0].numero == PREMIER
