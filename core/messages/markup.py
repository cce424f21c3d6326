"""Sentences written once: the Markdown of a body, made into the template of a form when it is loaded.

A blank line ends a paragraph, ``# `` opens a title, ``**`` stands around what is strong, ``[part]`` alone on a line is a
shared part, and a line of nothing but ``{% %}`` stands between paragraphs. Everything else is text of the form: no
markup of the form itself can be written here, so a sentence cannot break out of a mail or a letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})")
_STATEMENTS = re.compile(r"(?:\{%(?:(?!%\}).)*%\}|\{#.*?#\}|\s)+")
_RAW = re.compile(r"\{%[-+]?\s*raw\b")
_VALUE = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")
_END = re.compile(r"(?<![-+])\s*([%#]\})\s*$")
PART = re.compile(r"^\[([a-z_]+)\]$", re.MULTILINE)


class MarkupError(ValueError):
    """A line of sentences that cannot be read: its number, counted from 1, and why."""

    def __init__(self, line: int, why: str) -> None:
        self.line = line
        self.why = why
        super().__init__(f"line {line}: {why}")


def typst_text(text: str) -> str:
    r"""Return ``text`` as a typst string in markup: nothing in it is a sign of typst, whatever it holds.

    >>> print(typst_text('#let x = "y" \\ [z]'))
    #"#let x = \"y\" \\ [z]";
    """
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'#"{quoted}";'


@dataclass(frozen=True, kw_only=True)
class Form:
    """How one form writes text, paragraphs, titles and what is strong."""

    suffix: str
    literal: Callable[[str], str]
    strong: tuple[str, str]
    line_break: str
    lead: tuple[str, str]
    paragraph: tuple[str, str]
    title: tuple[str, str]
    part_title: tuple[str, str]
    links: Mapping[str, str]


_LINK = '<a class="link" href="{}{{{{ {} }}}}">{{{{ {} }}}}</a>'
HTML = Form(
    suffix=".html",
    literal=lambda text: escape(text, quote=False),
    strong=("<strong>", "</strong>"),
    line_break="<br>\n",
    lead=('<p class="lead">', "</p>\n"),
    paragraph=('<p class="text">', "</p>\n"),
    title=('<h2 class="title">', "</h2>\n"),
    part_title=('<h2 class="title">', "</h2>\n"),
    links={
        "sender.phone": _LINK.format("tel:", "sender.phone_link", "sender.phone"),
        "sender.reply_to": _LINK.format("mailto:", "sender.reply_to", "sender.reply_to"),
        "invoice_url": _LINK.format("", "invoice_url", "invoice_url"),
    },
)
TEXT = Form(
    suffix=".txt",
    literal=str,
    strong=("", ""),
    line_break="\n",
    lead=("", "\n\n"),
    paragraph=("", "\n\n"),
    title=("", "\n"),
    part_title=("", "\n"),
    links={},
)
TYPST = Form(
    suffix=".typ",
    literal=typst_text,
    strong=("#strong[", "]"),
    line_break=" \\\n",
    lead=("", "\n\n"),
    paragraph=("", "\n\n"),
    title=("== ", "\n\n"),
    part_title=("#strong[", "]\n"),  # on the line of its text: what stands in every letter shall not need a second page
    links={},
)
FORMS = {form.suffix: form for form in (HTML, TEXT, TYPST)}


def made(source: str, form: Form, *, language: str, is_body: bool = False) -> str:
    """Return the template of ``form`` that says what ``source`` says; parts are included from ``_base/<language>/``.

    In a body the paragraphs before the first title or part are its lead. Raises :class:`MarkupError`.
    """
    written, is_lead = [], is_body
    for kind, lines, number in _blocks(source):
        if kind == "statement":
            written.append(f"{lines[0].strip()}\n")
        elif kind == "part":
            is_lead = False
            written.append(f'{{% include "_base/{language}/{lines[0]}{form.suffix}" %}}\n')
        elif kind == "title":
            is_lead = False
            written.append(_around(form.title if is_body else form.part_title, inline(lines[0], form, number)))
        else:
            text = form.line_break.join(inline(line, form, number + step) for step, line in enumerate(lines))
            written.append(_around(form.lead if is_lead else form.paragraph, text))
    return "".join(written)


def inline(line: str, form: Form, number: int = 1) -> str:
    """Return one line of text, with its Jinja tags as they are, as ``form`` writes it."""
    written, is_strong = [], False
    for place, token in enumerate(TAG.split(line)):
        if place % 2:
            if _RAW.match(token):
                raise MarkupError(number, "raw is not for sentences")
            value = _VALUE.fullmatch(token)
            written.append(form.links.get(value[1], token) if value else token)
            continue
        for turn, text in enumerate(token.split("**")):
            if turn:
                is_strong = not is_strong
                written.append(form.strong[0] if is_strong else form.strong[1])
            if text:
                written.append(form.literal(text))
    if is_strong:
        raise MarkupError(number, "** is opened and not closed")
    return kept("".join(written))


def kept(source: str) -> str:
    """Return ``source`` with the line breaks kept after lines of text that end in a tag, which Jinja would swallow.

    >>> kept("Dear {% if x %}you{% endif %}")
    'Dear {% if x %}you{% endif +%}'
    """
    lines = source.split("\n")
    return "\n".join(line if _STATEMENTS.fullmatch(line) else _END.sub(r" +\1", line) for line in lines)


def spoken(source: str, *, language: str, part: Callable[[str], str]) -> str:
    """Return a call script's template: as it is written, with ``part(name)`` included for every ``[name]``."""
    return PART.sub(lambda found: f'{{% include "_base/{language}/{part(found[1])}" %}}', kept(source))


def _blocks(source: str) -> Iterator[tuple[str, list[str], int]]:
    """Yield each block of ``source``: its kind, its lines and the number of the first."""
    waiting: list[str] = []
    begun = 1
    for number, line in enumerate([*source.splitlines(), ""], start=1):
        text = line.strip()
        part = PART.fullmatch(text)
        is_alone = bool(part) or text.startswith("# ") or not text or bool(_STATEMENTS.fullmatch(text))
        if is_alone and waiting:
            yield "paragraph", waiting, begun
            waiting = []
        if part:
            yield "part", [part[1]], number
        elif text.startswith("# "):
            yield "title", [text.removeprefix("# ")], number
        elif text and is_alone:
            if _RAW.search(text):
                raise MarkupError(number, "raw is not for sentences")
            yield "statement", [text], number
        elif text:
            begun = begun if waiting else number
            waiting.append(text)


def _around(pair: tuple[str, str], text: str) -> str:
    return f"{pair[0]}{text}{pair[1]}"
