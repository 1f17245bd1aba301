"""Le moteur : chaque service une fois par jour ouvré, quoi que fassent l'horloge et les postes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.domain.publications.reglages import CibleDraft, ReglagePublicationDraft
from lsc_desktop.domain.sauvegardes import ReglageSauvegardeDraft
from lsc_desktop.jobs import moteur, travaux
from lsc_desktop.jobs.meneur import Candidat
from lsc_desktop.jobs.moteur import Moteur
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme import registre
from lsc_desktop.queries.services_systeme.listes import MESSAGES, PASSAGES, SERVICES_SYSTEME
from lsc_desktop.services import publications
from lsc_desktop.services.passages import COUPE
from lsc_desktop.services.publications import save_reglage_publication
from lsc_desktop.services.sauvegardes import save_reglage
from lsc_desktop.storage.models import Passage, ReglagePublication
from tests.bases import ouverte
from tests.coffres import coffre_en_memoire

PARIS = ZoneInfo("Europe/Paris")
SAUVE, PUBLIE = "sauvegarde", "pi_sys_publier_xml"


class Agence:
    """Deux fenêtres d'une même base, et une horloge murale qu'on tourne."""

    def __init__(self, bases, ctx, db) -> None:
        self.db, self.ctx, self.murale = db, ctx, ctx.maintenant
        self.faits: list[tuple[str, datetime]] = []
        self.moteurs = [
            Moteur(base, self.contexte, Candidat(base, self.contexte, f"P{rank}"))
            for rank, base in enumerate(bases)
        ]

    def contexte(self):
        return replace(self.ctx, maintenant=self.murale, poste="P")

    def regler(self, heures: str, jours: str = "12345") -> None:
        with self.db.write("Martine") as session:
            save_reglage(session, ReglageSauvegardeDraft(heures=heures), ctx=self.ctx)
            draft = ReglagePublicationDraft(active=True, heures=heures, jours=jours)
            save_reglage_publication(session, draft, ctx=self.ctx)

    def vivre(self, heures: Iterator[datetime]) -> dict[str, list[str]]:
        """Un tour de chaque fenêtre à chacune de ces heures ; ce qui a été fait, jour par jour."""
        for self.murale in heures:
            for one in self.moteurs:
                one.passer()
        return {
            nom: [f"{when:%a %d/%m %H:%M}" for who, when in self.faits if who == nom]
            for nom in (SAUVE, PUBLIE)
        }

    def lignes(self, liste) -> list:
        with self.db.read() as session:
            return liste.page(session, Criteria(), 0, 50)


@pytest.fixture
def agence(db, ctx, monkeypatch):
    bases = [ouverte(db.url.render_as_string(hide_password=False)) for _ in range(2)]
    held = Agence(bases, ctx, db)

    def fait(nom):
        def work(_db, ctx, _suivi):
            held.faits.append((nom, ctx.maintenant))
            return "Fait."

        return work

    monkeypatch.setattr(travaux, "sauvegarder", fait(SAUVE))
    monkeypatch.setattr(travaux, "publier", fait(PUBLIE))
    yield held
    for base in bases:
        base.close()


def murale(du: str, au: str, pas: int = 30) -> Iterator[datetime]:
    """Ce que montre une pendule de Paris, tous les `pas` minutes de temps vrai."""
    instant, end = (
        datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS).astimezone(UTC)
        for text in (du, au)
    )
    while instant <= end:
        yield instant.astimezone(PARIS).replace(tzinfo=None)
        instant += timedelta(minutes=pas)


def une_fois_par_jour(faits: list[str], jours: list[str]) -> bool:
    return [text.rsplit(" ", 1)[0].split(" ")[1] for text in faits] == jours


def test_la_nuit_ou_deux_heures_se_joue_deux_fois(agence):
    """25 octobre 2026 : 02:30 sonne deux fois, dans la nuit du samedi au dimanche."""
    agence.regler("02:30")
    heures = list(murale("2026-10-23 00:00", "2026-10-27 23:30"))
    assert Counter(heures)[datetime(2026, 10, 25, 2, 30)] == 2
    faits = agence.vivre(iter(heures))
    # La première heure de l'essai rattrape la veille.
    assert une_fois_par_jour(faits[SAUVE][1:], ["23/10", "24/10", "25/10", "26/10", "27/10"])
    assert une_fois_par_jour(faits[PUBLIE][1:], ["23/10", "26/10", "27/10"])


def test_la_nuit_ou_deux_heures_ne_sonne_pas(agence):
    """29 mars 2026 : de 01:59 à 03:00, un dimanche ; publiée ce jour-là aussi, pour l'essai."""
    agence.regler("02:30", jours="1234567")
    heures = list(murale("2026-03-27 00:00", "2026-03-30 23:30"))
    assert datetime(2026, 3, 29, 2, 30) not in heures
    faits = agence.vivre(iter(heures))
    for nom in (SAUVE, PUBLIE):
        assert une_fois_par_jour(faits[nom][1:], ["27/03", "28/03", "29/03", "30/03"])
    assert any("29/03 03:00" in text for text in faits[SAUVE])


def test_le_31_decembre_a_une_minute_de_minuit(agence):
    agence.regler("23:59")
    heures = murale("2026-12-30 22:09", "2027-01-01 23:59", pas=10)
    faits = agence.vivre(heures)
    assert [text[4:] for text in faits[SAUVE]] == [
        "30/12 22:09", "30/12 23:59", "31/12 23:59", "01/01 23:59",
    ]  # fmt: skip
    assert faits[PUBLIE] == faits[SAUVE]  # mercredi, jeudi, vendredi


def test_une_machine_endormie_rattrape_une_seule_fois(agence):
    """Endormie du vendredi minuit au lundi neuf heures : trois heures manquées, un passage."""
    agence.regler("02:00")
    veille = list(murale("2026-11-26 01:30", "2026-11-27 01:30"))
    eveil = list(murale("2026-11-30 09:00", "2026-11-30 12:00"))
    faits = agence.vivre(iter([*veille, *eveil]))
    assert [text[4:] for text in faits[SAUVE]][-2:] == ["26/11 02:00", "30/11 09:00"]
    assert [text[4:] for text in faits[PUBLIE]][-2:] == ["26/11 02:00", "30/11 09:00"]


def test_une_horloge_reculee_d_une_heure_ne_refait_rien(agence):
    agence.regler("02:00")
    avant = list(murale("2026-11-26 01:30", "2026-11-26 02:30", pas=10))
    apres = list(murale("2026-11-26 01:30", "2026-11-26 05:00", pas=10))
    faits = agence.vivre(iter([*avant, *apres]))
    assert [text[4:] for text in faits[SAUVE]] == ["26/11 01:30", "26/11 02:00"]
    assert faits[PUBLIE] == faits[SAUVE]


def test_le_meneur_mort_ou_ferme_ne_fait_manquer_aucun_jour(agence):
    agence.regler("02:00")
    agence.vivre(murale("2026-11-26 00:00", "2026-11-26 12:00"))
    premier, second = agence.moteurs
    assert premier.candidat.tient() and not second.candidat.tient()
    premier.candidat.stop()
    agence.moteurs.pop(0)
    faits = agence.vivre(murale("2026-11-26 12:30", "2026-11-27 12:00"))
    assert second.candidat.tient()
    assert [text[4:] for text in faits[SAUVE]][1:] == ["26/11 02:00", "27/11 02:00"]


def test_un_service_qui_manque_n_arrete_pas_les_autres(agence, monkeypatch):
    def plein(*_args):
        raise TemporaryError("Le disque est plein.", "Libérez de la place.")

    monkeypatch.setattr(travaux, "sauvegarder", plein)
    agence.regler("02:00")
    faits = agence.vivre(murale("2026-11-26 02:00", "2026-11-26 03:00"))
    assert not faits[SAUVE] and len(faits[PUBLIE]) == 1
    assert [(row.service, row.sorte) for row in agence.lignes(MESSAGES)] == [
        ("Publication vers l'extranet", "Compte rendu"),
        ("Sauvegarde de la base", "Manqué"),
    ]


def test_un_bogue_se_note_et_se_dit_comme_un_echec(agence, monkeypatch):
    monkeypatch.setattr(travaux, "sauvegarder", lambda *_args: 1 // 0)
    agence.regler("02:00")
    agence.vivre(murale("2026-11-26 02:00", "2026-11-26 02:30"))
    (message,) = [row for row in agence.lignes(MESSAGES) if row.sorte == "Manqué"]
    assert message.objet == "« Sauvegarde de la base » a rencontré un incident."
    assert {row.etat for row in agence.lignes(PASSAGES)} == {"Manqué", "Fait"}


def test_ce_qu_un_programme_tue_a_laisse_se_ferme_et_se_dit(agence):
    """Trois fois pris, jamais fini : le créneau ne se reprendra plus."""
    agence.regler("02:00", jours="1")
    with agence.db.write() as session:
        old = agence.murale - timedelta(hours=3)
        session.add(Passage(tache=SAUVE, creneau="2026-11-26 02:00", etat="en_cours", essais=3,
                            jeton="mort", vu_le=old))  # fmt: skip
    faits = agence.vivre(iter([datetime(2026, 11, 26, 9)]))
    assert not faits[SAUVE]
    assert COUPE in [row.message for row in agence.lignes(PASSAGES)]
    assert (COUPE, "Manqué") in [(row.objet, row.sorte) for row in agence.lignes(MESSAGES)]


def test_un_an_plus_tard_passages_et_messages_s_effacent(agence):
    agence.regler("02:00")
    agence.vivre(iter([datetime(2026, 11, 26, 9)]))
    agence.vivre(iter([datetime(2027, 11, 30, 9)]))
    assert {row.debut.year for row in agence.lignes(PASSAGES)} == {2027}
    assert {row.quand.year for row in agence.lignes(MESSAGES)} == {2027}


# --- Ce que ce poste n'a pas ----------------------------------------------------------------------


def test_un_meneur_sans_le_mot_de_passe_laisse_mener_celui_qui_l_a(agence, monkeypatch):
    premier, second = agence.moteurs
    monkeypatch.setattr(
        travaux, "empeche_de_publier", lambda db, _ctx: "Sans secret." if db is premier.db else ""
    )
    agence.regler("02:00")
    assert premier.candidat.prendre()
    faits = agence.vivre(iter([datetime(2026, 11, 26, 2, minute) for minute in range(3)]))
    assert len(faits[SAUVE]) == len(faits[PUBLIE]) == 1
    assert second.candidat.tient() and not premier.candidat.tient()
    assert {row.etat for row in agence.lignes(PASSAGES)} == {"Fait"}


def test_personne_n_ayant_le_mot_de_passe_un_seul_le_tente_et_le_dit(agence, monkeypatch):
    def manque(*_args):
        raise TemporaryError("Le mot de passe n'est pas au coffre de ce poste.", "")

    monkeypatch.setattr(travaux, "empeche_de_publier", lambda *_args: "Sans secret.")
    monkeypatch.setattr(travaux, "publier", manque)
    monkeypatch.setattr(moteur, "CESSION", 0.0)
    agence.regler("02:00")
    agence.vivre(iter([datetime(2026, 11, 26, 2, minute) for minute in range(6)]))
    assert [row.objet for row in agence.lignes(MESSAGES)] == [
        "Le mot de passe n'est pas au coffre de ce poste."
    ]
    assert all(
        held == {(PUBLIE, date(2026, 11, 26))} for held in [m._ceded for m in agence.moteurs]
    )


def test_ce_qui_manque_au_coffre_d_un_poste_se_dit_cible_par_cible(db, ctx):
    draft = CibleDraft(
        nom="Extranet", hote="sftp.exemple.fr", utilisateur="agence", chemin="/depot",
        amorce="tout", active=True,
    )  # fmt: skip
    with coffre_en_memoire() as coffre:
        with db.write() as session:
            cible = publications.save_cible(session, draft, ctx=ctx)
        lacking = "Le mot de passe de « Extranet » n'est pas au coffre de ce poste."
        assert travaux.empeche_de_publier(db, ctx) == lacking
        publications.garder_secret(replace(draft, id=cible), "motdepasse")
        assert travaux.empeche_de_publier(db, ctx) == ""
        with db.write() as session:
            publications.poser_signature(session, cible, "k" * 40, ctx=ctx)
        assert travaux.empeche_de_publier(db, ctx) == ""
        coffre.garde = {key: one for key, one in coffre.garde.items() if "signature" not in key[1]}
        assert "clé de signature" in travaux.empeche_de_publier(db, ctx)


# --- Le registre --------------------------------------------------------------------------------


def test_ajouter_un_service_est_une_declaration(agence, monkeypatch):
    """Ni le métronome, ni le moteur n'en savent rien d'avance."""
    neuf = registre.Service(
        nom="pi_sys_essai", libelle="Essai", role="Essaie.", reglage=ReglagePublication,
        usage=ReglagePublicationDraft(), ecran="publications.reglage", travail="travaux:essayer",
        droit="", manque="Essai manqué", retour="L'essai va de nouveau.",
    )  # fmt: skip
    monkeypatch.setattr(registre, "SERVICES", (*registre.SERVICES, neuf))
    monkeypatch.setattr(travaux, "essayer", lambda *_args: "Essayé.", raising=False)
    agence.regler("02:00")
    agence.vivre(murale("2026-11-26 02:00", "2026-11-26 03:00"))
    assert ("pi_sys_essai", "Essayé.") in [
        (row.service, row.message) for row in agence.lignes(PASSAGES)
    ]


@pytest.mark.parametrize("service", registre.SERVICES, ids=lambda one: one.nom)
def test_chaque_service_declare_mene_quelque_part(service):
    from lsc_desktop.domain.droits import TOUS
    from lsc_desktop.gui.screens import SCREENS

    for said in filter(None, (service.travail, service.besoin, service.empeche)):
        module, _, name = said.partition(":")
        assert callable(getattr(import_module(f"lsc_desktop.jobs.{module}"), name))
    assert service.droit in TOUS
    assert SCREENS[service.ecran].table == service.reglage.__tablename__
    assert {"active", "heures"} <= set(service.reglage.__table__.c.keys())


def test_la_liste_dit_ou_en_est_chaque_service(agence):
    agence.regler("02:00")
    agence.vivre(murale("2026-11-26 02:00", "2026-11-26 03:00"))
    sauve, publie, envoie, importe, annonce, distance, efface = agence.lignes(SERVICES_SYSTEME)
    assert (sauve.nom, sauve.resultat, sauve.message) == (SAUVE, "Fait", "Fait.")
    assert sauve.dernier == datetime(2026, 11, 26, 2)
    assert (publie.jours, publie.heures, publie.active) == ("lun. au ven.", "02:00", True)
    assert publie.meneur == "P (Martine)" and publie.prochain is not None
    assert (envoie.nom, envoie.active) == ("envois_partenaires", True)
    assert (importe.nom, importe.active) == ("import_clac", False)
    assert (annonce.nom, annonce.active) == ("annonces", False)
    assert (distance.nom, distance.active) == ("ag_connect", False)
    assert (efface.nom, efface.active, efface.resultat) == ("conservation", True, "")


@pytest.mark.parametrize(
    ("texte", "service"),
    [
        ("sauvegarde", SAUVE),
        ("SAUVEGARDE base fait heure", SAUVE),
        ("créées", SAUVE),
        ("extranet p", PUBLIE),
        ("extranet martine", PUBLIE),
        ("extranet creees", None),
    ],
)
def test_un_passage_se_trouve_en_tapant(agence, monkeypatch, texte, service):
    monkeypatch.setattr(travaux, "sauvegarder", lambda *_args: "Copies créées.")
    agence.regler("02:00")
    agence.vivre(murale("2026-11-26 02:00", "2026-11-26 02:00"))
    with agence.db.read() as session:
        ids = PASSAGES.ids(session, Criteria(texte))
        found = [session.get_one(Passage, id).tache for id in ids]
    assert found == ([service] if service else [])


def test_un_passage_ferme_pour_un_autre_se_trouve_par_ce_qu_on_en_dit(agence):
    agence.regler("02:00", jours="1")
    with agence.db.write() as session:
        session.add(Passage(tache=SAUVE, creneau="2026-11-26 02:00", etat="en_cours", essais=3,
                            jeton="mort", vu_le=agence.murale - timedelta(hours=3)))  # fmt: skip
    agence.vivre(iter([datetime(2026, 11, 26, 9)]))
    with agence.db.read() as session:
        assert PASSAGES.count(session, Criteria("arrêté manqué")) == 1
        assert MESSAGES.count(session, Criteria("sauvegarde manque")) == 1
