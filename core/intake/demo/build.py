"""Filling an empty book with the demo portfolio, through the same door as any other file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clock import utc_now
from core.intake.demo.generate import AS_OF, CUSTOMERS, SEED, generate
from core.intake.importer import import_file
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.book.store import BookStore
    from core.clock import Clock
    from core.intake.report import ImportReport
    from core.settings import Settings

BY = "demo"


def build_demo(
    settings: Settings,
    store: BookStore,
    *,
    customers: int = CUSTOMERS,
    seed: int = SEED,
    as_of: date = AS_OF,
    progress: Callable[[float, str], None] | None = None,
    clock: Clock = utc_now,
) -> list[ImportReport]:
    """Return the reports of the imports that fill ``store`` with a portfolio of ``customers``.

    The files stay in ``settings.home/demo``, with the truth beside them. Importing them again changes nothing.
    """
    tell = progress or _silent
    files = generate(
        settings.home / "demo",
        customers=customers,
        seed=seed,
        as_of=as_of,
        progress=lambda done, what: tell(0.2 * done, what),
    )
    reports = []
    for place, path in enumerate(files.to_import):
        tell(0.2 + 0.8 * place / len(files.to_import), f"Importing {path.name}")
        report = import_file(
            path,
            store=store,
            sources=settings.sources_folder,
            by=BY,
            preset=path.stem,
            mode=ImportMode.MOVEMENTS,
            list_on=files.as_of,
            clock=clock,
        )
        reports.append(report)
    tell(1.0, "The demo portfolio is in the book")
    return reports


def _silent(_share: float, _told: str) -> None:
    """Take progress and tell nobody."""
