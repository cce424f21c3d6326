"""The template folder as it lies on disk: what people wrote, and the forms that are made of it when they are loaded."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, TemplateNotFound

from core.messages.markup import FORMS as MARKUP
from core.messages.markup import HTML, TEXT, TYPST, Form, inline, kept, made, spoken
from core.messages.sms import plain
from core.messages.styles import StyleSheet, style_sheet
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment

FOLDER = Path(__file__).resolve().parents[2] / "templates"
BASE = "_base"
SUBJECT, BODY, SMS, CALL = "subject.txt", "body.md", "sms.txt", "call.md"
SOURCES = (SUBJECT, BODY, SMS, CALL)
FORMS = (SUBJECT, "body.html", "body.txt", SMS, "letter.typ", CALL)
MADE = {"body.html": HTML, "body.txt": TEXT, "letter.typ": TYPST}
LAYOUTS = {HTML.suffix: "layout.html", TYPST.suffix: "letter.typ"}
LABELS = "labels.toml"
_TEMPLATES = (".txt", ".html", ".md", ".typ")
_READ = frozenset({*_TEMPLATES, ".toml", ".css"})
LABEL = re.compile(r"\{\{\s*say\.(\w+)(\|lower)?\s*\}\}")


def lineage(language: str) -> tuple[str, ...]:
    """Return a language and what it falls back to, nearest first: ``nl_BE`` is ``nl`` but for what differs."""
    return (language,) if "_" not in language else (language, language.split("_", 1)[0])


class FileLoader(BaseLoader):
    """Reads templates from a folder, with edited texts laid over its files, and makes forms out of sentences."""

    def __init__(self, folder: Path, edited: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.edited = dict(edited or {})
        self._labels: dict[str, dict[str, str]] = {}

    @cached_property
    def sheet(self) -> StyleSheet:
        """Return the style sheet of the folder; an empty one when there is none."""
        return style_sheet(self.written(f"{BASE}/style.css") or "")

    @cached_property
    def files(self) -> dict[str, str]:
        """Return every text of the folder by its name, read once: nothing outside the folder has a name."""
        found = (file for file in self.folder.rglob("*") if file.suffix in _READ and file.is_file())
        return {file.relative_to(self.folder).as_posix(): file.read_text(encoding="utf-8") for file in found}

    def written(self, name: str) -> str | None:
        """Return the text at ``name`` as somebody wrote it, an edit before the file; ``None`` where there is none."""
        return self.edited.get(name, self.files.get(name))

    def origin(self, owner: str, language: str, file: str) -> str | None:
        """Return the name under which ``file`` of ``owner`` is written for ``language``, fallbacks included."""
        names = (f"{owner}/{spoken_in}/{file}" for spoken_in in lineage(language))
        return next((name for name in names if self.written(name) is not None), None)

    def source(self, name: str) -> str:
        """Return the text that people wrote for template ``name``, by fallback where need be; raise ``TemplateNotFound``."""
        place = _place(name)
        origin = self.origin(*place) if place else None
        text = self.written(origin) if origin else None
        if text is None:
            raise TemplateNotFound(name)
        return text

    def labels(self, language: str) -> dict[str, str]:
        """Return the words that stand in the forms of ``language``: those of its fallback with its own over them."""
        if language not in self._labels:
            texts = (self.written(f"{BASE}/{each}/{LABELS}") or "" for each in reversed(lineage(language)))
            self._labels[language] = {name: word for text in texts for name, word in tomllib.loads(text).items()}
        return self._labels[language]

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return source, file name and freshness, as Jinja asks."""
        del environment
        source = self._form(template)
        if template.endswith(HTML.suffix):
            source = self.sheet.inlined(source)
        return source, str(self.folder / template), lambda: True

    def _form(self, template: str) -> str:
        """Return the Jinja source of a form: written as such, made of sentences, or shared by every language."""
        place = _place(template)
        if place is None:
            raise TemplateNotFound(template)
        owner, language, file = place
        if owner != BASE and file in MADE:
            return self._body(owner, language, MADE[file].suffix)
        if (origin := self.origin(owner, language, file)) is not None:
            text = self.written(origin) or ""
            text = plain(text) if file == SMS else text
            return self._script(text, language) if file.endswith(".md") else self._labelled(text, language, file)
        stem, suffix = file.rsplit(".", 1)
        form = MARKUP.get(f".{suffix}")
        sentences = self.origin(owner, language, f"{stem}.md") if form else None
        if form and sentences:
            return self._said(made(self.written(sentences) or "", form, language=language), language, form)
        shared = self.written(f"{BASE}/{file}") if owner == BASE else None
        if shared is None:
            raise TemplateNotFound(template)
        return self._labelled(shared, language, file)

    def _body(self, message: str, language: str, suffix: str) -> str:
        """Return a message's body as a form: the layout of the form, filled with the sentences."""
        form = MARKUP[suffix]
        body = made(self.source(f"{message}/{language}/{BODY}"), form, language=language, is_body=True)
        foot = f'{{% include "{BASE}/{language}/foot{suffix}" %}}\n'
        if suffix not in LAYOUTS:
            return self._said(body + foot, language, form)
        subject = inline(self.source(f"{message}/{language}/{SUBJECT}").strip(), form)
        blocks = {"subject": subject, "body": body, "foot": foot}
        filled = (f"{{% block {name} %}}\n{text}{{% endblock %}}\n" for name, text in blocks.items())
        whole = f'{{% extends "{BASE}/{language}/{LAYOUTS[suffix]}" %}}\n' + "".join(filled)
        return self._said(whole, language, form)

    def _script(self, text: str, language: str) -> str:
        """Return a call script with its parts: sentences where a part has them, else its plain form."""

        def part(name: str) -> str:
            return f"{name}.md" if self.origin(BASE, language, f"{name}.md") else f"{name}.txt"

        return self._said(spoken(text, language=language, part=part), language, TEXT)

    def _labelled(self, text: str, language: str, file: str) -> str:
        """Return a file that is a form already, with its line breaks kept and its words in ``language``."""
        return self._said(kept(text), language, MARKUP[f".{file.rsplit('.', 1)[1]}"])

    def _said(self, text: str, language: str, form: Form) -> str:
        """Return ``text`` with every ``{{ say.word }}`` as it is in ``language``, written as ``form`` writes text."""
        labels = self.labels(language)

        def word(found: re.Match[str]) -> str:
            if found[1] not in labels:
                return found[0]
            label = labels[found[1]]
            return form.literal(label.lower() if found[2] else label)

        return LABEL.sub(word, text)

    def list_templates(self) -> list[str]:
        """Return the name of every text that people wrote, the shared ones included."""
        return sorted(name for name in self.files.keys() | self.edited.keys() if name.endswith(_TEMPLATES))


def _place(name: str) -> tuple[str, str, str] | None:
    """Return owner, language and file of a template name; ``None`` for a name of another shape."""
    parts = name.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None  # noqa: PLR2004 (three parts)


def languages_in(folder: Path) -> list[str]:
    """Return every language that any message in ``folder`` is written in, variants included."""
    owners = (BASE, *MessageName)  # a variant may differ in its shared parts only
    return sorted({place.name for owner in owners for place in (folder / owner).glob("*") if place.is_dir()})
