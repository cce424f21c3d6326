"""Values put aside in a file while there are too many for the memory, and read back in their order."""

from __future__ import annotations

import pickle
import tempfile
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Spool(Generic[T]):
    """A file of this process alone, gone with it: what is read back is what was put there."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="saldo-")  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        """Return the spool."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self._file.close()

    def add(self, value: T) -> None:
        """Put one value at the end."""
        pickle.dump(value, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[T]:
        """Yield every value, the first one first."""
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - nobody else can write to a file without a name
            except EOFError:
                return
