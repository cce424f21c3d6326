"""A scan that looked nothing up is not taken for a clean one."""

from __future__ import annotations

import json

from benchmarks.weaknesses import read

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
