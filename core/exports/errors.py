"""What can be wrong with an order for an export, each in a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


class NothingToTakeError(SaldoError):
    """Nothing was open on that day in that part of the portfolio, and nothing was sold before it."""

    def __init__(self, as_of: date, currency: str | None) -> None:
        if currency:
            super().__init__(
                "There is nothing in {currency} to take away as of {as_of}: no open item and no sales. "
                "Choose another day, currency or part of the portfolio.",
                as_of=as_of,
                currency=currency,
            )
        else:
            super().__init__(
                "There is nothing to take away as of {as_of}: no open item and no sales. "
                "Choose another day, currency or part of the portfolio.",
                as_of=as_of,
            )


class NoSuchFolderError(SaldoError):
    """The file is to be written into a folder that is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "There is no folder {folder}: make it first, or name a file in a folder that exists.", folder=folder
        )


class TakenError(SaldoError):
    """Something that is no file stands where the export is to be written."""

    def __init__(self, path: Path) -> None:
        super().__init__("{path} is a folder: give the name of a file to write.", path=path)
