"""Credit on the desk: how customers stand by what others say, and what was told to a credit insurer in time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, literal, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.credit_tables import CreditStanding, InsurerNotice
from core.desk.frames import frame
from core.desk.revisions import Topic, changed, put
from core.desk.statements import rows_changed
from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    import pandas as pd

    from core.desk.contacts import Customer
    from core.desk.engine import Desk


class Standing(StrEnum):
    """What can be kept of how a customer stands."""

    BAND = "external_score_band"
    INSURED = "insured"  # the limit in euros and the share covered, "50000.00 0.9"
    NATURAL = "natural_person"  # why it is one


class NoEvidenceError(SaldoError):
    """A notice to an insurer that nothing can prove."""

    def __init__(self) -> None:
        super().__init__(
            "Write down how the insurer can be shown that this was done: a reference, or where the proof is."
        )


STANDING_COLUMNS: Final = {"entity": "str", "customer_id": "str", "field": "str", "value": "str", "source_value": "str"}
NOTICE_COLUMNS: Final = {
    "notice_id": "int64",
    "source": "str",
    "policy": "str",
    "entity": "str",
    "customer_id": "str",
    "kind": "str",
    "deadline_on": "object",
    "items": "object",
    "amount_minor": "int64",
    "currency": "str",
    "done_on": "object",
    "evidence": "str",
    "noted_by": "str",
    "noted_at": "datetime64[us, UTC]",
}
_BATCH: Final = 5_000


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What was done for a policy before a deadline: about which invoices, for how much, and how it can be shown."""

    source: str
    policy: str
    entity: str
    customer_id: str
    kind: str
    deadline_on: date
    items: tuple[dict[str, Any], ...]
    amount_minor: int
    currency: str
    done_on: date
    evidence: str


def standing(
    desk: Desk, *, entity: str | None = None, customer_id: str | None = None, known_at: datetime | None = None
) -> pd.DataFrame:
    """Return how customers stand now, or stood at ``known_at``: STANDING_COLUMNS, shaped as overrides are (no source value)."""
    wanted = select(
        CreditStanding.entity,
        CreditStanding.customer_id,
        CreditStanding.field,
        CreditStanding.value,
        literal("").label("source_value"),
    )
    if known_at is None:
        wanted = wanted.where(CreditStanding.replaced_at.is_(None))
    else:
        wanted = wanted.where(
            CreditStanding.known_at <= known_at,
            CreditStanding.replaced_at.is_(None) | (CreditStanding.replaced_at > known_at),
        )
    if customer_id is not None:
        wanted = wanted.where(CreditStanding.entity == entity, CreditStanding.customer_id == customer_id)
    with desk.reading() as session:
        return frame(session, wanted.order_by(CreditStanding.id), STANDING_COLUMNS)


def natural_businesses(desk: Desk) -> frozenset[Customer]:
    """Return the business customers that are natural persons before the law, as files and people said: sole traders, partners."""
    wanted = select(CreditStanding.entity, CreditStanding.customer_id).where(
        CreditStanding.replaced_at.is_(None), CreditStanding.field == Standing.NATURAL
    )
    with desk.reading() as session:
        return frozenset((row.entity, row.customer_id) for row in session.execute(wanted))


@permitted(Action.COMPANY)
def keep_standing(desk: Desk, now_known: dict[tuple[str, str, str], str]) -> int:
    """Let ``now_known`` (entity, customer id, field: value) hold from now on; return how many customers' facts changed.

    What is as before is not touched, so its history begins when it began.
    """
    with desk.session() as session:
        changed(session, Topic.SIDE)  # first, for it makes writers wait for each other
        now = desk.now()
        held = session.execute(
            select(
                CreditStanding.id,
                CreditStanding.entity,
                CreditStanding.customer_id,
                CreditStanding.field,
                CreditStanding.value,
            ).where(CreditStanding.replaced_at.is_(None))
        )
        ended, same = [], set()
        for id_, entity, customer_id, field, value in held:
            name = (entity, customer_id, field)
            if now_known.get(name) == value:
                same.add(name)
            else:
                ended.append(id_)
        fresh = [
            {
                "entity": entity,
                "customer_id": customer_id,
                "field": field,
                "value": value,
                "known_at": now,
                "replaced_at": None,
            }
            for (entity, customer_id, field), value in now_known.items()
            if (entity, customer_id, field) not in same
        ]
        for start in range(0, len(ended), _BATCH):
            within = CreditStanding.id.in_(ended[start : start + _BATCH])
            session.execute(update(CreditStanding).where(within).values(replaced_at=now))
        for start in range(0, len(fresh), _BATCH):
            session.execute(insert(CreditStanding), fresh[start : start + _BATCH])
        if ended or fresh:
            changed(session, Topic.CUSTOMERS)  # segments may look at it
        return len(ended) + len(fresh)


@permitted(Action.COMPANY)
def note_notice(desk: Desk, notice: Notice, *, by: str) -> int:
    """Keep that a deadline of a policy was met and return the id; NoEvidenceError when nothing shows it."""
    if not notice.evidence.strip():
        raise NoEvidenceError
    row = InsurerNotice(
        source=notice.source,
        policy=notice.policy,
        entity=notice.entity,
        customer_id=notice.customer_id,
        kind=notice.kind,
        deadline_on=notice.deadline_on,
        items=list(notice.items),
        amount_minor=notice.amount_minor,
        currency=notice.currency,
        done_on=notice.done_on,
        evidence=notice.evidence.strip(),
        noted_by=by,
        noted_at=desk.now(),
    )
    return put(desk, Topic.SIDE, row)


@permitted(Action.COMPANY)
def undo_notice(desk: Desk, notice_id: int, *, by: str, why: str) -> bool:
    """Take back that a deadline was met; return whether that stood until now. It stays on the desk, with who took it back."""
    held = update(InsurerNotice).where(InsurerNotice.id == notice_id, InsurerNotice.undone_at.is_(None))
    with desk.session() as session:
        changed(session, Topic.SIDE)
        return rows_changed(session, held.values(undone_by=by, undone_at=desk.now(), undone_why=why)) == 1


def notices(desk: Desk, *, customer: Customer | None = None) -> pd.DataFrame:
    """Return the notices that stand, the newest first, with NOTICE_COLUMNS."""
    names: Sequence[str] = [name for name in NOTICE_COLUMNS if name != "notice_id"]
    wanted = select(InsurerNotice.id.label("notice_id"), *(getattr(InsurerNotice, name) for name in names))
    wanted = wanted.where(InsurerNotice.undone_at.is_(None))
    if customer is not None:
        wanted = wanted.where(InsurerNotice.entity == customer[0], InsurerNotice.customer_id == customer[1])
    with desk.reading() as session:
        return frame(session, wanted.order_by(InsurerNotice.id.desc()), NOTICE_COLUMNS)
