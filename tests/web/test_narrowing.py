"""The address of a narrowed list says what narrows it, and nothing else."""

import pytest

from web.narrowing import address_of


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({"zone": "", "page": 1, "whose": None}, "/stalled"),
        ({"zone": "ZONE_1", "page": 3}, "/stalled?zone=ZONE_1&page=3"),
        ({"office": "소담&동"}, "/stalled?office=%EC%86%8C%EB%8B%B4%26%EB%8F%99"),
    ],
)
def test_what_says_nothing_and_the_first_page_stay_out(
    said: dict[str, object], address: str
) -> None:
    assert address_of("/stalled", said) == address
