"""What a team chose about its mail, as the desk keeps it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from core.desk import settings

if TYPE_CHECKING:
    from core.desk.engine import Desk

SETTING: Final = "mail"


@dataclass(frozen=True, kw_only=True)
class MailChoices:
    """The pattern of addresses that mail returns to, the DKIM selector, and whether mails carry List-Unsubscribe."""

    bounce_address: str = ""
    dkim_selector: str = ""
    has_list_header: bool = False


def mail_choices(desk: Desk) -> MailChoices:
    """Return what the team chose; nothing until somebody does."""
    kept = settings.get(desk, SETTING)
    return MailChoices() if kept is None else MailChoices(**kept.body)


def keep_mail_choices(desk: Desk, chosen: MailChoices, *, by: str) -> None:
    """Keep what the team chose; ``core.mail.save_choices`` looks at it first."""
    settings.save(desk, SETTING, asdict(chosen), by=by)
