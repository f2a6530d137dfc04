"""A worker as a process of its own, so that a test can kill it: settings come as variables."""

from runtime.settings import Settings
from runtime.temporal import run_async
from runtime.worker import work

if __name__ == "__main__":
    run_async(work(Settings()))
