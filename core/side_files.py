"""Taking a side file in: what the intake read of it lands on the desk, and the report says what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.book.erase_list import digest
from core.desk import side
from core.desk.side import NewFact, NewFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk
    from core.desk.side import Landed
    from core.intake.report import ImportReport
    from core.intake.side import SideSheet


def take_side(
    desk: Desk, sheet: SideSheet, *, by: str, confirmed: bool = False, gone: frozenset[str] = frozenset()
) -> ImportReport:
    """Return the report of ``sheet`` after its facts landed, but those of who was erased (``gone``: their digests).

    Raises what ``core.desk.side.land`` raises.
    """
    report = sheet.report
    landed = side.land(
        desk,
        NewFile(
            kind=sheet.kind,
            file_name=report.file_name,
            file_sha256=report.file_sha256,
            list_on=report.list_on,
            mode=report.mode,
            mapping=sheet.mapping,
            columns=sheet.columns,
            headers=sheet.headers,
            rows_read=report.rows_read,
            accepted=report.accepted,
            quarantined=report.quarantined,
            refused=[
                {"line": each.source_row, "reason": each.reason, "cells": each.cells}
                for each in sheet.refused
                if not _is_of(each.cells, gone)
            ],
            facts=tuple(
                NewFact(
                    key=row.key,
                    source=row.source,
                    entity=row.entity,
                    customer_id=row.customer_id,
                    said_on=row.said_on,
                    line=row.source_row,
                    body=row.body,
                )
                for row in sheet.rows
                if digest(row.entity, row.customer_id) not in gone
            ),
        ),
        by=by,
        confirmed=confirmed,
    )
    told = () if landed.is_repeated else _told(landed)
    return replace(report, unchanged=landed.is_repeated, remarks=(*report.remarks, *told))


def _is_of(cells: Mapping[str, str | None], gone: frozenset[str]) -> bool:
    """Return whether a refused row names somebody who was erased, in whatever columns."""
    told = {each.strip() for each in cells.values() if each} if gone else set()
    return any(digest(entity, customer_id) in gone for entity in told for customer_id in told)


def _told(landed: Landed) -> tuple[str, ...]:
    counts = {
        "new": landed.new,
        "changed": landed.changed,
        "as before": landed.same,
        "older than what is known, kept as history": landed.older,
        "no longer on the list, ended": landed.ended,
    }
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return (f"Facts: {said}.",) if said else ()
