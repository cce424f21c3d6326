"""The matrix of roles, docs/roles.md, written from what the program checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.access.four_eyes import SMALL_TEAM, Rule
from core.access.pages import is_for
from core.access.words import ACTIONS, MEANINGS, ROLES
from core.actions import MATRIX, Action, Role
from core.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

YES, NO = "yes", "-"
_GUARDED: Final = re.compile(r"^ *@permitted\(Action\.(\w+)\)\n(?: *@.*\n)* *def (\w+)", re.MULTILINE)
_FOUR_EYES = (
    "As shipped, two people look at a campaign that asks for more than {euros:,} EUR in all, has more than {rule.most_messages} messages,",
    "or holds a legal step: whoever planned it, wrote it or changed a message in it does not approve it. What somebody made and approved",
    "alone earlier that day counts along, so that halves are as much as the whole. The text of a legal step is approved by another than",
    "its author. The standing approvals of one person never go beyond what one person may approve. Where at most {team}",
    "people make or approve what goes out, one person may do both; the approval then waits {rule.look_again_days} days for a second look, by",
    "a colleague at once, or by the same person from the next day on.",
)


def markdown() -> str:
    """Return docs/roles.md: every role with every action and every page."""
    rule, found = Rule(), functions()
    return (
        "\n".join(
            [
                "# Roles",
                "",
                "Written by `make docs` from core/actions.py; do not edit by hand. A function that changes something asks in core whether who acts",
                "holds its action; a test calls every such function in every role, and another finds a function that forgets to ask.",
                "",
                "| role | in a sentence |",
                "|---|---|",
                *(f"| {ROLES[role]} | {MEANINGS[role]} |" for role in Role),
                "",
                "Somebody can have several roles, and has the roles of those they stand in for, on the days they do. On one's own machine, without",
                "sign-in, whoever is there may do everything; what runs by itself does so as Saldo.",
                "",
                "## Who may do what",
                "",
                *_table("action", ((ACTIONS[each], [each in MATRIX[role] for role in Role]) for each in Action)),
                "",
                "## What asks for it",
                "",
                "The functions of core that wear each action; what they call in turn is part of the same act.",
                "",
                "| action | functions |",
                "|---|---|",
                *(f"| {ACTIONS[each]} | {_functions(found[each])} |" for each in Action),
                "",
                "## Who has which page",
                "",
                "Whether a page shows whose customers is another matter: limits by company, country and account manager hold in every query.",
                "",
                *_table("page", ((f"`{name}`", [is_for(name, {role}) for role in Role]) for name in pages())),
                "",
                "## Four eyes",
                "",
                *(line.format(rule=rule, euros=rule.most_minor // 100, team=SMALL_TEAM) for line in _FOUR_EYES),
            ]
        )
        + "\n"
    )


def functions() -> dict[Action, list[str]]:
    """Return the functions of core by the action they ask for, read from their text."""
    found: dict[Action, list[str]] = {action: [] for action in Action}
    for file in sorted((ROOT / "core").rglob("*.py")):
        place = ".".join(file.relative_to(ROOT / "core").with_suffix("").parts)
        for action, name in _GUARDED.findall(file.read_text(encoding="utf-8")):
            found[Action[action]].append(f"{place}.{name}")
    return found


def _functions(asked: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in asked) or NO


def pages() -> list[str]:
    """Return the name of every page, as its file is called."""
    return sorted(each.stem for each in (ROOT / "pages").glob("*.py"))


def _table(first: str, rows: Iterable[tuple[str, list[bool]]]) -> list[str]:
    return [
        f"| {first} | " + " | ".join(ROLES[role].lower() for role in Role) + " |",
        "|---|" + "---|" * len(Role),
        *(f"| {name} | " + " | ".join(YES if each else NO for each in held) + " |" for name, held in rows),
    ]
