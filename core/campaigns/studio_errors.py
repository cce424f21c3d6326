"""What can go wrong with a template on the desk, and what to do about it."""

from __future__ import annotations

from core.errors import SaldoError
from core.sentence import Sentence, together


class TemplateMovedError(SaldoError):
    """Somebody else saved or approved a version in between."""

    def __init__(self, folder: str, number: int, changed_by: str) -> None:
        newest = Sentence("version {number} by {name}", number=number, name=changed_by)
        super().__init__(
            "The template {folder} changed while you were working on it (now: {newest}): look at that version, then make your change in it.",
            folder=folder,
            newest=newest if number else Sentence("the text that comes with Saldo"),
        )


class NothingChangedError(SaldoError):
    """A version that says what the one before says."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            "Nothing in {folder} is different from the newest version: change a text first.", folder=folder
        )


class NoSuchVersionError(SaldoError):
    """A version that was never saved."""

    def __init__(self, folder: str, number: int) -> None:
        super().__init__(
            "The template {folder} has no version {number}: choose one of its history.", folder=folder, number=number
        )


class NoSuchTemplateError(SaldoError):
    """A message, language or file that the studio does not edit."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "There is no template {name!r} to edit: choose a message and a language of the list.", name=name
        )


class TooLongError(SaldoError):
    """A text that no message needs."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(
            "{name} is longer than {most:,} characters: nobody reads that. Make it shorter.", name=name, most=most
        )


class TemplateRefusedError(SaldoError):
    """A version that cannot go out as it is."""

    def __init__(self, folder: str, problems: list[str]) -> None:
        self.problems = problems
        more = ["..."] if len(problems) > 5 else []  # noqa: PLR2004 - more than a screen takes in
        super().__init__(
            "The template {folder} cannot be approved: {told}. Mend it and save it again.",
            folder=folder,
            told=together([*problems[:5], *more], "; "),
        )
