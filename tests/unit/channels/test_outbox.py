"""The outbox: what it keeps is listed and read again, whatever an address holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.channels.base import Outgoing
from core.channels.outbox import Outbox, list_kept, read_kept
from core.errors import UnknownNameError
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from pathlib import Path


def test_an_address_with_odd_line_breaks_is_one_line_of_the_index(tmp_path: Path) -> None:
    outbox = Outbox(ChannelName.LETTER, tmp_path)
    address = "Markt 58\u2028Nuenen\x85NL\n"
    sent = Outgoing(key=1, sender="", recipient=address, content=b"a letter")
    assert len(list(outbox.send([sent], lambda _message: True))) == 1
    (kept,) = list_kept(tmp_path)
    assert (kept.recipient, read_kept(tmp_path, kept.kept_id)) == (address, b"a letter")


def test_a_path_is_no_name_of_a_message(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (tmp_path / "outbox").mkdir()
    with pytest.raises(UnknownNameError):
        read_kept(tmp_path / "outbox", "../secret")
