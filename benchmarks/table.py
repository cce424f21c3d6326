"""One measured figure beside its reference, and the table of all of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measured figure in ``unit``, what it is compared with, and the most it should be.

    ``reference`` is measured in the same run where there is one; ``target`` is then a ratio, else it is in ``unit``.
    """

    name: str
    measured: float
    unit: str
    target: float
    reference_name: str = ""
    reference: float | None = None

    @property
    def ratio(self) -> float:
        """Measured as a multiple of the reference, or of the target where nothing else is measured."""
        return self.measured / (self.target if self.reference is None else self.reference)

    @property
    def is_within(self) -> bool:
        """Whether the figure keeps its target."""
        return self.ratio <= (1.0 if self.reference is None else self.target)


def render(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| what | measured | compared with | ratio | target | |", "|---|---:|---|---:|---:|---|"]
    for figure in figures:
        if figure.reference is None:
            beside, target = "target", f"{figure.target:g} {figure.unit}"
        else:
            beside, target = f"{figure.reference_name}: {figure.reference:.3g} {figure.unit}", f"{figure.target:g} x"
        verdict = "within" if figure.is_within else "OVER"
        lines.append(
            f"| {figure.name} | {figure.measured:.3g} {figure.unit} | {beside} | {figure.ratio:.2f} | {target} | {verdict} |",
        )
    return "\n".join(lines)
