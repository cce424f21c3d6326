"""What stands in a template before it is compiled: the names and fields it uses, and what sentences may not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from core.messages.records import (
    AgencyWords,
    DisputeWords,
    HelpWords,
    InstalmentWords,
    ItemWords,
    PlanWords,
    PromiseWords,
    ReversalWords,
    SenderWords,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# The fields of every name that is a record; "[]" is one of a list.
SHAPES: dict[str, tuple[str, ...]] = {
    "items[]": ItemWords._fields,
    "help[]": HelpWords._fields,
    "sender": SenderWords._fields,
    "promise": PromiseWords._fields,
    "plan": PlanWords._fields,
    "plan.instalments[]": InstalmentWords._fields,
    "instalment": InstalmentWords._fields,
    "dispute": DisputeWords._fields,
    "reversed": ReversalWords._fields,
    "agency": AgencyWords._fields,
    "loop": ("first", "last", "index"),
}
FILTERS = frozenset({"length", "first", "last", "join", "lower", "upper", "capitalize"})
# What people who write sentences need, and nothing that computes, calls, loads or loops twice.
_SENTENCES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)
_MARKED = re.compile(r"\{%[-+]?\s*raw\b|\|\s*safe\b|\{%[-+]?\s*autoescape\b")
_PARSER = jinja2.Environment(autoescape=True)  # parses only: nothing is ever rendered by it


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The names a template takes from its message, and what is wrong in it, one phrase each."""

    names: frozenset[str]
    remarks: tuple[str, ...]


@lru_cache(maxsize=2_000)
def read_sentences(source: str) -> Reading:
    """Return what a file of sentences uses, and whatever in it is more than values, conditions and plain loops."""
    try:
        return _sentences(source)
    except RecursionError:  # parser, tree and compiler all go down one call a level
        return Reading(names=frozenset(), remarks=("is nested too deeply",))


def _sentences(source: str) -> Reading:
    tree, remarks = _parsed(source)
    if tree is None:
        return Reading(names=frozenset(), remarks=remarks)
    forbidden = tuple(_forbidden(tree))
    if forbidden:  # looking for names works out constants, and 'a' * 10**12 would take all of the memory
        return Reading(names=frozenset(), remarks=forbidden)
    return Reading(names=frozenset(find_undeclared_variables(tree)), remarks=tuple(_unknown_fields(tree, {})))


@lru_cache(maxsize=500)
def read_form(source: str) -> Reading:
    """Return what a shared form uses: HTML, plain text or typst that comes with Saldo."""
    tree, remarks = _parsed(source)
    if tree is None:
        return Reading(names=frozenset(), remarks=remarks)
    unescaped = ("switches escaping off",) if _MARKED.search(source) else ()
    return Reading(names=frozenset(find_undeclared_variables(tree)), remarks=(*unescaped, *_unknown_fields(tree, {})))


def _parsed(source: str) -> tuple[nodes.Template | None, tuple[str, ...]]:
    try:
        return _PARSER.parse(source), ()
    except jinja2.TemplateSyntaxError as error:
        return None, (f"line {error.lineno}: {error.message}",)


def _forbidden(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _SENTENCES):
            yield f"line {node.lineno}: {type(node).__name__.lower()} is not for sentences"
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield f"line {node.lineno}: filter {node.name} is not for sentences (known: {', '.join(sorted(FILTERS))})"
        elif isinstance(node, nodes.For) and any(node.find_all(nodes.For)):
            yield f"line {node.lineno}: a loop inside a loop is not for sentences"


def _unknown_fields(node: nodes.Node, scope: dict[str, str]) -> Iterator[str]:
    """Yield every field that a record does not have; ``scope`` says what the names of loops stand for."""
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        path = _path(node.iter, scope)
        scope = scope | {node.target.name: f"{path}[]" if path else ""}
    if isinstance(node, nodes.Getattr):
        path = _path(node.node, scope)
        if path is not None and node.attr not in SHAPES.get(path, (node.attr,)):
            yield f"line {node.lineno}: {path.replace('[]', '')} has no {node.attr} (known: {', '.join(SHAPES[path])})"
        elif node.attr.startswith("_") or (path is not None and path not in SHAPES):
            yield f"line {node.lineno}: {node.attr} is no field of a message"
    for child in node.iter_child_nodes():
        yield from _unknown_fields(child, scope)


def _path(node: nodes.Node, scope: dict[str, str]) -> str | None:
    """Return where a value comes from, as in ``plan.instalments``; ``None`` for what is no plain name."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        before = _path(node.node, scope)
        return None if before is None else f"{before}.{node.attr}"
    return None
