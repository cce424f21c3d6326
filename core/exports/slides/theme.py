"""An empty deck in 16:9 with the colours of Saldo, made from the library's own template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.util import Inches

from core.exports import look

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
TITLE_ONLY: Final = "Title Only"
FONT: Final = "Arial"
"""A font that every office has: a deck carries none."""
COLOURS: Final = {
    "dk2": look.NAVY,
    "lt2": look.PALE,
    "accent1": look.BLUE,
    "accent2": look.AGES[1],
    "accent3": look.AGES[2],
    "accent4": look.AGES[3],
    "accent5": look.AGES[4],
    "accent6": look.AGES[5],
    "hlink": look.BLUE,
}


def empty_deck() -> Deck:
    """Return a deck without slides: wide, in Saldo's colours, with one layout that has a title."""
    deck = Presentation()
    stretch = int(WIDTH) / int(deck.slide_width or WIDTH)
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    layouts = deck.slide_master.slide_layouts
    for layout in [each for each in layouts if each.name != TITLE_ONLY]:
        layouts.remove(layout)
    for shape in (*deck.slide_master.shapes, *layouts[0].placeholders):
        shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)
    _recolour(deck)
    return deck


def _recolour(deck: Deck) -> None:
    """Put a theme with Saldo's colours and font in the place of the template's, which deck and master both point to."""
    master = deck.slide_master.part
    theme = master.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    for name, colour in COLOURS.items():
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour}"/>\g<2>', text)
    text = re.sub(r'<a:latin typeface="[^"]*"/>', f'<a:latin typeface="{FONT}"/>', text)
    ours = Part(theme.partname, theme.content_type, theme.package, text.encode("utf-8"))
    for owner in (deck.part, master):
        for key in [key for key, each in owner.rels.items() if each.reltype == RELATIONSHIP_TYPE.THEME]:
            owner.rels.pop(key)
            owner.relate_to(ours, RELATIONSHIP_TYPE.THEME)
