"""Ce que la loi veut d'une annonce de location, et ce qu'elle interdit d'y proposer."""

import re
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.money import euros, nombre
from lsc_desktop.base.text import enumerer
from lsc_desktop.domain.annonces.bien import (
    SANS_DPE,
    Bien,
    loyer_affiche,
    loyer_de_base_max,
)
from lsc_desktop.domain.annonces.criteres import Regle, Verdict, a_voir, manque, tenu
from lsc_desktop.domain.annonces.plafonds import (
    classe_interdite,
    depot_max,
    fin_du_dpe,
    honoraires_max,
)
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft
from lsc_desktop.domain.lots.choix import FORFAIT, PROVISIONS, REMBOURSEMENT

Reglage = ReglageAnnoncesDraft
ARRETE = "arrêté du 10/01/2017 art. 4"
MODALITES = {
    FORFAIT: "forfait",
    PROVISIONS: "provisions, régularisées chaque année",
    REMBOURSEMENT: "remboursement annuel",
}
SURFACE_DECENTE = 9  # m²
_MONTANT = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s*(?:€|euros?\b)",
    re.IGNORECASE,
)


def _loyer(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    if bien.lot.loyer_mensuel:
        return tenu(f"{euros(loyer_affiche(bien.lot))} par mois, charges comprises.")
    return manque("Le loyer manque.", "Saisissez-le dans l'onglet Gérance.")


def _charges(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    lot = bien.lot
    if lot.provision_charges is None:
        return manque("Le montant des charges manque.", "Saisissez-le, fût-il nul.")
    how = lot.charges_modalite
    if not how:
        return manque(
            "L'annonce doit dire comment se règlent les charges.",
            "Choisissez forfait, provisions ou remboursement, dans l'onglet Gérance.",
        )
    if how == REMBOURSEMENT and lot.provision_charges:
        return manque(
            "Des charges remboursées chaque année n'ont pas de montant mensuel.",
            "Mettez-les à zéro, ou choisissez provisions.",
        )
    if bien.logement and bien.nature == "Mobilité" and how != FORFAIT:
        return manque(
            "Un bail mobilité n'a que des charges au forfait (loi 89-462 art. 25-18).",
            "Choisissez forfait.",
        )
    if bien.logement and bien.nature == "Vide" and how == FORFAIT:
        return a_voir(
            "En location vide, le forfait ne vaut que pour une colocation.",
            "Vérifiez (loi 89-462 art. 8-1 V, art. 23).",
        )
    return tenu(f"{euros(lot.provision_charges)} par mois : {MODALITES[how]}.")


def _depot(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    amount, most = depot(bien, reglage), depot_max(bien)
    if amount is None:
        return manque("Le dépôt de garantie n'est pas dit.", "Saisissez-le, fût-il nul.")
    if bien.logement and most is not None and amount > most:
        return manque(
            f"Le dépôt de {euros(amount)} dépasse le maximum de {euros(most)}.",
            "Un mois de loyer hors charges, deux en meublé, aucun en bail mobilité.",
        )
    return tenu(f"{euros(amount)}.")


def depot(bien: Bien, reglage: Reglage) -> Decimal | None:
    """Celui du lot ; à défaut celui de son dernier locataire, sauf réglage contraire (seed
    L2652)."""
    if bien.lot.depot_garantie is not None or reglage.sans_dg_locataire:
        return bien.lot.depot_garantie
    return bien.depot_bail


def _meuble(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    if not bien.logement:
        return None
    if bien.meuble is None:
        said = bien.lot.type_location.strip()
        why = f" : « {said} » ne le dit pas" if said else ""
        return manque(
            f"On ne sait si la location est meublée{why}.",
            "Choisissez le type de location dans la liste de l'onglet Gérance.",
        )
    return tenu("Location meublée." if bien.meuble else "Location vide.")


def _honoraires(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    lot = bien.lot
    if lot.honoraires_locataire is None or lot.honoraires_edl is None:
        return manque(
            "Les honoraires du locataire, ou leur part d'état des lieux, manquent.",
            "Saisissez-les toutes taxes comprises, fussent-ils nuls.",
        )
    if lot.honoraires_edl > lot.honoraires_locataire:
        return manque("La part de l'état des lieux dépasse les honoraires, qui la comprennent.",
                      "Corrigez l'un ou l'autre.")  # fmt: skip
    return tenu(
        f"{euros(lot.honoraires_locataire)}, dont {euros(lot.honoraires_edl)} d'état des lieux."
    )


def _plafond(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    lot, most = bien.lot, honoraires_max(bien, jour)
    total, part = lot.honoraires_locataire, lot.honoraires_edl
    if not bien.logement or most is None or total is None or part is None:
        return None
    letting, inventory = most
    if part > inventory:
        return manque(
            f"L'état des lieux est à {euros(part)}, {euros(inventory)} au plus.",
            "Le plafond est un prix par m² habitable.",
        )
    if total - part > letting:
        return manque(
            f"Hors état des lieux, les honoraires sont de {euros(total - part)}, "
            f"{euros(letting)} au plus.",
            "Le plafond dépend de la zone et de la surface habitable : vérifiez les deux.",
        )
    return tenu(f"Sous les plafonds : {euros(letting)}, et {euros(inventory)} d'état des lieux.")


def _encadrement(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    lot = bien.lot
    if not bien.logement or not lot.encadrement_loyer:
        return None
    most = loyer_de_base_max(bien)
    if most is None:
        return manque(
            "Le loyer de référence majoré manque : l'annonce doit le dire.",
            "Saisissez celui de l'arrêté préfectoral, en €/m², et la surface habitable.",
        )
    if lot.loyer_mensuel is not None and lot.loyer_mensuel > most:
        return manque(
            f"Le loyer de base de {euros(lot.loyer_mensuel)} dépasse le loyer de référence "
            f"majoré, {euros(most)}.",
            "Baissez-le ; ce qui le dépasse ne peut être qu'un complément de loyer justifié.",
        )
    return tenu(f"Loyer de base sous le loyer de référence majoré, {euros(most)}.")


def _complement(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    lot = bien.lot
    if not lot.complement_loyer:
        return None
    if not lot.encadrement_loyer:
        return manque(
            "Un complément de loyer n'existe que là où les loyers sont encadrés.",
            "Cochez « Loyers encadrés », ou mettez-le dans le loyer.",
        )
    if lot.dpe_classe in ("F", "G"):
        return manque(
            f"Un logement de classe {lot.dpe_classe} n'a pas de complément de loyer.",
            "Retirez-le.",
        )
    return tenu(f"Complément de loyer de {euros(lot.complement_loyer)}.")


def _dpe(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    lot = bien.lot
    if bien.sorte in SANS_DPE:
        return None
    if lot.dpe_non_soumis:
        return tenu("Le lot n'est pas soumis au DPE.")
    missing = [
        said
        for said, value in (
            ("la classe énergie", lot.dpe_classe),
            ("la classe climat", lot.ges_classe),
            ("sa date", lot.dpe_date),
        )
        if not value
    ]
    if missing or lot.dpe_date is None:
        return manque(f"Du DPE, il manque {', '.join(missing)}.", "Complétez l'onglet Diagnostics.")
    end = fin_du_dpe(lot.dpe_date)
    if end < jour:
        return manque(
            f"Le DPE du {date_fr(lot.dpe_date)} n'est plus valable depuis le {date_fr(end)}.",
            "Faites-en refaire un.",
        )
    return tenu(f"Classes {lot.dpe_classe} et {lot.ges_classe}, jusqu'au {date_fr(end)}.")


def _depenses(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    lot = bien.lot
    if not bien.logement or lot.dpe_non_soumis:
        return None
    low, high, since = lot.dpe_cout_min, lot.dpe_cout_max, lot.dpe_prix_le
    if low is None or high is None or since is None:
        return manque(
            "Les dépenses annuelles d'énergie, ou l'année de leurs prix, manquent.",
            "Recopiez-les du DPE, dans l'onglet Diagnostics.",
        )
    if low > high:
        return manque("Les dépenses d'énergie sont à l'envers.", "Le minimum d'abord.")
    return tenu(f"Entre {euros(low)} et {euros(high)} par an, prix de {since.year}.")


def _decence(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    lot, limit = bien.lot, classe_interdite(bien, jour)
    if not bien.logement or not lot.dpe_classe or lot.dpe_non_soumis:
        return None
    if limit and lot.dpe_classe >= limit:
        return manque(
            f"Un logement de classe {lot.dpe_classe} n'est plus décent : il ne se loue plus.",
            "Des travaux et un nouveau DPE le rendront louable.",
        )
    return tenu(f"La classe {lot.dpe_classe} peut se louer.")


def _risques(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    made = bien.lot.diagnostic_erp
    if made is None:
        return a_voir(
            "Aucun état des risques : l'annonce ne renverra pas à Géorisques.",
            "S'il en faut un, datez-le dans l'onglet Diagnostics : la mention s'ajoutera.",
        )
    if plus_mois(made, 6) < jour:
        return a_voir(
            f"L'état des risques du {date_fr(made)} a plus de six mois.",
            "Refaites-le avant la première visite.",
        )
    return tenu("L'annonce renverra à Géorisques.")


def _relocation(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    lot = bien.lot
    if not bien.logement:
        return None
    if lot.dpe_classe in ("F", "G"):
        return a_voir(
            f"En classe {lot.dpe_classe}, pas plus que le loyer du bail d'avant.",
            "Vérifiez-le dans « Tous les baux ».",
        )
    if lot.zone_tendue or lot.zone_tres_tendue:
        return a_voir(
            "En zone tendue, le loyer est borné par celui du bail d'avant.",
            "Vérifiez-le dans « Tous les baux », s'il est parti depuis moins de dix-huit mois.",
        )
    return None


def _decente(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    area = bien.lot.surface_habitable
    if not bien.logement or not area or area >= SURFACE_DECENTE:
        return None
    return a_voir(
        f"{nombre(area)} m² sont moins que les {SURFACE_DECENTE} m² d'un logement décent.",
        "Il ne se loue que si son volume atteint 20 m³ : vérifiez.",
    )


def _montants(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    """Un loyer révisé laisse l'ancien dans le texte qu'on avait écrit : l'annonce se
    contredirait."""
    lot, most = bien.lot, loyer_de_base_max(bien)
    cited = montants(f"{lot.titre_annonce}\n{lot.texte_annonce}")
    if not cited:
        return None
    base, fees, part = lot.loyer_mensuel, lot.honoraires_locataire, lot.honoraires_edl
    known = {
        loyer_affiche(lot), base, lot.provision_charges, lot.complement_loyer, fees, part, most,
        depot(bien, reglage), lot.dpe_cout_min, lot.dpe_cout_max, lot.loyer_reference_majore,
        (base or 0) + (lot.complement_loyer or 0), (fees or 0) - (part or 0),
    }  # fmt: skip
    other = [euros(value) for value in cited if value not in known]
    if other:
        said = enumerer(list(dict.fromkeys(other)))
        return a_voir(
            f"Le texte cite {said}, qu'aucun montant du lot ne dit.",
            "Corrigez le texte : le loyer et ses charges s'y ajoutent d'eux-mêmes.",
        )
    return tenu("Les montants du texte sont ceux du lot.")


def montants(text: str) -> list[Decimal]:
    """« 1 250,50 € », « 90 euros » → 1250.50, 90."""
    found = _MONTANT.findall(text)
    return [Decimal(re.sub(r"\D", "", whole) + "." + (part or "0")) for whole, part in found]


REGLES = (
    Regle("loyer", "Loyer", ARRETE, _loyer),
    Regle("montants", "Montants du texte", f"{ARRETE} ; code de la consommation art. L121-2",
          _montants),
    Regle("charges", "Charges", f"{ARRETE} ; Poliris, rangs 23 et 304", _charges),
    Regle("depot", "Dépôt de garantie", f"{ARRETE} ; loi 89-462 art. 22, 25-6, 25-17", _depot),
    Regle("meuble", "Meublé ou non", ARRETE, _meuble),
    Regle("honoraires", "Honoraires du locataire", f"{ARRETE} ; loi 70-9 art. 6-1", _honoraires),
    Regle("plafond", "Plafond d'honoraires", "loi 89-462 art. 5 ; décret 2014-890", _plafond),
    Regle("encadrement", "Encadrement du loyer", f"{ARRETE} ; loi 2018-1021 art. 140",
          _encadrement),
    Regle("complement", "Complément de loyer", "loi 2018-1021 art. 140 III", _complement),
    Regle("dpe", "DPE", "CCH art. L126-33, R126-21, R126-22, D126-19", _dpe),
    Regle("depenses", "Dépenses d'énergie", "CCH art. R126-23", _depenses),
    Regle("decence", "Décence énergétique", "loi 89-462 art. 6", _decence),
    Regle("risques", "Risques", "code de l'environnement art. L125-5, R125-25", _risques),
    Regle("relocation", "Loyer d'une relocation", "loi 89-462 art. 17 II, 18", _relocation),
    Regle("decente", "Surface décente", "décret 2002-120 art. 4", _decente),
)  # fmt: skip
