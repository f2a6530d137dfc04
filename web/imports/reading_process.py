"""The process a brought file is read in: little memory, little time, no files, no secrets (B08).

It is asked by its standard input, a line of JSON and then the file, and answers by lines of JSON.
"""

import json
import os
import sys
from contextlib import suppress
from datetime import date
from typing import Any

from care.model.discovery import BatchKind
from web.imports.columns import Extra, How, Setting
from web.imports.reading import read_list
from web.reading.remarks import Unreadable

MOST_MEMORY = 768 * 1024**2
"""Of addresses; a list of 50,000 rows in 10 MiB takes about half of it."""
MOST_SECONDS = 60
"""Of the processor."""
POLITE = 10
"""Whoever works with cases comes first."""


def plain(setting: Setting) -> dict[str, Any]:
    """The setting for the pipe."""
    return {
        "today": setting.today.isoformat(),
        "offices": dict(setting.offices),
        "observed_on": None if setting.observed_on is None else setting.observed_on.isoformat(),
        "whole": list(setting.whole),
        "extras": [
            [one.key, one.heading, one.how.value, dict(one.words), list(one.names), one.most]
            for one in setting.extras
        ],
    }


def setting_of(held: dict[str, Any]) -> Setting:
    observed = held["observed_on"]
    return Setting(
        today=date.fromisoformat(held["today"]),
        offices=held["offices"],
        observed_on=None if observed is None else date.fromisoformat(observed),
        whole=tuple(held["whole"]),
        extras=tuple(
            Extra(key, heading, How(how), words, tuple(names), most)
            for key, heading, how, words, names, most in held["extras"]
        ),
    )


def limit() -> None:
    """Where the system knows limits; they cannot be taken back."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(POLITE)


def main() -> None:
    limit()
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        read = read_list(content, BatchKind(asked["kind"]), setting_of(asked["setting"]))
        for line in read.plain():
            sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    except Unreadable as failure:
        told = {"unreadable": failure.remark.code, "params": failure.remark.params}
        sys.stdout.write(json.dumps(told) + "\n")
    except (MemoryError, RecursionError):
        sys.stdout.write('{"unreadable": "FILE_UNSAFE", "params": {}}\n')
    sys.stdout.flush()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
