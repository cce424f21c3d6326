"""``python -m dashboard``: serve the app; flags of ``streamlit run`` may follow."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.errors import SaldoError
from core.settings import Settings
from dashboard.signing.home_only import refuse_open

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
FLAG: Final = "--server.address"


def main() -> int:
    """Start Streamlit from the root folder, where its configuration is read, and return its exit code."""
    os.chdir(ROOT)
    try:
        refuse_open(address(sys.argv[1:], os.environ), has_sign_in=Settings().has_sign_in)
    except SaldoError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    from streamlit.web import cli  # noqa: PLC0415  # takes a second, which a refusal need not wait for

    sys.argv = ["streamlit", "run", str(Path("dashboard") / "app.py"), *sys.argv[1:]]
    return int(cli.main(prog_name="streamlit") or 0)


def address(flags: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return where the server is told to listen; what is said nowhere is this machine, as ``.streamlit/config.toml`` has it.

    >>> address(["--server.port", "1", "--server.address=0.0.0.0"], {})
    '0.0.0.0'
    """
    for flag, following in pairwise([*flags, ""]):
        if flag == FLAG or flag.startswith(f"{FLAG}="):
            return following if flag == FLAG else flag.partition("=")[2]
    return environment.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")


if __name__ == "__main__":
    raise SystemExit(main())
