"""Log lines carry codes: personal patterns are blanked and exception texts never printed."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from runtime.logs import configure
from runtime.settings import Settings


@pytest.fixture
def logging_restored(tmp_path: Path) -> Iterator[Settings]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield Settings(_env_file=None, data_dir=tmp_path, log_format="json")
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_a_resident_number_or_phone_number_never_reaches_a_line(
    logging_restored: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(logging_restored, "test")

    logging.getLogger("x").warning("called %s for 900101-1234567", "010-1234-5678")

    line = capsys.readouterr().err
    assert "***" in line
    assert "1234567" not in line
    assert "5678" not in line


def test_an_exception_is_named_by_type_and_place_only(
    logging_restored: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(logging_restored, "test")
    try:
        raise ValueError("가상인의 주소")
    except ValueError:
        logging.getLogger("x").exception("failed")

    line = capsys.readouterr().err
    assert "ValueError" in line
    assert "가상인" not in line
    assert "Traceback" not in line


def test_a_line_break_in_a_value_does_not_start_a_new_line(
    logging_restored: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(logging_restored, "test")

    structlog.get_logger().info("seen", code="a\nforged line")

    assert len(capsys.readouterr().err.strip().splitlines()) == 1
