"""Which row of the desk is whose: by its customer, by its entity, or by the row that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from core.desk.scope_tables import CustomerPlace
from core.desk.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import FromClause, Table

    from core.acting import Limits

Columns = Mapping[str, ColumnElement[Any]]
HOUSE: Final = frozenset(
    {
        "absence", "audit_entry", "audit_head", "campaign_audience", "common_words", "channel_effect", "channel_pause", "channel_rate",
        "channel_term", "customer_place", "enrolment", "experiment", "model_run", "pay_key", "person", "places_look",
        "fairness_report", "policy_activation", "policy_version", "preview_index", "retention_report", "routine", "saved_mapping", "saved_view",
        "schedule", "second_look", "setting", "side_file", "sign_in", "standing_approval", "standing_run",
        "stopped_address", "template_approval", "template_set", "template_use", "template_version", "topic_revision",
        "work_assignment", "work_look", "worker",
    }
)  # fmt: skip
"""Tables of which no row is a customer's. What some of them keep in one piece, of many customers, its readers narrow."""


@dataclass(frozen=True, kw_only=True)
class Up:
    """A row is whose the row of ``table`` is that ``column`` names by its ``key``; NULL: nobody's, or everybody's."""

    column: str
    table: str
    key: str = "id"
    is_for_all: bool = False  # where the column is NULL


UP: Final[dict[str, Up]] = {
    "bank_match": Up(column="line_id", table="bank_line"),
    "bank_statement": Up(column="account", table="bank_account", key="account"),
    "campaign_event": Up(column="message_id", table="preview_message", is_for_all=True),
    "case_event": Up(column="case_id", table="customer_case"),
    "complaint_case": Up(column="case_id", table="customer_case"),
    "customer_file": Up(column="request_id", table="customer_request"),
    "delivery_event": Up(column="message_id", table="message"),
    "evidence": Up(column="message_id", table="message"),
    "gateway_message": Up(column="message_id", table="message"),
    "handover_event": Up(column="handover_id", table="handover"),
    "handover_item": Up(column="handover_id", table="handover"),
    "mail_read": Up(column="reply_id", table="reply"),
    "plan_instalment": Up(column="case_id", table="customer_case"),
    "preview_batch": Up(column="campaign_id", table="campaign"),
    "replay_result": Up(column="replay_id", table="replay"),
    "reply_file": Up(column="reply_id", table="reply"),
    "rewriting": Up(column="message_id", table="message"),
}


@cache
def tables() -> dict[str, Table]:
    """Return every table of the desk by name."""
    return dict(Base.metadata.tables)


@cache
def classes() -> dict[str, type[Any]]:
    """Return the class of every table."""
    return {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]  # a table


def is_somebodys(table: str) -> bool:
    """Return whether rows of ``table`` are a customer's or an entity's."""
    return table not in HOUSE and (table in UP or table in _OWN or "entity" in tables()[table].c)


def is_guarded(table: str) -> bool:
    """Return whether only who sees a row of ``table`` may write it; what is noted of every act or run, everybody writes."""
    return is_somebodys(table) and table not in {"audit_value", "routine_run"}


class Rules:
    """The limits of one person, as conditions on rows of the desk."""

    def __init__(self, limits: Limits, *, is_postgres: bool) -> None:
        self.limits = limits
        self.is_by_entity = limits.countries is None and limits.account_managers is None
        self._is_postgres = is_postgres

    def inside(self, table: str, row: Columns) -> ColumnElement[bool]:
        """Return the condition under which a row of ``table`` with the columns ``row`` is within the limits."""
        own = _OWN.get(table)
        if own is not None:
            return own(self, row)
        if table in UP:
            up = UP[table]
            above = tables()[up.table].alias()
            found = exists().where(above.c[up.key] == row[up.column], self.inside(up.table, _columns(above)))
            return or_(row[up.column].is_(None), found) if up.is_for_all else found
        if "customer_id" in row:
            return self.is_seen(row["entity"], row["customer_id"])
        return self._among(row["entity"]) if self.is_by_entity else false()

    def is_seen(self, entity: ColumnElement[Any], customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition under which somebody with these limits sees the customer."""
        if self.is_by_entity:
            return self._among(entity)
        place, conditions = self._place(entity)
        return exists().where(place.c.customer_id == customer_id, *conditions)

    def _place(self, entity: ColumnElement[Any]) -> tuple[FromClause, list[ColumnElement[bool]]]:
        """Return a place, and the conditions under which it is one of ``entity`` and within the limits."""
        place = CustomerPlace.__table__.alias()
        conditions = [place.c.entity == entity, self._among(entity)]
        if self.limits.countries is not None:
            conditions.append(place.c.country.in_(sorted(self.limits.countries)))
        if self.limits.account_managers is not None:
            conditions.append(place.c.account_manager.in_(sorted(self.limits.account_managers)))
        return place, conditions

    def names(self, table: str) -> tuple[str, ...]:
        """Return the columns that say whose a new row of ``table`` is."""
        if table in UP:
            return (UP[table].column,)
        whole = ("entity", "customer_id", "other_entity", "other_customer_id")
        known = tables()[table].c
        return (
            ("entity",) if self.is_by_entity and table != "identity_decision" else tuple(n for n in whole if n in known)
        )

    def brings(self, table: str, row: Columns) -> ColumnElement[bool]:
        """Return the condition under which a new row of ``table`` is within the limits."""
        if table == "bank_line":  # whose money it can be, nothing says yet
            return self._among(row["entity"]) if self.is_by_entity else false()
        return self._among(row["entity"]) if set(row) == {"entity"} and self.is_by_entity else self.inside(table, row)

    def owns(self, campaign: Columns) -> ColumnElement[bool]:
        """Return the condition under which all of a campaign is within the limits: nobody else is written to by it."""
        message = tables()["preview_message"].alias()
        others = exists().where(
            message.c.campaign_id == campaign["id"],
            ~func.coalesce(self.inside("preview_message", _columns(message)), false()),
        )
        return or_(campaign["within"] == self.limits.key, and_(self._has_message(campaign), ~others))

    def _among(self, entity: ColumnElement[Any]) -> ColumnElement[bool]:
        return true() if self.limits.entities is None else entity.in_(sorted(self.limits.entities))

    def _has_message(self, campaign: Columns) -> ColumnElement[bool]:
        message = tables()["preview_message"].alias()
        own = self.inside("preview_message", _columns(message))
        return exists().where(message.c.campaign_id == campaign["id"], own)

    def _campaign(self, row: Columns) -> ColumnElement[bool]:
        return or_(row["within"] == self.limits.key, self._has_message(row))

    def _replay(self, row: Columns) -> ColumnElement[bool]:
        return row["within"] == self.limits.key

    def _run(self, _row: Columns) -> ColumnElement[bool]:
        """Show nobody with limits what a run says: its log may name any customer."""
        return false()

    def _bank_line(self, row: Columns) -> ColumnElement[bool]:
        """Let a line be everybody's of its entity; where limits are narrower, theirs whose customer's money it can be."""
        if self.is_by_entity:
            return self._among(row["entity"])
        match = tables()["bank_match"].alias()
        spread = func.jsonb_array_elements_text if self._is_postgres else func.json_each
        named = spread(match.c.customers).table_valued("value").alias()
        place, conditions = self._place(row["entity"])
        # One EXISTS over both: the line of the question is not known two levels further down.
        return exists().where(match.c.line_id == row["id"], place.c.customer_id.in_(select(named.c.value)), *conditions)

    def _identity(self, row: Columns) -> ColumnElement[bool]:
        """Both sides: what was decided tells of one and of the other."""
        return and_(
            self.is_seen(row["entity"], row["customer_id"]), self.is_seen(row["other_entity"], row["other_customer_id"])
        )


_OWN: Final[dict[str, Callable[[Rules, Columns], ColumnElement[bool]]]] = {
    "campaign": Rules._campaign,  # noqa: SLF001 - its own
    "replay": Rules._replay,  # noqa: SLF001
    "routine_run": Rules._run,  # noqa: SLF001
    "bank_line": Rules._bank_line,  # noqa: SLF001
    "identity_decision": Rules._identity,  # noqa: SLF001
}


def _columns(of: FromClause) -> Columns:
    return dict(of.c)
