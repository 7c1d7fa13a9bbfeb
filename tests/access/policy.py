"""Who may, for every route. A route that is not in this table fails the tests."""

from dataclasses import dataclass, field

from tests.access.world import World

EVERYBODY = frozenset({"anonymous", "stranger", "left", "member", "organizer"})
SIGNED_IN = EVERYBODY - {"anonymous"}
THE_GROUP = frozenset({"member", "organizer"})
ITS_ORGANIZER = frozenset({"organizer"})
DANA = frozenset({"member"})  # suggestions, introductions and follow-ups of the world are hers


@dataclass(frozen=True)
class Rule:
    """Who may use a route, and how its address is built: names of objects, "group", tokens.

    `empty`: even who may finds nothing there in this world (nobody in it has a passkey).
    """

    who: frozenset[str]
    args: dict[str, str] = field(default_factory=dict)
    query: str = ""
    empty: bool = False

    def kwargs(self, world: World) -> dict[str, object]:
        known = {**world.objects, **world.tokens, "group": world.group.slug}
        return {name: known.get(value, value) for name, value in self.args.items()}


GROUP = {"group": "group"}

POLICY: dict[str, Rule] = {
    "healthy": Rule(EVERYBODY),
    # Signing in: allauth decides; nothing of a group is shown on these pages.
    "account_login": Rule(EVERYBODY),
    "account_logout": Rule(EVERYBODY),
    "account_inactive": Rule(EVERYBODY),
    "account_signup": Rule(EVERYBODY),
    "account_request_login_code": Rule(EVERYBODY),
    "account_confirm_login_code": Rule(EVERYBODY),
    "account_email_verification_sent": Rule(EVERYBODY),
    "account_confirm_email": Rule(EVERYBODY, {"key": "nonsense"}),
    "account_reset_password": Rule(EVERYBODY),
    "account_reset_password_done": Rule(EVERYBODY),
    "account_reset_password_from_key": Rule(EVERYBODY, {"uidb36": "1", "key": "nonsense"}),
    "account_reset_password_from_key_done": Rule(EVERYBODY),
    "account_reauthenticate": Rule(SIGNED_IN),
    "account_email": Rule(SIGNED_IN),
    "account_change_password": Rule(SIGNED_IN),
    "account_set_password": Rule(SIGNED_IN),
    "mfa_authenticate": Rule(EVERYBODY),
    "mfa_login_webauthn": Rule(EVERYBODY),
    "mfa_index": Rule(SIGNED_IN),
    "mfa_reauthenticate": Rule(SIGNED_IN),
    "mfa_view_recovery_codes": Rule(SIGNED_IN, empty=True),
    "mfa_generate_recovery_codes": Rule(SIGNED_IN),
    "mfa_download_recovery_codes": Rule(SIGNED_IN, empty=True),
    "mfa_list_webauthn": Rule(SIGNED_IN),
    "mfa_add_webauthn": Rule(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Rule(SIGNED_IN),
    "mfa_remove_webauthn": Rule(SIGNED_IN, {"pk": "999999999"}, empty=True),
    "mfa_edit_webauthn": Rule(SIGNED_IN, {"pk": "999999999"}, empty=True),
    # Asked by calendars, without an account: the address is the key.
    "goals:calendar_feed": Rule(EVERYBODY, {"token": "calendar"}),
    # From a mail, without an account.
    "members:join": Rule(EVERYBODY, {"token": "invitation"}),
    "members:join_opened": Rule(EVERYBODY, {"token": "invitation"}),
    "members:stop": Rule(EVERYBODY, {"token": "stop"}),
    "members:stop_topic": Rule(EVERYBODY, {"name": "reminders", "token": "stop_reminders"}),
    "introductions:question_link": Rule(EVERYBODY, {"token": "question"}),
    "introductions:follow_up_link": Rule(EVERYBODY, {"token": "follow_up_link"}),
    "introductions:met_link": Rule(EVERYBODY, {"token": "met_link"}),
    "introductions:thanks_link": Rule(EVERYBODY, {"token": "thanks_link"}),
    "introductions:contribution_link": Rule(EVERYBODY, {"token": "contribution_link"}),
    # One's own pages.
    "goals:today": Rule(SIGNED_IN),
    "goals:goals": Rule(SIGNED_IN),
    "goals:set_goal": Rule(SIGNED_IN),
    "goals:restart": Rule(SIGNED_IN),
    "goals:commitment_new": Rule(SIGNED_IN),
    "goals:commitment": Rule(DANA, {"pk": "commitment"}),
    "goals:commitment_end": Rule(DANA, {"pk": "commitment"}),
    "goals:partner": Rule(SIGNED_IN),
    "goals:partner_choose": Rule(THE_GROUP, {"pk": "marta"}),
    "goals:partner_end": Rule(DANA, {"pk": "partner"}),
    "goals:rot": Rule(SIGNED_IN),
    "goals:minutes": Rule(SIGNED_IN),
    "goals:usual_minutes": Rule(SIGNED_IN),
    "goals:earnings": Rule(SIGNED_IN),
    "goals:note": Rule(SIGNED_IN),
    "goals:calendar": Rule(SIGNED_IN),
    "goals:calendar_renew": Rule(SIGNED_IN),
    "goals:calendar_end": Rule(SIGNED_IN),
    "members:groups": Rule(SIGNED_IN),
    "members:people": Rule(SIGNED_IN),
    "members:contacts": Rule(SIGNED_IN),
    "members:contact_add": Rule(SIGNED_IN),
    "members:contact_import": Rule(SIGNED_IN),
    "members:contact_edit": Rule(DANA, {"pk": "contact"}),
    "members:contact_delete": Rule(DANA, {"pk": "contact"}),
    "members:contact_book": Rule(DANA, {"pk": "address_book"}),
    "members:contact_choose": Rule(DANA, {"pk": "address_book"}),
    "members:contact_undo": Rule(DANA, {"pk": "address_book"}),
    "members:profile": Rule(SIGNED_IN),
    "members:profile_mail": Rule(SIGNED_IN),
    "members:profile_profession": Rule(SIGNED_IN),
    "members:terms": Rule(SIGNED_IN, query="?field=sources&q=te"),
    "introductions:suggestions": Rule(SIGNED_IN),
    "introductions:more": Rule(SIGNED_IN),
    "introductions:why": Rule(SIGNED_IN),
    "introductions:why_reset": Rule(SIGNED_IN),
    "introductions:why_restore": Rule(SIGNED_IN),
    "introductions:list": Rule(SIGNED_IN),
    "introductions:asked": Rule(SIGNED_IN),
    "introductions:follow_ups": Rule(SIGNED_IN),
    "introductions:pace": Rule(SIGNED_IN),
    "introductions:pace_reset": Rule(SIGNED_IN),
    "introductions:rings": Rule(SIGNED_IN),
    "introductions:ring": Rule(SIGNED_IN, {"slug": "divorce_of_all"}),
    "introductions:ring_introduce": Rule(SIGNED_IN, {"slug": "divorce_of_all"}),
    "introductions:limits": Rule(SIGNED_IN),
    "introductions:pause_end": Rule(SIGNED_IN),
    "introductions:pause_plan": Rule(SIGNED_IN),
    "introductions:pause_remove": Rule(DANA, {"pk": "pause"}),
    "introductions:requests": Rule(SIGNED_IN),
    "introductions:giving": Rule(SIGNED_IN),
    "introductions:giving_all": Rule(SIGNED_IN),
    "members:want_add": Rule(SIGNED_IN),
    # People of one's circle.
    "introductions:apart_add": Rule(THE_GROUP, {"pk": "marta"}),
    "introductions:request": Rule(THE_GROUP, {"pk": "request"}),
    "introductions:person": Rule(THE_GROUP, {"pk": "marta"}),
    "introductions:note_giving": Rule(THE_GROUP, {"pk": "marta"}),
    "introductions:partners": Rule(THE_GROUP, {"pk": "marta"}),
    "introductions:tie": Rule(THE_GROUP, {"pk": "marta"}),
    "introductions:rhythm": Rule(THE_GROUP, {"pk": "marta"}),
    "introductions:contact_note": Rule(THE_GROUP, {"pk": "marta"}),
    "introductions:introduce": Rule(THE_GROUP, {"a": "marta", "b": "tom"}),
    # What is one person's.
    "introductions:contribution": Rule(DANA, {"pk": "received_by_dana"}),
    "introductions:contribution_words": Rule(DANA, {"pk": "noted_by_dana"}),
    "introductions:contribution_confirm": Rule(DANA, {"pk": "received_by_dana"}),
    "introductions:contribution_correct": Rule(DANA, {"pk": "received_by_dana"}),
    "introductions:contribution_refuse": Rule(DANA, {"pk": "received_by_dana"}),
    "introductions:contribution_undo": Rule(DANA, {"pk": "noted_by_dana"}),
    "introductions:contribution_thank": Rule(DANA, {"pk": "received_by_dana"}),
    "introductions:thanks_show": Rule(DANA, {"pk": "received_by_dana"}),
    "introductions:thanks_hide": Rule(DANA, {"pk": "received_by_dana"}),
    "introductions:want_got": Rule(DANA, {"pk": "want"}),
    "introductions:want_from": Rule(DANA, {"pk": "want_got"}),
    "members:want_end": Rule(DANA, {"pk": "want"}),
    "members:contact_want_add": Rule(DANA, {"pk": "contact"}),
    "goals:minutes_change": Rule(DANA, {"source": "entry", "pk": "typed_minutes"}),
    "goals:minutes_forget": Rule(DANA, {"pk": "typed_minutes"}),
    "goals:earning": Rule(DANA, {"pk": "earning"}),
    "goals:earning_forget": Rule(DANA, {"pk": "earning"}),
    "goals:noted": Rule(DANA, {"kind": "minutes", "pk": "typed_minutes"}),
    "goals:noted_minutes": Rule(DANA, {"kind": "minutes", "pk": "typed_minutes"}),
    "goals:noted_undo": Rule(DANA, {"kind": "minutes", "pk": "typed_minutes"}),
    "introductions:apart_remove": Rule(DANA, {"pk": "apart"}),
    "introductions:request_close": Rule(DANA, {"pk": "request"}),
    "introductions:later": Rule(DANA, {"pk": "suggestion"}),
    "introductions:refuse": Rule(DANA, {"pk": "suggestion"}),
    "introductions:restore": Rule(DANA, {"pk": "suggestion"}),
    "introductions:detail": Rule(DANA, {"pk": "introduction"}),
    "introductions:thank": Rule(DANA, {"pk": "made_for_dana"}),
    "introductions:undo": Rule(DANA, {"pk": "introduction"}),
    "introductions:withdraw": Rule(DANA, {"pk": "introduction"}),
    "introductions:answer_question": Rule(DANA, {"pk": "asked_of_dana"}),
    "introductions:after_all": Rule(DANA, {"pk": "asked_of_dana"}),
    "introductions:answer": Rule(DANA, {"pk": "follow_up"}),
    "introductions:put_off": Rule(DANA, {"pk": "follow_up"}),
    "introductions:put_off_to": Rule(DANA, {"pk": "follow_up"}),
    "introductions:contact_forget": Rule(DANA, {"pk": "noted_contact"}),
    # When a group is asked how introductions go.
    "introductions:group_pace": Rule(ITS_ORGANIZER, GROUP),
    "introductions:group_pace_reset": Rule(ITS_ORGANIZER, GROUP),
    # The health of a group.
    "introductions:health": Rule(ITS_ORGANIZER, GROUP),
    "introductions:health_table": Rule(ITS_ORGANIZER, {**GROUP, "table": "people"}),
    # What a group has found out about its introductions.
    "introductions:why_reset_group": Rule(ITS_ORGANIZER, GROUP),
    "introductions:why_restore_group": Rule(ITS_ORGANIZER, GROUP),
    # What did not reach the people of a group.
    "members:mail": Rule(ITS_ORGANIZER, GROUP),
    "members:mail_retry": Rule(ITS_ORGANIZER, {**GROUP, "pk": "returned_mail"}),
    "members:mail_drop": Rule(ITS_ORGANIZER, {**GROUP, "pk": "returned_mail"}),
    # A group's meetings.
    "members:meetings": Rule(THE_GROUP, GROUP),
    "members:meeting_add": Rule(ITS_ORGANIZER, GROUP),
    "members:meeting_change": Rule(ITS_ORGANIZER, {**GROUP, "pk": "meeting"}),
    "members:meeting_cancel": Rule(ITS_ORGANIZER, {**GROUP, "pk": "meeting"}),
    "members:meeting_there": Rule(THE_GROUP, {**GROUP, "pk": "meeting"}),
    "members:meeting_who": Rule(ITS_ORGANIZER, {**GROUP, "pk": "meeting"}),
    "members:meeting_tap": Rule(ITS_ORGANIZER, {**GROUP, "pk": "meeting", "person": "marta"}),
    "members:meeting_as_before": Rule(ITS_ORGANIZER, {**GROUP, "pk": "meeting"}),
    "members:meeting_guest": Rule(ITS_ORGANIZER, {**GROUP, "pk": "meeting"}),
    "introductions:tables": Rule(THE_GROUP, {**GROUP, "pk": "coming_meeting"}),
    "introductions:tables_plan": Rule(ITS_ORGANIZER, {**GROUP, "pk": "coming_meeting"}),
    "introductions:tables_move": Rule(ITS_ORGANIZER, {**GROUP, "pk": "coming_meeting"}),
    "introductions:tables_forget": Rule(ITS_ORGANIZER, {**GROUP, "pk": "coming_meeting"}),
    "introductions:tables_print": Rule(ITS_ORGANIZER, {**GROUP, "pk": "coming_meeting"}),
    "members:meeting_series": Rule(ITS_ORGANIZER, {**GROUP, "pk": "series"}),
    # What a group sees of its members' thanks.
    "introductions:group_thanks": Rule(THE_GROUP, GROUP),
    # The lists of a group.
    "introductions:lists": Rule(ITS_ORGANIZER, GROUP),
    "introductions:lists_rivals": Rule(ITS_ORGANIZER, GROUP),
    "introductions:lists_of": Rule(ITS_ORGANIZER, {**GROUP, "kind": "pools"}),
    "introductions:lists_file": Rule(ITS_ORGANIZER, {**GROUP, "kind": "events"}),
    "introductions:lists_import": Rule(ITS_ORGANIZER, {**GROUP, "kind": "rivals"}),
    "introductions:lists_add": Rule(ITS_ORGANIZER, {**GROUP, "kind": "professions"}),
    "introductions:lists_entry": Rule(
        ITS_ORGANIZER, {**GROUP, "kind": "professions", "pk": "own_profession"}
    ),
    "introductions:lists_merge": Rule(
        ITS_ORGANIZER, {**GROUP, "kind": "professions", "pk": "own_profession"}
    ),
    "introductions:lists_delete": Rule(
        ITS_ORGANIZER, {**GROUP, "kind": "professions", "pk": "own_profession"}
    ),
    # One's own place in a group.
    "members:group_terms": Rule(THE_GROUP, GROUP),
    "members:group_leave": Rule(THE_GROUP, GROUP),
    # Two entries of a roster that may be one person.
    "members:duplicates": Rule(ITS_ORGANIZER, GROUP),
    "members:duplicate": Rule(ITS_ORGANIZER, {**GROUP, "a": "guest", "b": "twin"}),
    "members:duplicate_merge": Rule(ITS_ORGANIZER, {**GROUP, "a": "guest", "b": "twin"}),
    "members:duplicate_two": Rule(ITS_ORGANIZER, {**GROUP, "a": "guest", "b": "twin"}),
    # A group's roster.
    "members:roster": Rule(THE_GROUP, GROUP),
    "members:roster_add": Rule(ITS_ORGANIZER, GROUP),
    "members:roster_import": Rule(ITS_ORGANIZER, GROUP),
    "members:roster_preview": Rule(ITS_ORGANIZER, {**GROUP, "pk": "upload"}),
    "members:roster_columns": Rule(ITS_ORGANIZER, {**GROUP, "pk": "upload"}),
    "members:roster_confirm": Rule(ITS_ORGANIZER, {**GROUP, "pk": "upload"}),
    "members:roster_progress": Rule(ITS_ORGANIZER, {**GROUP, "pk": "upload"}),
    "members:roster_report": Rule(ITS_ORGANIZER, {**GROUP, "pk": "upload"}),
    "members:roster_import_undo": Rule(ITS_ORGANIZER, {**GROUP, "pk": "upload"}),
    "members:roster_export": Rule(ITS_ORGANIZER, GROUP),
    "members:roster_line": Rule(ITS_ORGANIZER, {**GROUP, "pk": "membership"}),
    "members:roster_edit": Rule(ITS_ORGANIZER, {**GROUP, "pk": "membership"}),
    "members:roster_deed": Rule(ITS_ORGANIZER, {**GROUP, "pk": "membership"}),
    "members:roster_bulk": Rule(ITS_ORGANIZER, GROUP),
    "members:changes": Rule(ITS_ORGANIZER, GROUP),
    "members:change_undo": Rule(ITS_ORGANIZER, {**GROUP, "pk": "change"}),
    "members:group_settings": Rule(ITS_ORGANIZER, GROUP),
    "members:roster_invite": Rule(ITS_ORGANIZER, {**GROUP, "pk": "membership"}),
    "members:roster_invite_all": Rule(ITS_ORGANIZER, GROUP),
    "members:roster_remove": Rule(ITS_ORGANIZER, {**GROUP, "pk": "membership"}),
}
