"""What holds in a district now.

``resolve("41570").case_policy`` is what a case pins. ``PolicyBook`` watches a directory: a changed
file is read at the next question; when it is wrong the last good policy of the districts it touches
stays, the others go on, and the problems are kept for whoever has to mend it.
"""

import shutil
from pathlib import Path
from time import monotonic

from care.model.ids import DistrictCode
from policies.layers import Layers, load, policy_files
from policies.problems import PolicyError, Problem
from policies.resolved import ResolvedPolicy, ResolvedValue

__all__ = [
    "DIRECTORY", "PolicyBook", "PolicyError", "ResolvedPolicy", "ResolvedValue", "districts",
    "problems", "resolve", "resolve_directory", "use",
]  # fmt: skip

DIRECTORY = Path(__file__).parent
LOOK_EVERY = 1.0
"""Seconds between looks at the disk: pages resolve a policy many times each."""
Signature = tuple[tuple[str, int, int], ...]
_in_use: list["PolicyBook"] = []


def resolve(district: str) -> ResolvedPolicy:
    """By code (``41570``) or name of the file (``gimpo-si``); ``KeyError`` if there is none."""
    return _book().resolve(district)


def districts() -> tuple[DistrictCode, ...]:
    return _book().districts()


def problems() -> tuple[Problem, ...]:
    """Why the newest files are not all in force; empty when they are."""
    return _book().look().problems


def use(book: "PolicyBook") -> None:
    """From now on ``resolve`` asks this book instead of the files that came with Hamkke."""
    _in_use[:] = [book]


def _book() -> "PolicyBook":
    if not _in_use:
        use(PolicyBook(DIRECTORY))
    return _in_use[0]


def resolve_directory(directory: Path) -> tuple[ResolvedPolicy, ...]:
    """Every district of the directory, in order of code, or ``PolicyError`` with all problems."""
    layers = load(directory)
    if layers.problems:
        raise PolicyError(layers.problems)
    return tuple(sorted(layers.policies.values(), key=lambda policy: policy.district))


class PolicyBook:
    """The policies of a directory, always the last good ones."""

    def __init__(self, directory: Path, kept: Path | None = None) -> None:
        """``kept`` is where good files are copied to, so that a restart finds them too.

        Raises ``PolicyError`` when a file is wrong and no good copy is kept.
        """
        self._directory = directory
        self._kept = kept
        self._signature: Signature = ()
        self._looked = 0.0
        self._policies: dict[str, ResolvedPolicy] = {}
        self.problems: tuple[Problem, ...] = tuple[Problem, ...]()
        """Why the newest files are not all in force; empty when they are."""
        self.refresh()
        if self.problems and not self._recall():
            raise PolicyError(list(self.problems))

    def refresh(self) -> bool:
        """Whether anything newer is in force now."""
        self._looked = monotonic()
        signature = _signature(self._directory)
        if signature == self._signature:
            return False
        self._signature = signature
        return self._take(load(self._directory))

    def _take(self, layers: Layers) -> bool:
        before = self._policies
        self.problems = PolicyError(layers.problems).problems
        if self.problems:
            self._policies = {**before, **layers.policies}
        else:
            self._policies = layers.policies
            self._keep()
        return self._policies != before

    def _keep(self) -> None:
        if self._kept is None:
            return
        fresh = self._kept.with_name(f"{self._kept.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for path in policy_files(self._directory):
            copy = fresh / path.relative_to(self._directory)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        shutil.rmtree(self._kept, ignore_errors=True)
        fresh.rename(self._kept)

    def _recall(self) -> bool:
        """Fills in from the kept copy what the files at hand could not give."""
        if self._kept is None or not self._kept.exists():
            return False
        self._policies = {**load(self._kept).policies, **self._policies}
        return bool(self._policies)

    def look(self) -> "PolicyBook":
        if monotonic() - self._looked >= LOOK_EVERY:
            self.refresh()
        return self

    def resolve(self, district: str) -> ResolvedPolicy:
        for policy in self.look()._policies.values():
            if district in (policy.district, policy.slug):
                return policy
        raise KeyError(district)

    def districts(self) -> tuple[DistrictCode, ...]:
        return tuple(sorted(policy.district for policy in self.look()._policies.values()))


def _signature(directory: Path) -> Signature:
    stats = ((str(path), path.stat()) for path in policy_files(directory) if path.exists())
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
