"""An audience that was kept before there were several ladders and channels can still be written."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import select

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.launch import Launched, launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.desk.campaign_tables import CampaignAudience
from core.law.choices import Choices
from core.strategy.law_choices import save_choices
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

LATER = {
    "items": ("source_step", "source_reminded_on", "ladder", "aside", "is_beside"),
    "customers": (
        "ladder",
        "escalation",
        "channel",
        "cost_minor",
        "is_overruled",
        "why_channel",
        "label",
        "is_good_payer",
        "pay_method",
        "pay_minute",
        "to_email",
        "to_mobile",
        "to_phone",
        "to_post",
    ),
}


def test_it_goes_by_mail_as_it_did(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    save_choices(desk, Choices(source_reminders_are_notices=True), by="Els")
    plan(desk, book, NAME, as_of=AS_OF, by="Els")
    with desk.session() as session:
        [kept] = session.scalars(select(CampaignAudience))
        for table, columns in LATER.items():
            frame, file = pd.read_parquet(BytesIO(getattr(kept, table))), BytesIO()
            frame.drop(columns=list(columns)).to_parquet(file, index=False)
            setattr(kept, table, file.getvalue())
    assert write_preview(desk, NAME, by="Els") == 3
    approve(desk, NAME, by="Jan")
    assert launch(desk, book, NAME, by="Jan") == Launched(queued=3, held=0)
    assert {each.channel for each in reading.ledger(desk, NAME)} == {"email"}
