"""Tout ce que le programme lit du dehors : un bon fichier, et la façon dont il le joue.

Un importeur nouveau s'ajoute à `IMPORTEURS`, et rien d'autre : ses fichiers sont abîmés au hasard
(`mutations`), joués dans un processus surveillé (`lecteur`), et jugés (`test_importeurs`).
"""

from functools import partial

from tests.epreuves import importeurs_fichiers as fichiers
from tests.epreuves import importeurs_partenaires as partenaires
from tests.epreuves import importeurs_poste as poste
from tests.epreuves.atelier import Importeur

IMPORTEURS: dict[str, Importeur] = {
    one.nom: one
    for one in (
        Importeur(
            "portefeuille en csv",
            partial(fichiers.portefeuille, "csv"),
            fichiers.importer,
            chacun=False,
        ),
        Importeur(
            "portefeuille en xlsx", partial(fichiers.portefeuille, "xlsx"), fichiers.importer
        ),
        Importeur(
            "csv fait pour nuire",
            fichiers.un_releve,
            partial(fichiers.importer, seul=True),
            hostiles=fichiers.un_csv,
        ),
        Importeur(
            "xlsx fait pour nuire",
            fichiers.un_releve,
            partial(fichiers.importer, seul=True),
            hostiles=fichiers.un_xlsx,
        ),
        Importeur("relevé de charges", fichiers.un_releve, fichiers.lire_un_releve),
        Importeur(
            "dossier locatif",
            fichiers.un_dossier_locatif,
            fichiers.recevoir_un_dossier,
            hostiles=fichiers.clac,
        ),
        Importeur(
            "contrat d'un dossier locatif", fichiers.un_contrat_clac, fichiers.importer_un_dossier
        ),
        Importeur(
            "retour d'assemblée", fichiers.un_retour, fichiers.recevoir_un_retour, chacun=False
        ),
        Importeur("accès d'assemblée", fichiers.des_acces, fichiers.recevoir_des_acces),
        Importeur("flux d'annonces", fichiers.un_flux, fichiers.relire_un_flux),
        Importeur(
            "licence du store",
            partenaires.une_licence,
            partenaires.valider,
            sceller=partenaires.resigner,
        ),
        Importeur("certificat p12", partenaires.des_p12, partenaires.poser_un_certificat),
        Importeur("certificat PEM", partenaires.des_pem, partenaires.poser_un_certificat),
        Importeur("contrat du registre", partenaires.un_contrat, partenaires.importer_un_contrat),
        Importeur("réponse du registre", partenaires.le_registre, partenaires.acquitter),
        Importeur("WSDL du registre", partenaires.un_wsdl, partenaires.importer_un_wsdl),
        Importeur(
            "réponse du registre en SOAP",
            partenaires.le_registre_en_soap,
            partenaires.acquitter_en_soap,
        ),
        Importeur(
            "faute SOAP du registre", partenaires.des_fautes_soap, partenaires.entendre_une_faute
        ),
        Importeur(
            "données ouvertes du registre",
            partenaires.des_donnees_ouvertes,
            partenaires.chercher_des_numeros,
        ),
        Importeur(
            "devis de Lovys", partial(partenaires.reponse, partenaires.LOVYS), partenaires.lovys
        ),
        Importeur(
            "jeton de Lovys",
            partial(partenaires.reponse, partenaires.LOVYS),
            partenaires.jeton_lovys,
        ),
        Importeur(
            "réponse de Zoom",
            partial(partenaires.reponse, partenaires.ZOOM),
            partial(partenaires.zoom, 200),
        ),
        Importeur(
            "refus de Zoom",
            partial(partenaires.reponse, partenaires.REFUS_ZOOM),
            partial(partenaires.zoom, 404),
        ),
        Importeur(
            "jeton de Zoom", partial(partenaires.reponse, partenaires.ZOOM), partenaires.jeton_zoom
        ),
        Importeur("attente demandée", partenaires.une_attente, partenaires.attendre),
        Importeur("réponse d'une cible", poste.une_reponse_de_cible, poste.entendre),
        Importeur("manifeste", poste.un_manifeste, poste.admettre, sceller=poste.resceller),
        Importeur("journal d'envoi", poste.un_journal, poste.lire_un_journal),
        Importeur("clé SSH", poste.des_cles, poste.lire_une_cle),
        Importeur("sauvegarde à restaurer", poste.une_sauvegarde, poste.restaurer),
        Importeur("photo", poste.des_photos, poste.lire_une_photo),
        Importeur("réglages du poste", poste.les_reglages, poste.lire_les_reglages),
        Importeur("brouillons et préférences", poste.un_brouillon, poste.retrouver, chacun=False),
    )
}
