"""Where letters go: a folder here, or a printing house over SFTP; and the receipt files that come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.channels.print_delivery import bring
from core.channels.print_run import STARTED
from core.channels.sftp import SftpPlace, connected
from core.desk import settings
from core.errors import SaldoError
from core.gateways.post import PostReport, note_file
from core.vocabulary import POSTED

if TYPE_CHECKING:
    from pathlib import Path

    from core.clock import Clock
    from core.desk.engine import Desk

SETTING: Final = "printing_house"
READ: Final = "read"


@dataclass(frozen=True, kw_only=True)
class PrintingHouse:
    """A printing house: where runs go, and below it the folder its receipt files come from ('' for none).

    Print runs of before ``since`` were printed from the folder, and never go there.
    """

    address: str
    host_key: str
    secret: str
    receipts: str = "receipts"
    since: str = ""

    @property
    def place(self) -> SftpPlace:
        """Return its folder; raise ``SftpPlaceError`` or ``SecretError`` for one that cannot be used."""
        return SftpPlace.parse(self.address, host_key=self.host_key, secret=self.secret)


def printing_house(desk: Desk) -> PrintingHouse | None:
    """Return the printing house; None while letters are printed from the folder."""
    kept = settings.get(desk, SETTING)
    if kept is None or not kept.body.get("address"):
        return None
    return PrintingHouse(
        **{name: str(kept.body.get(name, "")) for name in ("address", "host_key", "secret", "receipts", "since")}
    )


@permitted(Action.CHANNEL)
def save_printing_house(desk: Desk, house: PrintingHouse | None, *, by: str) -> None:
    """Keep where letters go; None: they stay in the folder. Raises for what cannot be used; nothing is connected to."""
    body: dict[str, str] = {}
    if house is not None:
        _ = house.place
        known = printing_house(desk)
        body = {
            "address": house.address.strip(),
            "host_key": house.host_key.strip(),
            "secret": house.secret.strip(),
            "receipts": house.receipts.strip().strip("/"),
            "since": f"{desk.now():{STARTED}}" if known is None else known.since,
        }
    settings.save(desk, SETTING, body, by=by)


@permitted(Action.LAUNCH)
def post(desk: Desk, outbox: Path, receipts: Path, *, clock: Clock) -> list[str]:
    """Bring waiting print runs, fetch and read receipt files, and say in words what happened, nothing where nothing did."""
    said: list[str] = []
    house = printing_house(desk)
    try:
        if house is not None:
            for channel in sorted(POSTED):
                said += [
                    f"brought {run}" for run in bring(outbox / channel, house.place, clock=clock, since=house.since)
                ]
            if house.receipts:
                said += [f"fetched {name}" for name in fetch(house, receipts)]
    except SaldoError as error:
        said.append(str(error))
    return said + [f"{name}: {report.words}" for name, report in read_folder(desk, receipts)]


def fetch(house: PrintingHouse, receipts: Path) -> list[str]:
    """Fetch the receipt files that lie at the printing house into the folder ``receipts``; there they are marked as read."""
    fetched = []
    with connected(house.place) as there:
        evidence_first = sorted(there.names(house.receipts), key=lambda name: name.lower().endswith(".csv"))
        for name in evidence_first:
            if not name.lower().endswith((".csv", ".pdf")):
                continue
            receipts.mkdir(parents=True, exist_ok=True)
            (receipts / f"{name}.part").write_bytes(there.get(f"{house.receipts}/{name}"))
            (receipts / f"{name}.part").rename(receipts / name)
            there.rename(f"{house.receipts}/{name}", f"{house.receipts}/{name}.{READ}")
            fetched.append(name)
    return fetched


def read_folder(desk: Desk, receipts: Path) -> list[tuple[str, PostReport]]:
    """Read every receipt file in the folder and put it aside; one that cannot be read goes aside, too, with the reason beside it."""
    found = []
    for path in sorted(receipts.glob("*.csv")) if receipts.is_dir() else []:
        aside = receipts / READ
        aside.mkdir(exist_ok=True)
        try:
            report = note_file(desk, path)
        except SaldoError as error:
            report = PostReport(faults=(str(error),))
        if report.faults:
            (aside / f"{path.name}.faults.txt").write_text("\n".join(report.faults) + "\n", encoding="utf-8")
        path.rename(aside / path.name)
        found.append((path.name, report))
    return found
