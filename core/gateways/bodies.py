"""The body of a gateway's request: its declared fields, each a template, filled in the sandbox that message templates run in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode, urlsplit

import jinja2
from jinja2 import StrictUndefined

from core.channels.gateway_terms import Encoding, GatewayTermsError
from core.messages.limits import Limited
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.channels.gateway_terms import GatewayTerms

MEDIA_TYPES: Final = {
    Encoding.JSON: "application/json",
    Encoding.FORM: "application/x-www-form-urlencoded",
    Encoding.XML: "application/xml",
}
_DEEPEST: Final = 16


class Body:
    """The compiled templates of one declaration; raises ``GatewayTermsError`` for a template that cannot be read."""

    def __init__(self, terms: GatewayTerms) -> None:
        self._terms = terms
        self._sandbox = _sandbox(is_markup=terms.encoding is Encoding.XML)
        if terms.encoding is Encoding.XML and not isinstance(terms.body, str):
            raise GatewayTermsError("its body", "for XML it is one text")
        if terms.encoding is not Encoding.XML and not isinstance(terms.body, dict):
            raise GatewayTermsError("its body", "for JSON and forms it is a table of names and templates")
        if terms.encoding is Encoding.FORM and any(isinstance(each, dict | list) for each in terms.body.values()):
            raise GatewayTermsError("its body", "a form has names and texts only")
        self._fill = self._compiled(terms.body, 0)
        plain = _sandbox(is_markup=False)
        self._headers = {name: self._template(plain, text) for name, text in terms.headers.items()}
        self._path = self._template(plain, _path_of(terms.address))

    def path(self) -> str:
        """Return the path of the address with the account's own values in it; raise ``GatewayTermsError`` for one that none can be."""
        own = {name: quote(value, safe="") for name, value in self._terms.own.items()}
        path = self._said(self._path, {"own": own})
        if not all("!" <= sign <= "~" for sign in path):
            raise GatewayTermsError(
                "its address holds blanks or letters with accents", "write them as %20 and the like"
            )
        return path

    def headers(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return the declared headers; no value can begin another one."""
        said = {name: self._said(template, values) for name, template in self._headers.items()}
        return {name: "".join(sign for sign in text if " " <= sign <= "~") for name, text in said.items()}

    def written(self, values: Mapping[str, Any]) -> bytes:
        """Return the body for one message; raise ``GatewayTermsError`` when a template fails on it."""
        try:
            filled = self._fill(values)
        except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise GatewayTermsError(
                Sentence("its body cannot be written ({error})", error=str(error)), "correct it in the settings"
            ) from error
        if self._terms.encoding is Encoding.XML:
            return str(filled).encode()
        if self._terms.encoding is Encoding.FORM:
            return urlencode({name: str(value) for name, value in filled.items()}).encode()
        return json.dumps(filled, ensure_ascii=False, separators=(",", ":")).encode()

    def _compiled(self, node: Any, depth: int) -> Callable[[Mapping[str, Any]], Any]:  # noqa: ANN401 (JSON)
        if depth > _DEEPEST:
            raise GatewayTermsError(
                "its body", Sentence("at most {most} levels can stand in each other", most=_DEEPEST)
            )
        if isinstance(node, dict):
            inner = {str(name): self._compiled(each, depth + 1) for name, each in node.items()}
            return lambda values: {name: fill(values) for name, fill in inner.items()}
        if isinstance(node, list):
            parts = [self._compiled(each, depth + 1) for each in node]
            return lambda values: [fill(values) for fill in parts]
        if not isinstance(node, str) or "{" not in node:
            return lambda _: node
        template = self._template(self._sandbox, node)
        return template.render

    @staticmethod
    def _template(sandbox: Limited, source: str) -> jinja2.Template:
        try:
            return sandbox.from_string(source)
        except jinja2.TemplateSyntaxError as error:
            raise GatewayTermsError(
                Sentence("{given!r} is no template ({message})", given=source[:80], message=error.message), "correct it"
            ) from error

    @staticmethod
    def _said(template: jinja2.Template, values: Mapping[str, Any]) -> str:
        try:
            return template.render(values)
        except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise GatewayTermsError(
                Sentence("its address or a header cannot be written ({error})", error=str(error)), "correct it"
            ) from error


def _path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _sandbox(*, is_markup: bool) -> Limited:
    sandbox = Limited(autoescape=is_markup, undefined=StrictUndefined, keep_trailing_newline=True, cache_size=0)
    sandbox.globals.clear()
    return sandbox
