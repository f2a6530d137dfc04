"""``python -m benchmarks [name ...]``: run all measurements, or the named ones."""

import sys
from importlib import import_module
from typing import Protocol, cast

NAMES = (
    "decisions",
    "inbox",
    "history",
    "approvals",
    "publication",
    "preview",
    "whatif",
    "referrals",
    "storm",
    "bulk_import",
    "figures",
)


class Measurement(Protocol):
    def run(self) -> None: ...


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(NAMES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
        return 2
    for name in chosen or NAMES:
        cast(Measurement, import_module(f"benchmarks.{name}")).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
