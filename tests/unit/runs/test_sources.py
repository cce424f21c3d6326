"""Sources of scheduled imports: one SELECT and nothing else, read only; folders by what is new; another machine by its key."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

import asyncssh
import pytest
from sqlalchemy import create_engine, text

from core.runs.sources import query
from core.runs.sources.folder import open_folder
from core.runs.sources.place import Offered, SourceError, new_files, remembered
from core.runs.sources.query import DatabaseError, NotOneSelectError, Question, TooManyRowsError, checked, fetch
from core.runs.sources.remote import open_remote
from core.secret import SecretError
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT a, b FROM t WHERE c = 'x;y' AND d > 1;",
        "WITH w AS (SELECT 1 AS a) SELECT a FROM w",
        "SELECT 1 UNION ALL SELECT 2",
        'SELECT updated_at, "delete" FROM t -- a remark; and more',
        "SELECT created_at::date FROM t",
    ],
)
def test_one_select_is_asked(statement: str) -> None:
    assert checked(statement, "postgresql") == statement.strip().rstrip(";").strip()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("", "empty"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("SELECT 1; DROP TABLE t", "2 statements"),
        ("DELETE FROM t", "begins with DELETE"),
        ("UPDATE t SET a = 1", "begins with UPDATE"),
        ("DROP TABLE t", "begins with DROP"),
        ("WITH w AS (DELETE FROM t RETURNING *) SELECT * FROM w", "DELETE"),
        ("SELECT * INTO copy FROM t", "INTO"),
        ("SELECT * FROM t FOR UPDATE", "LOCK"),
        ("SELECT pg_sleep(1000)", "pg_sleep"),
        ("SELECT nextval('s')", "nextval"),
        ("SELECT pg_read_file('/etc/passwd')", "pg_read_file"),
        ("SELECT dblink_exec('x', 'DROP TABLE t')", "dblink_exec"),
        ("SELECT load_extension('x')", "load_extension"),
        ("PRAGMA table_info(t)", "begins with PRAGMA"),
        ("EXEC xp_cmdshell 'dir'", "begins with EXEC"),
        ("COPY t TO '/tmp/x'", "begins with COPY"),
        ("COMMIT", "begins with COMMIT"),
        ("SELEC a FRM", ""),
        ("SELECT 1 /*!50000 INTO OUTFILE '/tmp/x' */", "comment"),
        ("SELECT pg_ls_dir('/')", "pg_ls_dir"),
        ("SELECT * FROM pg_stat_file('/etc/passwd')", "pg_stat_file"),
        ("SELECT query_to_xml('DELETE FROM t', true, true, '')", "query_to_xml"),
        ("SELECT pg_notify('a', 'b')", "pg_notify"),
        ("/* SELECT */ TRUNCATE t", "begins with"),
    ],
)
def test_anything_else_is_refused(statement: str, told: str) -> None:
    with pytest.raises(NotOneSelectError, match="Only one SELECT that changes nothing") as refused:
        checked(statement, "postgresql")
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM '/etc/passwd'", "SELECT * FROM read_text('x')", "SELECT * FROM glob('/*')"]
)
def test_duckdb_reads_no_files(statement: str) -> None:
    with pytest.raises(NotOneSelectError):
        checked(statement, "duckdb")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "erp.sqlite3"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE item (customer TEXT, number TEXT, due TEXT, amount REAL, note TEXT)")
        rows = [("A", f"INV{number}", "2026-10-01", 1.5, "at 10:30, 5% off" if number else None) for number in range(3)]
        connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    monkeypatch.setenv("SALDO_ERP_URL", f"sqlite:///{place}")
    return place


def test_an_answer_becomes_a_file(shop: Path, tmp_path: Path) -> None:  # noqa: ARG001
    question = Question(
        url="env:SALDO_ERP_URL",
        statement="SELECT *, '12:00' AS at FROM item WHERE note LIKE '%5\\%%' ESCAPE '\\' OR note IS NULL ORDER BY number;",
    )
    assert fetch(question, tmp_path / "a.csv") == 3
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "customer,number,due,amount,note,at", "A,INV0,2026-10-01,1.5,,12:00",
        'A,INV1,2026-10-01,1.5,"at 10:30, 5% off",12:00', 'A,INV2,2026-10-01,1.5,"at 10:30, 5% off",12:00',
    ]  # fmt: skip


def test_too_large_an_answer_is_refused_and_a_database_that_is_not_there_is_not_made(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TooManyRowsError, match="more than 2 rows"):
        fetch(Question(url="env:SALDO_ERP_URL", statement="SELECT * FROM item", most_rows=2), tmp_path / "a.csv")
    with pytest.raises(DatabaseError, match="no such table"):
        fetch(Question(url="env:SALDO_ERP_URL", statement="SELECT * FROM elsewhere"), tmp_path / "a.csv")
    monkeypatch.setenv("SALDO_ERP_URL", f"sqlite:///{tmp_path / 'other.sqlite3'}")
    with pytest.raises(DatabaseError, match="no such SQLite file"):
        fetch(Question(url="env:SALDO_ERP_URL", statement="SELECT 1"), tmp_path / "a.csv")
    assert not (tmp_path / "other.sqlite3").exists()
    monkeypatch.setenv("SALDO_ERP_URL", "oracle://u:hunter2@h/d")
    with pytest.raises(DatabaseError, match="not installed") as refused:
        fetch(Question(url="env:SALDO_ERP_URL", statement="SELECT 1"), tmp_path / "a.csv")
    assert "hunter2" not in str(refused.value)
    with pytest.raises(SecretError):
        fetch(Question(url=f"sqlite:///{shop}", statement="SELECT 1"), tmp_path / "a.csv")


def test_what_a_check_does_not_see_the_database_refuses(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "checked", lambda statement, _backend="": statement)
    with pytest.raises(DatabaseError, match="readonly"):
        fetch(
            Question(url="env:SALDO_ERP_URL", statement="INSERT INTO item VALUES ('B', 'X', '', 1, '') RETURNING *"),
            tmp_path / "a.csv",
        )
    with sqlite3.connect(shop) as connection:
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (3,)
    connection.close()


@pytest.mark.postgres
def test_on_postgresql_the_transaction_is_read_only_and_no_sentence_has_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh_database().replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE item (n int)"))
        connection.execute(text("INSERT INTO item SELECT generate_series(1, 12000)"))
        connection.execute(text("CREATE SEQUENCE counted"))
    monkeypatch.setenv("SALDO_ERP_URL", url)
    question = Question(
        url="env:SALDO_ERP_URL", statement="SELECT n::text AS number, '5%' AS share FROM item ORDER BY n"
    )
    assert fetch(question, tmp_path / "a.csv") == 12_000
    monkeypatch.setattr(query, "checked", lambda statement, _backend="": statement)
    for statement, told in (
        ("SELECT nextval('counted')", "read-only transaction"),
        ("INSERT INTO item VALUES (1) RETURNING n", "syntax error"),  # no cursor is declared for it
    ):
        with pytest.raises(DatabaseError, match=told):
            fetch(Question(url="env:SALDO_ERP_URL", statement=statement), tmp_path / "a.csv")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM item")).scalar() == 12_000
    engine.dispose()


def test_only_what_is_new_and_finished_is_taken() -> None:
    names = ["b.csv", "a.CSV", ".c.csv", "d.csv.part", "e.xml", "../f.csv"]
    offered = [Offered(name=name, mark="1", bytes=1) for name in names]
    assert [each.name for each in new_files(offered, {}, "*.csv")] == ["a.CSV", "b.csv"]
    assert [each.name for each in new_files(offered, {"a.CSV": "1", "b.csv": "0"}, "*.csv")] == ["b.csv"]
    assert remembered({"a.CSV": "1", "gone.csv": "1"}, offered) == {"a.CSV": "1"}


def test_a_folder_is_read_where_it_lies_and_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("x")
    os.utime(tmp_path / "old.csv", (1_000, 1_000))
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "gone.csv")  # keeps nothing else from its turn
    (tmp_path / "new.csv").write_text("x")
    os.utime(tmp_path / "new.csv", (3_000, 3_000))
    with open_folder(str(tmp_path), settled_before=2_000) as place:
        [file] = place.offered()
        assert place.fetched(file, tmp_path / "elsewhere") == tmp_path / "old.csv"
    for wrong, told in (("relative/folder", "whole path"), (str(tmp_path / "nothing"), "no such folder")):
        with pytest.raises(SourceError, match=told), open_folder(wrong, settled_before=0):
            pass


class Server:
    """An SFTP server of this machine, for one test."""

    def __init__(self, root: Path) -> None:
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.root, self.port = root, 0
        self._ready, self._end = Event(), Event()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    async def _serve(self) -> None:
        class Login(asyncssh.SSHServer):
            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                return (username, password) == ("saldo", "right")

        server = await asyncssh.create_server(
            Login, "127.0.0.1", 0, server_host_keys=[self.key], sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(self.root).encode()),
        )  # fmt: skip
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        while not self._end.is_set():  # noqa: ASYNC110 - another thread says when
            await asyncio.sleep(0.05)
        server.close()

    @property
    def host_key(self) -> str:
        return " ".join(self.key.export_public_key().decode().split()[:2])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "root" / "export").mkdir(parents=True)
    with Server(tmp_path / "root") as running:
        yield running


def test_files_come_from_another_machine_only_when_it_shows_the_key_we_know(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (server.root / "export" / "ledger.csv").write_text("a,b\n1,2\n")
    monkeypatch.setenv("SALDO_ERP_SFTP", "right")
    address = f"sftp://saldo@127.0.0.1:{server.port}/export"
    with open_remote(address, host_key=server.host_key, secret="env:SALDO_ERP_SFTP") as place:  # noqa: S106 - its name
        [file] = place.offered()
        assert place.fetched(file, tmp_path).read_text() == "a,b\n1,2\n"
    other = " ".join(asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().split()[:2])
    with (
        pytest.raises(SourceError, match="another host key"),
        open_remote(address, host_key=other, secret="env:SALDO_ERP_SFTP"),  # noqa: S106
    ):
        pass
    monkeypatch.setenv("SALDO_ERP_SFTP", "wrong")
    with (
        pytest.raises(SourceError, match="it is tried again") as refused,
        open_remote(address, host_key=server.host_key, secret="env:SALDO_ERP_SFTP"),  # noqa: S106
    ):
        pass
    assert "wrong" not in str(refused.value)
