"""Commands about mail: try the way out, and read what came back."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from core.channels.trial import Step
from core.console.output import Json, emit
from core.language import Words
from core.mail_reading import read_folder, read_mailbox, said
from core.mail_trial import try_mail
from core.wiring import wire

STEPS = {
    Step.CONNECTION: "reached and logged in",
    Step.SENDER: "sender taken",
    Step.RECIPIENT: "recipient taken",
    Step.MAIL: "mail taken",
}


def mail_test(
    to: Annotated[str, typer.Argument(help="The address that the test mail goes to.")],
    entity: Annotated[str, typer.Option("--entity", help="In whose name; empty: all companies' sender.")] = "",
    as_json: Json = False,
) -> None:
    """Send one test mail and say what the server answered, and what receivers find about the sender's domain."""
    tried = try_mail(wire(), to, entity=entity)
    words = Words()
    signs = {True: "yes", False: "NO", None: "not reached"}
    lines = [
        f"{STEPS[each.step]}: {signs[each.is_ok]} {each.code or ''} {each.words}".rstrip() for each in tried.trial.steps
    ]
    lines.append(f"encrypted: {tried.trial.security or 'no'}")
    lines += [f"{each.check}: {each.verdict}. {words(each.sentence, **each.slots)}" for each in tried.findings]
    body = {
        "accepted": tried.trial.is_accepted,
        "from": tried.sender,
        "returns_to": tried.returns_to,
        "tls": tried.trial.security,
        "steps": [
            {"step": each.step, "ok": each.is_ok, "code": each.code, "said": each.words} for each in tried.trial.steps
        ],
        "findings": [{"check": each.check, "verdict": each.verdict} | each.slots for each in tried.findings],
    }
    emit(body, as_json=as_json, lines=lines)
    if not tried.trial.is_accepted:
        raise typer.Exit(1)


def read_mail(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder with .eml files; without it, the mailbox of SALDO_IMAP_URL is read.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take in bounces, complaints and replies from a folder or the mailbox; a mail that was read before changes nothing."""
    app = wire()
    taken = read_mailbox(app) if folder is None else read_folder(app, folder)
    emit({"read": taken.read, **taken.kinds}, as_json=as_json, lines=[said(taken)])


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("mail-test")(mail_test)
    app.command("read-mail")(read_mail)
