"""``python -m dashboard``: serve the app; flags of ``streamlit run`` may follow."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from streamlit.web import cli

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Start Streamlit from the root folder, where its configuration is read, and return its exit code."""
    os.chdir(ROOT)
    sys.argv = ["streamlit", "run", str(Path("dashboard") / "app.py"), *sys.argv[1:]]
    return int(cli.main(prog_name="streamlit") or 0)


if __name__ == "__main__":
    raise SystemExit(main())
