"""De quoi nommer vingt mille personnes et trois cents immeubles comme on en croise en France."""


def _mots(texte: str) -> tuple[str, ...]:
    """Un souligné tient ensemble un nom de plusieurs mots."""
    return tuple(mot.replace("_", " ") for mot in texte.split())


NOMS = _mots(
    """Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre
    Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont Lambert
    Bonnet François Martinez Legrand Garnier Faure Rousseau Blanc Guérin Müller Henry Roussel
    Nicolas Perrin Morin Mathieu Clément Gauthier Dumont Lopez Fontaine Chevalier Robin Masson
    Sanchez Gérard N'Guyen Boyer Denis Lemaire Duval Joly Gautier Roger Roche Roy Noël Meyer Lucas
    Meunier Jean Perez Marchand Dufour Blanchard Marie Barbier Brun Dumas Brunet Schmitt Leroux
    Colas Fernandez Arnaud Rolland Caron Aubert Giraud Leclerc Vidal Bourgeois Renaud Lemoine
    Picard Gaillard Philippe Leclercq Lacroix Fabre Dupuis Olivier Rodriguez Da_Silva Hubert Louis
    Charles Guillot Rivière Le_Gall Guillaume Adam Rey Moulin Gonzalez Berger Lecomte Menard
    Fleury Deschamps Carpentier Julien Benoît Paris Maillard Marchal Aubry Vasseur Le_Roux Renault
    Jacquet Collet Prévost Poirier Charpentier Royer Huet Baron Dupuy Pons Paul Laine Carré
    Breton Rémy Schneider Haÿ Œuvrard L'Hermite D'Ornano De_La_Tour Besançon Châtelain Crétien
    Thiébaut Claudel Humbert Étienne Antoine Mangin Cuny Grosjean Didier Mougeot Vautrin Hémonet
    Diallo Traoré Benali Yılmaz Kowalski Nowak Lefebvre-Colin Saint-Dizier"""
)
PRENOMS = {
    "Madame": _mots(
        """Jeanne Élodie Zoé Hélène Anne-Marie Inès Chloé Maëlle Nathalie Isabelle Sylvie Catherine
        Françoise Martine Monique Nicole Céline Aurélie Émilie Camille Léa Manon Sarah Laura Julie
        Marion Lucie Clémence Mathilde Pauline Agnès Brigitte Solène Océane Noémie Fatima Aïcha
        Ludivine Géraldine Bénédicte"""
    ),
    "Monsieur": _mots(
        """Paul Kévin Loïc Noël Benoît Jean Pierre Michel André Philippe Alain Bernard Gérard
        Christophe Nicolas Frédéric Sébastien Guillaume Julien Thomas Antoine Maxime Alexandre
        Lucas Hugo Théo Nathan Raphaël Étienne François-Xavier Jean-Luc Mathéo Gaël Rémi Cédric
        Mehdi Mamadou Stéphane Jérôme Hervé"""
    ),
}
VILLES = (
    ("54000", "Nancy"), ("54500", "Vandœuvre-lès-Nancy"), ("57000", "Metz"), ("88000", "Épinal"),
    ("55000", "Bar-le-Duc"), ("54300", "Lunéville"), ("54700", "Pont-à-Mousson"),
    ("54520", "Laxou"), ("54600", "Villers-lès-Nancy"), ("54130", "Saint-Max"),
    ("54140", "Jarville-la-Malgrange"), ("57100", "Thionville"), ("88100", "Saint-Dié-des-Vosges"),
    ("67000", "Strasbourg"), ("51100", "Reims"), ("75011", "Paris"), ("69003", "Lyon"),
)  # fmt: skip
VOIES = (
    "rue de la République", "rue Jeanne-d'Arc", "avenue du Général-Leclerc", "rue Saint-Dizier",
    "boulevard Lobau", "rue des Quatre-Églises", "place de la Gare", "rue du Maréchal-Oudinot",
    "avenue de la Libération", "rue Émile-Gallé", "quai Choiseul", "rue de l'Abbé-Grégoire",
    "rue Mon-Désert", "chemin de la Côte-aux-Fées", "rue Hermite", "impasse des Lilas",
    "rue de Mirecourt", "avenue Anatole-France", "rue du Faubourg-des-Trois-Maisons",
    "rue d'Auxonne", "allée des Cèdres", "rue Sœur-Catherine",
)  # fmt: skip
RESIDENCES = (
    "les Tilleuls", "Lafayette", "Saint-Louis", "le Parc", "les Acacias", "Stanislas",
    "la Roseraie", "du Château", "les Hêtres", "Bel-Air", "la Pépinière", "les Érables",
    "Beauregard", "Marceau",
    "le Vélodrome", "les Cèdres", "du Moulin", "la Garenne", "les Chênes", "Belle-Fontaine",
    "l'Orée du bois", "le Grand Large", "les Mésanges", "Sainte-Anne", "Montesquieu", "les Œillets",
)  # fmt: skip
METIERS = (
    "plomberie", "électricité", "serrurerie", "chauffage", "nettoyage", "ascenseurs", "peinture",
    "toiture", "espaces verts", "diagnostics", "assurances", "syndic",
)  # fmt: skip
