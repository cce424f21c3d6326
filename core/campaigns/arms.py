"""What the arm of an experiment changes of a message: its text, its hour, or the day it goes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import select

from core.campaigns.paying import send_at, send_at_minute
from core.desk.template_tables import TemplateVersion
from core.messages.templates import edited, shipped

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.messages.templates import Templates


def templates_of_arms(
    session: Session, customers: pd.DataFrame, templates: Templates | None
) -> dict[object, Templates]:
    """Return the templates of each arm of ``customers`` that has versions of its own, laid over ``templates``."""
    if "arm_versions" not in customers:
        return {}
    return {
        text: with_versions(session, templates, json.loads(text))
        for text in customers["arm_versions"].dropna().unique().tolist()
    }


def with_versions(session: Session, templates: Templates | None, versions: Mapping[str, int]) -> Templates:
    """Return ``templates`` (None: those that come with Saldo) with other versions of some messages over them; 0 is the file."""
    base = templates or shipped()
    texts = dict(base.loader.edited)
    for folder, number in versions.items():
        message, _, language = folder.partition("/")
        texts = {name: text for name, text in texts.items() if not name.startswith(f"{folder}/")}
        forms = session.scalar(
            select(TemplateVersion.forms).where(
                TemplateVersion.message == message,
                TemplateVersion.language == language,
                TemplateVersion.number == number,
            )
        )
        texts |= {f"{folder}/{name}": text for name, text in (forms or {}).items()}
    return edited(texts)


def send_at_of(customer: Mapping[Hashable, Any], earliest: datetime) -> datetime | None:
    """Return when the message to a kept customer goes: at the hour of its arm, else at its habitual one, days later where the arm waits."""
    delay, minute = _number(customer.get("send_delay_days")), _number(customer.get("send_minute"))
    first = earliest + timedelta(days=delay or 0)
    if minute is not None:
        return send_at_minute(minute, customer["country"], first)
    planned = send_at(customer.get("pay_minute", -1), customer["country"], first)
    return first if planned is None and first > earliest else planned


def arm_of(customer: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Return what a message's treatment says of its arm; empty for a customer that nobody drew."""
    arm = _number(customer.get("arm"))
    if arm is None:
        return {}
    delay = _number(customer.get("send_delay_days"))
    return {"experiment": customer["experiment"], "arm": arm, **({"delay_days": delay} if delay else {})}


def _number(value: Any) -> int | None:  # noqa: ANN401 - a cell of a frame
    """Return a cell as a number; None where there is none."""
    return None if pd.isna(value) else int(value)
