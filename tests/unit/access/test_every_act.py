"""Every way to change something asks who acts, and asks the right thing of every role."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import core
from core.acting import Act, Actor, NotAllowedError, NotYourNameError, UnguardedError, acting, doing
from core.actions import MATRIX, Action, Role
from core.desk.customers import remark
from core.desk.tables import Note
from core.settings import ROOT
from tests.guards import read, unguarded

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.desk.engine import Desk

pytestmark = pytest.mark.few_on_postgres(0)


class ReachedError(Exception):
    """The body of a guarded function began."""


class Nothing:
    """What is handed to a guarded function instead of a desk, a book or a name: whoever looks at it was let in."""

    def __getattr__(self, name: str) -> object:
        raise ReachedError(name)


@cache
def guarded() -> dict[str, Callable[..., object]]:
    """Every function of core that wears @permitted, methods among them, by its place."""
    found: dict[str, Callable[..., object]] = {}
    for each in pkgutil.walk_packages(core.__path__, "core."):
        if each.name.endswith("__main__"):
            continue
        module = importlib.import_module(each.name)
        owners = {each.name: module} | {
            f"{each.name}.{name}": one for name, one in vars(module).items() if inspect.isclass(one)
        }
        for place, owner in owners.items():
            for name, one in vars(owner).items():
                if inspect.isfunction(one) and hasattr(one, "permitted") and one.__module__ == each.name:
                    found[f"{place}.{name}"] = one
    return found


def call(function: Callable[..., object], by: str) -> None:
    """Call ``function`` with nothing in its hands; it gets no further than looking at that."""
    given: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is inspect.Parameter.empty and parameter.kind not in {
            inspect.Parameter.VAR_POSITIONAL,
            inspect.Parameter.VAR_KEYWORD,
        }:
            given[name] = by if name == "by" else Nothing()
    assert any(isinstance(each, Nothing) for each in given.values()), "it could be done for real"
    function(**given)


def as_role(role: Role) -> Actor:
    return Actor(name="Els", roles=frozenset({role}), is_known=True)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_call_what_the_matrix_says_and_nothing_else(role: Role) -> None:
    functions, wrong = guarded(), []
    assert len(functions) > 180
    for name, function in functions.items():
        with acting(as_role(role)):
            try:
                call(function, "Els")
            except NotAllowedError:
                is_let_in = False
            except Exception:  # noqa: BLE001 - whatever it makes of nothing
                is_let_in = True  # it got as far as looking at what it was handed
            else:
                is_let_in = True
        if is_let_in != (function.permitted in MATRIX[role]):  # type: ignore[attr-defined]
            wrong.append(name)
    assert wrong == []


def test_every_action_is_somebodys_and_guards_something() -> None:
    used = {each.permitted for each in guarded().values()}  # type: ignore[attr-defined]
    assert set().union(*MATRIX.values()) == set(Action)
    assert set(Action) - used <= {Action.AUDIT}


def test_an_act_is_over_when_its_function_returns() -> None:
    assert [name for name, each in guarded().items() if inspect.isgeneratorfunction(inspect.unwrap(each))] == []


def test_a_viewer_takes_figures_away_and_changes_nothing() -> None:
    assert MATRIX[Role.VIEWER] == {Action.EXPORT}


WITHIN = {"core.desk.audit.keep"}
"""Writes what the act around it did: the desk refuses it outside of one."""


def test_every_way_to_a_change_asks_who_acts() -> None:
    assert sorted(unguarded(read(ROOT / "core", ROOT / "dashboard", ROOT / "pages")) - WITHIN) == []


PLANTED = {
    "core.a": """
from core.acting import by_itself, permitted
from core.actions import Action
from core import b

@permitted(Action.COMMENT)
def asked(desk):
    _write(desk)
    b.for_those_who_asked(desk)

def _write(desk):
    with desk.session() as session:
        session.add(1)

@by_itself
def unasked(desk):
    _write(desk)
""",
    "core.b": """
def for_those_who_asked(desk):
    with desk.transaction() as connection:
        connection.execute(1)

def forgotten(desk):
    for_those_who_asked(desk)

def seen(desk):
    with desk.reading() as session:
        return session.get(1)
""",
    "core.c": """
class Kept:
    def save(self):
        self._now()

    def _now(self):
        self.desk.session()
""",
    "dashboard.page": "from core import a\na.asked(1)\n",
}


def planted(**changed: str) -> set[str]:
    return unguarded({name: ast.parse(text) for name, text in (PLANTED | changed).items()})


def test_the_search_finds_whoever_forgets_to_ask() -> None:
    assert planted() == {"core.b.forgotten", "core.b.for_those_who_asked", "core.c.Kept.save", "core.c.Kept._now"}
    mended = PLANTED["core.b"].replace("def forgotten", "@permitted(1)\ndef forgotten")
    kept = {
        "core.c": "from core.acting import by_itself\n"
        + PLANTED["core.c"].replace("    def save", "    @by_itself\n    def save")
    }
    assert planted(**{"core.b": mended}, **kept) == set()
    around = {"dashboard.page": "from core.b import for_those_who_asked\nfor_those_who_asked(1)\n"}
    assert planted(**{"core.b": mended}, **kept, **around) == {"core.b.for_those_who_asked"}


def test_a_signed_in_person_writes_inside_an_act_only(desk: Desk) -> None:
    els = as_role(Role.CONTROLLER)
    with acting(els), pytest.raises(UnguardedError), desk.session() as session:
        session.add(Note(entity="NL01", customer_id="A", body="x", written_by="Els", written_at=desk.now()))
    with acting(els):
        assert remark(desk, entity="NL01", customer_id="A", body="called", by="Els") == 1
    with acting(els), pytest.raises(NotYourNameError):
        remark(desk, entity="NL01", customer_id="A", body="called", by="Jan")
    with acting(as_role(Role.VIEWER)), pytest.raises(NotAllowedError, match="Els is viewer and may not do this"):
        remark(desk, entity="NL01", customer_id="A", body="called", by="Els")


def test_what_an_act_calls_is_part_of_it(desk: Desk) -> None:
    with acting(as_role(Role.APPROVER)), doing(Action.APPROVE, "test", {}) as act:
        assert isinstance(act, Act)
        with desk.session() as session:
            session.add(Note(entity="NL01", customer_id="A", body="x", written_by="Els", written_at=desk.now()))


def test_nobody_bound_is_the_local_person_who_may_do_everything(desk: Desk) -> None:
    assert remark(desk, entity="NL01", customer_id="A", body="called", by="anybody at all") == 1
