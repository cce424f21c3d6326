"""What an entry of the audit trail says, in pieces: what concerns one customer lies apart, to be erased with that customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.actions import Action
from core.desk.audit_chain import as_text, commitment, new_salt
from core.desk.audit_plain import DOCUMENTS, RULES, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.acting import Act
    from core.desk.audit_watch import Change, Watch

Subject = tuple[str, str]
ERASED: Final = "erased_pieces"
# Arguments that are how something is done and not what.
MEANS: Final = frozenset({
    "app", "application", "book", "clock", "connection", "desk", "progress", "self", "session", "settings", "store",
})  # fmt: skip
MOST_SUBJECTS: Final = 500


def sealed_pieces(begun: Act, seen: Watch) -> list[dict[str, Any]]:
    """Return the rows of ``AuditValue`` for an entry, but for the entry's number: what was given and done, then each customer's."""
    subjects = sorted({*_given_subjects(begun.given), *(each for change in seen.changes if (each := _subject(change)))})
    only = subjects[0] if len(subjects) == 1 else None
    facts = [each for each in begun.changes if ERASED not in each]
    salt = new_salt()
    shared: dict[str, Any] = {"given": _given(begun.given, salt)}
    if facts:
        shared["told"] = {name: plain(each, salt, name) for fact in facts for name, each in fact.items()}
    if seen.counts:
        shared["counts"] = {f"{table} {verb}": count for (table, verb), count in sorted(seen.counts.items())}
    own = [each for each in seen.changes if only is not None or _subject(each) is None]
    rows = [_sealed(only, shared | _told(begun, own, salt), salt)]
    if only is None:
        for subject in subjects[:MOST_SUBJECTS]:
            salt = new_salt()
            rows.append(_sealed(subject, _told(begun, [c for c in seen.changes if _subject(c) == subject], salt), salt))
    rows.extend(_sealed(None, fact, new_salt()) for fact in begun.changes if ERASED in fact)
    return [{**row, "piece": piece} for piece, row in enumerate(rows)]


def _sealed(subject: Subject | None, body: Mapping[str, Any], salt: str) -> dict[str, Any]:
    entity, customer_id = subject or (None, None)
    text = as_text(body)
    sealed = commitment(salt, entity, customer_id, text)
    return {"commitment": sealed, "salt": salt, "entity": entity, "customer_id": customer_id, "body": text}


def _subject(change: Change) -> Subject | None:
    return (change.entity, change.customer_id) if change.entity and change.customer_id else None


def _given(given: Mapping[str, Any], salt: str) -> dict[str, Any]:
    return {
        name: plain(each, salt, name)
        for name, each in given.items()
        if name not in MEANS and each is not None and not callable(each)
    }


def _given_subjects(given: Mapping[str, Any]) -> Iterator[Subject]:
    """Yield the customers that the arguments name, as two of them or as parts of one."""
    for each in (given, *given.values()):
        listed = each if isinstance(each, list | tuple) else [each]
        for part in listed[:MOST_SUBJECTS]:
            read = part.get if isinstance(part, dict) else lambda name, part=part: getattr(part, name, None)
            entity, customer_id = read("entity"), read("customer_id")
            if isinstance(entity, str) and isinstance(customer_id, str) and entity and customer_id:
                yield entity, customer_id


def _told(begun: Act, changes: list[Change], salt: str) -> dict[str, Any]:
    if not changes:
        return {}
    return {"changes": [_change(each, salt, is_erasing=begun.action is Action.PRIVACY) for each in changes]}


def _change(change: Change, salt: str, *, is_erasing: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"table": change.table, "key": plain(dict(change.key), salt)}
    for when, row in (("before", change.before), ("after", change.after)):
        if row is None or (
            is_erasing and when == "before"
        ):  # what an erasure takes away is not written down by its own entry
            continue
        told[when] = {name: _cell(change.table, name, each, salt) for name, each in row.items() if each is not None}
    if change.before is not None and change.after is not None and not is_erasing:
        told["before"], told["after"] = _differing(told["before"], told["after"])
    return told


def _cell(table: str, name: str, value: object, salt: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    is_rule = table in RULES and name in DOCUMENTS
    return plain(value, salt, "rule" if is_rule else name)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return only the parts of documents that differ; a value that is no document stays as it is."""
    for name in before.keys() & after.keys():
        if isinstance(before[name], dict) and isinstance(after[name], dict) and "digest" not in before[name]:
            old, new = before[name], after[name]
            same = {key for key in old.keys() & new.keys() if old[key] == new[key]}
            before[name] = {key: each for key, each in old.items() if key not in same}
            after[name] = {key: each for key, each in new.items() if key not in same}
    return before, after
