"""``python -m dashboard``: serve the app; flags of ``streamlit run`` may follow."""

from __future__ import annotations

import os
import signal
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
FLAG: Final = "--server.address"


def main() -> int:
    """Start Streamlit from the root folder, where its configuration is read, and return its exit code."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))  # nothing has begun: where it was while it loaded is of no use
    from core.errors import SaldoError  # noqa: PLC0415  # loading what follows takes two seconds, in which Ctrl-C may come
    from core.settings import Settings  # noqa: PLC0415
    from dashboard.signing.home_only import refuse_open  # noqa: PLC0415

    os.chdir(ROOT)
    try:
        refuse_open(address(sys.argv[1:], os.environ), has_sign_in=Settings().has_sign_in)
    except SaldoError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    from click import Abort, ClickException  # noqa: PLC0415
    from streamlit.web import cli  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["streamlit", "run", str(Path("dashboard") / "app.py"), *sys.argv[1:]]
    try:
        return int(cli.main(prog_name="streamlit", standalone_mode=False) or 0)
    except ClickException as problem:
        problem.show()
        return problem.exit_code
    except Abort:  # Ctrl-C: everything has ended in good order by now, and nobody needs to hear that make failed
        return 0


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
