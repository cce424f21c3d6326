"""A frame as the desk keeps it in one value: a Parquet file, compressed."""

from __future__ import annotations

from io import BytesIO

import pandas as pd


def packed(frame: pd.DataFrame) -> bytes:
    """Return ``frame``, without its index, as it is kept."""
    file = BytesIO()
    frame.to_parquet(file, compression="zstd", index=False)
    return file.getvalue()


def unpacked(kept: bytes) -> pd.DataFrame:
    """Return the frame that ``packed`` made ``kept`` of."""
    return pd.read_parquet(BytesIO(kept))
