"""A worker on another machine: it has the desk's URL and the relay, and an empty home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core import duties
from core.campaigns.worker import Terms
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.settings import Settings
from core.wiring import wire
from tests.desks import desk_url
from tests.launched import launched, recipients, states
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["desk_url"]


def test_it_sends_with_nothing_but_the_desk_and_the_relay(desk_url: str, tmp_path: Path) -> None:
    desk = open_desk(desk_url)
    migrate(desk)
    launched(desk, recipients(5))
    with Sink() as sink:
        relay = f"smtp://127.0.0.1:{sink.port}?tls=none"
        app = wire(Settings(home=tmp_path / "empty", desk_url=desk_url, smtp_url=relay))
        assert duties.is_helper(app)
        report = duties.help_out(app, Terms(until_done=True, is_immediate=True))
        assert sorted(sink.recipients) == recipients(5)
    assert states(desk) == {"sent": 5}
    assert duties.HELPS in report.remarks
    app.desk.close()
    desk.close()


def test_without_a_relay_it_refuses_instead_of_keeping_mail_where_nobody_looks(tmp_path: Path) -> None:
    app = wire(Settings(home=tmp_path / "empty", desk_url=f"sqlite:///{tmp_path / 'desk.sqlite3'}"))
    with pytest.raises(duties.NoRelayError, match="SALDO_SMTP_URL"):
        duties.help_out(app, Terms(until_done=True))
    app.desk.close()
