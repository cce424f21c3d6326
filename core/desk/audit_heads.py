"""Ends of the audit trail as checks found them, kept in a file beside the desk: whoever rewrites the trail does not reach them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import audit
from core.desk.audit_chain import Head
from core.desk.audit_verify import Verdict, verify
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk

NAME: Final = "heads.jsonl"
SET_ASIDE: Final = "heads-set-aside.jsonl"


class HeadsUnreadableError(SaldoError):
    """A file of kept ends that is not as this program wrote it."""

    def __init__(self, line: int) -> None:
        super().__init__(
            "Line {line} of audit/{name} cannot be read: put back that file from a backup. Without it nobody can say "
            "whether the audit trail was cut off.",
            line=line,
            name=NAME,
        )


class TrailBrokenError(SaldoError):
    """A trail that is not as it was written."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(
            "The audit trail is not as it was written ({count} found; the first: {first}) Leave the desk as it is, keep a copy of it, "
            "and compare with a backup. After putting back an older backup: `python -m core audit set-aside --why ...`.",
            count=len(verdict.faults),
            first=Sentence(verdict.faults[0].sentence),
        )


class NothingToSetAsideError(SaldoError):
    """Kept ends that all hold: there is nothing to explain."""

    def __init__(self) -> None:
        super().__init__("The audit trail still holds every end that was kept: there is nothing to set aside.")


def kept(folder: Path) -> list[Head]:
    """Return every end that was kept in ``folder``, the oldest first."""
    path = folder / NAME
    heads: list[Head] = []
    for line, text in enumerate(path.read_text("utf-8").splitlines() if path.is_file() else [], start=1):
        try:
            told = json.loads(text)
            heads.append(Head(number=int(told["number"]), digest=str(told["digest"])))
        except (ValueError, KeyError, TypeError):
            raise HeadsUnreadableError(line) from None
    return heads


def check(desk: Desk, folder: Path) -> Verdict:
    """Return whether the trail is whole and holds every kept end; if so, keep its end of now as well."""
    known = kept(folder)
    verdict = verify(desk, kept=known)
    if verdict.is_whole and verdict.head not in known and verdict.head.number:
        _keep(folder / NAME, [verdict.head], desk)
    return verdict


def look(desk: Desk, folder: Path) -> str:
    """Check the trail as a duty does: return what was seen; :class:`TrailBrokenError` when anything is wrong."""
    verdict = check(desk, folder)
    if not verdict.is_whole:
        raise TrailBrokenError(verdict)
    return f"{verdict.entries} entries, as they were written"


@permitted(Action.KEEP)
def set_aside(desk: Desk, folder: Path, *, by: str, why: str) -> list[Head]:  # noqa: ARG001 - the trail keeps who and why
    """Set aside the kept ends that the trail no longer holds, because an older backup was put back; return them.

    The trail tells who said so, why, and which ends they were. :class:`NothingToSetAsideError` when all of them hold.
    """
    known = kept(folder)
    gone = list(verify(desk, kept=known).lost)
    if not gone:
        raise NothingToSetAsideError
    audit.keep(desk, set_aside=[f"{head.number} {head.digest}" for head in gone])
    _keep(folder / SET_ASIDE, gone, desk)
    (folder / NAME).unlink()
    _keep(folder / NAME, [head for head in known if head not in gone], desk)
    return gone


def _keep(path: Path, heads: list[Head], desk: Desk) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    at = desk.now().isoformat()
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps({'number': h.number, 'digest': h.digest, 'kept_at': at})}\n" for h in heads)
