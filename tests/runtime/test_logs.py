"""Log lines carry codes: personal patterns are blanked and exception texts never printed."""

import io
import logging
from pathlib import Path

import pytest
import structlog

from runtime.logs import configure
from runtime.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, log_format="json")


def test_a_line_that_cannot_be_written_is_told_nowhere_else(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(settings, "test")
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(closed := io.StringIO())
    closed.close()
    try:
        raise RuntimeError("홍길동")
    except RuntimeError:
        logging.getLogger("x").exception("홍길동")
    assert "홍길동" not in capsys.readouterr().err


def test_a_resident_number_or_phone_number_never_reaches_a_line(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(settings, "test")

    logging.getLogger("x").warning("called %s for 900101-1234567", "010-1234-5678")

    line = capsys.readouterr().err
    assert "***" in line
    assert "1234567" not in line
    assert "5678" not in line


def test_an_exception_is_named_by_type_and_place_only(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(settings, "test")
    try:
        raise ValueError("가상인의 주소")
    except ValueError:
        logging.getLogger("x").exception("failed")

    line = capsys.readouterr().err
    assert "ValueError" in line
    assert "가상인" not in line
    assert "Traceback" not in line


def test_a_line_break_in_a_value_does_not_start_a_new_line(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(settings, "test")

    structlog.get_logger().info("seen", code="a\nforged line")

    assert len(capsys.readouterr().err.strip().splitlines()) == 1
