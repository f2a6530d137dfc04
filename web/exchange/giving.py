"""The files the directory is given out as; each is made from all of it."""

from collections.abc import Callable
from dataclasses import dataclass

from store.directory_fields import fields_of
from web.exchange.columns import COLUMNS, Setting
from web.exchange.hsds_writing import write_hsds
from web.exchange.sheets import sheet_rows, template_sheets
from web.exchange.taking import Known
from web.exchange.white_paper import white_paper
from web.sheets import CSV, XLSX, write_csv, write_xlsx

JSON = "application/json"


@dataclass(frozen=True)
class Everything:
    """A district's directory and the words its sheets use."""

    known: Known
    setting: Setting

    @property
    def rows(self) -> list[list[object]]:
        named = (
            (one.service.id, fields_of(one.organization, one.service)) for one in self.known.entries
        )
        return sheet_rows(named, self.setting)


def _json(all_of_it: Everything) -> bytes:
    known = all_of_it.known
    return write_hsds(
        ((one.organization, one.service) for one in known.entries), known.organizations
    )


FILES: dict[str, tuple[str, Callable[[Everything], bytes]]] = {
    "directory.json": (JSON, _json),
    "directory.csv": (CSV, lambda one: write_csv(one.rows)),
    "directory.xlsx": (XLSX, lambda one: write_xlsx({"자원": one.rows}, _widths())),
    "white-paper.xlsx": (
        XLSX,
        lambda one: write_xlsx(dict(white_paper(one.known.entries, one.setting)), (24,) * 8),
    ),
    "template.xlsx": (XLSX, lambda one: write_xlsx(template_sheets(one.setting), _widths())),
    "template.csv": (CSV, lambda one: write_csv(sheet_rows([], one.setting))),
}


def _widths() -> list[int]:
    return [one.width for one in COLUMNS]
