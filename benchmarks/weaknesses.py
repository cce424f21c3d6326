"""``make audit``: known weaknesses of every pinned release, and how many of them could be looked up at all."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
SECONDS = 600
WEAK, UNKNOWN = 1, 3


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What pip-audit found: of how many releases, which it could not look up, and what is known of the others."""

    looked_up: int
    unknown: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def code(self) -> int:
        """Return the exit code: a scan of nothing is not a clean one."""
        return WEAK if self.weak else UNKNOWN if not self.looked_up else 0

    def lines(self) -> list[str]:
        """Return what there is to say."""
        told = [f"{self.looked_up} of {self.looked_up + len(self.unknown)} releases were looked up."]
        if not self.looked_up:
            told.append(
                "No source of advisories can be reached from here: NOTHING IS KNOWN about these releases. Run this where one can."
            )
        elif self.unknown:
            told.append(f"Not looked up: {', '.join(self.unknown)}.")
        return [*told, *(self.weak or (["No weakness is known of those."] if self.looked_up else []))]


def read(report: str) -> Scan:
    """Return what a JSON report of pip-audit says; it ends well also when it could look up nothing."""
    releases = json.loads(report)["dependencies"]
    unknown = tuple(f"{each['name']}" for each in releases if "skip_reason" in each)
    weak = tuple(
        f"{each['name']} {each['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no release yet'}"
        for each in releases
        for found in each.get("vulns", ())
    )
    return Scan(looked_up=len(releases) - len(unknown), unknown=unknown, weak=weak)


def main(pip_audit: str, *flags: str) -> int:
    """Run pip-audit, say what it found, and return the exit code; ``flags`` of its own say which source it asks."""
    command = [pip_audit, "--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    for name in REQUIREMENTS:
        command += ["--requirement", str(ROOT / name)]
    command += flags
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    try:
        scan = read(done.stdout)
    except (ValueError, KeyError):
        why = (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        print(f"No source of advisories can be reached from here: NOTHING IS KNOWN about these releases ({why}).")
        return UNKNOWN
    print("\n".join(scan.lines()))
    return scan.code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
