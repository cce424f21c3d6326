"""Who acts on the command line: where people sign in to the app, one of them, by the name they have there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from core.access import people
from core.acting import LOCAL, ask, by_itself, current
from core.errors import SaldoError
from core.sentence import Sentence
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.acting import Actor

SOMEBODY: Final = "command line"
"""What the commands put beside an act that nobody gave a name for."""


class NotAmongPeopleError(SaldoError):
    """A command in the name of nobody who works here."""

    def __init__(self, name: str | None) -> None:
        nobody = Sentence("Nobody called {name!r} works with Saldo here", name=name)
        super().__init__(
            "{who}: give --as NAME or set SALDO_PERSON to a name of `python -m core people list` that may do this.",
            who=Sentence("This does not say who acts") if name is None else nobody,
        )


def somebody(name: str | None, settings: Settings) -> Actor:
    """Return who acts as ``name``; raises ``NotAmongPeopleError`` for nobody, and for somebody who left.

    Until there is an administrator, whoever can run commands on this machine may do everything: so the first one is added.
    """
    desk = wire(settings).desk
    person = None if name is None else people.named(desk, name)
    if person is not None and person.is_active and person.roles:
        return people.actor(desk, person)
    if not people.has_administrator(desk):
        return LOCAL
    raise NotAmongPeopleError(name)


def begin(
    context: typer.Context,
    *,
    name: Annotated[
        str | None,
        typer.Option("--as", envvar="SALDO_PERSON", help="Who acts: a name of the people who sign in to the app."),
    ] = None,
) -> None:
    """Let the command that follows be done by ``name``."""
    settings = Settings()
    given = (name or "").strip() or None

    @cache
    def actor() -> Actor:
        return by_itself(somebody)(given, settings)

    def your_name() -> str:
        who = current()
        return who.name if who.is_known else given or SOMEBODY

    ask((lambda _: actor()) if settings.has_sign_in else None, is_signed_in_only=settings.has_sign_in)
    context.default_map = _named(context.command, your_name)


def _named(command: Any, your_name: Callable[[], str]) -> dict[str, Any]:  # noqa: ANN401 - Typer has its own copy of Click
    """Return who acts for every ``--by`` that nobody gives, by command."""
    if hasattr(command, "commands"):
        return {name: _named(each, your_name) for name, each in command.commands.items()}
    is_asked = any(each.name == "by" and each.default == SOMEBODY for each in command.params)
    return {"by": your_name} if is_asked else {}
