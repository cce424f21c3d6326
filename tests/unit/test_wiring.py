"""The application as a whole: what an import does to messages that wait, the watched folder, and the way out for mail."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from core import background, duties
from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.recheck import changes
from core.campaigns.staleness import StaleFactsError, save_most_banking_days
from core.campaigns.worker import Terms, WorkReport
from core.channels.relay import RelayUrlError
from core.desk import bank, credit, customers
from core.desk.customers import OverrideField
from core.errors import NoBookError
from core.intake.mapping import Mapping
from core.intake.report import ImportReport
from core.settings import Settings
from core.strategy.overrides import change
from core.vocabulary import HoldKind
from core.wiring import Application, BadDateError, wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "october"
INVOICES = """entity,customer_id,number,issued_on,due_on,amount,currency,name,email
NL01,C1,INV1,2026-08-01,2026-08-31,100.00,EUR,Bakker,ap@bakker.example
NL01,C2,INV2,2026-10-01,2026-10-20,75.25,EUR,Jansen,ap@jansen.example
"""
PAYMENT = """entity,customer_id,payment_id,received_on,amount,currency,number
NL01,C1,P1,2026-11-01,100.00,EUR,INV1
"""


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    opened = wire(Settings(home=tmp_path / "home"))
    save_most_banking_days(opened.desk, None, by="a test")  # its days stand still
    yield opened
    opened.stop_work()
    opened.desk.close()


def put(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def launched(application: Application, folder: Path) -> None:
    approved(application, folder)
    application.launch(NAME, by="Jan")


def test_old_facts_are_not_launched_until_somebody_says_so(application: Application, tmp_path: Path) -> None:
    approved(application, tmp_path)
    save_most_banking_days(application.desk, 3, by="Els")
    with pytest.raises(StaleFactsError, match="NL01: ledger as of 31-10-2026"):
        application.launch(NAME, by="Jan")
    assert reading.state_counts(application.desk, NAME) == {}
    save_most_banking_days(application.desk, None, by="Els")
    assert application.launch(NAME, by="Jan").queued


def approved(application: Application, folder: Path) -> None:
    application.import_file(put(folder, "invoices 2026-10-31.csv", INVOICES), by="Els")
    desk, book = application.desk, application.book()
    plan(desk, book, NAME, as_of=book.latest_on, by="Els")
    write_preview(desk, NAME, by="Els")
    approve(desk, NAME, by="Jan")


def test_an_import_holds_what_it_makes_untrue_and_the_rest_goes(application: Application, tmp_path: Path) -> None:
    launched(application, tmp_path)
    application.import_file(put(tmp_path, "payments.csv", PAYMENT), by="Els")
    assert reading.state_counts(application.desk, NAME) == {"queued": 1, "held": 1}
    application.work(Terms(until_done=True))
    assert reading.state_counts(application.desk, NAME) == {"sent": 1, "held": 1}
    assert [mail.recipient for mail in application.mailbox.list_mail()] == ["ap@jansen.example"]


def test_a_hold_keeps_back_what_was_still_to_be_sent(application: Application, tmp_path: Path) -> None:
    launched(application, tmp_path)
    application.place_hold(HoldKind.STOP, entity="NL01", customer_id="C2", by="Els", why="asked for a week")
    assert reading.state_counts(application.desk, NAME) == {"queued": 1, "held": 1}


@pytest.mark.parametrize("what", ["a hold", "an import"])
def test_what_is_said_during_a_launch_holds_too(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    approved(application, tmp_path)
    told: list[str] = []

    def found_before(*found_in: Any) -> Any:
        found = changes(*found_in)
        if told:
            return found
        told.append(what)
        if what == "a hold":
            application.place_hold(HoldKind.STOP, entity="NL01", customer_id="C1", by="Els", why="asked for a week")
        else:
            application.import_file(put(tmp_path, "payments.csv", PAYMENT), by="Els")
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("core.campaigns.launch.changes", found_before)
        application.launch(NAME, by="Jan")
    assert reading.state_counts(application.desk, NAME) == {"queued": 1, "held": 1}


def test_the_watched_folder_takes_files_and_tells_what_became_of_them(application: Application) -> None:
    inbox = application.settings.inbox_folder
    inbox.mkdir(parents=True)
    long_ago = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    for name, text in (("good 2026-10-31.csv", INVOICES), ("bad.csv", "nothing that anybody knows\n1\n")):
        os.utime(put(inbox, name, text), (long_ago, long_ago))
    good = {each.file.parent.name: each for each in application.import_inbox()}
    assert isinstance(good["done"].report, ImportReport)
    assert good["done"].report.accepted == 2
    assert good["failed"].error
    assert [each.name for each in inbox.iterdir() if each.is_file()] == []


def test_work_starts_and_stops_as_often_as_asked(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "COMMAND", (sys.executable, "-I", "-S", "-c", "import os; os.read(0, 1)"))
    application.start_work()
    application.start_work()
    assert application.background.process_id is not None
    application.stop_work()
    application.stop_work()
    assert application.background.process_id is None


def test_without_a_relay_nothing_can_leave(application: Application) -> None:
    assert application.relay is None
    assert application.email().ignores_hours


def test_a_relay_in_the_open_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(RelayUrlError, match="in the open"):
        wire(Settings(home=tmp_path, smtp_url="smtp://mail.example.org:25?tls=none"))


def test_dates_are_iso_or_latest(application: Application, tmp_path: Path) -> None:
    with pytest.raises(NoBookError):
        application.as_of("latest")
    with pytest.raises(BadDateError):
        application.as_of("31/10/2026")
    application.import_file(put(tmp_path, "invoices 2026-10-31.csv", INVOICES), by="Els")
    assert application.as_of("latest") == application.as_of("2026-10-31")


def test_an_import_lets_lapse_what_people_changed_of_a_value_it_changes(
    application: Application, tmp_path: Path
) -> None:
    application.import_file(put(tmp_path, "invoices 2026-10-31.csv", INVOICES), by="Els")
    for field, value in ((OverrideField.EMAIL, "other@bakker.example"), (OverrideField.LABEL, "negative")):
        change(
            application.desk,
            application.book(),
            entity="NL01",
            customer_id="C1",
            field=field,
            value=value,
            by="Els",
            why="phoned",
        )
    assert application.segments(application.as_of("latest")).totals()["in_trouble"].customers == 1
    moved = INVOICES.replace("ap@bakker.example", "desk@bakker.example")
    application.import_file(put(tmp_path, "invoices 2026-11-01.csv", moved), by="Els")
    assert customers.overrides(application.desk)["field"].tolist() == ["label"]
    assert application.segments(application.as_of("latest")).totals()["in_trouble"].customers == 1


def test_a_worker_that_breaks_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "RESTART_SECONDS", 0.01)
    seen: list[str] = []
    second, stop = Event(), Event()

    def broken_once(*_: object, **__: object) -> WorkReport:
        seen.append("work")
        if len(seen) == 1:
            raise RuntimeError("the disk said no")
        second.set()
        return WorkReport()

    monkeypatch.setattr("core.campaigns.worker.run", broken_once)
    application = wire(Settings(home=tmp_path / "home"))
    working = Thread(target=duties.keep_working, args=(application, stop))
    working.start()
    assert second.wait(30)
    stop.set()
    working.join()
    application.desk.close()


def test_the_inbox_takes_bank_statements_too(application: Application) -> None:
    """A statement goes to the desk, whatever its name ends in; whose the account is was said before."""
    inbox = application.settings.inbox_folder
    inbox.mkdir(parents=True)
    statement = ":20:S1\n:25:NL91ABNA0417164300\n:28C:1/1\n:60F:C261014EUR0,00\n:61:2610151015C5,00NTRFNONREF//B1\n:86:x\n:62F:C261015EUR5,00\n"
    long_ago = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(put(inbox, "unknown.txt", statement), (long_ago, long_ago))
    (refused,) = application.import_inbox()
    assert refused.error is not None
    assert "is not known yet" in refused.error
    bank.name_account(application.desk, "NL91ABNA0417164300", "NL01", by="ann")
    os.utime(put(inbox, "october.txt", statement), (long_ago, long_ago))
    (taken,) = application.import_inbox()
    assert taken.file.parent.name == "done"
    assert len(bank.lines(application.desk)) == 1


def test_a_bureaus_file_counts_at_once_not_at_the_next_ledger(application: Application, tmp_path: Path) -> None:
    application.import_file(
        put(
            tmp_path,
            "ledger.csv",
            INVOICES.replace(",email", ",email,customer_type").replace(".example\n", ".example,business\n"),
        ),
        by="Els",
    )
    scores = "Customer;Company name;Country;Credit score;International score;Currency;Score date;Safe number\nC1;Bakker;NL;20;D;EUR;2026-10-31;S1\n"
    mapping = {
        "kind": "credit",
        "constants": {"source": "Creditsafe", "score_worst": "0", "score_best": "100"},
        "columns": {
            "customer_id": ["Customer"],
            "score": ["Credit score"],
            "rating": ["International score"],
            "scored_on": ["Score date"],
        },
    }
    report = application.import_file(put(tmp_path, "bureau.csv", scores), by="Els", mapping=Mapping.from_dict(mapping))
    assert (report.kind, report.unchanged) == ("credit", False)
    assert "C1" in set(credit.standing(application.desk)["customer_id"])


def test_a_worker_reads_the_receipts_that_a_printing_house_left(application: Application) -> None:
    folder = application.settings.receipts_folder
    folder.mkdir()
    put(folder, "receipts.csv", "reference,event\n")
    application.work(Terms(until_done=True))
    assert not (folder / "receipts.csv").exists(), "what was read lies aside"
