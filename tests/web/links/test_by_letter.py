"""The whole way of a letter: sent by the worker, opened by its link, answered, in the case."""

import re
from dataclasses import replace
from typing import Any

from temporalio.testing import ActivityEnvironment

from activities.send_referral import ReferralSender
from care.messages.envelope import DeliveryResult, ReferralToSend
from care.model.codes import LinkageStatus, PartnerChannel
from care.model.ids import EffectId
from partners.mail.channel import MailChannel, MailServer
from runtime.mail_sink import Letter, MailSink, listening
from store import agencies
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow
from tests.web.links.conftest import BODY, LINKAGE, NAME, Letterbox

SITE = "http://127.0.0.1:8460"


async def sent(flow: Flow, withdraw: bool = False) -> tuple[DeliveryResult, list[Letter]]:
    cases, box = flow.cases, MailSink()
    async with cases.database.of(GIMPO).write() as session:
        await agencies.save_agency(session, replace(BODY, mail="front@dodam.example"))
    async with listening(box, 0) as port:
        server = MailServer("127.0.0.1", port, "noreply@hamkke.example", "none")
        sender = ReferralSender(
            cases.database, cases.keyring, {PartnerChannel.MAIL: MailChannel(server)}, SITE
        )
        asked = ReferralToSend(
            case_id=flow.case_id,
            district=GIMPO,
            effect_id=EffectId(f"{LINKAGE}:{'2' if withdraw else '1'}"),
            linkage_id=LINKAGE,
            withdraw=withdraw,
            now=flow.clock(),
        )
        result: Any = await ActivityEnvironment().run(sender.send_referral, asked)
    return result, list(box.letters)


def test_a_letter_leads_to_the_referral_and_its_answer_to_the_case(letterbox: Letterbox) -> None:
    result, [letter] = letterbox.flow._run(sent, letterbox.flow)
    assert (result.delivered, result.code) == (True, "mail_taken")
    assert NAME not in letter.model_dump_json()
    link = re.search(rf"{SITE}/r/(\S+)", letter.text)
    assert link is not None
    assert link[1] == letterbox.token
    assert letterbox.pin().status_code == 303
    assert letterbox.press("ACCEPTED").status_code == 303
    letterbox.brought()
    assert letterbox.flow.state().linkages[0].status is LinkageStatus.ACCEPTED


def test_a_withdrawal_by_letter_opens_nothing(letterbox: Letterbox) -> None:
    result, [letter] = letterbox.flow._run(sent, letterbox.flow, True)
    assert result.delivered
    assert "/r/" not in letter.text
