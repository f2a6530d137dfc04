"""Every edition of every district that a process knows, and what the files at hand add to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from time import monotonic

from care.model.edition import PublishedEdition
from care.model.ids import DistrictCode
from policies.edition import Edition, edition_of_file, standing, today
from policies.forms import take_forms
from policies.layers import load
from policies.parts import own_parts, parts_of
from policies.problems import PolicyError, Problem
from policies.resolved import ResolvedPolicy
from policies.sources import Texts, policy_files, read_files
from policies.successors import file_problems, inherited

LOOK_EVERY = 1.0
"""Seconds between looks at the disk: pages resolve a policy many times each."""
HELD = 4096
"""Answers remembered: districts times the days they are asked for."""
Signature = tuple[tuple[str, int, int], ...]


class PolicyBook:
    """Files of a directory and published editions, always the last good ones."""

    def __init__(self, directory: Path, published: Iterable[PublishedEdition] = ()) -> None:
        """Raises ``PolicyError`` when a file is wrong and no published edition stands in."""
        self._directory = directory
        self._signature: Signature | None = None
        self._looked = 0.0
        self._texts: dict[str, str] = {}
        """Of the last files that were all good."""
        self._at_hand: frozenset[str] = frozenset()
        self._files: dict[str, Edition] = {}
        self._taken: dict[DistrictCode, dict[int, Edition]] = defaultdict(dict)
        self._unreadable: set[tuple[str, int]] = set()
        self._held: dict[tuple[str, date], Edition] = {}
        self._names: dict[str, DistrictCode] = {}
        """Code and slug of each district to its code."""
        self._file_problems = tuple[Problem, ...]()
        self._problems: tuple[Problem, ...] | None = None
        self._take(published)
        self.refresh()
        if self._file_problems and not self._taken:
            raise PolicyError(list(self._file_problems))

    def take(self, published: Iterable[PublishedEdition]) -> None:
        """Editions never change, so one that is known already is passed over."""
        if self._take(published):
            self._changed()

    def _take(self, published: Iterable[PublishedEdition]) -> bool:
        new = [kept for kept in published if kept.number not in self._taken[kept.district]]
        for kept in sorted(new, key=lambda each: (str(each.published_at or ""), each.number)):
            self._taken[kept.district][kept.number] = Edition.of(kept)
            take_forms(kept.texts)
        return bool(new)

    def refresh(self) -> bool:
        """Whether the files say anything newer now."""
        self._looked = monotonic()
        signature = _signature(self._directory)
        if signature == self._signature:
            return False
        self._signature = signature
        before = self._files
        self._read()
        self._changed()
        return _said(self._files) != _said(before)

    def _read(self) -> None:
        texts, unreadable = read_files(self._directory)
        layers = load(texts)
        self._file_problems = PolicyError([*unreadable, *layers.problems]).problems
        found = {slug: edition_of_file(each, texts) for slug, each in layers.policies.items()}
        if not self._file_problems and texts:
            self._texts = texts
        self._at_hand = frozenset({*texts, *(problem.file for problem in unreadable)})
        same = {slug: each for slug, each in self._files.items() if _same(each, found.get(slug))}
        self._files = {**self._files, **found, **same}

    def _changed(self) -> None:
        self._held.clear()
        self._problems = None
        known = (
            *self._files.values(),
            *(each for taken in self._taken.values() for each in taken.values()),
        )
        self._names = {name: each.district for each in known for name in (each.district, each.slug)}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the newest files are not all in force; empty when they are."""
        if self._problems is None:
            found = [problem for code in self.districts() for problem in self._problems_of(code)]
            self._problems = PolicyError([*self._file_problems, *found]).problems
        return self._problems

    def _problems_of(self, district: DistrictCode) -> Iterator[Problem]:
        taken, place = (
            self._taken.get(district, {}),
            f"districts/{self._newest(district).slug}.yaml",
        )
        if place not in self._at_hand:
            yield Problem(place, 1, 1, "no_file",
                          "정책 파일이 없습니다. 마지막으로 공고된 판이 계속 적용됩니다.",
                          "The policy file is gone; the last edition stays in force.")  # fmt: skip
        if taken:
            yield from file_problems(self._file(district), taken)
            yield from inherited(self.editions(district), self._texts, today()).problems

    def look(self) -> "PolicyBook":
        if monotonic() - self._looked >= LOOK_EVERY:
            self.refresh()
        return self

    def districts(self) -> tuple[DistrictCode, ...]:
        return tuple(sorted(set(self._names.values())))

    def district_of(self, name: str) -> DistrictCode:
        """By code or slug; ``KeyError`` if there is none."""
        return self._names[name]

    def editions(self, name: str) -> tuple[Edition, ...]:
        district = self.district_of(name)
        taken, file = self._taken.get(district, {}), self._file(district)
        found = sorted(taken.values(), key=lambda each: each.number)
        if file is not None and file.number > max(taken, default=0):
            found.append(file)
        return tuple(found)

    def standing(self, name: str) -> tuple[Edition, ...]:
        """Those that have held or still may, in the order of their numbers."""
        return standing(self.editions(name))

    def resolve(self, name: str) -> ResolvedPolicy:
        """In force today; ``KeyError`` if there is no such district."""
        self.look()
        return self.in_force(name, today()).resolved

    def in_force(self, name: str, on: date) -> Edition:
        """The edition that holds on a day, passing over what this release cannot read.

        A day before the first one is the first one's.
        """
        if (name, on) not in self._held:
            if len(self._held) >= HELD:
                self._held.clear()
            self._held[name, on] = self._in_force(name, on)
        return self._held[name, on]

    def _in_force(self, name: str, on: date) -> Edition:
        known = sorted(self.standing(name), key=lambda each: each.order)
        begun = [each for each in known if each.begins <= on]
        for each in (*reversed(begun), *(later for later in known if later not in begun)):
            if self._readable(each):
                return each
        raise KeyError(name)

    def upcoming(self, name: str, after: date) -> tuple[Edition, ...]:
        days = {each.begins: each for each in self.standing(name)}
        return tuple(days[day] for day in sorted(days) if day > after)

    def by_hash(self, name: str, content_hash: str) -> ResolvedPolicy | None:
        for each in reversed(self.editions(name)):
            if each.content_hash == content_hash and self._readable(each):
                return each.resolved
        return None

    def shared(self) -> Texts:
        """The last good texts that are no district's own."""
        return {file: text for file, text in self._texts.items() if not _is_own(file)}

    def working_texts(self, name: str, own: Texts) -> dict[str, str]:
        newest = self._newest(self.district_of(name))
        return parts_of({**newest.texts, **self.shared(), **own}, newest.slug)

    def own_texts(self, edition: PublishedEdition) -> dict[str, str]:
        return own_parts(edition.texts, edition.slug, self.shared())

    def unsettled(self, name: str, today: date) -> tuple[Edition, ...]:
        """A file nobody published yet; without one, what the newest texts make of the editions."""
        known = self.editions(name)
        if known[-1].published_at is None:
            return known[-1:]
        return inherited(known, self._texts, today).editions

    def _newest(self, district: DistrictCode) -> Edition:
        file = self._file(district)
        taken = self._taken.get(district)
        if not taken:
            if file is None:
                raise KeyError(district)
            return file
        return file if file and file.number > max(taken) else taken[max(taken)]

    def _file(self, district: str) -> Edition | None:
        return next((each for each in self._files.values() if each.district == district), None)

    def _readable(self, edition: Edition) -> bool:
        place = (edition.district, edition.number)
        if place in self._unreadable:
            return False
        try:
            return edition.resolved is not None
        except PolicyError:
            self._unreadable.add(place)
            return False


def _is_own(file: str) -> bool:
    return file.startswith("districts/")


def _same(one: Edition, other: Edition | None) -> bool:
    return one == other and one.resolved == other.resolved


def _said(files: dict[str, Edition]) -> dict[str, ResolvedPolicy]:
    return {slug: edition.resolved for slug, edition in files.items()}


def _signature(directory: Path) -> Signature:
    stats = ((str(path), path.stat()) for path in policy_files(directory) if path.exists())
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
