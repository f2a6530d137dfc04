"""What could tell who a text is about is found and replaced; what tells nothing stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.deidentify import certain, proposed, still_said, telling
from care.decide.personal_text import find
from care.model.codes import AgencyKind
from care.model.learned import KnownPeople, TellingKind

KNOWN = KnownPeople(
    names=("채라온", "채한별", "남궁가람"),
    staff=("온유리",),
    phones=("010-5550-1234",),
    addresses=("가상시 소담동 가상로 6", "가상시 나래구 비밀길 77-1"),
    neighbourhoods=("한들읍",),
    bodies=(("가상채무상담센터", AgencyKind.DESIGNATED), ("가상복지관", AgencyKind.WELFARE_CENTRE)),
    numbers=("NW-2024-0001",),
)
HANGUL = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
NAMES = st.text(HANGUL, min_size=2, max_size=5)
PHONES = st.from_regex(r"\A0[1-6][0-9]-[0-9]{3,4}-[0-9]{4}\Z")
ADDRESSES = st.from_regex(r"\A[가-힣]{2,4}시 [가-힣]{2,4}동 [가-힣]{2,4}(로|길) [1-9][0-9]{0,2}\Z")
AROUND = st.text(st.one_of(HANGUL, st.sampled_from(" \n.,은이가를0123-")), max_size=30)


@pytest.mark.parametrize(
    ("text", "kind", "sure"),
    [
        ("채라온 님은 빚을 갚았다", TellingKind.NAME, True),
        ("채 라온 님", TellingKind.NAME, True),
        ("라온이는 웃었다", TellingKind.GIVEN_NAME, False),
        ("가람이는 웃었다", TellingKind.GIVEN_NAME, False),
        ("온유리 주무관", TellingKind.STAFF, True),
        ("전화 ０１０ ５５５０ １２３４", TellingKind.PHONE, True),
        ("02)555-0123으로", TellingKind.PHONE, True),
        ("raon@example.kr 로", TellingKind.MAIL, True),
        ("비밀길  77-1에 살던", TellingKind.ADDRESS, True),
        ("101동 203호", TellingKind.ADDRESS, True),
        ("다른로 12에 살던", TellingKind.ADDRESS, False),
        ("한들읍에서", TellingKind.PLACE_NAME, False),
        ("소담에서", TellingKind.PLACE_NAME, False),
        ("2024년 6월 5일에", TellingKind.DAY, False),
        ("2024. 6. 5.에", TellingKind.DAY, False),
        ("6월 5일에", TellingKind.DAY, False),
        ("1989년생", TellingKind.DAY, False),
        ("36세인", TellingKind.AGE, False),
        ("서른여섯 살", TellingKind.AGE, False),
        ("가상복지관에서", TellingKind.BODY, False),
        ("NW-2024-0001", TellingKind.NUMBER, True),
        ("890601-2000008", TellingKind.RESIDENT_NUMBER, True),
        ("890601-2******", TellingKind.RESIDENT_NUMBER, True),
        ("계좌 110-234-567890", TellingKind.NUMBER, False),
        ("12가 3456 차", TellingKind.NUMBER, False),
    ],
)
def test_each_kind_is_found(text: str, kind: TellingKind, sure: bool) -> None:
    [found] = find(text, KNOWN)
    assert (found.kind, found.certain) == (kind, sure)
    assert found.text in text
    assert not find(proposed(text, KNOWN), KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "아이와 사는 어머니가 빚을 정리하고 1년 만에 자격증을 땄다.",
        "앞으로 3개월 동안 서로 2번 만나기로 했다.",
        "3세대 120가구에 쌀 20kg과 300,000원을 전했다.",
        "65% 넘게, 10명 가운데 7명이 4주 뒤에도 다녔다.",
        "문을 열어 주지 않던 분께 밥을 놓고 왔다. 다섯 번째에 문이 열렸다.",
        "30대 부부와 초등학생 아이 둘.",
        "",
    ],
)
def test_a_text_without_personal_data_is_unchanged(text: str) -> None:
    assert find(text, KNOWN) == ()
    assert proposed(text, KNOWN) == text


@pytest.mark.parametrize(
    ("text", "better"),
    [
        (
            "채라온은 2024년 6월 5일 가상복지관을 찾았다.",
            "당사자는 어느 여름날 한 복지관을 찾았다.",
        ),
        ("36세 채라온이 울었다.", "30대 당사자가 울었다."),
        ("한별과 라온이 함께", "당사자와 당사자가 함께"),
        ("12월 3일, 아흔두 살 어르신", "어느 겨울날, 고령 어르신"),
        ("2024년 3월에", "어느 봄에"),
    ],
)
def test_the_proposal_reads_as_people_write(text: str, better: str) -> None:
    assert proposed(text, KNOWN) == better


@given(st.lists(NAMES, min_size=1, max_size=3), PHONES, ADDRESSES, st.lists(AROUND, min_size=5))
def test_no_known_name_phone_or_address_survives_the_proposal(
    names: list[str], phone: str, address: str, around: list[str]
) -> None:
    known = KnownPeople(names=tuple(names), phones=(phone,), addresses=(address,))
    planted = [*names, phone, address, *names, address]
    text = "".join(a + b for a, b in zip((around * 9)[: len(planted)], planted, strict=True))
    better = proposed(text, known)
    tight = "".join(better.split())
    assert not [name for name in names if name in tight]
    assert "".join(address.split()) not in tight
    assert "".join(one for one in phone if one.isdigit()) not in tight
    assert certain(better, known) == ()
    assert telling(better, known) == ()
    assert proposed(better, known) == better


@given(st.text(max_size=200))
def test_what_is_found_stands_where_it_is_said_to_and_nothing_overlaps(text: str) -> None:
    import unicodedata

    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    at = 0
    for one in find(text, KNOWN):
        assert at <= one.start < one.end
        assert plain[one.start : one.end] == one.text
        at = one.end


@given(AROUND)
def test_without_findings_the_proposal_is_the_text(text: str) -> None:
    known = KnownPeople()
    if not find(text, known):
        assert proposed(text, known) == text


def test_people_keep_what_only_looks_so_and_never_what_is_somebodys() -> None:
    text = "채라온 님은 가상복지관에 다녔다"
    assert [one.kind for one in telling(text, KNOWN)] == [TellingKind.NAME, TellingKind.BODY]
    kept = frozenset({"채라온", "가상복지관"})
    assert [one.kind for one in telling(text, KNOWN, kept)] == [TellingKind.NAME]
    assert still_said(kept, "가상복지관에서") == ("가상복지관",)


def test_a_name_that_is_a_common_word_inside_another_is_left_to_people() -> None:
    known = KnownPeople(names=("이수",))
    [inside] = find("과정을 모두이수하고", known)
    [begins] = find("이수 씨는", known)
    assert (inside.certain, begins.certain) == (False, True)


def test_a_name_like_a_proposal_does_not_come_back_with_it() -> None:
    known = KnownPeople(names=("당사자", "윤다온"), phones=("02-555-0123",))
    assert proposed("윤다온 씨", known) == "○○ 씨"


def test_a_long_text_is_read_in_one_go() -> None:
    long = ("a" * 400 + " 123456 " + " " * 400 + "가나다로 ") * 25
    assert all(one.kind in TellingKind for one in find(long, KNOWN))
