"""Towns to live in, with the province and how their postcodes begin: real places, so that a map makes sense."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town, its province (or Land, or department) and a postcode there without its last two digits."""

    name: str
    province: str
    postcode: str


def _towns(text: str) -> tuple[Town, ...]:
    rows = (line.strip().split("|") for line in text.strip().splitlines())
    return tuple(Town(name=name, province=province, postcode=postcode) for name, province, postcode in rows)


# In the order of core.intake.demo.names.TONGUES.
TOWNS = (
    _towns("""
        Amsterdam|Noord-Holland|10
        Haarlem|Noord-Holland|20
        Rotterdam|Zuid-Holland|30
        Den Haag|Zuid-Holland|25
        Utrecht|Utrecht|35
        Amersfoort|Utrecht|38
        Eindhoven|Noord-Brabant|56
        Breda|Noord-Brabant|48
        Arnhem|Gelderland|68
        Apeldoorn|Gelderland|73
        Zwolle|Overijssel|80
        Groningen|Groningen|97
        Leeuwarden|Friesland|89
        Assen|Drenthe|94
        Maastricht|Limburg|62
        Middelburg|Zeeland|43
        Almere|Flevoland|13
    """),
    _towns("""
        Antwerpen|Antwerpen|20
        Mechelen|Antwerpen|28
        Gent|Oost-Vlaanderen|90
        Aalst|Oost-Vlaanderen|93
        Brugge|West-Vlaanderen|80
        Kortrijk|West-Vlaanderen|85
        Leuven|Vlaams-Brabant|30
        Hasselt|Limburg|35
        Genk|Limburg|36
        Brussel|Brussel|10
    """),
    _towns("""
        Liège|Liège|40
        Verviers|Liège|48
        Namur|Namur|50
        Charleroi|Hainaut|60
        Mons|Hainaut|70
        Wavre|Brabant wallon|13
        Arlon|Luxembourg|67
        Bruxelles|Bruxelles|10
    """),
    _towns("""
        Köln|Nordrhein-Westfalen|506
        Düsseldorf|Nordrhein-Westfalen|402
        Münster|Nordrhein-Westfalen|481
        Hamburg|Hamburg|204
        Bremen|Bremen|281
        Hannover|Niedersachsen|301
        Berlin|Berlin|101
        München|Bayern|803
        Frankfurt am Main|Hessen|603
    """),
    _towns("""
        Lille|Nord|590
        Roubaix|Nord|591
        Arras|Pas-de-Calais|620
        Paris|Paris|750
        Reims|Marne|511
        Lyon|Rhône|690
        Nantes|Loire-Atlantique|440
        Strasbourg|Bas-Rhin|670
    """),
)
