"""How many open documents may disappear between two lists before somebody should look at the file."""

from __future__ import annotations

from typing import Final

from core.book.errors import AbnormalSettlementError

# In a week about a third of what is open is paid, in a month most of it; a file cut in half shows at once.
AT_ONCE_SHARE: Final = 0.25
DAYS_TO_SETTLE: Final = 60
HIGHEST_SHARE: Final = 0.9
FEWEST_DOCUMENTS: Final = 10


def usual_share(days: int) -> float:
    """Return the largest share of open documents (0-1) that settles in ``days`` without anybody wondering."""
    return min(HIGHEST_SHARE, AT_ONCE_SHARE + days / DAYS_TO_SETTLE)


def require_usual(*, entity: str, missing: int, open_documents: int, days: int) -> None:
    """Raise ``AbnormalSettlementError`` when more is missing from a list than usual; a handful of documents never is."""
    if open_documents < FEWEST_DOCUMENTS:
        return
    limit_share = usual_share(days)
    if missing > limit_share * open_documents:
        raise AbnormalSettlementError(
            entity=entity,
            missing=missing,
            open_documents=open_documents,
            limit_share=limit_share,
        )
