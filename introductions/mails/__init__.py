"""The mails about introductions: when one may still go, and what its templates need."""

from introductions.mails.asking import (
    after_all_prepare,
    joint_prepare,
    let_rest_prepare,
    question_prepare,
    question_recheck,
)
from introductions.mails.following_up import follow_ups_prepare, follow_ups_recheck, outcome_prepare
from introductions.mails.giving import (
    contribution_prepare,
    contribution_recheck,
    contribution_thanks_prepare,
    contribution_thanks_recheck,
)
from introductions.mails.introducing import (
    introduction_prepare,
    introduction_recheck,
    thanks_prepare,
)
from members.deliveries.kinds import Kind, Topic, register

REMINDERS = Topic("reminders", "Reminders", "when follow-ups are due, once a day at most")
NEWS = Topic("news", "News of introductions", "when there is news of an introduction that you made")
GIVING = Topic(
    "giving",
    "Notes of giving and receiving",
    "when somebody has noted what they did for you, and when somebody thanks you",
)


def register_kinds() -> None:
    register(Kind("question", recheck=question_recheck, prepare=question_prepare))
    register(Kind("joint", recheck=introduction_recheck, prepare=joint_prepare))
    register(Kind("introduction", recheck=introduction_recheck, prepare=introduction_prepare))
    register(
        Kind(
            "follow_ups",
            recheck=follow_ups_recheck,
            prepare=follow_ups_prepare,
            sent_again=False,
            topic=REMINDERS,
        )
    )
    register(Kind("outcome", prepare=outcome_prepare, sent_again=False, topic=NEWS))
    register(Kind("let_rest", prepare=let_rest_prepare, sent_again=False, topic=NEWS))
    register(Kind("after_all", prepare=after_all_prepare, sent_again=False, topic=NEWS))
    register(Kind("thanks", prepare=thanks_prepare, topic=NEWS))
    register(
        Kind(
            "contribution",
            recheck=contribution_recheck,
            prepare=contribution_prepare,
            sent_again=False,
            topic=GIVING,
        )
    )
    register(
        Kind(
            "contribution_thanks",
            recheck=contribution_thanks_recheck,
            prepare=contribution_thanks_prepare,
            topic=GIVING,
        )
    )
