"""``make bench``: every figure beside its reference, each part measured on its own, one table at the end."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from benchmarks import (
    bench_audience,
    bench_audit,
    bench_company,
    bench_customer,
    bench_customer_page,
    bench_effect,
    bench_erasing,
    bench_gateway,
    bench_identity,
    bench_lab,
    bench_launch,
    bench_law,
    bench_load,
    bench_mail,
    bench_matching,
    bench_mix,
    bench_numbers,
    bench_pages,
    bench_patterns,
    bench_prediction,
    bench_preview,
    bench_rendering,
    bench_replay,
    bench_scale,
    bench_scope,
    bench_sending,
    bench_templates,
    bench_whole_import,
    bench_work,
)
from benchmarks.table import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.table import Figure

PARTS: dict[str, Callable[[], list[Figure]]] = {
    "import": bench_whole_import.figures,
    "numbers": bench_numbers.figures,
    "rendering": bench_rendering.figures,
    "sending": bench_sending.every_figure,
    "launch": bench_launch.figures,
    "bank": bench_matching.figures,
    "patterns": bench_patterns.figures,
    "prediction": bench_prediction.figures,
    "preview": bench_preview.figures,
    "audience": bench_audience.figures,
    "audit": bench_audit.figures,
    "replay": bench_replay.figures,
    "effect": bench_effect.figures,
    "erasing": bench_erasing.figures,
    "scale": bench_scale.figures,
    "scope": bench_scope.figures,
    "pages": bench_pages.figures,
    "customer": bench_customer.figures,
    "load": bench_load.figures,
    "own page": bench_customer_page.figures,
    "lab": bench_lab.figures,
    "law": bench_law.figures,
    "mail": bench_mail.figures,
    "templates": bench_templates.figures,
    "mix": bench_mix.figures,
    "gateway": bench_gateway.figures,
    "work": bench_work.figures,
    "identity": bench_identity.figures,
    "company": bench_company.figures,
}


def main(wanted: list[str]) -> int:
    """Measure the parts named in ``wanted``, all of them when none is, and print the table."""
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        print(f"There is no part called {unknown[0]!r}: choose from {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    found: list[Figure] = []
    for name in wanted or PARTS:
        started = time.perf_counter()
        found += PARTS[name]()
        print(f"{name}: measured in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    print(render(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
