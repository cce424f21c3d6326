"""Commands on campaigns: plan, preview, approve, launch, watch, stop."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.campaigns import campaign_file, left, reading, states
from core.campaigns.approve import approve
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.console.output import AsOf, Json, emit, table, written
from core.strategy.audience import label_of
from core.strategy.choice import AudienceChoice
from core.vocabulary import CampaignState
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Callable


Name = Annotated[str, typer.Argument(help="The campaign's name.")]
By = Annotated[str, typer.Option(help="Who does this.")]
Why = Annotated[str, typer.Option(help="Why; kept with the campaign.")]
SOMEBODY = "command line"


def plan_(
    name: Name,
    *,
    as_of: AsOf = "latest",
    segment: Annotated[list[str] | None, typer.Option(help="Only these segments.")] = None,
    entity: Annotated[list[str] | None, typer.Option(help="Only these of our own companies.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Only these countries.")] = None,
    step: Annotated[list[int] | None, typer.Option(help="Only these steps of the ladder.")] = None,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Make or renew a draft: who is in, and the one reason for everybody who is not."""
    application = wire()
    choice = AudienceChoice(
        segments=frozenset(segment or ()),
        entities=frozenset(entity or ()),
        countries=frozenset(country or ()),
        steps=frozenset(step or ()),
    )
    day = application.as_of(as_of)
    planned = plan(application.desk, application.book(), name, as_of=day, by=by, choice=choice)
    emit(planned.totals, as_json=as_json, lines=_totals(planned.totals))


def _totals(totals: dict[str, Any]) -> list[str]:
    rows = [("in", totals["in"])]
    rows += [(f"out: {label_of(code)}", tally) for code, tally in totals["out"].items()]
    rows.append(("portfolio", totals["portfolio"]))
    currencies = list(totals["portfolio"]["amounts"])
    cells = [
        (what, tally["items"], tally["customers"], *(tally["amounts"].get(each, "0") for each in currencies))
        for what, tally in rows
    ]
    return table(("", "items", "customers", *currencies), cells)


def preview_(
    name: Name,
    *,
    customer: Annotated[str | None, typer.Option(help="Print this customer's message as it will be sent.")] = None,
    entity: Annotated[str | None, typer.Option(help="The customer's entity, where the id is not enough.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Write all of it anew; changes made by hand are lost.")
    ] = False,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Write every message of the draft; with --customer, print one."""
    desk = wire().desk
    if again or reading.campaign(desk, name).state == CampaignState.DRAFT:
        write_preview(desk, name, by=by)
    if customer is None:
        count, rows = reading.previewed(desk, name)
        answer: dict[str, Any] = {"messages": count, "remarks": sum(len(row.remarks) for row in rows)}
        lines = table(
            ("customer", "entity", "step", "language", "subject"),
            [(row.customer_id, row.entity, row.step, row.language, row.subject) for row in rows],
        )
        emit(answer, as_json=as_json, lines=[*lines, f"{count} messages"])
        return
    mail = reading.mail(desk, name, entity=entity, customer_id=customer)
    answer = {"subject": mail.subject, "to": mail.to, "text": mail.text, "html": mail.html, "sha256": mail.sha256}
    emit(answer, as_json=as_json, lines=[mail.content.decode("ascii", "replace")])


def approve_(name: Name, *, by: By = SOMEBODY, why: Why = "", as_json: Json = False) -> None:
    """Fix Date and Message-ID of every message and hash its whole content."""
    sealed = approve(wire().desk, name, by=by, why=why)
    emit({"approved": sealed}, as_json=as_json, lines=[f"{sealed} messages approved; the bytes are fixed."])


def launch_(name: Name, *, by: By = SOMEBODY, why: Why = "", as_json: Json = False) -> None:
    """Put the approved messages in the contact ledger, once."""
    done = wire().launch(name, by=by, why=why)
    answer = {"queued": done.queued, "held": done.held}
    lines = [f"{done.queued} messages queued, {done.held} held. Send them with: python -m core work --until-done"]
    emit(answer, as_json=as_json, lines=lines)


def campaign_(name: Name, *, as_json: Json = False) -> None:
    """Show how many messages are in each state."""
    desk = wire().desk
    counts = reading.state_counts(desk, name)
    state = reading.campaign(desk, name).state
    emit(
        {"state": state, "states": counts},
        as_json=as_json,
        lines=[f"campaign: {state}", *table(("state", "messages"), counts.items())],
    )


def mailbox_(
    *,
    read: Annotated[str | None, typer.Option(help="Print the mail with this id, byte for byte.")] = None,
    search: Annotated[str, typer.Option(help="Only mails whose recipient, subject or Message-ID contains this.")] = "",
    as_json: Json = False,
) -> None:
    """Show what the built-in mailbox received."""
    app = wire()
    if read is not None:
        typer.echo(left.read_seen(app.desk, app.mailbox, read), nl=False)
        return
    mails = left.mails_seen(app.desk, app.mailbox, search=search).mails
    answer = {
        "mails": [
            {"id": mail.mail_id, "to": mail.recipient, "subject": mail.subject, "message_id": mail.message_id}
            for mail in mails
        ]
    }
    lines = table(("id", "to", "subject"), [(mail.mail_id, mail.recipient, mail.subject) for mail in mails])
    emit(answer, as_json=as_json, lines=lines)


def pause_(name: Name, *, why: Why, by: By = SOMEBODY) -> None:
    """Stop sending until somebody resumes."""
    states.pause(wire().desk, name, by=by, why=why)


def resume_(name: Name, *, why: Why = "", by: By = SOMEBODY) -> None:
    """Go on sending a paused campaign."""
    states.resume(wire().desk, name, by=by, why=why)


def cancel_(name: Name, *, why: Why, by: By = SOMEBODY) -> None:
    """Stop a campaign for good; what was sent stays sent."""
    kept_back = states.cancel(wire().desk, name, by=by, why=why)
    typer.echo(f"{kept_back} messages were not sent.")


def file_(
    name: Name,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The ZIP to write; an older one is replaced.")],
    by: By = SOMEBODY,
) -> None:
    """Write everything of a campaign as one ZIP: audience with reasons, texts, hashes, approvals, receipts, trail."""
    with written(output) as file:
        count = campaign_file.write(wire().desk, name, file, by=by)
    typer.echo(f"{output}: {count} messages")


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    commands: dict[str, Callable[..., None]] = {}
    commands |= {"plan": plan_, "preview": preview_, "approve": approve_, "launch": launch_, "campaign": campaign_}
    commands |= {"campaign-file": file_, "mailbox": mailbox_, "pause": pause_, "resume": resume_, "cancel": cancel_}
    for name, command in commands.items():
        app.command(name)(command)
