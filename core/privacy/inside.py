"""What PDFs that customers sent along say inside: read in a process of its own, for nobody knows what is in them."""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROOT: Final = Path(__file__).parents[2]
START: Final = b"%PDF-"
_CPU_SECONDS: Final = 20
_MEMORY: Final = 2 * 2**30
_TOGETHER: Final = 50


def texts(files: Sequence[Path]) -> Iterator[tuple[Path, str | None]]:
    """Yield what each of ``files`` says, None where it cannot be read: damaged, locked, a scan, or built to keep a reader busy."""
    for start in range(0, len(files), _TOGETHER):
        waiting = list(files[start : start + _TOGETHER])
        while waiting:
            read = _read_together(waiting)
            yield from zip(waiting, read, strict=False)
            waiting = waiting[len(read) :]
            if waiting:  # the reader died of the first of these
                yield waiting.pop(0), None


def _read_together(files: Sequence[Path]) -> list[str | None]:
    """Return what ``files`` say, up to the one that ended the process that reads them."""
    asked = json.dumps([str(each.resolve()) for each in files])
    done = subprocess.run(
        [sys.executable, "-m", "core.privacy.inside"],
        input=asked.encode(),
        stdout=subprocess.PIPE,
        check=False,
        cwd=_ROOT,
    )
    return [json.loads(line) for line in done.stdout.split(b"\n")[:-1]]


def _read(file: Path) -> str | None:
    from pypdf import PdfReader  # noqa: PLC0415 - in the process of its own only

    try:
        said = " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())
    except Exception:  # noqa: BLE001 - whatever a hostile file does to its reader means that it cannot be read
        return None
    return said or None


def main() -> None:
    """Write what each file named on standard input says, a line of JSON each, within limits of memory and processor."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for each in json.loads(sys.stdin.buffer.read()):
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + _CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
        sys.stdout.buffer.write(json.dumps(_read(Path(each))).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
