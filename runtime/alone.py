"""One system on one data directory: two would write into the same files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

MARK = "running.lock"


class AlreadyRuns(Exception):
    """Another system runs on the directory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"이 자료({folder})로 함께가 이미 돌고 있습니다. 그 창에서 Ctrl-C로 멈춘 뒤 다시 "
            "시작하거나 HAMKKE_DATA_DIR로 다른 곳을 정하세요.\n"
            f"Hamkke already runs on these data ({folder}). Stop it with Ctrl-C where it runs, or "
            "choose another place with HAMKKE_DATA_DIR."
        )


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Raises ``AlreadyRuns``. Held by this process alone: however it ends, the next may begin."""
    mark = FileLock(folder / MARK, blocking=False)
    try:
        mark.acquire()
    except Timeout:
        raise AlreadyRuns(folder) from None
    try:
        yield
    finally:
        mark.release()
