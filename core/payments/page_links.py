"""Links to customers' own pages as they stand in messages: sealed, dated, and made without asking anybody."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.desk.page_access import generations
from core.errors import SaldoError
from core.payments.links import keys, public_address
from core.payments.page_token import Grant, name_mark, seal
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.desk.engine import Desk
    from core.messages.context import MessageContext

SETTING: Final = "customer_page"
PATH: Final = "/me/"


class PageLimitsError(SaldoError):
    """A limit of the customer's page that cannot be."""

    def __init__(self, name: str, least: int, most: int) -> None:
        super().__init__(
            "Give from {least} to {most} for {name}.", least=least, most=most, name=Sentence(name.replace("_", " "))
        )


RANGES: Final = {
    "valid_days": (1, 366),
    "promise_days": (1, 90),
    "promise_broken": (0, 10),
    "plan_parts": (0, 24),
    "plan_days": (14, 730),
    "plan_first_days": (1, 60),
    "plan_least_minor": (100, 100_000_00),
    "plan_most_minor": (0, 10_000_000_00),
    "paid_days": (1, 30),
    "pause_days": (1, 90),
    "undo_minutes": (0, 1_440),
    "answer_days": (1, 60),
}


@dataclass(frozen=True, kw_only=True)
class PageLimits:
    """What customers may do by themselves; amounts are in minor units of whatever currency is owed."""

    is_on: bool = True
    valid_days: int = 60  # how long a link opens the page
    promise_days: int = 14  # a promised day lies at most so far ahead
    promise_broken: int = 1  # with more promises broken in a year, a person has to agree
    plan_parts: int = 6  # 0: nobody makes a plan by himself
    plan_days: int = 180  # the last part falls due at most so far ahead
    plan_first_days: int = 14
    plan_least_minor: int = 25_00  # of one part
    plan_most_minor: int = 2_500_00  # a larger sum waits for a person
    is_plan_accepted: bool = True  # inside these limits, at once; else every plan waits for a person
    has_plan_interest: bool = (
        False  # businesses pay the legal interest until each part is due, where interest is asked at all
    )
    paid_days: int = 7  # who says he paid is not reminded so long
    pause_days: int = 21  # who cannot pay hears nothing so long, unless a person calls
    undo_minutes: int = 60
    answer_days: int = 10  # by when a question or a dispute has an answer

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name, (least, most) in RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise PageLimitsError(name, least, most)

    def to_dict(self) -> dict[str, Any]:
        """Return the limits as plain JSON values."""
        return asdict(self)


def page_limits(desk: Desk) -> PageLimits:
    """Return the limits of this installation, as shipped where nobody set them."""
    kept = settings.get(desk, SETTING)
    return PageLimits() if kept is None else _limits(kept.body)


@permitted(Action.SETTING)
def save_page_limits(desk: Desk, limits: PageLimits, *, by: str) -> None:
    """Keep ``limits`` for all companies."""
    settings.save(desk, SETTING, limits.to_dict(), by=by)


@dataclass(frozen=True, kw_only=True)
class PageLinks:
    """What links are made with: the public address, the secret that seals them, and who had links revoked."""

    address: str
    secret: bytes
    valid_days: int
    generations: Mapping[tuple[str, str], int]

    def url(self, context: MessageContext, *, entity: str, language: str) -> str:
        """Return the address of the page of a message's customer; '' for one whose page is closed."""
        day = context.sent_on or context.as_of
        return self.address_of(entity, context.customer_id, context.customer_name, on=day, language=language)

    def address_of(self, entity: str, customer_id: str, name: str, *, on: date, language: str) -> str:
        """Return the address of a customer's page with a link made ``on`` a day; '' for one whose page is closed."""
        generation = self.generations.get((entity, customer_id), 0)
        if generation < 0:
            return ""
        grant = Grant(
            entity=entity,
            customer_id=customer_id,
            named=name_mark(name),
            generation=generation,
            until_on=on + timedelta(days=self.valid_days),
            language=language,
        )
        return f"{self.address}{PATH}{seal(grant, self.secret)}"


def page_links(desk: Desk) -> PageLinks | None:
    """Return what links are made with; None while no public address is set, or the page is switched off."""
    address, limits = public_address(desk), page_limits(desk)
    if not address or not limits.is_on:
        return None
    return PageLinks(address=address, secret=keys(desk)[0], valid_days=limits.valid_days, generations=generations(desk))


def _limits(body: Mapping[str, Any]) -> PageLimits:
    """Return the limits that :meth:`PageLimits.to_dict` wrote; what a newer version added stands at its default."""
    known = {each.name for each in fields(PageLimits)}
    return replace(PageLimits(), **{name: value for name, value in body.items() if name in known})
