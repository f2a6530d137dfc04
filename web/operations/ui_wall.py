"""What an operator may ask of the Temporal Web UI's own interface: the own district's cases alone.

The UI knows no districts. Case ids begin with theirs, and lists are narrowed by the district's
search attribute. What is not named here is not asked (SR-07, SR-09).
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode

from care.model.ids import DistrictCode
from web.places import ENGINE_UI
from web.words import Problem

API = f"{ENGINE_UI}/api/"
NAMESPACE = r"namespaces/[\w-]+"
PLAIN = re.compile(
    rf"v1/(settings|cluster-info|system-info|namespaces|{NAMESPACE}|{NAMESPACE}/search-attributes"
    rf"|{NAMESPACE}/(workers|worker-count|task-queues/[\w-]+(/[\w-]+)*))"
)
LISTS = re.compile(rf"v1/{NAMESPACE}/(workflows|workflow-count)")
ONE_CASE = re.compile(rf"v1/{NAMESPACE}/workflows/(\d{{5}})-[a-z2-7]{{16}}(/[\w-]+)*")
TAIL = re.compile(r"(?i)\s*\b((?:group|order) by [\w\s,`]+)$")


def narrowed(path: str, query: str, district: DistrictCode) -> str:
    """The query to ask with; a refusal for what is not this district's."""
    plain = unquote(path)
    if not plain.startswith(API):
        if "//" in plain or "/api" in plain.removeprefix(ENGINE_UI)[:5].lower():
            raise Problem(404, "NOT_FOUND")
        return query
    asked = plain.removeprefix(API)
    if LISTS.fullmatch(asked):
        return _own(query, district)
    one = ONE_CASE.fullmatch(asked)
    if not PLAIN.fullmatch(asked) and (one is None or one[1] != district):
        raise Problem(404, "NOT_FOUND")
    if any("workflow" in name.lower() for name, _ in parse_qsl(query)):
        raise Problem(404, "NOT_FOUND")
    return query


def _own(query: str, district: DistrictCode) -> str:
    params = parse_qsl(query, keep_blank_values=True)
    wanted = [value for name, value in params if name == "query"]
    if len(wanted) > 1:
        raise Problem(404, "NOT_FOUND")
    others = [(name, value) for name, value in params if name != "query"]
    return urlencode([*others, ("query", own_cases(*wanted, district=district))])


def own_cases(asked: str = "", *, district: DistrictCode) -> str:
    """The condition of a list, held inside brackets that it cannot close."""
    found = TAIL.search(asked)
    tail = f" {found[1]}" if found else ""
    condition = (asked[: found.start()] if found else asked).strip()
    if not _closed(condition):
        raise Problem(404, "NOT_FOUND")
    own = f"District = '{district}'"
    return (f"{own} AND ({condition})" if condition else own) + tail


def _closed(condition: str) -> bool:
    """Whether every bracket and quote that opens also closes, and none closes that did not open."""
    depth, quote = 0, ""
    for sign in condition:
        if sign in "\\;#" or (sign == "-" and not quote and "--" in condition):
            return False
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"`":
            quote = sign
        else:
            depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0 and not quote
