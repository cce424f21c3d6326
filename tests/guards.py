"""Which functions change something on the desk or in the book, and whether every way to them asks who acts."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

OPENERS: Final = frozenset({"session", "transaction", "alone", "draft", "rewriting", "let_return"})
"""Methods of a desk, and of the store of books, that begin to write."""
GUARDS: Final = frozenset({"permitted", "by_itself"})
BINDERS: Final = frozenset({"acting", "doing"})
ENGINE: Final = "core.desk.engine"  # what everybody writes through, and asks by itself
FRONTS: Final = ("dashboard", "pages", "core.console", "core.__main__")
Function = ast.FunctionDef


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one function, or the whole of a module of a front, says: the names it uses, and whether it writes and asks."""

    names: frozenset[str]
    is_writing: bool
    is_asking: bool


REACHES: Final = re.compile(r"desk|store|visit|places|\bapp\b")
"""What a module names that can reach the desk or the book; the others, half of them all, are not read."""


def read(*folders: Path) -> dict[str, ast.Module]:
    """Return the modules below ``folders``, which lie in the root, by name."""
    trees = {}
    for folder in folders:
        for path in folder.rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if REACHES.search(text) is None:
                continue
            name = ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
            trees[name] = ast.parse(text)
    return trees


def unguarded(trees: Mapping[str, ast.Module]) -> set[str]:
    """Return the functions of core through which something is changed without a question who acts.

    A function that writes is guarded when it wears a guard or binds who acts, and when no front names it and all who do are guarded.
    Whoever adds one that nobody calls yet has to guard it, too.
    """
    functions, classes = _found(trees)
    imports = {module: dict(_imported(tree)) for module, tree in trees.items()}
    said = {name: _read(name, node, imports) for name, node in functions.items()}
    calls = {name: _functions(each.names, said, classes) - {name} for name, each in said.items()}
    callers: dict[str, set[str]] = defaultdict(set)
    for name, called in calls.items():
        for each in called:
            callers[each].add(name)
    fronts = [_said(tree.body, module, module, imports[module]) for module, tree in trees.items() if _is_front(module)]
    in_front = set().union(*(_functions(each.names, said, classes) for each in fronts))
    asking = {name for name, each in said.items() if each.is_asking}
    covered = set(asking)
    while True:  # what only guarded functions call, then what only those call
        more = {name for name in said.keys() - covered - in_front if callers[name] and callers[name] <= covered}
        if not more:
            break
        covered |= more
    reached = {name for name, each in said.items() if each.is_writing} - asking
    while True:
        more = {caller for name in reached for caller in callers[name]} - asking - reached
        if not more:
            return reached - covered
        reached |= more


def _found(trees: Mapping[str, ast.Module]) -> tuple[dict[str, Function], dict[str, list[str]]]:
    """Return every function and method below core but not of its fronts, and the methods of each class."""
    functions: dict[str, Function] = {}
    classes: dict[str, list[str]] = {}
    for module, tree in trees.items():
        if module == ENGINE or _is_front(module):
            continue
        for node in tree.body:
            if isinstance(node, Function):
                functions[f"{module}.{node.name}"] = node
            elif isinstance(node, ast.ClassDef):
                name = f"{module}.{node.name}"
                methods = {f"{name}.{each.name}": each for each in node.body if isinstance(each, Function)}
                functions |= methods
                classes[name] = list(methods)
    return functions, classes


def _functions(names: Iterable[str], said: Mapping[str, Read], classes: Mapping[str, list[str]]) -> set[str]:
    """Return the functions behind names; who names a class may call every method of it."""
    return {each for name in names for each in ([name] if name in said else classes.get(name, []))}


def _read(name: str, node: Function, imports: Mapping[str, Mapping[str, str]]) -> Read:
    module = name
    while module not in imports:
        module = module.rpartition(".")[0]
    worn = frozenset(_called(each) for each in node.decorator_list)
    return _said(node.body, module, name.rpartition(".")[0], imports[module], worn=worn)  # not its annotations


def _said(
    body: list[ast.stmt], module: str, owner: str, imported: Mapping[str, str], *, worn: frozenset[str] = frozenset()
) -> Read:
    names: set[str] = set()
    called: set[str] = set()
    for statement in body:
        for part in ast.walk(statement):
            if isinstance(part, ast.Name):
                names.add(imported.get(part.id, f"{module}.{part.id}"))
            elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                of = owner if part.value.id == "self" else imported.get(part.value.id)
                if of is not None:
                    names.add(f"{of}.{part.attr}")
            elif isinstance(part, ast.Call):
                called.add(_called(part))
                if isinstance(part.func, ast.Attribute) and part.func.attr in OPENERS:
                    called.add(f".{part.func.attr}")
    is_asking = bool(worn & GUARDS or called & BINDERS)
    return Read(names=frozenset(names), is_writing=any(each.startswith(".") for each in called), is_asking=is_asking)


def _is_front(name: str) -> bool:
    return any(name == front or name.startswith(f"{front}.") for front in FRONTS)


def _called(node: ast.AST) -> str:
    inner = node.func if isinstance(node, ast.Call) else node
    return inner.id if isinstance(inner, ast.Name) else inner.attr if isinstance(inner, ast.Attribute) else ""


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                yield each.asname or each.name, f"{node.module}.{each.name}"
        elif isinstance(node, ast.Import):
            for each in node.names:
                if each.asname:
                    yield each.asname, each.name
