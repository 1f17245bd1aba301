"""Les copropriétés de la démonstration : GILBERT et GRIMMAURD.

Noms, comptes, lots et tantièmes de GILBERT sont ceux du document de référence (seed L2318-2423) ;
les lots qu'il ne montre pas (Morgon, Propriétaire, Yaloxe Corton), la clé de l'ascenseur et le
troisième copropriétaire de GRIMMAURD sont inventés.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.comptabilite import COPROPRIETAIRE, CompteDraft
from lsc_desktop.domain.coproprietes import (
    AyantDroitDraft,
    CleDraft,
    CoproprietaireDraft,
    CoproprieteDraft,
    LotCoproprieteDraft,
    MembreDraft,
    TantiemeDraft,
)
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.domain.tiers import TiersDraft
from lsc_desktop.queries.coproprietes.fiches import load_copropriete
from lsc_desktop.services.comptabilite import save_compte
from lsc_desktop.services.coproprietes.coproprietaires import save_coproprietaire
from lsc_desktop.services.coproprietes.fiches import save_copropriete
from lsc_desktop.services.coproprietes.lots import save_lot_copropriete
from lsc_desktop.services.demonstration import assemblees, depenses
from lsc_desktop.services.entites import save_entite
from lsc_desktop.services.immeubles import save_immeuble
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.models import CleRepartition

APPARTEMENT, CAVE, PARKING = "Appartement", "Cave", "Parking"
SEPTENTRION = ("32, Rue du Septentrion", "83500", "PORT-GRIMAUD")
GILBERT_ICI = ("4, rue Gilbert", "54000", "NANCY")


@dataclass(frozen=True, slots=True)
class Titulaire:
    """Un compte et ses lots : (numéro, type, tantièmes généraux)."""

    compte: str
    nom: str
    prenom: str
    civilite: str
    adresse: tuple[str, str, str]
    lots: tuple[tuple[str, str, str], ...]
    nature: str = "seul"
    identite: str = ""  # code d'un tiers déjà inscrit : un autre de ses comptes
    residant: bool = False

    def tiers(self) -> TiersDraft:
        adresse1, code_postal, ville = self.adresse
        return TiersDraft(
            code=f"COPRO{self.compte[3:]}", civilite=self.civilite, nom=self.nom,
            prenom=self.prenom, adresse1=adresse1, code_postal=code_postal, ville=ville,
        )  # fmt: skip


GILBERT = (
    Titulaire("450TRILLON", "ATRILLON", "Bernard", "Monsieur",
              ("12, rue des cépages", "33120", "SAUTERNES"),
              (("012", CAVE, "5"), ("248", APPARTEMENT, "62"), ("910", PARKING, "7"))),
    Titulaire("450PETRUSP", "BPETRUS", "Pierre", "Monsieur", SEPTENTRION,
              (("018", CAVE, "5"), ("152", APPARTEMENT, "62"), ("909", PARKING, "7")),
              residant=True),
    Titulaire("450BROUILL", "BROUILLY", "Alfred", "", SEPTENTRION,
              (("014", CAVE, "5"), ("122", APPARTEMENT, "65"), ("907", PARKING, "7.00010"))),
    Titulaire("450BROU-01", "BROUILLY", "Alfred", "", SEPTENTRION, (("035", CAVE, "5"),),
              identite="COPROBROUILL"),
    Titulaire("450LATOUR", "CLATOUR", "", "Madame et Monsieur", SEPTENTRION,
              (("049", CAVE, "5"), ("251", APPARTEMENT, "62"), ("912", PARKING, "7")), "couple"),
    Titulaire("450CLIQUOT", "CLIQUOT", "Mathilde", "Madame", SEPTENTRION,
              (("142", APPARTEMENT, "62"),)),
    Titulaire("450BOURNAC", "INDIVISION BOURNAC", "", "", GILBERT_ICI,
              (("323", APPARTEMENT, "65"), ("917", PARKING, "7")), "indivision"),
    Titulaire("450LEPITRE", "LEPITRE", "Abel", "Monsieur",
              ("15, rue des Issambres", "83510", "SAINT RAPHAEL"),
              (("011/112", APPARTEMENT, "66.01420"),)),
    Titulaire("450YQUEMC", "M. LE COPROPRIETAIRE", "", "Monsieur", SEPTENTRION,
              (("019", CAVE, "5"), ("156", APPARTEMENT, "65"), ("312", APPARTEMENT, "65"),
               ("908", PARKING, "7"), ("913", PARKING, "7"))),
    Titulaire("450MEURSEA", "MEURSAULT", "Jeannine", "Madame", SEPTENTRION,
              (("241", APPARTEMENT, "65"),)),
    Titulaire("450MORGONC", "MORGON", "Charles", "Monsieur", SEPTENTRION,
              (("015", CAVE, "5"), ("020", CAVE, "5"), ("021", CAVE, "5"),
               ("131", APPARTEMENT, "65"), ("221", APPARTEMENT, "65"))),
    Titulaire("450PIERREP", "Pierre PROPRIETAIRE", "", "Monsieur", SEPTENTRION,
              (("231", APPARTEMENT, "65"),)),
    Titulaire("450ALOXECO", "YALOXE CORTON", "Denise", "Madame",
              ("8, avenue de Valescure", "83700", "SAINT RAPHAEL"),
              (("121", APPARTEMENT, "65.90086"), ("911", PARKING, "7"))),
)  # fmt: skip

GRIMMAURD = (
    Titulaire("450WEASLEY", "Weasley", "Arthur", "Monsieur", ("7, square Grimmaurd", "54000",
              "NANCY"), (("001", APPARTEMENT, "420"),)),
    Titulaire("450POTTERJ", "Potter", "James", "Monsieur", ("12, square Grimmaurd", "54000",
              "NANCY"), (("002", APPARTEMENT, "310"),)),
    Titulaire("450LUPINRE", "Lupin", "Remus", "Monsieur", ("12, square Grimmaurd", "54000",
              "NANCY"), (("003", APPARTEMENT, "270"),)),
)  # fmt: skip

HERITIERS = (
    ("BOURNACLUCIE", "Bournac", "Lucie", True),
    ("BOURNACHENRI", "Bournac", "Henri", False),
)


def installer(session: Session, ctx: Contexte) -> None:
    """GILBERT (entité S001) et GRIMMAURD (S007), leurs lots, leurs copropriétaires, une assemblée
    chacune."""
    gilbert = _Syndicat(session, ctx)
    gilbert.fonder(
        EntiteDraft(code="S001", nom="Syndicat Gilbert", adresse1="4, rue Gilbert",
                    adresse2="50, rue de la Colline", code_postal="54000", ville="NANCY",
                    iban="FR7610107001011234567890129", bic="BREDFRPP"),
        ImmeubleDraft(code="GILBERT", nom="Résidence Gilbert", adresse1="4, rue Gilbert",
                      adresse2="50, rue de la Colline", code_postal="54000", ville="NANCY",
                      ascenseur=True, nb_etages=3),
        (CleDraft(code="010", libelle="CHARGES COMMUNES GENERALES", generale=True,
                  total=Decimal("1000.91516")),
         CleDraft(code="020", libelle="ASCENSEUR")),
        "Salle Gilbert, 4, rue Gilbert, 54000 NANCY",
    )  # fmt: skip
    gilbert.peupler(GILBERT, {"010": "", "020": APPARTEMENT})
    depenses.installer(session, ctx, copropriete_id=gilbert.id, entite_id=gilbert.entite_id)
    gilbert.elire(("COPROMORGONC", True), ("COPROMEURSEA", False), ("COPROPETRUSP", False))
    grimmaurd = _Syndicat(session, ctx)
    grimmaurd.fonder(
        EntiteDraft(code="S007", nom="Syndicat Grimmaurd", adresse1="12, square Grimmaurd",
                    code_postal="54000", ville="NANCY"),
        ImmeubleDraft(code="GRIMMAURD", nom="12, square Grimmaurd",
                      adresse1="12, square Grimmaurd", code_postal="54000", ville="NANCY"),
        (CleDraft(code="001", libelle="CHARGES GENERALES", generale=True, total=Decimal(1000)),),
        "Dans les locaux du syndic",
    )  # fmt: skip
    grimmaurd.peupler(GRIMMAURD, {"001": ""})
    assemblees.installer(
        session, ctx, gilbert=gilbert.id, grimmaurd=grimmaurd.id, tiers=gilbert.tiers
    )


class _Syndicat:
    """Les ids de ce qui vient d'être créé, le temps de le relier."""

    def __init__(self, session: Session, ctx: Contexte) -> None:
        self.session, self.ctx = session, ctx
        self.entite_id = self.id = 0
        self.tiers: dict[str, int] = {}
        self.titulaires: dict[str, int] = {}

    def fonder(
        self, entite: EntiteDraft, immeuble: ImmeubleDraft, cles: tuple[CleDraft, ...], lieu: str
    ) -> None:
        self.entite_id = save_entite(self.session, entite, ctx=self.ctx)
        immeuble.entite_id = self.entite_id
        draft = CoproprieteDraft(
            entite_id=self.entite_id,
            immeuble_id=save_immeuble(self.session, immeuble, ctx=self.ctx),
            lieu_assemblee=lieu,
            lieu_consultation="Au cabinet du syndic, sur rendez-vous",
            cles=list(cles),
        )
        self.id = save_copropriete(self.session, draft, ctx=self.ctx)

    def peupler(self, titulaires: tuple[Titulaire, ...], cles: dict[str, str]) -> None:
        """`cles` : code → le seul type de lot qu'elle concerne, "" pour tous."""
        stmt = select(CleRepartition.id, CleRepartition.code)
        keys = self.session.execute(stmt.where(CleRepartition.copropriete_id == self.id))
        by_code = {row.code: row.id for row in keys}
        for titulaire in titulaires:
            self._inscrire(titulaire)
            for numero, type_lot, tantiemes in titulaire.lots:
                lot = LotCoproprieteDraft(
                    copropriete_id=self.id,
                    numero=numero,
                    type_lot=type_lot,
                    coproprietaire_id=self.titulaires[titulaire.compte],
                    tantiemes=[
                        TantiemeDraft(cle_id=by_code[code], valeur=Decimal(tantiemes))
                        for code, only in cles.items()
                        if only in ("", type_lot)
                    ],
                )
                save_lot_copropriete(self.session, lot, ctx=self.ctx)

    def _inscrire(self, titulaire: Titulaire) -> None:
        code = titulaire.identite or titulaire.tiers().code
        if code not in self.tiers:
            self.tiers[code] = save_tiers(self.session, titulaire.tiers(), ctx=self.ctx)
        account = CompteDraft(
            entite_id=self.entite_id,
            numero=titulaire.compte,
            libelle=f"{titulaire.nom} {titulaire.prenom}".strip(),
            nature=COPROPRIETAIRE,
            tiers_id=self.tiers[code],
        )
        draft = CoproprietaireDraft(
            copropriete_id=self.id,
            tiers_id=self.tiers[code],
            compte_id=save_compte(self.session, account, ctx=self.ctx),
            nature=titulaire.nature,
            residant=titulaire.residant,
            ayants_droit=[] if titulaire.nature != "indivision" else self._heritiers(),
        )
        self.titulaires[titulaire.compte] = save_coproprietaire(self.session, draft, ctx=self.ctx)

    def _heritiers(self) -> list[AyantDroitDraft]:
        found = []
        for code, nom, prenom, mandataire in HERITIERS:
            who = TiersDraft(code=code, nom=nom, prenom=prenom)
            tiers_id = save_tiers(self.session, who, ctx=self.ctx)
            found.append(AyantDroitDraft(tiers_id=tiers_id, mandataire=mandataire))
        return found

    def elire(self, *membres: tuple[str, bool]) -> None:
        draft = load_copropriete(self.session, self.id)
        draft.conseil = [
            MembreDraft(tiers_id=self.tiers[code], du=date(2020, 7, 7), president=president)
            for code, president in membres
        ]
        save_copropriete(self.session, draft, ctx=self.ctx)
