"""Versions of templates on the desk: saved as a draft, approved, rolled back; nothing is ever overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from core.access import four_eyes
from core.access.four_eyes import Kind
from core.acting import permitted
from core.actions import Action
from core.campaigns.errors import NothingSaidError
from core.campaigns.studio_errors import (
    NoSuchTemplateError,
    NoSuchVersionError,
    NothingChangedError,
    TemplateMovedError,
    TemplateRefusedError,
    TooLongError,
)
from core.campaigns.studio_trial import problems
from core.campaigns.studio_use import shared_parts, shipped_loader
from core.desk.revisions import Topic, changed
from core.desk.template_tables import TemplateApproval, TemplateVersion
from core.law.steps import HARSH_MESSAGES, LEGAL_MESSAGES
from core.messages.sources import BASE, SOURCES
from core.sensitive.numbers import refuse_national_numbers
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

LONGEST_FORM = 40_000  # letters; the longest that comes with Saldo has some 2,000


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a message's texts in one language; number 0 is what comes with Saldo.

    ``forms`` are all its texts by name of the file, also those that nobody changed. ``is_approved``: this one goes out.
    """

    message: str
    language: str
    number: int
    forms: Mapping[str, str]
    comment: str
    created_by: str
    created_at: datetime | None
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class Approved:
    """One time a version became the one that goes out."""

    number: int
    approved_by: str
    approved_at: datetime
    why: str


def history(desk: Desk, message: str, language: str) -> list[Version]:
    """Return every version, the newest first; the last one is version 0. Raise ``NoSuchTemplateError``."""
    shipped = _shipped_forms(message, language)
    with desk.reading() as session:
        ruling = _ruling(session, message, language)
        rows = list(session.scalars(_versions(message, language).order_by(TemplateVersion.number.desc())))
    saved = [
        Version(
            message=message,
            language=language,
            number=row.number,
            forms=shipped | row.forms,
            comment=row.comment,
            created_by=row.created_by,
            created_at=row.created_at,
            is_approved=row.number == ruling,
        )
        for row in rows
    ]
    first = Version(
        message=message,
        language=language,
        number=0,
        forms=shipped,
        comment="",
        created_by="",
        created_at=None,
        is_approved=ruling == 0,
    )
    return [*saved, first]


def version(desk: Desk, message: str, language: str, number: int) -> Version:
    """Return one version; raise ``NoSuchVersionError``."""
    found = next((each for each in history(desk, message, language) if each.number == number), None)
    if found is None:
        raise NoSuchVersionError(f"{message}/{language}", number)
    return found


def approvals(desk: Desk, message: str, language: str) -> list[Approved]:
    """Return every time a version began to go out, the latest first."""
    told = (
        select(TemplateApproval, TemplateVersion.number)
        .outerjoin(TemplateVersion, TemplateVersion.id == TemplateApproval.version_id)
        .where(TemplateApproval.message == message, TemplateApproval.language == language)
        .order_by(TemplateApproval.turn.desc())
    )
    with desk.reading() as session:
        return [
            Approved(number=number or 0, approved_by=row.approved_by, approved_at=row.approved_at, why=row.why)
            for row, number in session.execute(told)
        ]


def changed_templates(desk: Desk) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the newest and the approved number of every message and language that was ever edited."""
    newest = select(TemplateVersion.message, TemplateVersion.language, func.max(TemplateVersion.number)).group_by(
        TemplateVersion.message, TemplateVersion.language
    )
    with desk.reading() as session:
        return {
            (message, language): (number, _ruling(session, message, language))
            for message, language, number in session.execute(newest)
        }


@permitted(Action.TEMPLATE)
def save(
    desk: Desk,
    message: str,
    language: str,
    forms: Mapping[str, str],
    *,
    based_on: int,
    by: str,
    comment: str,
) -> int:
    """Keep ``forms`` as the next version, a draft, and return its number; nothing goes out with it yet.

    ``based_on`` is the number of the newest version that the editor saw; ``TemplateMovedError`` when there is a newer one.
    """
    folder = f"{message}/{language}"
    shipped = _shipped_forms(message, language)
    written = {name: text.replace("\r\n", "\n") for name, text in forms.items()}
    for name, text in written.items():
        if name not in shipped:
            raise NoSuchTemplateError(f"{folder}/{name}")
        if len(text) > LONGEST_FORM:
            raise TooLongError(f"{folder}/{name}", LONGEST_FORM)
        refuse_national_numbers(text, beside=shipped[name])
    own = {name: text for name, text in written.items() if text != shipped[name]}
    with desk.session() as session:
        changed(session, Topic.TEMPLATES)  # first, for it makes writers wait for each other
        newest = session.scalar(_versions(message, language).order_by(TemplateVersion.number.desc()).limit(1))
        number = 0 if newest is None else newest.number
        if number != based_on:
            raise TemplateMovedError(folder, number, "" if newest is None else newest.created_by)
        if own == ({} if newest is None else newest.forms):
            raise NothingChangedError(folder)
        session.add(
            TemplateVersion(
                message=message,
                language=language,
                number=number + 1,
                forms=own,
                comment=comment.strip(),
                created_by=by,
                created_at=desk.now(),
            )
        )
    return number + 1


@permitted(Action.APPROVE_TEMPLATE)
def approve(desk: Desk, message: str, language: str, number: int, *, instead_of: int, by: str, why: str) -> None:
    """Let version ``number`` go out from now on; an older one rolls back, 0 is what comes with Saldo.

    ``instead_of`` is the number that went out when the editor looked; ``TemplateMovedError`` when another does by now.
    ``TemplateRefusedError`` names what is wrong in the version; ``NothingSaidError`` without a reason. ``FourEyesError`` when the
    author approves the text of a legal step.
    """
    folder = f"{message}/{language}"
    if not why.strip():
        raise NothingSaidError("approve this version")
    chosen = version(desk, message, language, number)
    found = problems(desk, message, language, chosen.forms)
    if found:
        raise TemplateRefusedError(folder, found)
    limits = four_eyes.rule(desk)
    with desk.session() as session:
        changed(session, Topic.TEMPLATES)
        four_eyes.note_approval(
            session,
            Kind.TEMPLATE,
            f"{folder} {number}",
            by=by,
            at=desk.now(),
            authors={_author(session, message, language, number)},
            because=limits.because(asked_minor=0, messages=0, is_legal=message in LEGAL_MESSAGES | HARSH_MESSAGES),
            days=limits.look_again_days,
        )
        ruling = _ruling(session, message, language)
        if ruling != instead_of:
            raise TemplateMovedError(folder, ruling, _author(session, message, language, ruling))
        of_folder = (TemplateApproval.message == message, TemplateApproval.language == language)
        turn = session.scalar(select(func.max(TemplateApproval.turn)).where(*of_folder)) or 0
        session.add(
            TemplateApproval(
                message=message,
                language=language,
                turn=turn + 1,
                version_id=session.scalar(
                    _versions(message, language)
                    .where(TemplateVersion.number == number)
                    .with_only_columns(TemplateVersion.id)
                ),
                approved_by=by,
                approved_at=desk.now(),
                why=why.strip(),
            )
        )


def _shipped_forms(message: str, language: str) -> dict[str, str]:
    loader = shipped_loader()
    names = shared_parts(language) if message == BASE else SOURCES if message in set(MessageName) else ()
    origins = {file: loader.origin(message, language, file) for file in names}
    forms = {file: loader.written(origin) or "" for file, origin in origins.items() if origin is not None}
    if not forms:
        raise NoSuchTemplateError(f"{message}/{language}")
    return forms


def _versions(message: str, language: str) -> Select[TemplateVersion]:
    return select(TemplateVersion).where(TemplateVersion.message == message, TemplateVersion.language == language)


def _ruling(session: Session, message: str, language: str) -> int:
    """Return the number of the version that goes out; 0 where none was ever approved."""
    newest = (
        select(TemplateVersion.number)
        .select_from(TemplateApproval)
        .outerjoin(TemplateVersion, TemplateVersion.id == TemplateApproval.version_id)
        .where(TemplateApproval.message == message, TemplateApproval.language == language)
        .order_by(TemplateApproval.turn.desc())
        .limit(1)
    )
    return session.scalar(newest) or 0


def _author(session: Session, message: str, language: str, number: int) -> str:
    row = session.scalar(_versions(message, language).where(TemplateVersion.number == number))
    return "" if row is None else row.created_by
