"""Check an exported audit trail without Saldo: python audit_check.py FOLDER, with entries.jsonl and values.jsonl in it.

Nothing but Python's own library. It recomputes each digest and says where the trail is not as it was written.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD = ("who", "known_by", "roles", "sign_in", "action", "what", "act", "values_digest")


def digest(parts: list[Any]) -> str:
    """Return the SHA-256 of ``parts`` as JSON."""
    return sha256(json.dumps(parts).encode()).hexdigest()


def faults(folder: Path) -> Iterator[str]:
    """Yield a sentence for everything that is wrong."""
    values: dict[int, list[dict[str, Any]]] = {}
    for text in (folder / "values.jsonl").read_text("utf-8").splitlines():
        value = json.loads(text)
        values.setdefault(value["number"], []).append(value)
        if value["body"] is not None:
            sealed = [value["salt"], value["entity"], value["customer_id"], value["body"]]
            if digest(sealed) != value["commitment"]:
                yield f"What entry {value['number']} says was altered."
    before: dict[str, Any] | None = None
    for text in (folder / "entries.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(text)
        number = entry["number"]
        if digest([entry["previous"], number, entry["at"], *(entry[name] for name in TOLD)]) != entry["digest"]:
            yield f"Entry {number} was altered."
        pieces = sorted(values.pop(number, []), key=lambda value: int(value["piece"]))
        if sha256("".join(piece["commitment"] for piece in pieces).encode()).hexdigest() != entry["values_digest"]:
            yield f"A part of what entry {number} says was removed or put in."
        if before is not None and (before["number"] + 1 != number or before["digest"] != entry["previous"]):
            yield f"Entry {number} does not follow entry {before['number']}."
        before = entry
    for number in values:
        yield f"Entry {number} is not there, but what it says is."


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    sys.stdout.write("\n".join(found or ["The exported trail is whole."]) + "\n")
    sys.exit(1 if found else 0)
