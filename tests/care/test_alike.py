"""Two tellings of one household are found to be so; a common name alone is nobody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.alike import Likeness, Someone, alike
from care.decide.likeness import folded_name, plain_name, plain_phone, read_address

BORN = date(1961, 3, 4)
people = st.builds(
    Someone,
    name=st.sampled_from(["윤해온", "윤 해온", "류해온", "유해온", "백새봄", "", "모름"]),
    birth_date=st.sampled_from([None, BORN, date(1961, 3, 14), date(1950, 1, 1)]),
    phone=st.sampled_from(["", "010-2345-6789", "+82 10 2345 6789", "010-1111-1111"]),
    address=st.sampled_from(["", "덕진로 12, 101동 203호", "덕진로12 101-203", "금암동 12-3"]),
)


@given(people, people)
def test_it_is_the_same_whichever_comes_first(one: Someone, other: Someone) -> None:
    assert alike(one, other) == alike(other, one)


@given(people)
def test_whoever_is_known_by_more_than_a_name_is_like_themselves(one: Someone) -> None:
    known = plain_name(one.name) and (one.birth_date or plain_phone(one.phone) or one.address)
    if known:
        assert alike(one, one).likeness is Likeness.CERTAIN


@given(people, people)
def test_birth_dates_that_differ_are_never_certainly_one(one: Someone, other: Someone) -> None:
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        assert alike(one, other).likeness is not Likeness.CERTAIN


@given(people, people)
def test_a_name_alone_is_nobody(one: Someone, other: Someone) -> None:
    bare = {"birth_date": None, "phone": "", "address": ""}
    named = one.model_copy(update=bare), other.model_copy(update=bare)
    assert alike(*named).likeness is Likeness.NO


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (
            Someone(name="윤해온", birth_date=BORN),
            Someone(name="윤 해온(본인)", birth_date=BORN),
            "certain",
        ),
        (
            Someone(name="류해온", birth_date=BORN),
            Someone(name="유해온", birth_date=BORN),
            "likely",
        ),
        (
            Someone(name="류해온", birth_date=BORN, phone="010-2345-6789"),
            Someone(name="유해온", birth_date=BORN, phone="01023456789"),
            "certain",
        ),
        (Someone(name="윤해온", birth_date=BORN), Someone(name="윤해온"), "no"),
        (
            Someone(name="윤해온", birth_date=BORN),
            Someone(name="윤해온", birth_date=date(1961, 3, 14)),
            "likely",
        ),
        (
            Someone(name="윤해온", phone="010-2345-6789"),
            Someone(name="백새봄", phone="010-2345-6789"),
            "likely",
        ),
        (Someone(phone="010-0000-0000"), Someone(phone="010-0000-0000"), "no"),
    ],
)
def test_what_is_certain_and_what_is_for_a_person_to_look_at(
    one: Someone, other: Someone, likeness: str
) -> None:
    assert alike(one, other).likeness == likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "전라북도 전주시 덕진구 덕진로 12, 101동 1203호 (금암동, 새마을아파트)",
            "덕진로12 101-1203",
        ),
        ("전북특별자치도 전주시 덕진구 금암동 123-4번지", "금암동 123-4"),
        ("완주군 봉동읍 둔산로 12", "둔산로 12"),
        ("백제대로 567길 12-3 지하1층", "백제대로567길 12-3 지하 1층"),
        ("덕진로１２　제101동", "덕진로 12 101동"),
        ("서울특별시 중구 을지로 3가 12", "을지로3가 12"),
        ("덕진로 12 새길아파트 101동 202호", "덕진로 12 제101동 제202호"),
    ],
)
def test_one_place_is_read_the_same_however_it_is_written(one: str, other: str) -> None:
    assert read_address(one) == read_address(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("덕진로 12", "덕진로 121"),
        ("덕진로 12 101동 203호", "덕진로 12 101동 204호"),
        ("덕진로 12-1", "덕진로 12"),
        ("금암동 12-3", "금암동 산 12-3"),
        ("덕진로12길 3", "덕진로 12"),
    ],
)
def test_two_places_are_not_taken_for_one(one: str, other: str) -> None:
    assert read_address(one) != read_address(other)


@pytest.mark.parametrize("nowhere", ["", "모름", "주소 불명", "  "])
def test_no_place_is_like_no_other(nowhere: str) -> None:
    assert read_address(nowhere) is None


def test_names_and_telephones_are_brought_to_one_spelling() -> None:
    assert plain_name("ＫＩＭ 해온") == "kim해온"
    assert folded_name("이정렬") == folded_name("이정열")
    assert plain_phone("＋82 10-2345-6789") == plain_phone("010.2345.6789") == "01023456789"
    assert plain_name("성명불상") == ""
    assert plain_phone("123") == ""
