"""Made-up names of people, firms and public bodies in five tongues; any likeness to a real one is chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """The words that names in one part of the map are made of; ``language`` is what people there read."""

    code: str
    country: str
    language: str
    first_names: tuple[str, ...]
    surnames: tuple[str, ...]
    trades: dict[str, tuple[str, ...]]  # by sector
    fancies: tuple[str, ...]
    forms: tuple[str, ...]
    public_kinds: tuple[str, ...]
    public_places: tuple[str, ...]
    streets: tuple[str, ...]
    offices: tuple[str, ...]  # what stands before the @ of a firm
    domain: str  # what its mail domain begins with


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


DUTCH = Tongue(
    code="nl",
    country="NL",
    language="nl",
    first_names=_words(
        "Anna, Bram, Carla, Daan, Eva, Fatima, Geert, Hanneke, Ibrahim, Joris, Karin, Lotte, Mohamed, Noor, Onno, Petra, Quinten, Roos, Sjoerd, Tess, "
        "Umut, Vera, Wim, Yara, Zoë, Ingrid, Marijke, Kees, Jeroen, Sanne"
    ),
    surnames=_words(
        "de Vries, Jansen, van den Berg, Bakker, van Dijk, Visser, Smit, Meijer, de Boer, Mulder, de Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, "
        "Dekker, Brouwer, de Wit, Dijkstra, Smits, de Graaf, van der Meer, Kuipers, Yılmaz, El Amrani, Prins, Huisman, Postma, van 't Hof"
    ),
    trades={
        "food": ("Bakkerij", "Slagerij"),
        "retail": ("Garage", "Fietsenwinkel", "Kapsalon"),
        "construction": (
            "Installatiebedrijf",
            "Schildersbedrijf",
            "Loodgietersbedrijf",
            "Timmerbedrijf",
            "Bouwbedrijf",
        ),
        "manufacturing": ("Drukkerij", "Metaalbedrijf"),
        "transport": ("Transportbedrijf",),
        "services": ("Makelaardij", "Administratiekantoor", "Rijschool"),
        "agriculture": ("Hoveniersbedrijf", "Kwekerij"),
        "wholesale": ("Groothandel",),
        "care": ("Tandartspraktijk",),
    },
    fancies=_words(
        "Het Zonnetje, De Linde, Noorderlicht, 't Hoekje, De Gouden Schaar, Waterkant, De Korenbloem, Zuiderhof, Blauwdruk, De Vier Winden, Kruispunt, "
        "Lage Landen, De Zwaluw, Oostpoort, Fris & Zo, De Rietkraag, Bries, Hoogwater, De Wissel, Polderzicht"
    ),
    forms=("B.V.", "B.V.", "B.V.", "V.O.F.", "N.V.", "Holding B.V."),
    public_kinds=_words(
        "Gemeente, Gemeente, Waterschap, Stichting Scholen, Provincie, Veiligheidsregio, Ziekenhuis, Woonstichting"
    ),
    public_places=_words(
        "Lindewaard, Oosterbrink, Westerdam, Hoogveld, Zandhoven, Bergerbeek, Noordermeer, Rietdijk, Elzenburg, Molenkamp, Vaartland, Heidestein"
    ),
    streets=_words(
        "Kerkstraat, Dorpsstraat, Molenweg, Stationsweg, Lindelaan, Havenkade, Industrieweg, Nieuwe Gracht, Markt, Schoolstraat, Parklaan, Dijkweg"
    ),
    offices=_words("administratie, facturen, boekhouding, info"),
    domain="klant",
)

FLEMISH = Tongue(
    code="be-nl",
    country="BE",
    language="nl",
    first_names=_words(
        "Bart, Els, Jef, Lien, Wout, Katrien, Pieter, An, Koen, Griet, Stijn, Ilse, Dirk, Lieve, Tom, Nele, Luc, Hilde, Jonas, Veerle, Amira, Youssef"
    ),
    surnames=_words(
        "Peeters, Janssens, Maes, Jacobs, Mertens, Willems, Claes, Goossens, Wouters, De Smet, Vermeulen, Pauwels, Van Damme, De Backer, Aerts, Lambrecht, "
        "Vandenberghe, D'Hondt, Bogaert, Van den Broeck, Verstraete, Cools"
    ),
    trades={
        "food": ("Bakkerij", "Slagerij"),
        "retail": ("Garage", "Bloemen", "Fietsen", "Optiek", "Kapsalon", "Elektro"),
        "construction": ("Bouwwerken", "Dakwerken", "Sanitair", "Schrijnwerkerij"),
        "manufacturing": ("Drukkerij", "Metaalwerken"),
        "transport": ("Transport",),
        "services": ("Immo", "Boekhoudkantoor", "Rijschool"),
        "agriculture": ("Tuinen",),
        "wholesale": ("Groothandel",),
    },
    fancies=_words(
        "De Klaproos, 't Pleintje, Leieland, De Gouden Leeuw, Scheldezicht, De Poorte, Kempenhof, De Vlasblomme, Ter Linden, De Zeemeeuw, Hageland, Den Engel, "
        "Polderwind, De Notelaar, Kasteelpark"
    ),
    forms=("bv", "bv", "nv", "cv", "vof"),
    public_kinds=_words("Gemeente, Stad, OCMW, AZ, Scholengroep, Provincie, Politiezone"),
    public_places=_words(
        "Lindeburg, Oosterzele-Dorp, Meerbeek-Zuid, Hofdonk, Kruisvelde, Watermolen, Duinhove, Berkeloo, Steenwinkel, Eikenrode"
    ),
    streets=_words(
        "Kerkstraat, Stationsstraat, Grote Markt, Molenstraat, Dorpsplein, Kasteellaan, Nijverheidslaan, Bosstraat, Gentsesteenweg, Schoolstraat"
    ),
    offices=_words("boekhouding, facturatie, info, administratie"),
    domain="klant",
)

WALLOON = Tongue(
    code="be-fr",
    country="BE",
    language="fr",
    first_names=_words(
        "Marc, Sophie, Luc, Nathalie, Philippe, Isabelle, Olivier, Céline, Benoît, Aurélie, Thierry, Chloé, Rachid, Amandine, Gaëtan, Élise"
    ),
    surnames=_words(
        "Dubois, Lambert, Dupont, Martin, Simon, Laurent, Leroy, Renard, Lejeune, Gérard, Collard, Mathieu, Denis, Delvaux, Noël, Charlier, Hubert, Lemaire"
    ),
    trades={
        "food": ("Boulangerie", "Boucherie"),
        "retail": ("Garage", "Optique"),
        "construction": ("Constructions", "Toitures", "Chauffage", "Menuiserie"),
        "manufacturing": ("Imprimerie",),
        "transport": ("Transports",),
        "services": ("Immobilière", "Fiduciaire"),
        "agriculture": ("Jardins",),
    },
    fancies=_words(
        "Le Tilleul, La Source, Hautes Fagnes, L'Étoile, Val de Meuse, La Pierre Bleue, Les Quatre Vents, Le Moulin, Belle Vue, L'Écluse"
    ),
    forms=("srl", "srl", "sa", "sc"),
    public_kinds=_words("Commune de, Ville de, CPAS de, Hôpital de, Province de"),
    public_places=_words(
        "Valmont, Roche-Claire, Saint-Aubert, Hautmoulin, Belleprée, Trois-Chênes, Montfalise, Villers-le-Pont"
    ),
    streets=_words(
        "Rue de l'Église, Grand-Place, Rue de la Gare, Chaussée de Namur, Avenue des Tilleuls, Rue du Moulin, Rue Haute, Quai de Meuse"
    ),
    offices=_words("compta, factures, info, administration"),
    domain="client",
)

GERMAN = Tongue(
    code="de",
    country="DE",
    language="de",
    first_names=_words(
        "Anja, Bernd, Claudia, Dieter, Elif, Frank, Gisela, Heiko, Jutta, Jürgen, Katja, Lars, Mehmet, Nadine, Sönke, Uwe, Ulrike, Wolfgang"
    ),
    surnames=_words(
        "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, Bauer, Richter, Klein, Wolf, Schröder, Krüger, Weiß"
    ),
    trades={
        "food": ("Bäckerei", "Metzgerei"),
        "retail": ("Autohaus",),
        "manufacturing": ("Metallbau", "Druckerei"),
        "construction": ("Malerbetrieb", "Haustechnik", "Tischlerei"),
        "transport": ("Spedition",),
        "services": ("Immobilien", "Steuerbüro"),
        "agriculture": ("Gartenbau",),
        "wholesale": ("Großhandel",),
    },
    fancies=_words(
        "Sonnenhof, Nordlicht, Am Anger, Lindenblick, Rheinblick, Hansekontor, Drei Eichen, Waldkante, Morgenstern, Alte Mühle, Elbufer"
    ),
    forms=("GmbH", "GmbH", "GmbH & Co. KG", "AG", "e. K."),
    public_kinds=_words("Stadt, Gemeinde, Landkreis, Klinikum, Schulverband, Stadtwerke"),
    public_places=_words(
        "Lindenau am See, Hohenfeld, Osterwalde, Bergkirchen-Süd, Mühlhagen, Rosenthal, Steinfurt-Nord, Waldbrück"
    ),
    streets=_words(
        "Hauptstraße, Bahnhofstraße, Lindenallee, Gartenweg, Marktplatz, Industriestraße, Am Kanal, Schulweg, Bergstraße"
    ),
    offices=_words("buchhaltung, rechnungen, info, verwaltung"),
    domain="kunde",
)

FRENCH = Tongue(
    code="fr",
    country="FR",
    language="fr",
    first_names=_words(
        "Alain, Brigitte, Christophe, Delphine, Émile, Farid, Guillaume, Hélène, Inès, Jérôme, Karim, Laure, Mathilde, Nicolas, Océane, Yves"
    ),
    surnames=_words(
        "Bernard, Petit, Durand, Moreau, Lefèvre, Garcia, Roux, Fournier, Girard, Bonnet, Mercier, Blanc, Guérin, Faure, Chevalier, Benali, Lemoine, Picard"
    ),
    trades={
        "food": ("Boulangerie", "Boucherie"),
        "retail": ("Garage", "Optique"),
        "construction": ("Maçonnerie", "Peinture", "Plomberie", "Menuiserie"),
        "manufacturing": ("Imprimerie",),
        "transport": ("Transports",),
        "services": ("Agence", "Cabinet"),
        "agriculture": ("Paysages",),
        "wholesale": ("Négoce",),
    },
    fancies=_words(
        "L'Hirondelle, La Tour, Les Deux Caps, Le Beffroi, Côté Sud, La Garenne, Le Vieux Port, Grand Large, Les Tilleuls, L'Atelier"
    ),
    forms=("SARL", "SARL", "SAS", "SA", "EURL"),
    public_kinds=_words("Mairie de, Communauté de communes de, Hôpital de, Département de, Lycée de"),
    public_places=_words(
        "Saint-Aubin-sur-Lys, Montclair, Les Trois-Ponts, Valbrune, Roquefeuille, Hauteville-le-Bois, Beaupré, Port-Lannec"
    ),
    streets=_words(
        "Rue de la République, Place de la Mairie, Avenue de la Gare, Rue des Écoles, Boulevard Victor-Hugo, Rue du Port, Chemin Vert"
    ),
    offices=_words("compta, factures, contact, administration"),
    domain="client",
)

TONGUES = (DUTCH, FLEMISH, WALLOON, GERMAN, FRENCH)
