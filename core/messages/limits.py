"""What a template may cost: the sandbox counts loops, calls and letters, and stops a template that goes on and on.

Everything that could grow without end is either counted (loops, calls, includes, what is written), bounded (texts and
lists that are kept or joined) or not there at all (filters that make long texts of short ones, powers, recursion).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NoReturn, cast

from jinja2 import Template, TemplateRuntimeError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_STEPS = 20_000  # turns of loops, calls and includes of one form; a letter of 400 invoices takes some 1,000
MOST_LETTERS = 2_000_000  # of one form
MOST_KEPT = 5_000  # letters of a text, or entries of a list, that a template puts aside or joins
LARGEST_NUMBER = 10**15
LETTERS_A_STEP = 1_000  # constant text in a loop costs as much as more turns

# fmt: off
FILTERS = frozenset({
    "abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "forceescape", "int", "items",
    "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse",
    "round", "select", "selectattr", "sort", "sum", "title", "trim", "unique", "upper", "wordcount",
})
METHODS = frozenset({
    "capitalize", "endswith", "get", "items", "keys", "lower", "removeprefix", "removesuffix", "startswith", "strip",
    "title", "upper", "values",
})
# fmt: on
_LOOP, _KEEP, _SAY = " loop", " keep", " say"  # filters of our own: no template can write a name with a space

_left: ContextVar[_Left | None] = ContextVar("left", default=None)


class TemplateTooCostlyError(SaldoError, TemplateRuntimeError):
    """A template that loops for ever or writes without end; for Jinja an error of the template like any other."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "This template was stopped: {why}. Take out the loop or the text that makes it grow.", why=Sentence(why)
        )


class _Left:
    """What one rendering may still do."""

    def __init__(self) -> None:
        self.steps = MOST_STEPS
        self.letters = MOST_LETTERS

    def step(self, count: int = 1) -> None:
        self.steps -= count
        if self.steps < 0:
            raise TemplateTooCostlyError(Sentence("it takes more than {most_steps:,} steps", most_steps=MOST_STEPS))

    def write(self, count: int) -> None:
        self.letters -= count
        if self.letters < 0:
            raise TemplateTooCostlyError(
                Sentence("it writes more than {most_letters:,} letters", most_letters=MOST_LETTERS)
            )


class LimitedTemplate(Template):
    """A template whose every rendering starts with a full budget, which what it includes shares."""

    def render(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 (Jinja's own signature)
        """Return the text, as Jinja does; raise :class:`TemplateTooCostlyError` when the budget runs out."""
        left = _Left()
        token = _left.set(left)
        try:
            return "".join(_counted(self.root_render_func(self.new_context(dict(*args, **kwargs))), left))
        except RecursionError:
            raise TemplateTooCostlyError("it calls itself again and again") from None
        except SaldoError:
            raise
        except Exception:  # noqa: BLE001 - Jinja raises it again, with the template's own lines
            self.environment.handle_exception()
        finally:
            _left.reset(token)


class Limited(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a budget."""

    template_class = LimitedTemplate
    intercepted_binops = frozenset({"+", "*", "**", "%", "/", "//", "-"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Jinja's own signature)
        super().__init__(*args, **kwargs)
        self.filters = {name: filter_ for name, filter_ in self.filters.items() if name in FILTERS}
        self.filters |= {"join": _joined, "replace": _replaced, "list": _listed, _LOOP: _loop, _KEEP: _keep, _SAY: _say}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the tree of a template with the counting written into it."""
        try:
            tree = super()._parse(source, name, filename)
        except RecursionError:
            raise TemplateSyntaxError("it is nested too deeply", 1, name, filename) from None
        for loop in tree.find_all(nodes.For):
            if loop.recursive:
                raise TemplateSyntaxError("a loop may not call itself (recursive)", loop.lineno, name, filename)
            letters = sum(len(text.data) for text in loop.find_all(nodes.TemplateData))
            loop.iter = _filtered(loop.iter, _LOOP, nodes.Const(1 + letters // LETTERS_A_STEP))
        for kept in tree.find_all(nodes.Assign):
            kept.node = _filtered(kept.node, _KEEP)
        for block in tree.find_all(nodes.AssignBlock):
            block.filter = nodes.Filter(block.filter, _KEEP, [], [], None, None, lineno=block.lineno)
        for opened in tree.find_all(nodes.With):
            opened.values = [_filtered(value, _KEEP) for value in opened.values]
        for joined in list(tree.find_all(nodes.Concat)):
            joined.nodes = [_filtered(part, _KEEP) for part in joined.nodes]
        for said in tree.find_all(nodes.Output):
            said.nodes = [
                each if isinstance(each, nodes.TemplateData) else _filtered(each, _SAY) for each in said.nodes
            ]
        return tree

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: ANN401, A002 (Jinja's own signature)
        """Return a template; one that another includes costs that one a step."""
        left = _left.get()
        if left is not None:
            left.step()
        return super().get_template(name, parent, globals)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Call a block or a function of the template; every call is a step."""
        left = _left.get()
        if left is not None:
            left.step()
        return super().call(context, obj, *map(_keep, args), **{name: _keep(value) for name, value in kwargs.items()})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 (Jinja's own signature)
        """Reckon with numbers of a sensible size; of texts only the sum is known, within bounds."""
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            return _keep(left + right)
        if operator in {"**", "%"} or not all(isinstance(each, int | float) for each in (left, right)):
            raise TemplateTooCostlyError(
                Sentence("{operator} is for numbers only, and powers are not known", operator=operator)
            )
        value = super().call_binop(context, operator, left, right)
        if abs(value) > LARGEST_NUMBER:
            raise TemplateTooCostlyError("a number in it grows beyond all bounds")
        return value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 (Jinja's own signature)
        """Return whether a template may touch ``attr``: of texts, numbers and lists only what cannot make them grow."""
        if isinstance(obj, str | bytes | int | float | list | tuple | dict) and callable(value) and attr not in METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)


def _filtered(node: nodes.Node, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", node), name, list(args), [], None, None, lineno=node.lineno)


def _counted(parts: Iterable[str], left: _Left) -> Iterator[str]:
    for part in parts:
        left.write(len(part))
        yield part


def _loop(values: Any, weight: int) -> Any:  # noqa: ANN401 (whatever a template loops over)
    """Return ``values``, its turns paid for."""
    left = _left.get()
    if left is None:
        return values
    if hasattr(values, "__len__"):
        left.step(weight * len(values))
        return values
    return _paid(values, weight, left)


def _paid(values: Iterable[Any], weight: int, left: _Left) -> Iterator[Any]:
    for value in values:
        left.step(weight)
        yield value


def _keep(value: Any) -> Any:  # noqa: ANN401 (whatever a template keeps)
    """Return ``value`` when it is small enough to be kept: a short text, or a list of things that are no lists."""
    if isinstance(value, str):
        if len(value) > MOST_KEPT:
            _refuse()
    elif _is_list(value) and (len(value) > MOST_KEPT or any(map(_is_list, value))):
        _refuse()
    return value


def _is_list(value: object) -> bool:
    """Return whether ``value`` is a list of a template's own making; our records are tuples, and hold texts only."""
    return type(value) in {list, tuple, dict, set}


def _say(value: Any) -> Any:  # noqa: ANN401 (whatever a template writes)
    """Return ``value``, its letters paid for; what is no text has none to speak of."""
    if isinstance(value, str):
        left = _left.get()
        if left is not None:
            left.write(len(value))
    elif _is_list(value):
        raise TemplateTooCostlyError("it writes a whole list: write its entries one by one, in a loop or with join")
    return value


def _joined(values: Iterable[Any], separator: str = "") -> str:
    parts = [str(_keep(value)) for value in _listed(values)]
    if sum(map(len, parts)) + len(parts) * len(separator) > MOST_KEPT:
        _refuse()
    return separator.join(parts)


def _replaced(text: str, old: str, new: str) -> str:
    if len(text) + str(text).count(old) * len(new) > MOST_KEPT:
        _refuse()
    return text.replace(old, new)


def _listed(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        found.append(value)
        if len(found) > MOST_KEPT:
            _refuse()
    return found


def _refuse() -> NoReturn:
    raise TemplateTooCostlyError(
        Sentence("it puts together a text or a list of more than {most_kept:,}", most_kept=MOST_KEPT)
    )
