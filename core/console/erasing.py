"""The commands about one customer's privacy: what is known, erasing, what keeps it waiting, and facts that are only kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.console.output import Json, emit, table
from core.console.who import SOMEBODY
from core.exports.formats import check_place
from core.language import Words
from core.money import to_text
from core.privacy import erasing, holding, requests, standing
from core.privacy.judging import judged
from core.privacy.readable import language_of, zipped
from core.privacy.telling import tell
from core.wiring import wire

if TYPE_CHECKING:
    from core.privacy.standing import Reason

privacy_app = typer.Typer(
    help="One customer's rights: everything told, erased, held, restricted.", no_args_is_help=True
)

Entity = Annotated[str, typer.Argument(help="The company of ours, as NL01.")]
CustomerId = Annotated[str, typer.Argument(help="The customer's number.")]
By = Annotated[str, typer.Option("--by", help="Who does this.")]
Target = Annotated[Path, typer.Argument(help="The ZIP to write.")]
Until = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The last day, as 2026-12-31.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]


@privacy_app.command("tell")
def tell_(
    entity: Entity,
    customer_id: CustomerId,
    target: Target,
    *,
    language: Annotated[str | None, typer.Option(help="nl or en; else the customer's own.")] = None,
    by: By = SOMEBODY,
) -> None:
    """Write everything that is known of a customer, to read and as JSON, with every message and file (GDPR art. 15)."""
    check_place(target)
    app = wire()
    customer = (entity, customer_id)
    told = tell(app.places, customer, by=by)
    words = Words(language=language or language_of(told))
    told = told.with_judged(judged(app.places, app.model(), customer, words))
    target.write_bytes(zipped(told, words.language))
    typer.echo(f"Everything of {customer_id} is in {target}.")


@privacy_app.command("look")
def look_(entity: Entity, customer_id: CustomerId, *, as_json: Json = False) -> None:
    """Say whether a customer can be erased now, and what keeps it waiting."""
    app = wire()
    found = standing.reasons(app.desk, app.places.book(), (entity, customer_id))
    rows = [{"ground": each.ground, "said": _said(each), "until": each.until_on} for each in found]
    lines = table(("ground", "what", "until"), [(row["ground"], row["said"], str(row["until"] or "")) for row in rows])
    emit({"reasons": rows}, as_json=as_json, lines=lines if rows else ["Nothing holds it: the customer can be erased."])


@privacy_app.command("ask")
def ask_(entity: Entity, customer_id: CustomerId, *, why: Why, by: By = SOMEBODY) -> None:
    """Note that a customer asks to be erased; scores go at once."""
    app = wire()
    requests.ask(app.desk, (entity, customer_id), by=by, why=why)
    typer.echo("The request is noted.")


@privacy_app.command("requests")
def requests_(*, as_json: Json = False) -> None:
    """Show the requests to be erased, those that wait first."""
    app = wire()
    rows = [
        {
            "entity": each.entity,
            "customer_id": each.customer_id,
            "state": each.state,
            "due_on": each.due_on.isoformat(),
            "asked_by": each.asked_by,
            "done_by": each.done_by or "",
        }
        for each in requests.requests(app.desk)
    ]
    lines = table(
        ("company", "customer", "state", "answer by", "asked by", "done by"), [tuple(row.values()) for row in rows]
    )
    emit({"requests": rows}, as_json=as_json, lines=lines)


@privacy_app.command("erase")
def erase_(entity: Entity, customer_id: CustomerId, *, why: Why, by: By = SOMEBODY, as_json: Json = False) -> None:
    """Erase a customer everywhere, for good; amounts, dates and document numbers stay."""
    app = wire()
    done = erasing.erase(app.places, (entity, customer_id), by=by, why=why)
    lines = [
        f"{customer_id} is erased{'' if done.is_done else ', but not to the end'}: {sum(done.rows.values())} rows of the desk, ledger {done.version or 'none'}.",
        f"Files: {done.files_covered} covered, {done.files_removed} removed.",
        *(
            f"Look at {name}, which {other} of {ours} sent along: it names this customer."
            for ours, other, name in done.naming
        ),
        *(
            [f"{done.unread} files that others sent along cannot be read (photos, scans, locked PDFs)."]
            if done.unread
            else []
        ),
        *done.left,
    ]
    told = {
        "rows": done.rows,
        "version": done.version,
        "left": list(done.left),
        "is_done": done.is_done,
        "naming": done.naming,
        "unread": done.unread,
    }
    emit(told, as_json=as_json, lines=lines)


@privacy_app.command("hold")
def hold_(
    entity: Entity,
    customer_id: CustomerId,
    until: Until,
    *,
    owner: Annotated[str, typer.Option(help="Who answers for it.")],
    why: Why,
    by: By = SOMEBODY,
) -> None:
    """Keep a customer from being erased until a day."""
    app = wire()
    number = holding.place_hold(app.desk, (entity, customer_id), owner=owner, why=why, until_on=until.date(), by=by)
    typer.echo(f"Legal hold {number} stands until {until:%Y-%m-%d}.")


@privacy_app.command("end-hold")
def end_hold_(
    number: Annotated[int, typer.Argument(help="The hold's number.")], *, why: Why, by: By = SOMEBODY
) -> None:
    """End a legal hold before its last day."""
    app = wire()
    is_ended = holding.end_hold(app.desk, number, by=by, why=why)
    typer.echo("The hold is over." if is_ended else "No such hold stands.")


@privacy_app.command("restrict")
def restrict_(entity: Entity, customer_id: CustomerId, *, why: Why, by: By = SOMEBODY) -> None:
    """Only keep a customer's facts from now on: nothing goes out (GDPR art. 18)."""
    app = wire()
    holding.restrict(app.desk, (entity, customer_id), by=by, why=why)
    typer.echo("The customer's facts are only kept from now on.")


@privacy_app.command("lift")
def lift_(entity: Entity, customer_id: CustomerId, *, why: Why, by: By = SOMEBODY) -> None:
    """End the restriction of a customer."""
    app = wire()
    is_lifted = holding.lift(app.desk, (entity, customer_id), by=by, why=why)
    typer.echo("The restriction is over." if is_lifted else "This customer is not restricted.")


@privacy_app.command("return")
def return_(entity: Entity, customer_id: CustomerId, *, why: Why, by: By = SOMEBODY) -> None:
    """Let imports name a customer again who was erased and is one once more."""
    app = wire()
    was_erased = erasing.let_return(app.places, (entity, customer_id), by=by, why=why)
    typer.echo(
        "The next file that names the customer is taken as it is." if was_erased else "This customer was not erased."
    )


@privacy_app.command("tidy")
def tidy_(*, by: By = SOMEBODY) -> None:
    """Write the desk's file anew, so that nothing is left in the space that erased rows took, and finish erasures that wait for it."""
    app = wire()
    for each in erasing.finish(app.places, by=by) or ("Nothing is left.",):
        typer.echo(each)


def _said(reason: Reason) -> str:
    if reason.amount_minor:
        return f"{to_text(reason.amount_minor, reason.currency)} {reason.currency}"
    return f"{reason.owner}: {reason.said}" if reason.owner else reason.said


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(privacy_app, name="privacy")
