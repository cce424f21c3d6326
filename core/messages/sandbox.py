"""The sandbox that templates run in, one for each way of writing values: nothing a customer is called can be markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Undefined

from core.messages.limits import Limited
from core.messages.markup import typst_text
from core.messages.sms import plain
from core.messages.words import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from core.messages.sources import FileLoader

_MARKDOWN = re.compile(r"([\\\[\]<>*_`#|])")


class Sandbox(Limited):
    """Jinja's sandbox with a budget, and with a short way to the fields of our own plain records: most of what a template asks for."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Return a field of an item or sender at once; ask the sandbox for anything else."""
        fields = RECORDS.get(type(obj))
        if fields is not None and attribute in fields:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def environment(loader: FileLoader, kind: str = "body.html") -> Environment:
    """Return the sandbox for one form (see ``core.messages.sources.FORMS``): strict about names, and unable to change what it is given.

    HTML escapes its values, a letter writes them as typst strings, a call script escapes the signs of Markdown, and a
    text message writes spaces and quotation marks that its alphabet has. Jinja's own functions are taken away.
    """
    suffix = kind.rsplit(".", 1)[1]
    sandbox = Sandbox(
        loader=loader,
        autoescape=suffix == "html",
        undefined=StrictUndefined,
        finalize=_finalize(kind),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    sandbox.globals.clear()
    sandbox.globals["form"] = {"sms.txt": "sms", "letter.typ": "letter", "call.md": "call"}.get(kind, "mail")
    return sandbox


def _finalize(kind: str) -> Callable[[Any], Any] | None:
    writers: dict[str, Callable[[str], str]] = {"letter.typ": typst_text, "sms.txt": plain, "call.md": _unmarked}
    writer = writers.get(kind)
    if writer is None:
        return None

    def written(value: Any) -> Any:  # noqa: ANN401 (whatever a template says)
        return value if isinstance(value, Undefined) else writer(str(value))

    return written


def _unmarked(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
