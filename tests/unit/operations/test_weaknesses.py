"""A scan that looked nothing up is not taken for a clean one, and a known weakness fails wherever it is looked up."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from benchmarks import weaknesses
from benchmarks.weaknesses import ROOT, main, read

if TYPE_CHECKING:
    from collections.abc import Iterator

PIP_AUDIT = Path(os.environ.get("SALDO_PIP_AUDIT", ROOT / ".venv" / "audit" / "bin" / "pip-audit"))
KNOWN = {
    "id": "PYSEC-2019-217",
    "summary": "A sandbox that is none",
    "affected": [
        {
            "package": {"name": "jinja2", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10.1"}]}],
        }
    ],
}

SKIPPED = {"name": "jinja2", "skip_reason": "Dependency not found on PyPI and could not be audited: jinja2 (2.10)"}
CLEAN = {"name": "anyio", "version": "4.16.0", "vulns": []}
WEAK = {"name": "jinja2", "version": "2.10", "vulns": [{"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"]}]}


def test_what_could_not_be_looked_up_is_said() -> None:
    nothing = read(json.dumps({"dependencies": [SKIPPED, SKIPPED]}))
    assert nothing.code == 3
    assert "NOTHING IS KNOWN" in " ".join(nothing.lines())
    assert "No weakness" not in " ".join(nothing.lines())
    some = read(json.dumps({"dependencies": [SKIPPED, CLEAN]}))
    assert (some.code, some.lines()[0]) == (0, "1 of 2 releases were looked up.")
    assert "Not looked up: jinja2." in some.lines()
    weak = read(json.dumps({"dependencies": [WEAK, CLEAN]}))
    assert weak.code == 1
    assert "jinja2 2.10: PYSEC-2019-217, mended in 2.10.1" in weak.lines()


class _Source(BaseHTTPRequestHandler):
    """Answers as OSV does, and knows of one weakness."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        is_weak = asked == {"package": {"name": "jinja2", "ecosystem": "PyPI"}, "version": "2.10"}
        told = json.dumps({"vulns": [KNOWN]} if is_weak else {}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def source() -> Iterator[tuple[str, ...]]:
    """The flags that make pip-audit ask a source of advisories on this machine."""
    server = HTTPServer(("127.0.0.1", 0), _Source)
    Thread(target=server.serve_forever, daemon=True).start()
    yield "--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


def test_what_the_source_is_asked_by_can_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = tmp_path / "asked"
    stands_in = tmp_path / "pip-audit"
    report = json.dumps({"dependencies": [WEAK, CLEAN]})
    stands_in.write_text(f"#!/bin/sh\necho \"$@\" > {asked}\necho '{report}'\nexit 1\n", encoding="utf-8")
    stands_in.chmod(0o700)
    monkeypatch.setattr(weaknesses, "REQUIREMENTS", ("requirements.txt",))
    assert main(str(stands_in), "--vulnerability-service", "osv") == 1
    assert "jinja2 2.10: PYSEC-2019-217, mended in 2.10.1" in capsys.readouterr().out
    given = asked.read_text(encoding="utf-8")
    assert f"--requirement {ROOT / 'requirements.txt'}" in given
    assert given.endswith("--vulnerability-service osv\n")


@pytest.mark.skipif(not PIP_AUDIT.exists(), reason="pip-audit is brought by `make audit`")
def test_a_known_weakness_is_named_and_fails_where_a_source_can_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pinned = tmp_path / "pinned.txt"
    pinned.write_text("anyio==4.16.0\njinja2==2.10\n", encoding="utf-8")
    monkeypatch.setattr(weaknesses, "REQUIREMENTS", (str(pinned),))
    with source() as flags:
        assert main(str(PIP_AUDIT), *flags) == 1
        told = capsys.readouterr().out
        assert "2 of 2 releases were looked up." in told
        assert "jinja2 2.10: PYSEC-2019-217, mended in 2.10.1" in told
        pinned.write_text("anyio==4.16.0\njinja2==2.10.1\n", encoding="utf-8")
        assert main(str(PIP_AUDIT), *flags) == 0
    assert main(str(PIP_AUDIT), *flags) == 3, "nobody answers there any more"
    assert "NOTHING IS KNOWN" in capsys.readouterr().out
