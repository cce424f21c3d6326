"""Measures that remember which of them a formula read: what a number is made of, without writing it down twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, cast, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.metrics.metric import Figure, Measures


class _Counted:
    """A sequence that remembers how many of its first entries were read."""

    def __init__(self, held: Sequence[Any], note: Callable[[int], None]) -> None:
        self._held = held
        self._note = note

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[Any]:
        for place, entry in enumerate(self._held):
            self._note(place + 1)
            yield entry

    @overload
    def __getitem__(self, place: int) -> Any: ...  # noqa: ANN401 (an entry of any kind)
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice) and place.start in {None, 0} and place.step is None:
            return _Counted(self._held[place], self._note)  # what is read of it is read of this
        last = len(self._held) if isinstance(place, slice) or place < 0 else place + 1
        self._note(last)
        return self._held[place]


class _Watched:
    """A stand-in for measures, or for a part of them: answers as they do and notes what was asked, by its path."""

    def __init__(self, held: object, asked: dict[str, int | None], path: str = "") -> None:
        self._held = held
        self._asked = asked
        self._path = path

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever the measures hold)
        value, path = getattr(self._held, name), f"{self._path}{name}"
        if isinstance(value, Mapping) and value and all(is_dataclass(each) for each in value.values()):
            self._asked.setdefault(path, None)
            return {key: _Watched(each, self._asked, f"{path}.{key}.") for key, each in value.items()}
        if is_dataclass(value):
            return _Watched(value, self._asked, f"{path}.")
        if isinstance(value, tuple):
            self._asked.setdefault(path, 0)
            return _Counted(value, lambda count: self._count(path, count))
        if callable(value):
            return self._called(value, path)
        self._asked.setdefault(path, None)
        return value

    def _count(self, path: str, count: int) -> None:
        self._asked[path] = max(self._asked.get(path) or 0, count)

    def _called(self, method: Callable[[int], Any], path: str) -> Callable[[int], Any]:
        """Return a method of one number of months, noting the most it was asked for."""

        def call(count: int) -> Any:  # noqa: ANN401 (whatever the method gives)
            self._count(path, count)
            return method(count)

        return call


def watch(compute: Callable[[Measures], Figure], measured: Measures) -> tuple[Figure, dict[str, int | None]]:
    """Return the figure, and each field of the measures its formula read: of a sequence, how many of its first entries.

    A field of a part is named by its path (``events.paid_minor``). A formula that makes other measures first
    (``dataclasses.replace``) cannot be watched: it would read everything.
    """
    asked: dict[str, int | None] = {}
    figure = compute(cast("Measures", _Watched(measured, asked)))
    return figure, asked
