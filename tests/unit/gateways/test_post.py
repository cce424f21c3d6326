"""Printing houses and receipt files: host keys, half an upload, a full disk, and what a letter's receipts say."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

import asyncssh
import pytest
from sqlalchemy import update

from core.channels.base import ChannelDownError, Outcome, Outgoing
from core.channels.print_delivery import BroughtRuns, bring, unbrought
from core.channels.print_run import PrintRuns, print_runs
from core.channels.sftp import SftpPlace, SftpPlaceError, connected
from core.desk import deliveries
from core.desk.campaign_tables import Message
from core.desk.deliveries import events_of
from core.gateways.evidence import evidence_of
from core.gateways.post import ReceiptFileError, note_file
from core.gateways.printing import PrintingHouse, post, printing_house, save_printing_house
from core.secret import SecretError, read
from core.vocabulary import ChannelName, MessageState
from tests.launched import launched, message_to
from tests.sftp_server import NAMED, PASSWORD, SftpServer, key, sftp_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.desks import TestClock

WRONG = "env:SALDO_TEST_WRONG"
STREET = "Kade 1, 1000 AA Amsterdam"


def press(letters: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    PRESSED.append(len(letters))
    yield "letters-001.pdf", b"".join(source for _, source in letters)
    yield "index.csv", b",".join(reference.encode() for reference, _ in letters)


PRESSED: list[int] = []


def _same(place: SftpPlace) -> SftpPlace:
    return place


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SftpServer]:
    monkeypatch.setenv(NAMED.removeprefix("env:"), PASSWORD)
    with sftp_server(tmp_path / "house") as serving:
        yield serving


def letters(*keys: int) -> list[Outgoing]:
    return [Outgoing(key=key, sender="", recipient=STREET, content=f"letter {key}".encode()) for key in keys]


def runs(folder: Path, house: SftpServer, clock: TestClock) -> BroughtRuns:
    return BroughtRuns(PrintRuns(ChannelName.LETTER, folder, press, clock=clock), house.place)


def test_a_run_arrives_whole_and_every_letter_is_set_once(tmp_path: Path, house: SftpServer, clock: TestClock) -> None:
    PRESSED.clear()
    receipts = list(runs(tmp_path / "letter", house, clock).send(letters(1, 2), lambda _: True))
    [run] = (house.folder / "runs").iterdir()
    assert sorted(path.name for path in run.iterdir()) == ["index.csv", "letters-001.pdf"]
    assert (run / "letters-001.pdf").read_bytes() == b"letter 1letter 2"
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 2
    assert PRESSED == [2]


def test_what_could_not_be_brought_waits_and_is_brought_once(
    tmp_path: Path, house: SftpServer, clock: TestClock
) -> None:
    folder = tmp_path / "letter"
    house.is_full = True
    receipts = list(runs(folder, house, clock).send(letters(1), lambda _: True))
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED]
    assert len(unbrought(folder)) == 1
    assert [path.name for path in (house.folder / "runs").iterdir() if path.suffix != ".part"] == []
    house.is_full = False
    assert len(bring(folder, house.place(), clock=clock)) == 1
    [run] = print_runs(folder)
    (run / "brought.txt").unlink()  # as if we died between the upload and our own note
    assert bring(folder, house.place(), clock=clock) == [run.name]
    assert len(list((house.folder / "runs").iterdir())) == 1
    (run / "brought.txt").unlink()
    shutil.rmtree(house.folder / "runs" / run.name)  # printed and cleared away before we asked again
    assert bring(folder, house.place(), clock=clock) == [run.name]
    assert list((house.folder / "runs").iterdir()) == []


def test_another_host_key_a_wrong_password_or_nobody_there_sends_nothing(
    tmp_path: Path, house: SftpServer, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = key("other").export_public_key().decode()
    asked: list[int] = []
    places = {
        "another host key": house.place(host_key=other),
        "refuses the login": house.place(secret=WRONG),
    }
    monkeypatch.setenv("SALDO_TEST_WRONG", "not-it")

    def note(message: Outgoing) -> bool:
        asked.append(message.key)
        return True

    for said, place in places.items():
        runs_there = PrintRuns(ChannelName.LETTER, tmp_path / "letter", press, clock=clock)
        channel = BroughtRuns(runs_there, partial(_same, place))
        with pytest.raises(ChannelDownError, match=said):
            list(channel.send(letters(1), note))
    assert asked == []
    assert "password" in house.logins  # and only on the host whose key is known
    assert house.logins == ["password"]


def test_a_key_file_opens_it_and_one_that_others_can_read_does_not(tmp_path: Path, house: SftpServer) -> None:
    file = tmp_path / "key"
    file.write_bytes(key("customer").export_private_key())
    file.chmod(0o600)
    with connected(house.place(secret=f"file:{file}")) as there:
        there.put("hello.txt", b"hi")
        there.put("hello.txt", b"changed")
        assert there.names() == ["hello.txt"]
        assert there.get("hello.txt") == b"hi"
        for outside in ("../x", "/etc/passwd", "a/../../x"):
            with pytest.raises(SftpPlaceError):
                there.get(outside)
    assert set(house.logins) == {"key"}
    file.chmod(0o644)
    with pytest.raises(ChannelDownError, match="can be read by others"), connected(house.place(secret=f"file:{file}")):
        pass


@pytest.mark.parametrize(
    "address", ["ftp://u@h/", "sftp://h/", "sftp://u:pw@h/", "sftp://u@h:99999/", "sftp://u@h/x y\nz", ""]
)
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    host_key = key("host").export_public_key().decode()
    if "\n" in address:
        assert "\n" not in SftpPlace.parse(address, host_key=host_key, secret=NAMED).folder
        return
    with pytest.raises(SftpPlaceError) as refused:
        SftpPlace.parse(address, host_key=host_key, secret=NAMED)
    assert "pw" not in str(refused.value)


def test_without_a_host_key_or_with_the_secret_itself_it_is_refused() -> None:
    with pytest.raises(SftpPlaceError, match="host key is missing"):
        SftpPlace.parse("sftp://u@h/", host_key="", secret=NAMED)
    with pytest.raises(SecretError, match="never the secret itself"):
        SftpPlace.parse("sftp://u@h/", host_key=key("host").export_public_key().decode(), secret="hunter2")  # noqa: S106


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [(b"", 0o600, "empty"), (b"\xff\xfe", 0o600, "no text"), (b"x" * 20_000, 0o600, "larger"), (b"x", 0o640, "others")],
)
def test_a_secret_file_that_is_no_good_is_said_so(tmp_path: Path, content: bytes, mode: int, said: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    file.chmod(mode)
    with pytest.raises(SecretError, match=said):
        read(f"file:{file}")


def test_a_secret_never_shows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALDO_TEST_SHOWN", "hunter2")
    found = read("env:SALDO_TEST_SHOWN")
    assert found.reveal() == "hunter2"
    assert "hunter2" not in f"{found} {found!r} {[found]}"


# -- receipt files ---------------------------------------------------------------------------------------------------


@pytest.fixture
def letter(desk: Desk) -> Message:
    launched(desk, [STREET])
    with desk.session() as session:
        session.execute(update(Message).values(channel=ChannelName.LETTER, state=MessageState.SENT))
    return message_to(desk, STREET)


def test_a_receipt_file_is_noted_once(desk: Desk, letter: Message, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(f"Referentie;Geprint;Gepost;Track code\n{letter.id};01-11-2026;2026-11-02;3SABC\n")
    first, again = note_file(desk, file), note_file(desk, file)
    assert (first.noted, first.known_before, first.faults) == (2, 0, ())
    assert (again.noted, again.known_before) == (0, 2)
    events = events_of(desk, [letter.id])
    assert events["code"].tolist() == ["printed", "posted"]
    assert events["words"].tolist() == ["3SABC", "3SABC"]
    assert deliveries.stopped_addresses(desk).empty


def test_a_letter_that_came_back_stops_that_postal_address(desk: Desk, letter: Message, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(f"reference,returned,reason\n{letter.id},2026-11-02,moved away\n")
    note_file(desk, file)
    stopped = deliveries.stopped_addresses(desk)
    assert len(stopped) == 1
    assert stopped["address"].tolist() == [STREET.lower()]


def test_evidence_lies_beside_the_file(desk: Desk, letter: Message, tmp_path: Path) -> None:
    (tmp_path / "proof.pdf").write_bytes(b"%PDF-1.4 proof")
    file = tmp_path / "r.csv"
    file.write_text(f"reference,delivered,evidence\n{letter.id},2026-11-02,proof.pdf\n{letter.id},,../../etc/passwd\n")
    report = note_file(desk, file)
    assert [kept.name for kept in evidence_of(desk, [letter.id])] == ["proof.pdf"]
    assert len(report.faults) == 1


def test_lines_that_cannot_be_used_are_named_and_the_others_count(desk: Desk, letter: Message, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    rows = [
        "reference,posted",
        "999,2026-11-02",
        f"{letter.id},someday",
        f"{letter.id},2031-01-01",
        f"{letter.id},2026-11-01",
        ",",
        "x",
    ]
    file.write_bytes("\r\n".join(rows).encode("cp1252"))
    report = note_file(desk, file)
    assert report.noted == 1
    assert [fault.partition(":")[0] for fault in report.faults] == ["line 2", "line 3", "line 4", "line 7"]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01\x02", b"reference\n1\n", b'reference,posted\n"1,2'])
def test_a_file_that_is_none_is_refused_in_a_sentence(desk: Desk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(content)
    if content.endswith(b"1,2"):
        assert note_file(desk, file).faults  # an open quotation mark is a reference that nobody has
        return
    with pytest.raises(ReceiptFileError):
        note_file(desk, file)


def test_receipts_come_back_from_the_printing_house_and_are_read_once(
    desk: Desk, letter: Message, tmp_path: Path, house: SftpServer, clock: TestClock
) -> None:
    place = house.place()
    address = f"sftp://{place.user}@{place.host}:{place.port}{place.folder}"
    save_printing_house(desk, PrintingHouse(address=address, host_key=place.host_key, secret=NAMED), by="anna")
    assert printing_house(desk) is not None
    for name in ("2026-11-03T000000-1", "2026-11-03T235959-2"):  # printed from the folder before, and made since
        (tmp_path / "outbox" / "letter" / name).mkdir(parents=True)
    there = house.folder / "runs" / "receipts"
    there.mkdir()
    (there / "today.csv").write_text(f"reference,posted\n{letter.id},2026-11-02\n")
    (there / "broken.csv").write_text("nothing of use\n")
    said = post(desk, tmp_path / "outbox", tmp_path / "receipts", clock=clock)
    assert "fetched today.csv" in said
    assert [each for each in said if each.startswith("brought")] == ["brought 2026-11-03T235959-2"]
    assert "today.csv: 1 noted, 0 known before, 0 lines that cannot be used" in said
    assert (tmp_path / "receipts" / "read" / "broken.csv.faults.txt").exists()
    assert post(desk, tmp_path / "outbox", tmp_path / "receipts", clock=clock) == []
    assert events_of(desk, [letter.id])["code"].tolist() == ["posted"]


def test_without_a_printing_house_nothing_is_connected_to(desk: Desk, tmp_path: Path, clock: TestClock) -> None:
    save_printing_house(desk, None, by="anna")
    assert post(desk, tmp_path / "outbox", tmp_path / "receipts", clock=clock) == []
    with pytest.raises(asyncssh.KeyImportError):
        asyncssh.import_private_key("no key")
