"""Ce qu'un publipostage exige, compte et signale."""

from datetime import date

import pytest

from lsc_desktop.domain.publipostages import (
    DestinataireLigne,
    PublipostageDraft,
    a_ecrire,
    avertissements,
    recalculer,
)


def un_publipostage(*lignes: DestinataireLigne, **over) -> PublipostageDraft:
    values = {"date": date(2021, 10, 25), "objet": "Assurance", "texte": "[Tiers]Appel,"} | over
    draft = PublipostageDraft(**values, destinataires=list(lignes))
    recalculer(draft)
    return draft


PLEIN = (
    DestinataireLigne(1, 11, evenement_id=5),
    DestinataireLigne(2, 12),
    DestinataireLigne(3, 13, retenu=False),
    DestinataireLigne(4, 14, joignable=False),
)


@pytest.mark.parametrize(
    ("champ", "over"),
    [("date", {"date": None}), ("objet", {"objet": ""}), ("texte", {"texte": "<puce><b> </b>"})],
)
def test_il_lui_faut_une_date_un_objet_un_texte(champ, over):
    assert not dict(un_publipostage(*PLEIN).problems())
    assert champ in dict(un_publipostage(*PLEIN, **over).problems())


def test_il_part_d_une_liste():
    assert "destinataire" in dict(un_publipostage().problems())["objet"]


def test_on_n_ecrit_qu_aux_retenus_qui_n_ont_pas_leur_courrier():
    draft = un_publipostage(*PLEIN)
    assert [line.id for line in a_ecrire(draft)] == [2, 4]
    assert (draft.nombre, draft.ecrits) == (3, 1)


def test_un_courrier_d_immeuble_dit_que_tous_le_liront():
    (said,) = avertissements(un_publipostage(PLEIN[1], sorte="immeuble"))
    assert "ne s'adressent à personne" in said


def test_ce_qui_se_voit_d_avance_est_dit():
    assert avertissements(un_publipostage(PLEIN[1])) == ()
    said = avertissements(un_publipostage(*PLEIN, texte="[Tiers]Nomm"))
    assert [phrase.split(".")[0] for phrase in said] == [
        "Variable inconnue : [Tiers]Nomm",
        "1 destinataire sans adresse : la poste n'y peut rien",
        "1 courrier déjà écrit : un changement ne vaut que pour les autres",
    ]
