"""Late signs of risk, a phone number of a carrier, the client's own words; and their events."""

from care.model.advisory import AdvisoryKind
from care.model.searches import FeedbackForm, NoticeMethod
from i18n.marks import N_

NOTICE_METHOD: dict[NoticeMethod, str] = {
    NoticeMethod.LETTER: N_("우편으로 알림"),
    NoticeMethod.MESSAGE: N_("문자로 알림"),
    NoticeMethod.PHONE: N_("전화로 알림"),
    NoticeMethod.IN_PERSON: N_("만나서 알림"),
}

FEEDBACK_FORM: dict[FeedbackForm, str] = {
    FeedbackForm.LETTER: N_("편지"),
    FeedbackForm.SPOKEN: N_("말씀"),
    FeedbackForm.MESSAGE: N_("문자나 전자우편"),
    FeedbackForm.SURVEY: N_("설문"),
}

ADVISORY_KIND: dict[AdvisoryKind, str] = {
    AdvisoryKind.TASK_FORCE: N_("추진단 회의"),
    AdvisoryKind.ADVISERS: N_("컨설팅단 회의"),
    AdvisoryKind.BODY_TALK: N_("기관과의 간담회"),
}

HEARD_TABLES = (NOTICE_METHOD, FEEDBACK_FORM, ADVISORY_KIND)

HEARD_EVENTS: dict[str, str] = {
    "SignalRecorded": N_("새 위기정보가 왔습니다: %(signal)s (%(source)s, %(day)s)"),
    "SignalsAnswered": N_("새로 온 위기정보를 살폈습니다."),
    "NumberRequested": N_("연락이 닿지 않아 통신사에 전화번호를 요청했습니다."),
    "NumberReceived": N_("통신사의 답을 받았습니다: %(found)s"),
    "NumberNoticeGiven": N_("전화번호를 받은 사실을 당사자에게 알렸습니다: %(method)s"),
    "FeedbackRecorded": N_("당사자의 소감을 받았습니다: %(form)s"),
}

HEARD_TURNS: dict[str, str] = {
    "found": N_("전화번호가 있습니다. 30일 안에 당사자에게 알려야 합니다."),
    "unknown": N_("전화번호가 없습니다."),
}
