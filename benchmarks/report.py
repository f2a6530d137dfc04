"""One shape for every measurement, printed side by side and kept as JSON for the series."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """``need`` is the aim. ``ratio`` above 1 is better than needed, whichever way is better."""

    what: str
    need: float
    measured: float
    unit: str
    better: Literal["less", "more"]

    @property
    def ratio(self) -> float:
        less, more = (
            (self.measured, self.need) if self.better == "less" else (self.need, self.measured)
        )
        return more / less if less else float("inf")


def machine() -> dict[str, str | int | None]:
    head = subprocess.run(
        ("git", "rev-parse", "--short", "HEAD"), capture_output=True, text=True, check=False
    )
    return {
        "cpus": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "commit": head.stdout.strip() or None,
    }


def publish(name: str, rows: list[Row]) -> None:
    """Print a table and replace the kept result of this measurement."""
    table = Table(title=name)
    for heading in ("what", "need", "measured", "ratio"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for row in rows:
        sign = "≤" if row.better == "less" else "≥"
        table.add_row(
            row.what,
            f"{sign} {row.need:g} {row.unit}",
            f"{row.measured:.4g} {row.unit}",
            f"{row.ratio:.2f}",
        )
    Console(width=110).print(table)
    kept = {"machine": machine(), "rows": [asdict(row) | {"ratio": row.ratio} for row in rows]}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
