"""Le syndicat Gilbert (seed L2318-2566) et de quoi éprouver les documents d'assemblée."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.domain.assemblees.documents import (
    CleFeuille,
    Convocation,
    Emargement,
    FeuillePresence,
    Formulaire,
    LotTenu,
    QuestionPosee,
    Reunion,
)
from lsc_desktop.domain.assemblees.majorites import Article, Camp, Issue
from lsc_desktop.domain.assemblees.modeles import (
    CONVOQUER,
    OUVRIR,
    paragraphes_convocation,
    paragraphes_pv,
)
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.proces_verbal import (
    Motif,
    Nomme,
    Notification,
    Passage,
    ProcesVerbal,
    Recapitulatif,
    ResolutionVotee,
    Votants,
    VoteCompte,
)
from lsc_desktop.domain.assemblees.voix import voix
from tests.domain.assemblees.gilbert import GILBERT
from tests.printing.samples import ENTETE


def v(tantiemes: str) -> int:
    return voix(Decimal(tantiemes))


REUNION = Reunion(
    entete=ENTETE,
    syndicat="S001 Syndicat Gilbert",
    immeuble=("4, rue Gilbert-50, rue de la Colline", "54000 NANCY"),
    nom="Assemblée générale ordinaire",
    le=date(2020, 7, 7),
    heure=time(18, 30),
    lieu="Salle Poirel, 3 rue Victor-Poirel, 54000 NANCY",
    reference="3-S001",
)
TOTAL = v("1000.91516")
ENORME = v("12345678.12345")
COLLINE = ("32, Rue du Septentrion", "83500 PORT-GRIMAUD")
CIVILES = (
    ("ATRILLON Bernard Monsieur", ("12, rue des cépages", "33120 SAUTERNES"), "450TRILLON",
     "012 Cave 5|248 Appartement 62|910 Parking 7"),
    ("BPETRUS Pierre Monsieur", COLLINE, "450PETRUSP",
     "018 Cave 5|152 Appartement 62|909 Parking 7"),
    ("BROUILLY Alfred", COLLINE, "450BROU-01 450BROU-02",
     "014 Cave 5|035 Cave 5|122 Appartement 65|907 Parking 7.0001"),
    ("CLATOUR Madame et Monsieur", COLLINE, "450LATOUR",
     "049 Cave 5|251 Appartement 62|912 Parking 7"),
    ("CLIQUOT Mathilde Madame", COLLINE, "450CLIQUOT", "142 Appartement 62"),
    ("INDIVISION BOURNAC", ("4, rue Gilbert", "54000 NANCY"), "450BOURNAC",
     "323 Appartement 65|917 Parking 7"),
    ("LEPITRE Abel Monsieur",
     ("15, rue des Issambres / Résidence des Arcades", "83510 SAINT RAPHAEL"), "450LEPITRE",
     "011/112 Appartement 66.0142"),
    ("M. LE COPROPRIETAIRE Monsieur", COLLINE, "450YQUEMC",
     "019 Cave 5|156 Appartement 65|312 Appartement 65|908 Parking 7|913 Parking 7"),
    ("MEURSAULT Jeannine Madame", COLLINE, "450MEURSEA", "241 Appartement 65"),
    ("MORGON Charles Monsieur", COLLINE, "450MORGONC", "201 Appartement 138|902 Parking 7"),
    ("Pierre PROPRIETAIRE Monsieur", COLLINE, "450PIERREP", "243 Appartement 65"),
    ("YALOXE CORTON Denise Madame", COLLINE, "450ALOXECO",
     "055 Cave 5|302 Appartement 60.90086|915 Parking 7"),
)  # fmt: skip
MANDATAIRES = {
    "450TRILLON": "Casper, 2 rue des Maréchaux, 54000 NANCY",
    "450YQUEMC": "Girardot, 8 rue Stanislas, 54000 NANCY",
}


def _lots(text: str) -> tuple[LotTenu, ...]:
    parts = (lot.split(" ") for lot in text.split("|"))
    return tuple(LotTenu(number, kind, v(held)) for number, kind, held in parts)


def _emargement(rank: int, pointee: bool) -> Emargement:
    nom, domicile, comptes, lots = CIVILES[rank]
    tantiemes, code = GILBERT[rank]
    line = Emargement(nom, domicile, tuple(comptes.split()), (v(tantiemes),), _lots(lots))
    if not pointee:
        return line
    received = date(2020, 7, 1) if code == "C" else None
    holder = MANDATAIRES.get(comptes, "")
    return replace(line, code=Code(code), mandataire=holder, recu_le=received)


CLE = CleFeuille("010-CHARGES COMMUNES GENERALES", TOTAL)
FEUILLE = FeuillePresence(
    REUNION,
    (CLE,),
    tuple(_emargement(rank, True) for rank in range(12)),
    president="MORGON Charles",
)
VIERGE = replace(
    FEUILLE, lignes=tuple(_emargement(rank, False) for rank in range(12)), president=""
)


def une_feuille(nombre: int, lots: int = 3, **options: Any) -> FeuillePresence:
    """Une grande copropriété, tous présents."""
    lignes = tuple(
        Emargement(
            f"COPROPRIETAIRE Numéro {rank:04}",
            (f"{rank}, avenue de la Libération", "54000 NANCY"),
            (f"450C{rank:06}",),
            (v("30"),),
            tuple(LotTenu(f"{rank:04}/{n}", "Appartement", v("10")) for n in range(lots)),
            code=Code.PRESENT,
        )
        for rank in range(nombre)
    )
    return FeuillePresence(
        REUNION, (CleFeuille("010-CHARGES COMMUNES", v(str(30 * nombre))),), lignes, **options
    )


def multi_cles(nombre: int) -> FeuillePresence:
    """GILBERT sous `nombre` clés de mêmes tantièmes."""
    lignes = tuple(replace(line, voix=line.voix * nombre) for line in FEUILLE.lignes)
    keys = tuple(CleFeuille(f"{rank:03}-CLE NUMERO {rank}", TOTAL) for rank in range(1, nombre + 1))
    return replace(FEUILLE, cles=keys, lignes=lignes)


QUESTIONS = (
    QuestionPosee(
        "1",
        "Désignation du président de séance",
        Article.A24,
        CLE.nom,
        "L'assemblée générale désigne M. MORGON Charles président de séance.",
    ),
    QuestionPosee(
        "2",
        "Approbation des comptes de l'exercice clos le 31/12/2019",
        Article.A24,
        CLE.nom,
        "L'assemblée générale approuve en leur forme, teneur, imputation et répartition les "
        "comptes des charges de l'exercice du 01/01/2019 au 31/12/2019, comportant 48 215,30 "
        "euros de charges nettes.",
    ),
    QuestionPosee(
        "3",
        "Quitus au syndic",
        Article.A24,
        CLE.nom,
        "L'assemblée générale donne quitus au syndic pour sa gestion de l'exercice arrêté au "
        "31/12/2019.",
    ),
    QuestionPosee(
        "4",
        "Renouvellement du mandat de syndic",
        Article.A25,
        CLE.nom,
        "L'assemblée générale renouvelle l'Agence Crypto dans ses fonctions de syndic pour "
        "une durée de dix-huit mois, aux conditions du contrat joint.",
    ),
    QuestionPosee(
        "5",
        "Ravalement de la façade sur rue",
        Article.A24,
        CLE.nom,
        "L'assemblée générale décide les travaux de ravalement.",
    ),
    QuestionPosee(
        "5.1",
        "Choix de l'entreprise : devis Lorrain Façades, 84 300 euros TTC",
        Article.A24,
        CLE.nom,
    ),
    QuestionPosee(
        "5.2",
        "Choix de l'entreprise : devis Meurthe Ravalement, 79 950 euros TTC",
        Article.A24,
        CLE.nom,
    ),
    QuestionPosee(
        "6",
        "Modification du règlement de copropriété",
        Article.A26,
        CLE.nom,
        "L'assemblée générale modifie l'article 12 du règlement.",
    ),
    QuestionPosee("7", "Point d'information sur la procédure en cours", Article.SANS_VOTE),
)
LEPITRE = Adresse(
    "Monsieur Abel LEPITRE", ("15, rue des Issambres", "Résidence des Arcades"), "83510",
    "SAINT RAPHAEL",
)  # fmt: skip
RETOUR = Adresse("Agence Crypto", ("12 place Stanislas",), "54000", "NANCY")
# L'assemblée est un mardi : trois jours francs avant (4, 5, 6), le dernier jour est le 3.
LIMITE = date(2020, 7, 3)
FORMULAIRE = Formulaire(
    REUNION,
    LEPITRE,
    QUESTIONS,
    LIMITE,
    RETOUR,
    courriel="ag@agence-crypto.example",
    courriel_destinataire="abel.lepitre@courriel.example",
    compte="450LEPITRE",
)
_LETTRE = Convocation(
    REUNION,
    date(2020, 6, 12),
    LEPITRE,
    QUESTIONS,
    LIMITE,
    consultation="à l'agence, 12 place Stanislas, du 29 juin au 3 juillet 2020, de 9 h à 12 h.",
    compte="450LEPITRE",
    voix=v("66.0142"),
    total=TOTAL,
    annexes=(
        "État financier et compte de gestion général de l'exercice 2019",
        "Projet de budget prévisionnel",
        "Contrat de syndic et fiche d'information",
        "Devis Lorrain Façades et Meurthe Ravalement",
        "Projet d'état individuel de répartition",
    ),
    courriel="ag@agence-crypto.example",
    distance="Visioconférence : le lien vous sera envoyé la veille.",
    envoi="Lettre recommandée avec avis de réception",
    signataire="Jeanne Syndic, gestionnaire",
    formulaire=FORMULAIRE,
)
CONVOCATION = replace(_LETTRE, texte=paragraphes_convocation(CONVOQUER, _LETTRE))


# Le récapitulatif et le vote de LSC (seed L2516-2566) : treize copropriétaires, mêmes tantièmes.
PRESENCE = Recapitulatif(
    camps=(
        (Code.PRESENT, Camp(v("442.90096"), 6)),
        (Code.DISTANCE, Camp(v("139"), 2)),
        (Code.REPRESENTE, Camp(v("131.0142"), 2)),
        (Code.CORRESPONDANCE, Camp(v("146"), 2)),
        (Code.ABSENT, Camp(v("142"), 1)),
    ),
    distance=(Nomme("LATOUR", v("74")), Nomme("Pierre PROPRIETAIRE", v("65"))),
    representes=(Nomme("LEPITRE Abel", v("66.0142")), Nomme("MEURSAULT Jeannine", v("65"))),
    correspondance=(Nomme("MORGON Charles", v("72")), Nomme("PETRUS Pierre", v("74"))),
    absents=(Nomme("YQUEM Charles", v("142")),),
    arrives=(
        Passage("ALOXE CORTON Denise", v("72.90086"), time(11, 51), "6"),
        Passage("BROUILLY Alfred", v("82.0001"), time(11, 51), "6"),
        Passage("LAFITTE Alexis", v("80"), time(11, 51), "6"),
    ),
    partis=(Passage("LAFITTE Alexis", v("80"), time(12, 4), "7"),),
)
# Au moment du vote, présents ou représentés sont 6 et non 8 : 1000,91516 - 139 - 146 - 296,90096
# = 419,0142 ; 419,0142 + 139 + 146 = 704,0142 = 632,0142 de oui + 72 d'abstention.
VOTANTS = Votants(
    presents=Camp(v("419.0142"), 6),
    distance=Camp(v("139"), 2),
    correspondance=Camp(v("146"), 2),
    absents=Camp(v("296.90096"), 3),
)
QUITUS = ResolutionVotee(
    "1",
    "Quitus au syndic",
    "L'assemblée générale donne quitus au syndic pour sa gestion de l'exercice arrêté au ...",
    Article.A24,
    CLE.nom,
    vote=VoteCompte(
        Article.A24,
        Issue.ACCEPTEE,
        VOTANTS,
        oui=Camp(v("632.0142"), 9),
        abstentions=Camp(v("72"), 1),
        abstenus=(Nomme("MORGON Charles", v("72")),),
        pourquoi=("Oui : 632,0142 voix, plus de 0 voix demandées (art. 24 I).",),
    ),
)
SYNDIC = ResolutionVotee(
    "2",
    "Renouvellement du mandat de syndic",
    "L'assemblée générale renouvelle l'Agence Crypto dans ses fonctions de syndic.",
    Article.A25,
    CLE.nom,
    amende="L'assemblée générale renouvelle l'Agence Crypto dans ses fonctions pour un an.",
    vote=VoteCompte(
        Article.A25,
        Issue.SANS_DECISION,
        Votants(
            Camp(v("419.0142"), 6), Camp(v("139"), 2), Camp(v("72"), 1), Camp(v("370.90096"), 4)
        ),
        oui=Camp(v("419.0142"), 6),
        non=Camp(v("139"), 2),
        abstentions=Camp(v("72"), 1),
        abstenus=(Nomme("MORGON Charles", v("72")),),
        opposes=(Nomme("LATOUR", v("74")), Nomme("Pierre PROPRIETAIRE", v("65"))),
        non_participants=(Nomme("PETRUS Pierre", v("74")),),
        pourquoi=(
            "Oui : 419,0142 voix ; plus de 500,45758 demandées (art. 25).",
            "Le projet a recueilli le tiers des voix (333,63839) : second vote à l'article 24.",
        ),
    ),
    second=VoteCompte(
        Article.A25_1,
        Issue.ACCEPTEE,
        Votants(
            Camp(v("419.0142"), 6), Camp(v("139"), 2), Camp(v("72"), 1), Camp(v("370.90096"), 4)
        ),
        oui=Camp(v("419.0142"), 6),
        non=Camp(v("139"), 2),
        abstentions=Camp(v("72"), 1),
        abstenus=(Nomme("MORGON Charles", v("72")),),
        opposes=(Nomme("LATOUR", v("74")), Nomme("Pierre PROPRIETAIRE", v("65"))),
        non_participants=(Nomme("PETRUS Pierre", v("74")),),
        pourquoi=("Oui : 419,0142 voix ; plus de 139 demandées (art. 24 I).",),
        explication="Le projet n'a pas recueilli la majorité des voix de tous les copropriétaires "
        "mais au moins le tiers : l'assemblée vote aussitôt à la majorité de l'article 24.",
    ),
    reserves=("M. LATOUR conteste la régularité de la mise en concurrence.",),
    incidents=("La liaison de M. PROPRIETAIRE s'est coupée de 11 h 40 à 11 h 43.",),
)
INFORMATION = ResolutionVotee("3", "Point d'information", article=Article.SANS_VOTE)
_PV = ProcesVerbal(
    REUNION,
    PRESENCE,
    (QUITUS, SYNDIC, INFORMATION),
    registre="2020-03",
    president="MORGON Charles",
    scrutateurs=("CLATOUR Anne", "BPETRUS Pierre"),
    secretaire="Jeanne Syndic",
    cloture=time(20, 45),
    mandats=("Un mandat sans nom reçu par le syndic a été distribué par le président du conseil "
             "syndical à Mme CLATOUR.",),
    pouvoirs=("M. Girardot porte quatre pouvoirs (231,00 voix, 23,08 %) ; le président de séance "
              "les a admis.",),
    incidents=("Aucun retard de transmission signalé.",),
    postales=("Mme CLIQUOT Mathilde, demande faite en séance.",),
)  # fmt: skip
PROCES_VERBAL = replace(_PV, ouverture=paragraphes_pv(OUVRIR, _PV))
NOTIFICATION = Notification(
    REUNION,
    date(2020, 7, 15),
    LEPITRE,
    Motif.LES_DEUX,
    (QUITUS, SYNDIC, INFORMATION),
    compte="450LEPITRE",
    oppose_a=("2",),
    defaillant_a=("1", "3"),
    signe_le=date(2020, 7, 10),
    envoi="Lettre recommandée avec avis de réception",
    signataire="Jeanne Syndic, gestionnaire",
)
