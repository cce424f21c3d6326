"""The template folder as it lies on disk, and the sandbox that its templates run in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.messages.styles import StyleSheet, style_sheet
from core.messages.words import RECORDS
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

FOLDER = Path(__file__).resolve().parents[2] / "templates"
BASE = "_base"
FORMS = ("subject.txt", "body.html", "body.txt")


class FileLoader(BaseLoader):
    """Reads templates from a folder and writes the style sheet into the HTML ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def sheet(self) -> StyleSheet:
        """Return the style sheet of the folder; an empty one when there is none."""
        file = self.folder / BASE / "style.css"
        return style_sheet(file.read_text(encoding="utf-8") if file.is_file() else "")

    def source(self, name: str) -> str:
        """Return the text of template ``name`` as it is written; raise ``TemplateNotFound``."""
        file = (self.folder / name).resolve()
        if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
            raise TemplateNotFound(name)
        return file.read_text(encoding="utf-8")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return source, file name and freshness, as Jinja asks."""
        del environment
        source = self.source(template)
        if template.endswith(".html"):
            source = self.sheet.inlined(source)
        return source, str(self.folder / template), lambda: True

    def list_templates(self) -> list[str]:
        """Return the name of every form in the folder, the shared ones included."""
        files = (file for file in self.folder.rglob("*") if file.suffix in {".txt", ".html"})
        return sorted(file.relative_to(self.folder).as_posix() for file in files)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with a short way to the fields of our own plain records: most of what a template asks for."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Return a field of an item or sender at once; ask the sandbox for anything else."""
        fields = RECORDS.get(type(obj))
        if fields is not None and attribute in fields:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def environment(loader: FileLoader) -> Environment:
    """Return the sandbox: strict about names, escaping in HTML, and unable to change what it is given."""
    return Sandbox(
        loader=loader,
        autoescape=_escapes,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )


def _escapes(name: str | None) -> bool:
    return name is None or name.endswith(".html")


def languages_in(folder: Path) -> list[str]:
    """Return every language that any message in ``folder`` is written in."""
    return sorted({place.name for message in MessageName for place in (folder / message).glob("*") if place.is_dir()})
