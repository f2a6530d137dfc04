"""Assessment forms by version."""

from pathlib import Path

FORMS = Path(__file__).parent / "forms"


def form_versions(directory: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in directory.glob("*.yaml")))
