"""The texts a policy is read from: files of a directory, or what an edition keeps of them."""

from collections.abc import Mapping
from pathlib import Path

from policies.problems import PolicyError, Problem

DIRECTORY = Path(__file__).parent
Texts = Mapping[str, str]
"""File, as a path within the policy directory (``districts/gimpo-si.yaml``), to its text."""

NATIONAL = "national.yaml"
FOLDERS = ("provinces", "districts", "calendars", "forms")


def policy_files(directory: Path) -> list[Path]:
    below = (path for folder in FOLDERS for path in sorted((directory / folder).glob("*.yaml")))
    return [directory / NATIONAL, *below]


def read_files(directory: Path) -> tuple[dict[str, str], list[Problem]]:
    """What can be read, and what cannot; never raises for what is on the disk."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in policy_files(directory):
        file = path.relative_to(directory).as_posix()
        try:
            texts[file] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            problems.append(Problem(file, 1, 1, "unreadable", "파일을 읽을 수 없습니다(UTF-8).",
                                    "The file cannot be read as UTF-8."))  # fmt: skip
    return texts, problems


def read_texts(directory: Path = DIRECTORY) -> dict[str, str]:
    """Raises ``PolicyError`` for files that cannot be read."""
    texts, problems = read_files(directory)
    if problems:
        raise PolicyError(problems)
    return texts


def in_folder(texts: Texts, folder: str) -> dict[str, str]:
    """The texts of a folder by name: ``calendars`` gives ``kr-2019-2031``, ..."""
    start = f"{folder}/"
    return {
        file.removeprefix(start).removesuffix(".yaml"): text
        for file, text in texts.items()
        if file.startswith(start)
    }
