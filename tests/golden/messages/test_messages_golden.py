"""Every message as a customer receives it: one bill of a person, three bills of a firm in two currencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.messages.check import samples
from core.messages.render import render
from core.messages.templates import shipped
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from tests.golden.conftest import Golden


def test_rendered_messages(golden: Golden) -> None:
    for message in MessageName:
        for language in shipped().languages:
            for case, sample in zip(("person", "firm"), samples(), strict=True):
                rendered = render(message, language, sample)
                golden.check(f"{message}-{language}-{case}.txt", f"{rendered.subject}\n\n{rendered.text}")
                golden.check(f"{message}-{language}-{case}.html", rendered.html)
