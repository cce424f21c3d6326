"""When a routine runs: at times of the day in the house's own zone, or every so many minutes."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.clock import HOUSE_ZONE
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
WORKING_DAYS: Final = (0, 1, 2, 3, 4)
FEWEST_MINUTES, MOST_MINUTES = 5, 7 * 24 * 60
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_MOST_COUNTED: Final = 10_000


class TimesError(SaldoError):
    """Times that nobody can keep."""

    def __init__(self, why: str) -> None:
        super().__init__("These times cannot be kept: {why}.", why=Sentence(why))


@dataclass(frozen=True, kw_only=True)
class Times:
    """Times of the day (``at``, as 07:30) on days of the week (0 is Monday), or ``every_minutes``, which goes before them."""

    at: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = EVERY_DAY
    every_minutes: int | None = None
    zone: str = HOUSE_ZONE

    def __post_init__(self) -> None:
        """Raise ``TimesError`` for times that never come."""
        if self.every_minutes is not None:
            if not FEWEST_MINUTES <= self.every_minutes <= MOST_MINUTES:
                raise TimesError(
                    Sentence(
                        "give {fewest_minutes} to {most_minutes} minutes",
                        fewest_minutes=FEWEST_MINUTES,
                        most_minutes=MOST_MINUTES,
                    )
                )
        elif not self.at:
            raise TimesError("give a time of the day, such as 07:30, or a number of minutes")
        wrong = next((each for each in self.at if _TIME.fullmatch(each) is None), None)
        if wrong is not None:
            raise TimesError(Sentence("{wrong!r} is no time of the day; write it as 07:30", wrong=wrong))
        if not self.weekdays or not set(self.weekdays) <= set(EVERY_DAY):
            raise TimesError("choose at least one day of the week")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise TimesError(
                Sentence("{zone!r} is no time zone; write it as Europe/Amsterdam", zone=self.zone)
            ) from None

    def to_dict(self) -> dict[str, Any]:
        """Return the times as JSON can hold them."""
        return {**asdict(self), "at": list(self.at), "weekdays": list(self.weekdays)}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Times:
        """Return the times that ``to_dict`` wrote."""
        return cls(**{**told, "at": tuple(told["at"]), "weekdays": tuple(told["weekdays"])})

    def after(self, instant: datetime) -> datetime:
        """Return the first time after ``instant``, in UTC.

        A time that the clock leaps over in spring comes as much later as the leap; one that comes twice in autumn counts
        once, the first time.
        """
        if self.every_minutes is not None:
            return instant + timedelta(minutes=self.every_minutes)
        return next(each for each in self._from(self._local(instant).date()) if each > instant)

    def missed(self, planned: datetime, now: datetime) -> int:
        """Return how many times after ``planned`` passed by ``now``: they are all one run."""
        if self.every_minutes is not None:
            return min(int((now - planned) / timedelta(minutes=self.every_minutes)), _MOST_COUNTED)
        count, at = 0, self.after(planned)
        while at <= now and count < _MOST_COUNTED:
            count, at = count + 1, self.after(at)
        return count

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone))

    def _from(self, day: date) -> Iterator[datetime]:
        zone = ZoneInfo(self.zone)
        while True:
            if day.weekday() in self.weekdays:
                yield from sorted(
                    datetime.combine(day, time.fromisoformat(each), zone).astimezone(UTC) for each in self.at
                )
            day += timedelta(days=1)
