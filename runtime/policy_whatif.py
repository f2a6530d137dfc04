"""``hamkke policy whatif``: recorded cases under a policy file nobody has published yet.

Reads the store alone: neither the engine nor a worker is needed, and nothing is written.
"""

import asyncio
import json
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from runtime.policy_commands import District, Language, known, policy_settings
from runtime.settings import Settings
from runtime.temporal import run_async

if TYPE_CHECKING:
    from care.model.policy import CasePolicy
    from runtime.parts import Parts
    from store.policy_studies import Portion, Study

INTERRUPTED = 130


@dataclass
class Told:
    """What a what-if found, so far or in all."""

    district: str
    edition: int
    policy_hash: str
    first: str
    last: str
    total: int = 0
    done: int = 0
    events: int = 0
    stopped: bool = False
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    """Cases by the code of what is different in them."""
    tally: dict[str, int] = field(default_factory=dict)
    findings: list[dict[str, object]] = field(default_factory=list)


def policy_whatif(
    district: District,
    file: Annotated[Path, typer.Argument(help="The district's changed policy file.")],
    first: Annotated[str, typer.Option("--from", help="Opened on this day or later.")] = "",
    last: Annotated[str, typer.Option("--to", help="Opened on this day or before.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="All of it, for other programs.")] = False,
    lang: Language = "ko",
) -> None:
    """Live recorded cases through again under FILE: what would have gone differently, and when."""
    from i18n.loader import known as language
    from i18n.loader import speaking

    days = _day(first, "--from"), _day(last, "--to")
    settings = policy_settings()
    code = known(district)
    from policies.problems import PolicyError

    try:
        told = run_async(_told(settings, code, file, days))
    except PolicyError as wrong:
        for problem in wrong.problems:
            place = f"{problem.file}:{problem.line}:{problem.column}"
            sys.stderr.write(f"{place} {problem.ko}\n  {problem.en}\n")
        sys.exit(1)
    if as_json:
        sys.stdout.write(json.dumps(asdict(told), ensure_ascii=False, indent=1) + "\n")
    else:
        with speaking(language(lang) or "ko"):
            _print(told)
    sys.exit(INTERRUPTED if told.stopped else 0)


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{option} {text} is no day such as 2026-01-31") from None


async def _told(
    settings: Settings, district: str, file: Path, days: tuple[date | None, date | None]
) -> Told:
    from runtime.parts import Parts

    parts = Parts.of(settings)
    try:
        with progress_bar() as progress:
            bar = progress.add_task(district, total=None)
            return await live_through(
                parts,
                district,
                text_of(file),
                days,
                lambda told: progress.update(bar, completed=told.done, total=told.total),
            )
    finally:
        await parts.database.dispose()


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise typer.BadParameter(f"{file} cannot be read as UTF-8") from None


def progress_bar() -> Progress:
    """On the error stream, so that --json can be piped."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


async def live_through(
    parts: "Parts",
    district: str,
    text: str,
    days: tuple[date | None, date | None],
    tell: Callable[[Told], object],
) -> Told:
    """Portion by portion; an interrupt ends it behind the portion that is being looked at."""
    from activities.policy_study import examine
    from care.messages.studies import StudyKind
    from runtime.worker import examiners

    policy = changed_policy(district, text)
    study = _study(district, policy, days)
    examiner = examiners(parts.database, parts.keyring)[StudyKind.WHATIF]
    first, last = (str(day or "") for day in days)
    told = Told(district, policy.version, policy.content_hash, first, last)
    told.total = await examiner.total(study)
    tell(told)
    stop, started = until_interrupted(), perf_counter()
    async for portion in examine(examiner, study, policy):
        _add(told, portion)
        tell(told)
        told.stopped = stop.is_set() and not portion.last
        if told.stopped:
            break
    told.seconds = round(perf_counter() - started, 3)
    return told


def changed_policy(district: str, text: str) -> "CasePolicy":
    """The district's file on today's texts; ``PolicyError`` with everything wrong in it."""
    from policies.resolve import resolve, resolve_texts, working_texts

    slug = resolve(district).slug
    own = {f"districts/{slug}.yaml": text}
    return resolve_texts(working_texts(district, own), slug).case_policy


def _study(district: str, policy: "CasePolicy", days: tuple[date | None, date | None]) -> "Study":
    from care.messages.studies import StudyKind
    from care.model.ids import DistrictCode, PersonId, StudyId
    from store.policy_studies import Study

    now = datetime.now(UTC)
    return Study(
        study_id=StudyId("command-line"),
        district=DistrictCode(district),
        kind=StudyKind.WHATIF,
        about="",
        edition=policy.version,
        policy_hash=policy.content_hash,
        as_of=now,
        started_by=PersonId("operator"),
        started_at=now,
        from_day=days[0],
        until_day=days[1],
    )


def _add(told: Told, portion: "Portion") -> None:
    cases = Counter(told.counts)
    cases.update(code for code, _ in {(one.code, one.case_id) for one in portion.findings})
    tally = Counter(told.tally)
    tally.update(portion.tally)
    told.done += portion.cases
    told.counts, told.tally = dict(sorted(cases.items())), dict(sorted(tally.items()))
    told.events = tally["events"]
    told.findings += [asdict(one) for one in portion.findings]


def until_interrupted() -> asyncio.Event:
    stop = asyncio.Event()
    with suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop.set)
    return stop


def _print(told: Told) -> None:
    from i18n.loader import gettext
    from i18n.wording.whatif import title

    console = Console()
    if told.stopped:
        sentence = gettext("멈췄습니다. 지금까지 본 사례의 결과입니다.")
        console.print(f"[yellow]{sentence}[/yellow]")
    found = Table(title=gettext("기록된 사례에 이 정책이었다면"))
    for heading in (gettext("무엇이"), gettext("사례"), gettext("평균 날수")):
        found.add_column(heading, justify="left" if heading == gettext("무엇이") else "right")
    for code, cases in told.counts.items():
        found.add_row(title(code), str(cases), _average(told, code))
    console.print(found)
    console.print(_work_table(told))
    console.print(
        gettext(
            "사례 %(done)s건 가운데 %(total)s건, 사건 %(events)s개를 %(seconds)s초에 보았습니다.",
            done=told.total,
            total=told.done,
            events=told.events,
            seconds=told.seconds,
        )
    )


def _average(told: Told, code: str) -> str:
    of = told.tally.get(f"days|{code}|of", 0)
    return f"{told.tally.get(f'days|{code}|sum', 0) / of:+.1f}" if of else ""


def _work_table(told: Told) -> Table:
    from i18n.loader import gettext
    from i18n.wording import words
    from i18n.wording.whatif import WORK

    table = Table(title=gettext("일하는 곳마다 늘거나 줄어드는 일"))
    table.add_column(gettext("읍면동"))
    table.add_column(gettext("누가"))
    for heading in WORK.values():
        table.add_column(gettext(heading), justify="right")
    for office, role in sorted({_team(key) for key in told.tally if key.startswith("work|")}):
        cells = (_change(told, office, role, kind) for kind in WORK)
        table.add_row(office, words(role), *cells)
    return table


def _team(key: str) -> tuple[str, str]:
    _, office, role, *_ = key.split("|")
    return office, role


def _change(told: Told, office: str, role: str, kind: str) -> str:
    before, after = (
        told.tally.get(f"work|{office}|{role}|{kind}|{side}", 0) for side in ("before", "after")
    )
    return f"{after} ({after - before:+d})" if after != before else str(after)
