"""What the web itself refuses: code to Korean sentence (what is wrong, where, what to do)."""

from i18n.marks import N_

PROBLEMS: dict[str, str] = {
    "NOT_FOUND": N_("찾는 내용이 없습니다. 주소가 맞는지, 내 담당 범위에 있는지 확인해 주세요."),
    "NOT_PERMITTED": N_("이 일을 할 권한이 없습니다. 담당자나 팀장에게 맡겨 주세요."),
    "LOGIN_REQUIRED": N_("로그인이 필요합니다. 다시 로그인해 주세요."),
    "LOGIN_FAILED": N_("아이디 또는 비밀번호가 맞지 않습니다."),
    "LOGIN_SLOWED": N_("로그인 시도가 여러 번 있었습니다. %(minutes)s분 뒤에 다시 시도해 주세요."),
    "STEP_UP_REQUIRED": N_(
        "시·군·구 전체에 미치는 일이라 비밀번호를 다시 확인합니다."
        " 보낸 내용은 그대로 있으니 비밀번호를 넣으면 이어서 처리합니다."
    ),
    "PAPER_NOT_MADE": N_("PDF를 만들지 못했습니다. 화면을 인쇄하거나 운영자에게 알려 주세요."),
    "ROOM_OPEN": N_("그 기간에는 이미 상황실이 있습니다. 기간을 바꾸거나 먼저 닫아 주세요."),
    "ROOM_NOT_USED": N_("우리 시·군·구 정책은 상황실을 쓰지 않습니다. 정책에서 먼저 켜 주세요."),
    "ROOM_TOO_LONG": N_("상황실은 석 달까지 엽니다. 더 필요하면 끝난 뒤 다시 열어 주세요."),
    "SURVEY_RESTS": N_(
        "이 조사는 지금 바꿀 수 없습니다. 선정 명단이 올라갔거나 다른 조사원이 이미 마쳤습니다."
    ),
    "SELECTION_SIGNED": N_("선정이 확정되어 되돌릴 수 없습니다."),
    "SECOND_PERSON_NEEDED": N_("명단을 올린 사람은 결재할 수 없습니다. 다른 사람이 결재해 주세요."),
    "NOT_WAITING": N_("결재를 기다리는 명단이 없습니다. 화면을 새로 고쳐 확인해 주세요."),
    "TARGETS_MISSING": N_("조사 대상이 없습니다. 먼저 대상을 더해 주세요."),
    "TARGET_KNOWN": N_("이미 이 조사의 대상입니다. 명단에서 확인해 주세요."),
    "QUESTIONS_MISSING": N_("물을 것이 없습니다. 한 가지라도 점수를 적어 주세요."),
    "QUESTIONS_MANY": N_("물을 것은 %(limit)s가지까지입니다. 줄여 주세요."),
    "CAMPAIGN_TOO_LONG": N_("조사는 1년까지 합니다. 더 필요하면 나누어 주세요."),
    "FORM_EXPIRED": N_("화면이 오래되었습니다. 적은 내용은 그대로 있으니 다시 저장해 주세요."),
    "FORM_INVALID": N_("적은 내용에 고칠 곳이 있습니다. 표시된 칸을 확인해 주세요."),
    "REQUEST_INVALID": N_("요청을 읽을 수 없습니다. 화면을 새로 고친 뒤 다시 해 주세요."),
    "METHOD_NOT_ALLOWED": N_("이 주소로는 그렇게 요청할 수 없습니다."),
    "SIGNATURE_INVALID": N_("서명을 확인할 수 없습니다. 비밀값과 서명 방법을 확인해 주세요."),
    "TIMESTAMP_OUT_OF_RANGE": N_(
        "보낸 시각이 우리 시각과 5분 넘게 차이 납니다. 시계를 맞춰 주세요."
    ),
    "PAYLOAD_INVALID": N_("내용의 형식이 약속과 다릅니다. 표시한 자리를 고쳐 다시 보내 주세요."),
    "KEY_INVALID": N_("접속 키를 확인할 수 없습니다. 키와 기관 번호를 확인해 주세요."),
    "PIN_WRONG": N_("PIN이 맞지 않습니다. 앞으로 %(left)s번 더 넣을 수 있습니다."),
    "PIN_LOCKED": N_("이 PIN은 지금 쓸 수 없습니다. 의뢰한 담당 공무원에게 전화해 주세요."),
    "ANSWERED_ALREADY": N_("이미 다른 답이 전해졌습니다. 화면을 새로 고쳐 확인해 주세요."),
    "ID_REUSED": N_("이 번호로 다른 내용을 이미 받았습니다. 새 번호로 보내 주세요."),
    "CASE_ERASED": N_(
        "이 의뢰의 사례는 파기되었습니다. 보낸 내용은 남기지 않았습니다. 다시 보내지 마세요."
    ),
    "TOO_BUSY": N_("지금 받는 것이 너무 많습니다. 잠시 뒤 그대로 다시 보내 주세요."),
    "FILE_TOO_LARGE": N_("한 번에 50,000행, 10MB까지 올릴 수 있습니다. 파일을 나누어 주세요."),
    "TOO_LARGE": N_("보낸 내용이 너무 큽니다. 나누어 보내 주세요."),
    "UNEXPECTED": N_("처리하는 중 문제가 생겼습니다. 저장되었는지 사례 화면에서 확인해 주세요."),
    "RECORD_NOT_WRITTEN": N_(
        "접속기록을 남길 수 없어 화면을 열지 않았습니다. 잠시 뒤 다시 시도해 주세요."
    ),
    "STORE_BUSY": N_(
        "저장소가 다른 일로 바빠 아무것도 바꾸지 않았습니다. 잠시 뒤 다시 시도해 주세요."
    ),
    "NOT_DECIDED": N_("권한을 확인할 수 없어 열지 않았습니다. 운영자에게 알려 주세요."),
    "ENGINE_AWAY": N_("처리 엔진에 연결되지 않아 저장하지 않았습니다. 잠시 뒤 다시 시도해 주세요."),
    "NO_ANSWER": N_("사례가 여러 번 답하지 않았습니다. 운영 화면에서 살펴봐 주세요."),
    "ENGINE_UI_AWAY": N_(
        "Temporal 화면에 연결되지 않습니다. 처리 엔진이 켜져 있는지 확인해 주세요."
    ),
    "FIELD_NOT_ALLOWED": N_("이 양식에 없는 칸이 함께 왔습니다. 아무것도 바꾸지 않았습니다."),
    "FIELD_REPEATED": N_("같은 칸이 두 번 왔습니다. 화면을 새로 고친 뒤 다시 적어 주세요."),
    "FIELD_MISSING": N_("이 칸을 적어 주세요."),
    "FIELD_INVALID": N_("이 칸의 내용을 확인해 주세요."),
    "SOMEBODY_NEEDED": N_("이름, 전화, 사는 곳 가운데 하나는 적어 주세요."),
    "PLACE_OR_PHONE": N_("찾아갈 곳이나 전화 가운데 하나는 적어 주세요."),
    "CHOICE_MISSING": N_("하나 이상 골라 주세요."),
    "CHOICE_INVALID": N_("목록에 있는 것 중에서 골라 주세요."),
    "TOO_MANY": N_("%(limit)s개까지 고를 수 있습니다."),
    "NUMBER_INVALID": N_("숫자로 적어 주세요."),
    "NUMBER_TOO_SMALL": N_("%(limit)s 이상으로 적어 주세요."),
    "NUMBER_TOO_LARGE": N_("%(limit)s 이하로 적어 주세요."),
    "DATE_INVALID": N_("없는 날짜이거나 읽을 수 없는 날짜입니다. 2026-11-16처럼 적어 주세요."),
    "DATE_FUTURE": N_("앞으로 올 날짜는 적을 수 없습니다."),
    "DATE_PAST": N_("지난 날짜는 적을 수 없습니다."),
    "FORM_VERSION_TAKEN": N_("그 판 이름은 이미 있습니다. 다른 이름을 적어 주세요."),
    "FORM_ADDS_NOTHING": N_("더할 물음을 하나는 적어 주세요."),
    "FORM_CODE": N_("부호는 영문 소문자로 시작하고 소문자·숫자·밑줄만 씁니다."),
    "FORM_CODE_TAKEN": N_("이 조사표에 이미 있는 부호입니다. 다른 부호를 적어 주세요."),
    "FORM_SECTION_EMPTY": N_("새 묶음에서 물을 것을 하나는 적어 주세요."),
    "DAY_CLOSED": N_("그날은 이미 쉬는 날입니다."),
    "NOTHING_TO_REPORT": N_("알릴 것을 한 줄이라도 적어 주세요."),
    "DATE_ORDER": N_("끝나는 날이 시작하는 날보다 앞섭니다."),
    "ENTRY_KNOWN": N_("이 기관에는 같은 이름의 서비스가 이미 있습니다. 그것을 고쳐 주세요."),
    "TEXT_INVALID": N_("화면에 보이지 않는 문자가 들어 있습니다. 지우고 다시 적어 주세요."),
    "TEXT_TOO_LONG": N_("너무 깁니다. %(limit)s자까지 적을 수 있습니다."),
    "RRN_NOT_ALLOWED_HERE": N_("이 칸에는 주민등록번호를 적을 수 없습니다."),
    "FILE_TYPE": N_("이 양식에는 파일을 올릴 수 없습니다."),
    "SEARCH_TOO_BROAD": N_("너무 넓은 검색입니다. 두 글자 이상으로, 더 자세히 적어 주세요."),
    "PASSWORD_TOO_SHORT": N_("비밀번호는 12자 이상이어야 합니다."),
    "PASSWORD_COMMON": N_("너무 흔한 비밀번호입니다. 다른 것을 골라 주세요."),
    "PASSWORD_WRONG": N_("지금 비밀번호가 맞지 않습니다."),
    "PASSWORD_DIFFERS": N_("새 비밀번호와 다릅니다. 똑같이 한 번 더 적어 주세요."),
    "TRIAGE_CHANGED": N_(
        "다른 사람이 먼저 결정했거나, 빠진 것이 있어 그렇게 할 수 없는 가구입니다."
    ),
    "TASK_NOT_YOURS": N_("다른 사람이 먼저 맡았거나 지금은 그렇게 할 수 없는 업무입니다."),
    "TRANSFER_OVER": N_("이미 끝난 이관입니다. 목록에서 지금 상태를 확인해 주세요."),
    "NOT_REOPENABLE": N_("종결한 사례만 다시 열 수 있습니다. 이 사례에서 이어서 일해 주세요."),
    "NOT_SPLITTABLE": N_("지금은 나눌 수 없는 사례입니다. 다시 연 사례에서 나누어 주세요."),
    "OPENING_ERASED": N_(
        "이 가구의 자료가 파기되어 사례를 열 수 없습니다. 필요하면 새로 접수해 주세요."
    ),
    "OPENING_NO_POLICY": N_(
        "이 지역의 정책을 읽지 못했습니다. 운영자에게 알린 뒤 다시 열어 주세요."
    ),
    "HOUSEHOLD_GONE": N_("가구의 자료가 이미 파기되어 옮길 수 없습니다."),
    "LEVEL_BY_LEADS": N_("구분은 팀장이나 희망복지지원단 팀장이 정합니다. 비워 두어 주세요."),
    "HOME_TAKEN": N_("그 사이에 바뀐 집입니다. 목록에서 지금 상태를 보고 다시 골라 주세요."),
    "HOMES_FULL": N_("정해 둔 %(limit)s채를 넘습니다. 채수 일정을 먼저 바꾸어 주세요."),
    "STORY_OF_CLOSED": N_("종결한 사례의 번호를 적어 주세요."),
    "STORY_CONSENT": N_(
        "사례집에 싣는 데 당사자가 동의한 기록이 없습니다. 동의를 먼저 받아 주세요."
    ),
    "STORY_NAMES": N_("가구원의 이름이나 전화, 주소가 들어 있습니다. 바꾸거나 빼 주세요."),
    "STORY_SECOND_PERSON": N_("쓴 사람이 아닌 다른 사람이 읽고 확인해야 합니다."),
    "STORY_CHANGED": N_("읽는 사이에 이야기가 바뀌었습니다. 다시 읽고 확인해 주세요."),
    "STORY_NOT_READY": N_("아직 실을 수 없는 이야기입니다. 확인과 동의가 있는지 보아 주세요."),
    "STORY_TELLING": N_(
        "누구인지 알 수 있을 만한 말이 남아 있습니다. 바꾸거나, 두어도 되는 말인지 표시해 주세요."
    ),
    "BOOK_TELLS": N_(
        "누구인지 알 수 있을 만한 말이 남아 있어 내보내지 않습니다. 아래에서 살펴 주세요."
    ),
    "VOLUME_PRINTED": N_("이미 낸 책입니다. 새 책을 만들어 주세요."),
    "VOLUME_THERE": N_("그사이 같은 번호의 책이 만들어졌습니다. 목록에서 확인해 주세요."),
    "LEARNING_NOBODY": N_("참여한 사람을 한 사람이라도 고르거나 인원을 적어 주세요."),
    "LEARNING_OWN": N_("자기 기록만 적을 수 있습니다. 다른 사람의 기록은 팀장이 적습니다."),
    "LEARNING_CASE": N_("찾을 수 없는 사례번호입니다: %(number)s"),
    "PERSON_UNKNOWN": N_("목록에 있는 사람을 골라 주세요."),
    "HOUSEHOLD_UNKNOWN": N_(
        "내 담당 범위에 그런 가구가 없습니다. 사례의 일이 아니면 아래에서 그렇게 고르세요."
    ),
    "CASE_UNKNOWN": N_("이 번호의 사례가 없습니다. 번호 전체를 적었는지 확인해 주세요."),
    "AGENDA_FIXED": N_("회의록을 이미 보낸 안건은 뺄 수 없습니다."),
    "CONFERENCE_OVER": N_("이미 마쳤거나 열지 않기로 한 회의입니다."),
    "MINUTES_SIGNED": N_("이 안건의 회의록을 다른 사람이 이미 저장했거나 저장하고 있습니다."),
    "TEXT_NAMES_SOMEBODY": N_(
        "누구인지 알 수 있는 말이 들어 있습니다(%(found)s). 지우거나 넓게 바꾸어 적어 주세요."
    ),
    "NOTICE_TOO_LONG": N_("공지는 한 해까지 낼 수 있습니다. 끝나는 날을 앞당겨 주세요."),
    "SELF_NOT_ALLOWED": N_("자기 자신은 지정할 수 없습니다. 다른 사람을 골라 주세요."),
    "READER_NEEDED": N_("위치를 볼 사람을 한 사람 이상 골라 주세요."),
    "ALREADY_PROTECTED": N_(
        "이미 주소를 보호하고 있습니다. 볼 사람은 보호하는 위치 화면에서 정합니다."
    ),
    "LOCATION_READERS_ONLY": N_(
        "위치를 볼 수 있는 사람만 보호를 풀 수 있습니다. 명단에 있는 사람에게 부탁해 주세요."
    ),
    "LOCATION_NOT_PROTECTED": N_("주소를 보호하는 가구가 아닙니다. 먼저 주소를 보호해 주세요."),
    "IDENTITY_NEEDED": N_("이름만으로는 알아볼 수 없습니다. 태어난 날이나 전화번호를 적어 주세요."),
    "PERSON_SAME": N_("자기 자신을 대결자로 지정할 수 없습니다."),
    "POLICY_SECOND_PERSON": N_(
        "이 초안을 쓴 사람은 검토하거나 승인할 수 없습니다. 다른 사람에게 맡겨 주세요."
    ),
    "POLICY_DRAFT_MOVED": N_(
        "그 사이에 초안이 바뀌었습니다: %(who)s, %(when)s, %(did)s. 새로 열어 확인해 주세요."
    ),
    "POLICY_NOT_AS_APPROVED": N_("승인한 글과 다릅니다. 초안으로 돌려 다시 검토받아 주세요."),
    "POLICY_PUBLISHED_MEANWHILE": N_(
        "그 사이에 새 판이 공고되었습니다. 판 이력에서 확인한 뒤 다시 해 주세요."
    ),
    "POLICY_FORM_TAKEN": N_(
        "조사표 %(version)s은(는) 이미 쓰인 판이라 바꿀 수 없습니다. 새 판으로 만들어 주세요."
    ),
    "POLICY_INVALID": N_("정책에 고칠 곳이 있습니다. 표시된 줄을 고쳐 주세요."),
    "POLICY_WIDENING": N_("범위가 넓어지는 것을 확인해 주세요."),
    "POLICY_ORPHANS": N_(
        "없어지는 읍면동에 사례나 사람이 남아 있습니다. 맡을 읍면동을 먼저 정해 주세요."
    ),
    "POLICY_CODE_TAKEN": N_("이미 쓰는 부호입니다. 다른 부호를 적어 주세요."),
    "POLICY_OFFICE_ITSELF": N_("없어지는 읍면동이 아닌 다른 곳을 골라 주세요."),
    "POLICY_NOT_READY": N_("아직 보낼 수 없는 초안입니다. 모자란 것을 먼저 채워 주세요."),
    "POLICY_PAPER_KIND": N_("PDF 파일만 붙일 수 있습니다."),
    "POLICY_PAPER_LARGE": N_("파일이 너무 큽니다. 5 MB까지 붙일 수 있습니다."),
}
