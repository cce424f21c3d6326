"""The commands about people: who may sign in, in which roles and for whose customers, deputies, and second looks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from core.access import deputies, people, second_looks
from core.access.limits import as_body
from core.acting import Limits
from core.actions import Role
from core.console.output import Json, emit, table
from core.console.who import SOMEBODY
from core.wiring import wire

people_app = typer.Typer(help="Who may sign in, and what they may do.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", help="Who does this.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept in the audit trail.")]
Name = Annotated[str, typer.Argument(help="The name that goes with everything they do.")]
Roles = Annotated[list[Role] | None, typer.Option("--role", help="A role; may be given several times.")]
Entities = Annotated[list[str] | None, typer.Option("--company", help="Sees customers of this company of ours only.")]
Countries = Annotated[list[str] | None, typer.Option("--country", help="Sees customers in this country only, as NL.")]
Managers = Annotated[
    list[str] | None, typer.Option("--account-manager", help="Sees customers of this account manager only.")
]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="As 2026-12-31.")]


@people_app.command("list")
def list_(*, as_json: Json = False) -> None:
    """Show everybody: address, roles, limits, and whether they are let in."""
    app = wire()
    rows = [_detail(each) for each in people.people(app.desk)]
    shown = [
        (
            row["name"],
            row["email"] or "-",
            ",".join(row["roles"]),
            _limits(row["limits"]),
            "in" if row["is_active"] else "left",
        )
        for row in rows
    ]
    emit({"people": rows}, as_json=as_json, lines=table(("name", "address", "roles", "sees", "state"), shown))


@people_app.command("add")
def add_(
    name: Name,
    *,
    email: Annotated[str | None, typer.Option("--email", help="The address that the provider proves.")] = None,
    role: Roles = None,
    company: Entities = None,
    country: Countries = None,
    account_manager: Managers = None,
    by: By = SOMEBODY,
    why: Why = "",
) -> None:
    """Let somebody sign in, in one or several roles."""
    limits = _given(company, country, account_manager) or people.EVERYTHING
    desk = wire().desk
    added = people.add(desk, name, email=email, roles=frozenset(role or ()), limits=limits, by=by, why=why)
    typer.echo(f"{added.name} may sign in as {', '.join(sorted(added.roles))}")


@people_app.command("change")
def change_(
    name: Name,
    *,
    role: Roles = None,
    company: Entities = None,
    country: Countries = None,
    account_manager: Managers = None,
    email: Annotated[str | None, typer.Option("--email", help="Another address; it is proven anew.")] = None,
    is_unlimited: Annotated[bool, typer.Option("--all-customers", help="Takes the limits away.")] = False,
    by: By = SOMEBODY,
    why: Why = "",
) -> None:
    """Give somebody other roles, limits or another address, from this moment on; what is not given stays."""
    desk = wire().desk
    limits = people.EVERYTHING if is_unlimited else _given(company, country, account_manager)
    if email is not None:
        people.change_email(desk, name, email, by=by, why=why)
    if role or limits is not None:
        people.change(desk, name, roles=frozenset(role) if role else None, limits=limits, by=by, why=why)
    changed = people.named(desk, name)
    typer.echo(f"{name}: {', '.join(sorted(changed.roles if changed else ()))}")


@people_app.command("deactivate")
def deactivate_(name: Name, by: By = SOMEBODY, why: Why = "") -> None:
    """Let somebody in no more, at once; what they did stays under their name."""
    people.deactivate(wire().desk, name, by=by, why=why)
    typer.echo(f"{name} is not let in any more")


@people_app.command("reactivate")
def reactivate_(name: Name, by: By = SOMEBODY, why: Why = "") -> None:
    """Let somebody in again who left."""
    people.reactivate(wire().desk, name, by=by, why=why)
    typer.echo(f"{name} may sign in again")


@people_app.command("deputy")
def deputy_(
    name: Name,
    deputy: Annotated[str, typer.Option("--deputy", help="Who stands in: has the work, and the roles.")],
    first: Day,
    last: Day,
    by: By = SOMEBODY,
) -> None:
    """Let a colleague stand in for somebody who is away, both days included."""
    number = deputies.appoint(wire().desk, name, deputy, first.date(), last.date(), by=by)
    typer.echo(f"{number}: {deputy} stands in for {name}")


@people_app.command("deputies")
def deputies_(
    end: Annotated[int | None, typer.Option("--end", help="End this one now.")] = None,
    by: By = SOMEBODY,
    *,
    as_json: Json = False,
) -> None:
    """Show who stands in for whom, today and later; with --end, end it."""
    app = wire()
    if end is not None:
        deputies.end(app.desk, end, by=by)
    found = deputies.deputies(app.desk, app.clock().date())
    head = ("id", "away", "deputy", "first", "last")
    rows = [(each.id, each.person, each.deputy, each.from_on.isoformat(), each.until_on.isoformat()) for each in found]
    answer = {"deputies": [dict(zip(head, row, strict=True)) for row in rows]}
    emit(answer, as_json=as_json, lines=table(head, rows))


@people_app.command("second-looks")
def second_looks_(
    look: Annotated[int | None, typer.Option("--look", help="Note that you looked at this one.")] = None,
    said: Annotated[str, typer.Option("--said", help="What you saw.")] = "",
    by: By = SOMEBODY,
    *,
    as_json: Json = False,
) -> None:
    """Show the approvals that one person gave alone and that wait for a second look; with --look, take it."""
    app = wire()
    if look is not None:
        second_looks.look(app.desk, look, by=by, said=said)
    head = ("id", "kind", "what", "because", "approved_by", "due_on")
    rows = [
        (each.id, each.kind, each.what, ",".join(each.because), each.approved_by, each.due_on.isoformat())
        for each in second_looks.waiting(app.desk)
    ]
    answer = {"second_looks": [dict(zip(head, row, strict=True)) for row in rows]}
    emit(answer, as_json=as_json, lines=table(head, rows))


def _detail(person: people.Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "roles": sorted(person.roles),
        "limits": as_body(people.own_limits(person)),
        "is_active": person.is_active,
    }


def _given(company: list[str] | None, country: list[str] | None, account_manager: list[str] | None) -> Limits | None:
    """Return the limits that were given, None for none of them."""
    if not (company or country or account_manager):
        return None
    return Limits(entities=_set(company), countries=_set(country), account_managers=_set(account_manager))


def _set(values: list[str] | None) -> frozenset[str] | None:
    return frozenset(values) if values else None


def _limits(body: dict[str, list[str]]) -> str:
    return "; ".join(",".join(values) for values in body.values()) or "everything"


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(people_app, name="people")
