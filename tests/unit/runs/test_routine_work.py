"""What routines do: files that cannot be taken stop no others, and a digest reaches everybody once, from the sender of the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from core.campaigns.senders import save_sender
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from core.language import Words
from core.messages.context import demo_sender
from core.runs import digest, imports, routines
from core.runs.digest import Digest, DigestMailError
from core.runs.routines import RoutineKind
from core.runs.sources import place
from core.runs.times import Times
from core.runs.turn import Notes
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from core.runs.routines import Routine
    from core.wiring import Application

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
TOLD = Digest(title="Saldo, 3 November", changed=("1 file imported.",), needs=())


def routine(desk: Desk, kind: RoutineKind, **body: Any) -> Routine:
    name = f"{kind} {len(routines.routines(desk))}"
    return routines.add(desk, name, kind, body=body, times=Times(at=("07:00",)), by="Els")


def application(desk: Desk, home: Path, **more: Any) -> Application:
    return cast("Application", SimpleNamespace(desk=desk, clock=desk.now, settings=SimpleNamespace(home=home), **more))


def mailed(desk: Desk, home: Path, sink: Sink, to: str) -> Notes:
    relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
    app = application(desk, home, email=lambda: Email(lambda: relay))
    notes = Notes(now=desk.now)
    digest._mail_all(app, routine(desk, RoutineKind.DIGEST, to=to), TOLD, Words(language="en"), notes)
    return notes


def test_a_digest_goes_from_the_sender_of_the_settings(desk: Desk, tmp_path: Path) -> None:
    save_sender(desk, "", replace(demo_sender("NL01"), email="saldo@firm.example"), by="Els")
    with Sink() as sink:
        notes = mailed(desk, tmp_path, sink, "cfo@example.org")
    [(sender, recipient, content)] = sink.accepted
    message = message_from_bytes(content, policy=default)
    assert (sender, recipient, message["From"]) == ("saldo@firm.example", "cfo@example.org", "saldo@firm.example")
    assert message["Message-ID"].endswith("@firm.example>")
    assert message["Subject"] == "Saldo, 3 November"
    assert "1 file imported." in message.get_content()
    assert notes.needs == []


def test_an_address_that_fails_keeps_nobody_from_theirs_and_nobody_gets_it_twice(desk: Desk, tmp_path: Path) -> None:
    with Sink() as sink:
        notes = mailed(desk, tmp_path, sink, "refused-a@example.org, nonsense, cfo@example.org")
    assert sink.recipients == ["cfo@example.org"]
    assert len(notes.needs) == 2  # it is told, and not tried again: that would mail the third once more
    with Sink() as sink, pytest.raises(DigestMailError):
        mailed(desk, tmp_path, sink, "refused-a@example.org")


def test_two_digests_of_one_minute_are_two_files(desk: Desk, tmp_path: Path) -> None:
    app = application(desk, tmp_path)
    one = routine(desk, RoutineKind.DIGEST)
    paths = {digest.write(app, "x", replace(one, id=each)) for each in (1, 2)}
    assert len(paths) == 2
    assert all(each.name.startswith("2026-11-03-1100-") for each in paths)  # eleven o'clock in Amsterdam


def test_an_import_of_the_book_counts_from_its_moment_in_utc(desk: Desk) -> None:
    naive = desk.now().replace(tzinfo=None)
    assert digest._instant(naive) == desk.now()
    assert isinstance(naive, datetime)


def test_a_file_that_cannot_be_taken_stops_none_of_the_others(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "SETTLED_SECONDS", -(10**10))
    export = tmp_path / "export"
    export.mkdir()
    for name in ("a.csv", "b.csv"):
        (export / name).write_text("x")

    def take(path: Path, **_: object) -> SimpleNamespace:
        if path.name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return SimpleNamespace(quarantined=0, unchanged=False, accepted=1, remarks=())

    notes = Notes(now=desk.now)
    imports.take_new(
        application(desk, tmp_path, import_file=take), routine(desk, RoutineKind.FOLDER, path=str(export)), notes
    )
    assert notes.came == ["b.csv: 1 row"]
    assert [each.split(":")[0] for each in notes.needs] == ["a.csv"]
    assert "Permission denied" in notes.needs[0]
    assert set(notes.seen) == {"b.csv"}  # the other is looked at again


def test_a_file_that_is_too_large_stops_none_of_the_others(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Far:
        def offered(self) -> list[place.Offered]:
            return [place.Offered(name=name, mark="1", bytes=1) for name in ("a.csv", "b.csv")]

        def fetched(self, file: place.Offered, folder: Path) -> Path:
            if file.name == "a.csv":
                raise place.FileTooLargeError(file.name)
            (folder / file.name).write_text("x")
            return folder / file.name

    class Opened:
        def __enter__(self) -> Far:
            return Far()

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(imports, "_opened", lambda _app, _routine: Opened())
    report = SimpleNamespace(quarantined=0, unchanged=False, accepted=1, remarks=())
    notes = Notes(now=desk.now)
    app = application(desk, tmp_path, import_file=lambda _path, **_: report)
    imports.take_new(app, routine(desk, RoutineKind.SFTP), notes)
    assert (notes.came, len(notes.needs)) == (["b.csv: 1 row"], 1)
