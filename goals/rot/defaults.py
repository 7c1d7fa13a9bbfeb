"""How long an activity takes where neither the person nor a meeting says otherwise."""

from goals.models import Activity

DEFAULT_MINUTES: dict[str, int] = {
    Activity.GROUP_MEETING: 90,
    Activity.LARGE_EVENT: 120,
    Activity.SEMINAR: 120,
    Activity.ONE_TO_ONE: 45,
    Activity.INTRODUCING: 10,
    Activity.FOLLOWING_UP: 5,
    Activity.SPEAKING_WRITING: 60,
}

# Of these a meeting says itself how long it was, until the person says how long they stay.
AS_LONG_AS_THE_MEETING = (Activity.GROUP_MEETING, Activity.LARGE_EVENT, Activity.SEMINAR)

OF_MEETING = {
    "meeting": Activity.GROUP_MEETING,
    "event": Activity.LARGE_EVENT,
    "seminar": Activity.SEMINAR,
}

# What one tap offers.
SHORT, MIDDLE, LONG = (5, 10, 15, 30, 45), (15, 30, 45, 60, 90), (60, 90, 120, 180, 240)
OFFERED: dict[str, tuple[int, ...]] = {
    Activity.INTRODUCING: SHORT,
    Activity.FOLLOWING_UP: SHORT,
    Activity.ONE_TO_ONE: MIDDLE,
    Activity.SPEAKING_WRITING: MIDDLE,
    Activity.GROUP_MEETING: LONG,
    Activity.LARGE_EVENT: LONG,
    Activity.SEMINAR: LONG,
}
