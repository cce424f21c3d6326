"""The digest: what changed since the last one and who needs attention, plain and short, as a file and as a mail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from core.campaigns.proposal import waiting
from core.campaigns.senders import sender_of
from core.channels.base import ChannelDownError, Outcome, Outgoing
from core.clock import LOCAL
from core.desk.campaign_tables import Message
from core.desk.case_frames import disputes, promises
from core.errors import SaldoError
from core.handover.register import register
from core.language import LANGUAGES, SOURCE_LANGUAGE, Words
from core.runs import routines
from core.runs.routines import RoutineKind, RunOutcome
from core.segments.features import features
from core.sentence import Sentence
from core.strategy.addresses import is_address
from core.vocabulary import CaseState, MessageState

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs.routines import Routine
    from core.runs.turn import Notes
    from core.wiring import Application

FIRST_DAYS: Final = 1
NAMED: Final = 5


class DigestMailError(SaldoError):
    """A digest that could not be mailed; it is in its file all the same."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "The digest could not be mailed: {why}. It is in its file; check the mail server and the address.",
            why=Sentence(why),
        )


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a digest says: the line above it, what changed, and what needs a person."""

    title: str
    changed: tuple[str, ...]
    needs: tuple[str, ...]

    def text(self, words: Words) -> str:
        """Return it as plain text."""
        _ = words
        changed = [f"- {each}" for each in self.changed] or [_("Nothing changed.")]
        needs = [f"- {each}" for each in self.needs] or [_("Nothing needs you.")]
        return "\n".join([self.title, "", _("What changed"), *changed, "", _("What needs you"), *needs, ""])


def digest(app: Application, *, since: datetime, words: Words) -> Digest:
    """Return what happened since ``since``, and what waits for a person now."""
    book = app.book() if app.store.current() is not None else None
    now = app.clock()
    title = words("Saldo, {day}", day=words.day(now.astimezone(LOCAL).date()))
    if book is None:
        return Digest(title=title, changed=(), needs=(words("There is no ledger yet: import one."),))
    return Digest(
        title=f"{title} ({words('ledger of {day}', day=words.day(book.latest_on))})",
        changed=tuple(_changed(app, since, words)),
        needs=tuple(_needs(app, words)),
    )


def send_digest(app: Application, routine: Routine, notes: Notes) -> None:
    """Write the digest to its file, and mail it where an address is set; what was sent goes into the run."""
    language = str(routine.body.get("language") or SOURCE_LANGUAGE)
    words = Words(language=language if language in LANGUAGES else SOURCE_LANGUAGE)
    last = next((run for run in routines.runs(app.desk, routine_id=routine.id) if run.ended_at is not None
                 and run.outcome is not RunOutcome.FAILED), None)  # fmt: skip
    since = last.began_at if last is not None else app.clock() - timedelta(days=FIRST_DAYS)
    told = digest(app, since=since, words=words)
    path = write(app, told.text(words), routine)
    notes.say(f"written to {path.name}")
    notes.changed += told.changed
    notes.needs += told.needs
    _mail_all(app, routine, told, words, notes)


def _mail_all(app: Application, routine: Routine, told: Digest, words: Words, notes: Notes) -> None:
    """Mail the digest to every address; one that fails keeps no other from theirs, and nobody gets it twice.

    ``DigestMailError`` when it reached nobody: then all of it is tried again.
    """
    to = [each.strip() for each in str(routine.body.get("to") or "").split(",") if each.strip()]
    failed: list[DigestMailError] = []
    for address in to:
        try:
            mail(app, told, words, to=address)
        except DigestMailError as error:
            failed.append(error)
            notes.say(f"not mailed to {address}: {error}")
        else:
            notes.say(f"mailed to {address}")
    if failed and len(failed) == len(to):
        raise failed[0]
    notes.needs += [str(each) for each in failed]


def write(app: Application, text: str, routine: Routine) -> Path:
    """Return the file of the digest, by the moment it was made and whose it is."""
    folder = app.settings.home / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{app.clock().astimezone(LOCAL):%Y-%m-%d-%H%M}-{routine.id}.txt"
    path.write_text(text, encoding="utf-8")
    return path


def mail(app: Application, told: Digest, words: Words, *, to: str) -> None:
    """Send the digest over the mail channel of this installation: its relay, else the built-in mailbox. ``DigestMailError``."""
    if not is_address(to):
        raise DigestMailError(Sentence("{to!r} is no e-mail address", to=to))
    message = EmailMessage(policy=SMTP)
    sender = sender_of(app.desk, "").email
    message["From"], message["To"], message["Subject"] = sender, to, told.title
    message["Date"] = format_datetime(app.clock())
    message["Message-ID"] = f"<digest.{secrets.token_hex(8)}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(told.text(words))
    channel = app.email()
    try:
        outgoing = Outgoing(key=0, sender=sender, recipient=to, content=message.as_bytes())
        [receipt] = channel.send([outgoing], lambda _message: True)
    except ChannelDownError as error:
        raise DigestMailError(error.reason) from error
    finally:
        channel.close()
    if receipt.outcome is not Outcome.ACCEPTED:
        raise DigestMailError(receipt.text.rstrip(".") or str(receipt.outcome))


def _changed(app: Application, since: datetime, words: Words) -> list[str]:
    _ = words
    told = []
    files = [row for row in app.book().rows("book_imports") if _instant(row["imported_at"]) >= since]
    if files:
        rows = _.number(sum(int(row["accepted"]) for row in files))
        told.append(
            _.count("{n} file imported, {rows} rows.", "{n} files imported, {rows} rows.", len(files), rows=rows)
        )
    states = _states(app, since)
    sent, failed = states.get(MessageState.SENT, 0), states.get(MessageState.FAILED, 0)
    if sent:
        told.append(_.count("{n} message sent.", "{n} messages sent.", sent))
    if failed:
        told.append(_.count("{n} message failed.", "{n} messages failed.", failed))
    opened, made = disputes(app.desk), promises(app.desk)
    complained = int((opened["opened_at"] >= since).sum())
    if complained:
        told.append(_.count("{n} dispute or complaint noted.", "{n} disputes or complaints noted.", complained))
    promised = int((made["made_at"] >= since).sum())
    if promised:
        told.append(_.count("{n} promise noted.", "{n} promises noted.", promised))
    handed = sum(each.handed_at >= since for each in register(app.desk))
    if handed:
        told.append(_.count("{n} customer handed to the agency.", "{n} customers handed to the agency.", handed))
    return told


def _needs(app: Application, words: Words) -> list[str]:
    _ = words
    book = app.book()
    known = waiting(app.desk, app.clock().astimezone(LOCAL).date())
    told = [
        said
        for count, said in (
            (known.held, _.count("{n} message is held.", "{n} messages are held.", known.held)),
            (
                known.uncertain,
                _.count(
                    "{n} message may have arrived, or not.", "{n} messages may have arrived, or not.", known.uncertain
                ),
            ),
            (
                known.broken_promises,
                _.count(
                    "{n} promise was broken in the last two weeks.",
                    "{n} promises were broken in the last two weeks.",
                    known.broken_promises,
                ),
            ),
            (
                known.paused_approvals,
                _.count(
                    "{n} standing approval paused itself.",
                    "{n} standing approvals paused themselves.",
                    known.paused_approvals,
                ),
            ),
        )
        if count
    ]
    open_cases = disputes(app.desk)
    nobody = open_cases[(open_cases["state"] == CaseState.OPEN) & (open_cases["owner"].fillna("") == "")]
    if len(nobody):
        told.append(_.count("{n} dispute has no owner.", "{n} disputes have no owner.", len(nobody)))
    told += _failed_runs(app, words)
    largest = features(book, book.latest_on).frame.nlargest(NAMED, "past_due_eur")
    names = [
        f"{row['name']} {_.round_money(round(row['past_due_eur'] * 100), 'EUR')}"
        for row in largest.to_dict("records")
        if row["past_due_eur"] > 0
    ]
    if names:
        told.append(_("Most past due: {names}.", names="; ".join(names)))
    return told


def _failed_runs(app: Application, words: Words) -> list[str]:
    last: dict[int, routines.Run] = {}
    for run in routines.runs(app.desk, limit=200):
        last.setdefault(run.routine_id, run)
    standing = {each.id for each in routines.routines(app.desk)}
    failed = [run for run in last.values() if run.outcome is RunOutcome.FAILED and run.routine_id in standing]
    return [words("{name} failed: {error}", name=run.name, error=run.error or "") for run in failed
            if run.kind is not RoutineKind.DIGEST]  # fmt: skip


def _states(app: Application, since: datetime) -> dict[str, int]:
    counted = select(Message.state, func.count()).where(Message.settled_at >= since).group_by(Message.state)
    with app.desk.reading() as session:
        return {str(state): int(count) for state, count in session.execute(counted)}


def _instant(value: object) -> datetime:
    assert isinstance(value, datetime)  # noqa: S101 - the book's own column
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)  # the book keeps UTC without saying so
