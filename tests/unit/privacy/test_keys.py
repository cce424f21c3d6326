"""Messages locked with a key per customer: read back whole, unreadable without the key, and small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from core.campaigns.approve import approve
from core.campaigns.kept_contents import ErasedError, KeptContents, content_of
from core.campaigns.sealed import SealedContents
from core.campaigns.search import listing
from core.desk.campaign_tables import PreviewBatch, PreviewMessage
from core.desk.customer_secrets import destroy, keys_of
from core.desk.engine import open_desk
from core.desk.erasure_tables import CommonWords, CustomerSecret
from core.desk.migrate import migrate
from core.desk.template_tables import PreviewIndex
from core.master import Master, MasterKeyError, master_in
from tests.launched import launched, recipients
from tests.unit.campaigns.portfolio import LEDGER, NAME, previewed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.ledger import Ledger


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite3'}", master=master_in(tmp_path))
    migrate(desk)
    yield desk
    desk.close()


def messages(desk: Desk) -> dict[str, PreviewMessage]:
    with desk.reading() as session:
        return {row.customer_id: row for row in session.scalars(select(PreviewMessage))}


def test_a_preview_is_locked_and_approved_bytes_are_those_of_the_hash(locked: Desk, ledger: Ledger) -> None:
    previewed(locked, ledger(LEDGER))
    approve(locked, NAME, by="Jan", why="read")
    rows = messages(locked)
    with locked.reading() as session:
        lying = b"".join(session.scalars(select(PreviewBatch.content)))
        lines = session.scalars(select(PreviewIndex.lines)).one()
        plain = content_of(session, rows["A"])
        words = session.scalars(select(CommonWords.content)).all()
    assert b"INV1" in plain
    assert all(word not in lying + lines + b"".join(words) for word in (b"INV1", b"Bakker", b"a@example.org"))
    assert SealedContents(locked).of([rows["A"]]) == {rows["A"].id: plain}  # type: ignore[list-item]  # it asks no more of a claimed one
    assert rows["A"].length < len(plain) / 5
    assert len(listing(locked, NAME).lines.text) > 20


def test_who_has_the_desk_alone_reads_nothing(locked: Desk, ledger: Ledger, tmp_path: Path) -> None:
    previewed(locked, ledger(LEDGER))
    row = messages(locked)["A"]
    other = tmp_path / "other"
    for master in (None, master_in(other)):
        thief = open_desk(str(locked.engine.url), master=master)
        with pytest.raises(MasterKeyError), thief.reading() as session:
            content_of(session, row)
        with pytest.raises(MasterKeyError, match="another master key"):
            keys_of(thief, [("NL01", "new")])
        thief.close()


def test_a_message_without_its_key_or_its_bytes_is_not_read(locked: Desk, ledger: Ledger) -> None:
    previewed(locked, ledger(LEDGER))
    rows = messages(locked)
    with locked.session() as session:
        assert destroy(session, [("NL01", "A")], locked.now()) == 1
        changed = rows["B"]
        batch = session.get_one(PreviewBatch, changed.batch_id)
        content = bytearray(batch.content)
        content[changed.offset + changed.length - 1] ^= 1
        batch.content = bytes(content)
    with locked.reading() as session:
        assert set(KeptContents().of(session, rows.values())) == {rows["C"].id}
        with pytest.raises(ErasedError):
            content_of(session, rows["A"])
    with locked.session() as session:
        key = select(CustomerSecret.wrapped).where(CustomerSecret.customer_id == "B").scalar_subquery()
        session.execute(update(CustomerSecret).where(CustomerSecret.customer_id == "C").values(wrapped=key))
    with locked.reading() as session, pytest.raises(MasterKeyError, match="does not fit"):
        content_of(session, rows["C"])  # another customer's key, put in its place


def test_who_was_erased_gets_a_key_of_their_own_when_written_to_again(locked: Desk) -> None:
    [before] = keys_of(locked, [("NL01", "A")]).values()
    with locked.session() as session:
        destroy(session, [("NL01", "A")], locked.now())
    [after] = keys_of(locked, [("NL01", "A")]).values()
    assert after.number != before.number
    assert [key.number for key in keys_of(locked, [("NL01", "A")]).values()] == [after.number]


def test_batches_of_before_there_were_keys_are_read_as_they_lie(locked: Desk) -> None:
    launched(locked, recipients(3), is_locked=False)
    rows = messages(locked)
    with locked.reading() as session:
        assert b"Invoice 2 is still open" in content_of(session, rows["C2"])


def test_the_master_key_is_made_once_and_refused_when_others_may_read_it(tmp_path: Path) -> None:
    first, again = master_in(tmp_path), master_in(tmp_path)
    assert first.mark == again.mark
    file = tmp_path / "keys" / "master"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(Exception, match="chmod 600"):
        master_in(tmp_path).mark  # noqa: B018
    short = tmp_path / "short"
    short.write_text("too short")
    short.chmod(0o600)
    with pytest.raises(MasterKeyError, match="fewer than 32"):
        Master(name=f"file:{short}").mark  # noqa: B018
