"""Bytes and texts that somebody damaged: a strategy for tests that feed a reader what no program writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

ODD = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b";", b'"', b"'", b"\t", b"-", b"0", b"9" * 40, b"1e9", b"NaN", b"<", b">",
    b"&x;", b"</", b"\xe2\x80\xae", b"=1+1", b"{{", b"%s", b"99999999", b"31-02-2026", b"/../", b":", b",", b"(" * 50,
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes], most: int = 8) -> bytes:
    """One of ``seeds`` with up to ``most`` pieces cut out, doubled, moved, or overwritten by something odd."""
    content = draw(st.sampled_from(list(seeds)))
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, max(len(content) - 1, 0)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        how = draw(st.sampled_from(["cut", "double", "odd", "bytes", "end"]))
        piece = content[start:end]
        if how == "cut":
            content = content[:start] + content[end:]
        elif how == "double":
            content = content[:end] + piece + content[end:]
        elif how == "odd":
            content = content[:start] + draw(st.sampled_from(ODD)) + content[end:]
        elif how == "bytes":
            content = content[:start] + draw(st.binary(max_size=12)) + content[end:]
        else:
            content = content[:start]
    return content
