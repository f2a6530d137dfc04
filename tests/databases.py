"""Empty SQLite databases of this release: migrated once a process, copied after that."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from store.database import migrate


def new_sqlite(folder: Path, name: str = "hamkke.db") -> str:
    """The address of a new one in the folder."""
    return f"sqlite+aiosqlite:///{new_file(folder, name)}"


def new_file(folder: Path, name: str = "hamkke.db") -> Path:
    return shutil.copy(_template(), folder / name)


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hamkke-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "empty.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file
