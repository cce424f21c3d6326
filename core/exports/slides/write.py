"""Writing a pack as slides: each with a title, one finding, one chart, and the definition in the notes."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Inches, Pt

from core.exports import look
from core.exports.chapters import TITLES, Chapter, Told, chapters
from core.exports.labels import change, in_words, since, subject
from core.exports.slides.plots import DRAWN
from core.exports.slides.theme import WIDTH, empty_deck
from core.exports.text import plain
from core.exports.words import later
from core.metrics.metric import Direction

if TYPE_CHECKING:
    from collections.abc import Callable

    from pptx.slide import Slide
    from pptx.text.text import TextFrame

    from core.exports.pack import Card, Pack
    from core.exports.words import Words

MARGIN: Final = Inches(0.6)
INNER: Final = WIDTH - 2 * MARGIN
CARD_GAP: Final = Inches(0.2)


def write_pptx(pack: Pack, words: Words, target: IO[bytes], tell_progress: Callable[[float, str], None]) -> None:
    """Write ``pack`` as a deck to ``target``."""
    deck = empty_deck()
    properties = deck.core_properties
    properties.title, properties.author = words("Accounts receivable"), "Saldo"
    properties.subject, properties.language = plain(subject(pack, words)), words.language
    properties.created = properties.modified = pack.made_at.replace(tzinfo=None)
    all_told = chapters(pack, words)
    for place, told in enumerate(all_told):
        tell_progress(0.9 * place / len(all_told), TITLES[told.chapter])
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        _head(slide, told)
        if told.chapter is Chapter.SUMMARY:
            _cards(slide, pack, words)
        DRAWN[told.chapter](slide, pack, words)
        _foot(slide, pack, place + 1, words)
        _notes(slide, pack, told, words)
    tell_progress(0.95, later("Writing the file"))
    deck.save(target)


def _head(slide: Slide, told: Told) -> None:
    """Write the title in the layout's own place for it, so that outlines and screen readers find it, and the finding."""
    title = slide.shapes.title
    if title is not None:
        title.left, title.top, title.width, title.height = MARGIN, Inches(0.35), INNER, Inches(0.6)
        _say(title.text_frame, told.title, size=28, colour=look.NAVY, is_bold=True)
    box = slide.shapes.add_textbox(MARGIN, Inches(0.95), INNER, Inches(0.55))
    box.name = "Finding"
    _say(box.text_frame, told.finding, size=16, colour=look.GREY)


def _say(frame: TextFrame, text: str, *, size: float, colour: str, is_bold: bool = False) -> None:
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = plain(text, 600)
    run.font.size, run.font.bold = Pt(size), is_bold
    run.font.color.rgb = RGBColor.from_string(colour)


def _cards(slide: Slide, pack: Pack, words: Words) -> None:
    """Draw the leading figures as cards in a row."""
    count = len(pack.cards)
    width = int((INNER - CARD_GAP * (count - 1)) / count)
    for place, card in enumerate(pack.cards):
        left = MARGIN + place * (width + CARD_GAP)
        shape = slide.shapes.add_textbox(left, Inches(1.65), width, Inches(1.3))
        shape.name = plain(words(card.metric.label))
        shape.line.color.rgb = RGBColor.from_string(look.LINE)
        _card(shape.text_frame, card, pack, words)


def _card(frame: TextFrame, card: Card, pack: Pack, words: Words) -> None:
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Inches(0.12)
    value = in_words(card.value.value, card.metric.unit, pack.currency, words)
    moved = change(card.value.value, card.before, card.metric.unit, words)
    beside = since(pack, moved, words)
    lines = (
        (words(card.metric.label), 12, look.GREY, False),
        (value, 24, look.NAVY, True),
        (beside if card.before is not None else "", 12, _colour(card, moved), False),
    )
    for place, (text, size, colour, is_bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold = Pt(size), is_bold
        run.font.color.rgb = RGBColor.from_string(colour)


def _colour(card: Card, moved: str | None) -> str:
    """Return green for the good way, red for the other, grey where neither is good in itself."""
    if moved is None or card.metric.direction is Direction.NEUTRAL:
        return look.GREY
    is_lower = moved.startswith("−")
    return look.GREEN if is_lower == (card.metric.direction is Direction.LOWER) else look.RED


def _foot(slide: Slide, pack: Pack, number: int, words: Words) -> None:
    """Write what the slide is about and its number at the bottom."""
    box = slide.shapes.add_textbox(MARGIN, Inches(7.0), INNER, Inches(0.3))
    box.name = "Subject"
    _say(box.text_frame, f"Saldo · {subject(pack, words)} · {number}", size=10, colour=look.GREY)


def _notes(slide: Slide, pack: Pack, told: Told, words: Words) -> None:
    """Put definition, origin and how to change the chart in the notes."""
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        return
    origin = words(
        "From book {version} as of {day}, made {moment}.",
        version=pack.book_version,
        day=words.day(pack.as_of),
        moment=words.moment(pack.made_at),
    )
    edit = words("The chart is PowerPoint's own: right-click it and choose Edit Data to see or change its numbers.")
    frame.text = f"{told.finding}\n{told.definition}\n{origin}\n{edit}"
