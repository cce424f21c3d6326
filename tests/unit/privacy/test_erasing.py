"""Erasing one customer: the planted name is nowhere afterwards, the books still add up, and no import brings it back."""

from __future__ import annotations

import sqlite3
import zipfile
from typing import TYPE_CHECKING

import duckdb
import pytest
from sqlalchemy import select

from core.book.book import READ_CONFIG
from core.campaigns.kept_contents import ErasedError
from core.campaigns.reading import mail, opened
from core.campaigns.search import Filters, listing
from core.desk.audit_verify import verify
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.erasure_tables import CustomerSecret
from core.metrics.aging import aging
from core.privacy.erasing import erase, is_erased, let_return
from core.privacy.requests import Stage, erasure_of
from tests.unit.privacy.person import (
    CAMPAIGN,
    CUSTOMERS,
    MAIL,
    NAME,
    PLAIN,
    WHO,
    installation,
    plant,
    put,
    unplant,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.privacy.erasing import Erased
    from core.wiring import Application

WORDS = (NAME, PLAIN, MAIL, "Eigenaardige Weg", "612345678")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("erasing")


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[Application]:
    made = installation(folder)
    yield made
    made.stop_work()
    made.desk.close()


@pytest.fixture(scope="module")
def before(app: Application) -> dict[str, object]:
    book = app.book()
    found = places(app)
    assert len([each for each in found if each.startswith("sources")]) >= 3, "the name is in the archived files"
    assert any(each.startswith("mailbox") for each in found)
    assert any(each.startswith("desk") for each in found)
    return {"aging": repr(aging(book, book.latest_on)), "version": book.version}


@pytest.fixture(scope="module")
def done(app: Application, before: dict[str, object]) -> tuple[Erased, list[str]]:
    assert before
    planted = plant(app)
    assert len(planted) > 60
    erased = erase(app.places, WHO, by="Els", why="a letter of today")
    found = places(app)
    unplant(app, planted)
    return erased, found


def places(app: Application) -> list[str]:
    """Return the files under the home folder that say a word of the person, opened where they are archives or databases."""
    home = app.settings.home
    files = (path for path in sorted(home.rglob("*")) if path.is_file())
    return [str(path.relative_to(home)) for path in files if any(says(each) for each in contents(path))]


def contents(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True, config=READ_CONFIG) as book:
            for (table,) in book.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                yield repr(book.execute(f'FROM "{table}"').fetchall()).encode()
    if path.suffix == ".sqlite3":
        with sqlite3.connect(path) as desk:
            for line in desk.iterdump():
                yield line.encode()


def says(content: bytes) -> bool:
    lowered = content.lower()
    forms = {form for word in WORDS for form in (word, word.replace("ü", "\\u00fc"), word.replace("ü", "=C3=BC"))}
    return any(form.lower().encode() in lowered for form in forms)


def test_the_name_is_found_nowhere(done: tuple[Erased, list[str]]) -> None:
    erased, found = done
    assert found == []
    assert erased.left == ()
    assert erased.files_removed >= 2  # the mail and the upload
    assert erased.files_covered >= 4


def test_the_books_still_say_what_was_owed_and_paid(
    app: Application, before: dict[str, object], done: tuple[Erased, list[str]]
) -> None:
    book = app.book()
    assert book.version == done[0].version != before["version"]
    assert repr(aging(book, book.latest_on)) == before["aging"]
    [row] = book.rows("told_customer", entity=WHO[0], customer_id=WHO[1])
    assert (row["name"], row["label"], row["vat_number"]) == ("C7", "neutral", None)
    assert [each["amount_minor"] for each in book.rows("told_documents", entity=WHO[0], customer_id=WHO[1])] == [100_00]
    assert [each.name for each in app.store.versions()] == [done[0].version]
    [other] = book.rows("told_customer", entity="NL01", customer_id="C8")
    assert other["name"] == "Bakkerij Anders"


@pytest.mark.usefixtures("done")
def test_the_message_is_in_the_ledger_and_cannot_be_read(app: Application) -> None:
    with app.desk.reading() as session:
        rows = {
            row.customer_id: row for row in session.scalars(select(PreviewMessage).where(PreviewMessage.id < 990_000))
        }
        sent = {row.customer_id: row for row in session.scalars(select(Message).where(Message.id < 990_000))}
        keys = {row.customer_id: row.wrapped for row in session.scalars(select(CustomerSecret)) if row.id < 990_000}
    assert (rows["C7"].name, rows["C7"].address, rows["C7"].amounts) == ("C7", "", {"EUR": 100_00})
    assert sent["C7"].state == "sent"
    assert keys["C7"] is None
    assert keys["C8"] is not None
    gone = opened(app.desk, rows["C7"].id)
    assert (gone.is_erased, gone.content, gone.text) == (True, b"", "")
    with pytest.raises(ErasedError):
        mail(app.desk, CAMPAIGN, entity=WHO[0], customer_id=WHO[1])
    assert "Anders" in opened(app.desk, rows["C8"].id).text
    found = listing(app.desk, CAMPAIGN).now()
    assert len(found.find(Filters(text=PLAIN))) == 0
    assert len(found.find(Filters(text="anders"))) == 1


@pytest.mark.usefixtures("done")
def test_the_request_is_kept_and_the_trail_is_whole(app: Application) -> None:
    known = erasure_of(app.desk, WHO)
    assert known is not None
    assert (known.state, known.done_by, known.why) == (Stage.DONE, "Els", "a letter of today")
    assert verify(app.desk).is_whole


@pytest.mark.usefixtures("done")
def test_no_later_import_brings_the_name_back(app: Application, folder: Path) -> None:
    later = CUSTOMERS.replace(",negative", ",positive")
    app.import_file(put(folder, "customers later.csv", later), by="Els")
    app.import_file(workbook(folder), by="Els", list_on=None)
    app.import_file(put(folder, "customers short.csv", CUSTOMERS.replace(NAME, "Qux")), by="Els")
    assert places(app) == []
    kept = [path.read_bytes() for path in (app.settings.home / "sources").rglob("*.csv")]
    assert any(b",C7,***," in content for content in kept), "a short name goes where it is all of a cell on the row"
    assert not any(b"Qux" in content for content in kept)
    [row] = app.book().rows("told_customer", entity=WHO[0], customer_id=WHO[1])
    assert (row["name"], row["label"]) == ("C7", "neutral")
    assert app.book().rows("told_addresses", entity=WHO[0], customer_id=WHO[1]) == []


@pytest.mark.usefixtures("done")
def test_who_is_a_customer_again_is_known_again_from_the_next_file_on(app: Application, folder: Path) -> None:
    assert let_return(app.places, WHO, by="Els", why="ordered anew")
    assert not is_erased(app.places, WHO)
    app.import_file(put(folder, "customers anew.csv", CUSTOMERS.replace("negative", "neutral")), by="Els")
    [row] = app.book().rows("told_customer", entity=WHO[0], customer_id=WHO[1])
    assert row["name"] == NAME
