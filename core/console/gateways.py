"""Commands for the ways to send beside e-mail: gateways, their test message, and receipt files of the post."""

from __future__ import annotations

import tomllib
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated, Any

import typer

from core.channels.gateway_terms import GatewayTermsError
from core.console.output import Json, emit, table
from core.gateways.apprised import save_apprise
from core.gateways.kept import CHANNELS, gateway_of, save_gateway, switch
from core.gateways.post import note_file
from core.gateways.presets import presets
from core.gateways.trial import send_trial
from core.outlets import way_of
from core.sentence import Sentence
from core.vocabulary import ChannelName  # noqa: TC001 - typer reads the annotations
from core.wiring import wire

COMMAND_LINE = "command line"
BY = Annotated[str, typer.Option("--by", help="Who does this.")]


def receipts(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV of a printing house or of registered mail.")
    ],
    as_json: Json = False,
) -> None:
    """Note what became of letters: printed, posted, delivered or returned, with track code and evidence beside the file."""
    app = wire()
    found = {str(file): note_file(app.desk, file) for file in files}
    emit(
        {
            name: {"noted": each.noted, "known_before": each.known_before, "faults": list(each.faults)}
            for name, each in found.items()
        },
        as_json=as_json,
        lines=[line for name, each in found.items() for line in (f"{name}: {each.words}", *each.faults)],
    )


def gateway(  # noqa: PLR0917 - the command's own options
    channel: Annotated[ChannelName | None, typer.Argument(help="sms, whatsapp, voice or registered_email.")] = None,
    declare: Annotated[
        Path | None, typer.Option("--declare", metavar="FILE", help="TOML with the table [terms], as the presets.")
    ] = None,
    preset: Annotated[str | None, typer.Option("--preset", help="Begin from a ready-made declaration.")] = None,
    is_on: Annotated[
        bool | None, typer.Option("--on/--off", help="Send over it, or keep messages in the outbox.")
    ] = None,
    test_to: Annotated[
        str | None, typer.Option("--test", metavar="NUMBER", help="Send one test message there.")
    ] = None,
    apprise: Annotated[
        str | None,
        typer.Option(
            "--apprise", metavar="env:NAME", help="Send over the Apprise address that is kept there; '' ends that."
        ),
    ] = None,
    by: BY = COMMAND_LINE,
    as_json: Json = False,
) -> None:
    """Show the gateways, declare one, switch it on or off, or send one test message over it."""
    app = wire()
    if channel is None:
        _show(as_json=as_json)
        return
    if declare is not None or preset is not None:
        save_gateway(app.desk, channel, _said(declare, preset), is_on=bool(is_on), by=by)
    elif apprise is not None:
        save_apprise(app.desk, channel, apprise, by=by)
    elif is_on is not None:
        switch(app.desk, channel, is_on=is_on, by=by)
    said = send_trial(app.desk, channel, test_to, clock=app.clock) if test_to is not None else None
    kept = gateway_of(app.desk, channel)
    about = {
        "channel": channel,
        "gateway": None if kept is None else kept.terms.label,
        "is_on": kept is not None and kept.is_on,
        "test": None if said is None else {"outcome": said.outcome, "code": said.code, "text": said.text},
    }
    lines = [f"{channel}: {about['gateway'] or 'no gateway'}, {'on' if about['is_on'] else 'off'}"]
    emit(about, as_json=as_json, lines=lines if said is None else [*lines, f"Test: {said.outcome}, {said.text}"])


def _said(declare: Path | None, preset: str | None) -> dict[str, Any]:
    if declare is None:
        known = presets()
        if preset not in known:
            raise GatewayTermsError(
                Sentence("there is no preset {preset!r}", preset=preset),
                Sentence("choose one of {known}", known=list(known)),
            )
        return dict(known[preset].terms)
    try:
        said = tomllib.loads(declare.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GatewayTermsError(
            Sentence("{name} is no TOML ({error})", name=declare.name, error=str(error)), "write it as the presets do"
        ) from error
    return dict(said.get("terms", {}))


def _show(*, as_json: bool) -> None:
    app = wire()
    rows = []
    for channel in CHANNELS:
        kept = gateway_of(app.desk, channel)
        rows.append((channel, None if kept is None else kept.terms.label, way_of(app.desk, channel)))
    ready = [(each.name, each.channel, "yes" if each.is_tried else "no") for each in presets().values()]
    head, preset_head = ("channel", "gateway", "goes by"), ("preset", "channel", "tried")
    emit(
        {
            "gateways": [dict(zip(("channel", "gateway", "way"), row, strict=True)) for row in rows],
            "presets": [each.name for each in presets().values()],
        },
        as_json=as_json,
        lines=[*table(head, rows), "", *table(preset_head, ready)],
    )


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(receipts)
    app.command()(gateway)
