"""The door for lists and pages: everything here takes a scope and never looks beyond it."""

from store.cases import (
    CaseFilters,
    CaseOrder,
    CasePlace,
    CaseRow,
    case_list,
    case_place,
    case_row,
    snapshot,
    timeline_page,
)
from store.counters import next_case_number
from store.desk import claim, release, snooze, wake
from store.inbox import Tab, TaskFilters, TaskRow, inbox, tab_counts, task, tasks_of_case
from store.linkages import (
    LedgerTotal,
    LinkageRow,
    case_of_linkage,
    ledger_totals,
    linkage_list,
)
from store.scope import PAGE_SIZE, Page, Scope

__all__ = [
    "PAGE_SIZE",
    "CaseFilters",
    "CaseOrder",
    "CasePlace",
    "CaseRow",
    "LedgerTotal",
    "LinkageRow",
    "Page",
    "Scope",
    "Tab",
    "TaskFilters",
    "TaskRow",
    "case_list",
    "case_of_linkage",
    "case_place",
    "case_row",
    "claim",
    "inbox",
    "ledger_totals",
    "linkage_list",
    "next_case_number",
    "release",
    "snapshot",
    "snooze",
    "tab_counts",
    "task",
    "tasks_of_case",
    "timeline_page",
    "wake",
]
