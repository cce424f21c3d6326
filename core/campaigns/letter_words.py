"""The words of a letter, read out of its typst source: every text in it is a string, so nothing has to be understood."""

from __future__ import annotations

import re

_LAYOUT = re.compile(r"//< layout.*?//> layout\n", re.DOTALL)
_TEXT = re.compile(r'#?"((?:[^"\\]|\\.)*)";?')
_HEAD = re.compile(r"^#letter\(.*?\n\)\[\n", re.DOTALL | re.MULTILINE)
# Read from left to right, so that a backslash that stands for itself never begins the next sign.
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}


def letter_words(source: str) -> str:
    """Return what the customer reads in the body of a letter and its subject, paragraphs apart, without layout."""
    plain = _LAYOUT.sub("", source)
    head = _HEAD.search(plain)
    subject = "" if head is None else _subject(head[0])
    body = plain if head is None else plain[head.end() :]
    return f"{subject}\n\n{_read(body)}".strip()


def _subject(head: str) -> str:
    line = next((each for each in head.splitlines() if each.strip().startswith("subject:")), "")
    return _read(line)


def _read(source: str) -> str:
    said: list[str] = []
    end = 0
    for found in _TEXT.finditer(source):
        said.extend((_gap(source[end : found.start()]), _unescaped(found[1])))
        end = found.end()
    return "".join(said).strip()


def _gap(between: str) -> str:
    """Return what parts two texts: nothing, a space between cells, a line or a paragraph."""
    if re.search(r"\n\s*\n", between):
        return "\n\n"
    if "\n" in between or "\\" in between:
        return "\n"
    return " " if "]" in between and "[" in between else ""


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else _SIGNS.get(found[2], found[2]), text)
