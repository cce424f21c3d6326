"""Errors a user can mend: one class each, its sentence built in the class."""

from __future__ import annotations

from core.hidden import hidden
from core.sentence import Sentence


class SaldoError(Exception):
    """Anything the person at the screen can put right; ``str()`` is one sentence that says what to do.

    A class gives its sentence with ``{names}`` in it, and what stands there, so that a screen can say it in its reader's language.
    It holds no secret of this process, whatever a server that was asked put into its answer.
    """

    def __init__(self, sentence: str = "", /, **values: object) -> None:
        self.sentence = Sentence(sentence, **values)
        super().__init__(self.sentence)

    def __str__(self) -> str:
        """Return the sentence."""
        return hidden(super().__str__())


class NoBookError(SaldoError):
    """No ledger has been imported yet."""

    def __init__(self) -> None:
        super().__init__(
            "No ledger has been imported yet: run `make demo`, or import a file on Settings > Data or with `python -m core import FILE`.",
        )


class UnknownNameError(SaldoError):
    """A campaign, segment, metric, preset or version that does not exist."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        super().__init__(
            "There is no {kind} called {name!r}. Choose one of: {choice}.",
            kind=Sentence(kind),
            name=name,
            choice=known[:12] or Sentence("none yet"),
        )
