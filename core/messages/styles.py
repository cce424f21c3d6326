"""The style sheet of the mails, written into the templates once: a class becomes a style where it stands.

Only the text of the class attributes is replaced, so Jinja's own tags never meet an HTML parser (one would move a
``{% for %}`` out of its table). Rules for the dark and for the phone stay in the head, with the classes they name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RULE = re.compile(r"\.([a-z][a-z0-9_-]*)\s*\{([^}]*)\}")
_NAMED = re.compile(r"\.([a-z][a-z0-9_-]*)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r'\bclass="([^"]*)"')
_HEAD = "<style></style>"


@dataclass(frozen=True, kw_only=True)
class StyleSheet:
    """One declaration list per class, and the rules that only a device can choose."""

    rules: dict[str, str]
    responsive: str

    @property
    def responsive_classes(self) -> frozenset[str]:
        """Return the classes that the head names, which elements must keep."""
        return frozenset(_NAMED.findall(self.responsive))

    @property
    def classes(self) -> frozenset[str]:
        """Return every class that a template may use."""
        return frozenset(self.rules) | self.responsive_classes

    def inlined(self, source: str) -> str:
        """Return a template's source with its classes written out and the head's ``<style>`` filled."""
        return _CLASS.sub(self._attributes, source).replace(_HEAD, f"<style>{self.responsive}</style>")

    def _attributes(self, found: re.Match[str]) -> str:
        names = found[1].split()
        kept = " ".join(name for name in names if name in self.responsive_classes)
        style = ";".join(self.rules[name] for name in names if name in self.rules)
        written = (f'class="{kept}"' if kept else "", f'style="{style}"' if style else "")
        return " ".join(attribute for attribute in written if attribute)


def style_sheet(text: str) -> StyleSheet:
    """Return the style sheet in ``text``: rules of one class each, then the ``@media`` rules."""
    plain = _COMMENT.sub("", text)
    start = plain.find("@")
    always, responsive = (plain, "") if start < 0 else (plain[:start], plain[start:])
    return StyleSheet(
        rules={name: _compact(body) for name, body in _RULE.findall(always)},
        responsive=" ".join(responsive.split()),
    )


def _compact(body: str) -> str:
    declarations = (" ".join(part.split()) for part in body.split(";"))
    return ";".join(re.sub(r"\s*:\s*", ":", part, count=1) for part in declarations if part)
