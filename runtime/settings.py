"""Every setting of Hamkke in one place, read from HAMKKE_ variables and an optional .env file.

`.env.example` and docker-compose.yml are held against this class by tests/architecture.
"""

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "HAMKKE_"
# Names with this prefix steer the tests only and are no settings of the running system.
TEST_PREFIX = "HAMKKE_TEST_"
PUBLIC_DATA = "HAMKKE_PUBLIC_DATA"
"""Where tests find published schemas; no process of ours reads it."""
Port = int


class Profile(StrEnum):
    TRIAL = "trial"
    REHEARSAL = "rehearsal"
    PRODUCTION = "production"


def _port(default: int, description: str) -> Any:
    return Field(default, ge=1, le=65535, description=description)


class Settings(BaseSettings):
    """Frozen for the life of a process: a changed setting needs a restart and is then the truth."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    profile: Profile = Field(
        Profile.TRIAL,
        description="trial: one machine, plain http allowed; rehearsal: trial in which time can be "
        "moved; production: refuses what is unsafe.",
    )
    demo: bool = Field(
        False, description="Creates invented people, cases and demo accounts; trial profile only."
    )
    data_dir: Path = Field(
        Path("var"), description="Folder for the database, engine state, logs and the master key."
    )

    database_url: str = Field(
        default_factory=lambda data: f"sqlite+aiosqlite:///{data['data_dir'] / 'hamkke.db'}",
        repr=False,
        description="SQLAlchemy address of SQLite (sqlite+aiosqlite://) or PostgreSQL "
        "(postgresql+psycopg://); empty means a SQLite file in the data folder.",
    )
    database_pool: int = Field(
        10, ge=1, le=200, description="Connections one process keeps open to PostgreSQL."
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        "FULL",
        description="How SQLite files of ours and of the embedded engine reach the disk; NORMAL is "
        "faster and may lose the last acknowledged steps in a power cut.",
    )

    master_key_file: Path = Field(
        default_factory=lambda data: data["data_dir"] / "master.key",
        description="File with the key that wraps all district keys; keep a copy elsewhere. In the "
        "trial profile it is created when missing.",
    )
    master_key: SecretStr | None = Field(
        None, description="The master key itself (base64), for key stores that hand out variables."
    )

    embedded_temporal: bool = Field(
        True, description="Start and watch a Temporal server of our own beside the other parts."
    )
    temporal_port: Port = _port(7460, "Port of the embedded Temporal server.")
    temporal_address: str = Field(
        default_factory=lambda data: f"127.0.0.1:{data['temporal_port']}",
        description="host:port of the Temporal frontend; empty means the embedded server.",
    )
    temporal_namespace: str = Field(
        "cases", pattern=r"^[a-z][a-z0-9-]{1,62}$", description="Temporal namespace of all cases."
    )
    temporal_retention_days: int = Field(
        3650,
        ge=30,
        description="How long closed runs stay readable in the embedded engine; also the runs a "
        "living case left behind when it continued as new.",
    )
    temporal_ui_port: Port = _port(8461, "Port of the embedded Temporal Web UI (loopback only).")
    temporal_ui_url: str = Field(
        default_factory=lambda data: f"http://127.0.0.1:{data['temporal_ui_port']}",
        description="Where the web finds the Temporal Web UI it shows to operators after login.",
    )
    temporal_metrics_port: Port = _port(8463, "Port of the embedded server's metrics.")

    task_queue: str = Field("cases", min_length=1, description="Task queue the workers serve.")
    sticky_timeout_seconds: float = Field(
        2.0,
        gt=0,
        le=10,
        description="Wait for the worker that cached a case before another takes it.",
    )
    update_timeout_seconds: float = Field(
        5.0, gt=0, le=30, description="How long a page waits for a decision before it says unknown."
    )
    worker_cached_cases: int = Field(
        1000, ge=0, description="Cases a worker keeps in memory (about 0.1 MB each)."
    )
    worker_workflow_polls: int = Field(
        20, ge=1, le=200, description="Polls for workflow tasks at once; few polls mean long tails."
    )
    worker_sandboxed: bool = Field(
        False,
        description="Watch workflow code for forbidden calls while it runs; the tests always do, "
        "and without it a worker needs about 40 % less CPU.",
    )
    worker_shutdown_seconds: float = Field(
        10.0, ge=0, description="Time running activities get to finish when a worker is stopped."
    )
    metrics_host: str = Field(
        "127.0.0.1", description="Address the metrics ports listen on; never a public one."
    )
    worker_metrics_port: Port = _port(8464, "Port of the worker's metrics.")

    web_host: str = Field("127.0.0.1", description="Address the web listens on.")
    web_port: Port = _port(8460, "Port of the web.")
    public_url: str = Field(
        default_factory=lambda data: f"http://127.0.0.1:{data['web_port']}",
        pattern=r"^https?://[^/\s]+$",
        description="Address people and partners reach the web by: scheme, host, port, no path.",
    )
    trusted_proxies: str = Field(
        "", description="Comma-separated addresses whose X-Forwarded headers are believed."
    )
    max_body_bytes: int = Field(
        1_048_576, ge=10_240, description="Largest request body the web reads."
    )
    session_idle_minutes: int = Field(
        30, ge=5, le=480, description="A session ends after this time without a request (SR-05)."
    )
    session_hours: int = Field(
        12, ge=1, le=24, description="A session ends this long after login, busy or not (SR-05)."
    )

    relay_interval_seconds: float = Field(
        1.0, gt=0, le=60, description="Pause of the relay between two looks at inbox and outbox."
    )
    relay_batch: int = Field(50, ge=1, le=1000, description="Messages the relay takes in one look.")
    sandbox_port: Port = _port(8462, "Port of the partner sandbox, started in demo mode only.")

    mail_sink_port: Port = _port(
        8465, "Port of the mailbox that keeps letters in demo mode, instead of sending them."
    )

    fhir_poll_seconds: float = Field(
        30.0,
        ge=1,
        le=3600,
        description="How often the Tasks on a body's own FHIR server are looked at.",
    )

    smtp_host: str = Field(
        default_factory=lambda data: "127.0.0.1" if data["demo"] else "",
        description="Mail server letters to bodies are handed to; empty: no letter is sent, and a "
        "person takes over. In demo mode the sandbox's own mailbox.",
    )
    smtp_port: Port = Field(
        default_factory=lambda data: data["mail_sink_port"] if data["demo"] else 587,
        ge=1,
        le=65535,
        description="Port of the mail server.",
    )
    smtp_tls: Literal["none", "starttls", "tls"] = Field(
        default_factory=lambda data: "none" if data["demo"] else "starttls",
        description="How the way to the mail server is encrypted; production refuses none.",
    )
    smtp_from: str = Field(
        "noreply@hamkke.example.kr",
        pattern=r"^[^@\s]+@[^@\s]+$",
        description="Address letters to bodies come from.",
    )
    smtp_user: str = Field("", description="Name to log in to the mail server with; empty: none.")
    smtp_password: SecretStr = Field(
        SecretStr(""), repr=False, description="Password to log in to the mail server with."
    )

    port_clash: Literal["next", "refuse"] = Field(
        default_factory=lambda data: "refuse" if data["profile"] is Profile.PRODUCTION else "next",
        description="When a port is taken: use the next free one and say so, or stop and say so.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least serious log line written."
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="console for people, json for collectors."
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_means_default(cls, given: Any) -> Any:
        """A line `HAMKKE_X=` in an env file is a setting left alone, not an empty value."""
        return {name: value for name, value in given.items() if value != ""}

    @model_validator(mode="after")
    def _safe_together(self) -> Self:
        if self.profile is Profile.PRODUCTION:
            _refuse(self._unsafe_for_production())
        return self

    def _unsafe_for_production(self) -> Iterable[str]:
        if self.demo:
            yield "HAMKKE_DEMO: demo accounts have known passwords"
        if not self.public_url.startswith("https://"):
            yield "HAMKKE_PUBLIC_URL: must be https"
        if self.smtp_host and self.smtp_tls == "none":
            yield "HAMKKE_SMTP_TLS: letters carry links, so the way to the mail server is encrypted"
        if self.master_key is None and not self.master_key_file.is_file():
            yield "HAMKKE_MASTER_KEY_FILE: no such file, and HAMKKE_MASTER_KEY is not set"

    @property
    def moves_time(self) -> bool:
        """Whether the clock of a single case may be moved here: never where people are real."""
        rehearsing = self.demo or self.profile is Profile.REHEARSAL
        return rehearsing and self.profile is not Profile.PRODUCTION

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def _refuse(reasons: Iterable[str]) -> None:
    found = list(reasons)
    if found:
        raise ValueError("unsafe in production: " + "; ".join(found))


def variable(field: str) -> str:
    """The environment variable that sets a field."""
    return PREFIX + field.upper()


def unknown_variables(environment: Iterable[str] | None = None) -> list[str]:
    """HAMKKE_ names nobody reads: a misspelt setting must not be ignored in silence."""
    known = {variable(name) for name in Settings.model_fields}
    names = os.environ if environment is None else environment
    return sorted(
        name
        for name in names
        if name.startswith(PREFIX)
        and not name.startswith(TEST_PREFIX)
        and name not in known
        and name != PUBLIC_DATA
    )
