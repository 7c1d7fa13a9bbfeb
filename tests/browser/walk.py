"""The main job as one group of people does it, step by step, at one width."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.browser.mails import Mail, Mailbox
from tests.browser.site import Site
from tests.browser.visitor import Visitor

NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 11, 11, 10, 0, tzinfo=NEW_YORK)
FRIDAY = datetime(2026, 11, 13, 9, 30, tzinfo=NEW_YORK)
WEDNESDAY_AFTER = datetime(2026, 11, 18, 9, 30, tzinfo=NEW_YORK)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=NEW_YORK)

# As somebody keeps it in a spreadsheet: one profession with a slip, one address that is none.
ROSTER = """\
Company;Phone;Profession;E-mail;Full name
Common Ground;212 555 0101;Divorce mediator;marta@{at};Marta Okafor
Lindqvist Homes;212 555 0102;Realtor;tom@{at};Tom Lindqvist
Raman & Hale;212 555 0103;Acountant;priya@{at};Priya Raman
Núñez Patrimonio;212 555 0104;Financial planner;jose@{at};José Núñez
Beck Law;212 555 0105;Family lawyer;jonas@{at};Jonas Beck
Petrov Lending;212 555 0106;Mortgage broker;lena@{at};Lena Petrov
Sand & Son;212 555 0107;Roofer;victor at {at};Victor Sand
Whitfield Events;212 555 0108;;dana@{at};Dana Whitfield
"""


class Walk:
    """Ruth organizes a group, Dana introduces two of its members, one of the two answers.

    They share nothing with the walk of another width but the site and its clock.
    """

    def __init__(
        self, width: str, site: Site, mailbox: Mailbox, visitor: type[Visitor], directory: Path
    ) -> None:
        self.site, self.mailbox = site, mailbox
        self.group = f"Riverside {width.capitalize()}"
        self.roster = ROSTER.format(at=f"{width}.example")
        rows = [line.split(";") for line in self.roster.splitlines()[1:]]
        self.addresses = {row[4]: row[3] for row in rows}
        self.ruth_address, self.dana_address = f"ruth@{width}.example", f"dana@{width}.example"
        self.ruth = visitor("Ruth", width=width)
        self.dana = visitor("Dana", width=width)
        self.party = visitor("party", width=width)
        self.file = directory / f"members {width}.csv"
        self.pair: list[str] = []  # the names of the two whom Dana introduces
        self.code = ""

    @property
    def party_address(self) -> str:
        return self.addresses[self.pair[0]]

    # --- 1. The roster ------------------------------------------------------------------------

    def ruth_joins(self) -> None:
        self.site.manage(
            *("create_group", self.group, "--time-zone", "America/New_York"),
            *("--organizer", "Ruth Alvarez", self.ruth_address),
        )
        self.ruth.type_code(self.open_invitation(self.ruth, self.ruth_address))
        self.ruth.arrives("/")
        self.ruth.look("first page")

    def ruth_brings_a_roster(self) -> None:
        ruth = self.ruth
        self.choose_file()
        ruth.sees("Look before you import")
        ruth.sees("victor at .* is not an e-mail address")
        ruth.sees("José Núñez")
        question = ruth.page.get_by_label("Profession for “Acountant”")
        offered = question.locator("optgroup[label=Perhaps] option").all_inner_texts()
        assert offered == ["Accountant / CPA"]
        ruth.look("preview")
        question.select_option(label="Accountant / CPA")
        ruth.page.locator("tr", has_text="Priya Raman").get_by_text("Accountant / CPA").wait_for()
        ruth.press("Import 7 people")
        ruth.sees("The list is in")
        ruth.look("imported")

    def ruth_brings_it_again(self) -> None:
        self.choose_file()
        self.ruth.sees("Nothing to change")
        self.ruth.look("preview of the same")
        figures = [figure.inner_text() for figure in self.ruth.page.locator("#preview .stat").all()]
        assert [" ".join(figure.split()) for figure in figures] == [
            "0 new on the roster",
            "0 changed",
            "7 unchanged",
            "1 left out",
        ]

    def choose_file(self) -> None:
        self.open_roster()
        self.ruth.follow("Import a list")
        self.ruth.look("import")
        self.file.write_bytes(self.roster.replace("\n", "\r\n").encode("cp1252"))
        self.ruth.page.locator("input[type=file]").set_input_files(self.file)
        self.ruth.press("Look at the result")

    def open_roster(self) -> None:
        self.ruth.open("/")
        if self.ruth.width == "phone":
            self.ruth.page.locator("header summary").first.click()
            self.ruth.look("menu")
        self.ruth.follow("Roster$", inside=self.ruth.page.get_by_role("navigation"))
        self.ruth.page.get_by_role("heading", name="Roster").wait_for()

    # --- 2. Invitation and sign-in ------------------------------------------------------------

    def ruth_invites_everybody(self) -> None:
        self.open_roster()
        self.ruth.page.get_by_text("Invite all 7").click()
        self.ruth.look("invite all")
        self.ruth.press("Send 7 invitations")
        self.ruth.sees("7 people invited")
        self.ruth.look("invited")

    def dana_asks_for_a_code(self) -> None:
        self.code = self.open_invitation(self.dana, self.dana_address)

    def dana_joins(self) -> None:
        self.dana.type_code(self.code)
        self.dana.arrives("/(profile/)?")
        self.dana.look("first page")

    def open_invitation(self, newcomer: Visitor, address: str) -> str:
        """Open the link in the invitation and have a code mailed, which is returned."""
        invitation = self.mailbox.next_to(address, self.group)
        newcomer.open(invitation.link("/join/"))
        newcomer.look("join")
        return newcomer.get_code(address, ask=partial(newcomer.press, "Join"))

    # --- 3. Profile ---------------------------------------------------------------------------

    def dana_fills_the_profile(self) -> None:
        dana = self.dana
        dana.open("/profile/")
        dana.look("welcome")
        dana.page.get_by_label("Your profession").select_option(label="Event planner")
        dana.press("Fill my profile")
        dana.sees("usually say")
        dana.look("profile filled")
        box = dana.page.get_by_role("group", name="Who sends you business")
        chips = box.locator(".chiplist li")
        filled = chips.count()
        assert filled > 2

        box.get_by_role("searchbox").press_sequentially("cler", delay=20)
        box.get_by_label("Clergy").wait_for()
        dana.look("chips offered")
        box.get_by_role("searchbox").press("Enter")
        chips.get_by_text("Clergy").wait_for()
        chips.first.click()  # it goes away
        dana.page.get_by_label("In your own words").fill("She knows every room in town.")
        dana.press("Save the profile")
        dana.sees("Saved")
        dana.look("profile saved")
        assert (chips.count(), chips.filter(has_text="Clergy").count()) == (filled, 1)

    # --- 4. Suggestions -----------------------------------------------------------------------

    def dana_waits_for_suggestions(self) -> None:
        """No request computes them: as long as the worker is away, there are none."""
        self.dana.open("/")
        self.dana.sees("We are looking through your 7 people")
        self.dana.look("today computing")

    def dana_sees_suggestions(self) -> None:
        """The page that she looks at fills itself."""
        cards = self.dana.page.get_by_role("article")
        cards.first.wait_for(timeout=30_000)
        assert 1 <= cards.count() <= 3  # eight people share what there is
        self.dana.look("today with suggestions")
        for menu in ("Later", "Not a fit"):
            cards.first.get_by_text(menu, exact=True).click()
            self.dana.look(f"menu {menu}")
            self.dana.page.keyboard.press("Escape")
            cards.first.locator("details[open]").wait_for(state="hidden")

    # --- 5. Introduce -------------------------------------------------------------------------

    def dana_introduces_two(self) -> None:
        dana = self.dana
        card = dana.page.get_by_role("article").first
        self.pair = (card.get_attribute("aria-label") or "").split(" and ")
        dana.follow("Introduce them", inside=card)
        for name in self.pair:
            dana.sees(f"To {name}")
        for letter in dana.page.get_by_label(re.compile("^Letter to")).all():
            drafted = letter.input_value()
            assert "twenty minutes" in drafted
            letter.fill(drafted.replace("twenty minutes", "half an hour"))
        dana.look("introduce")
        dana.press("Send both mails")
        dana.sees("Both mails leave in a few seconds")
        dana.look("introduced")

    def both_letters_have_come(self) -> None:
        """Once to each, with the word that Dana changed, and to nobody else."""
        both = [self.addresses[name] for name in self.pair]
        for address in both:
            self.mailbox.next_to(address, ", meet ")
        letters = [
            (mail.recipients, "half an hour" in mail.text, "twenty minutes" in mail.text)
            for mail in self.mailbox.all()
            if ", meet " in mail.subject and self.domain in mail.recipients[0]
        ]
        assert sorted(letters) == sorted(((address,), True, False) for address in both)

    @property
    def domain(self) -> str:
        return self.dana_address.partition("@")[2]

    # --- 6. Follow up -------------------------------------------------------------------------

    def party_answers_not_yet(self) -> None:
        mail = self.mailbox.next_to(self.party_address, "Are you in touch")
        self.party.open(mail.link("/follow-ups/"))
        self.party.sign_in(self.party_address)
        self.party.arrives("/follow-ups/")
        self.party.sees("Are you in touch")
        self.party.look("follow-ups")
        self.party.press("^Not yet")
        self.party.sees("No hurry. We will ask again on 18 November")
        self.party.look("not yet")

    def party_answers_we_met(self) -> None:
        mail = self.mailbox.next_to(self.party_address, "Is there a date")
        self.party.open(mail.link("/how-it-goes/"))
        self.party.sees("Is there a date")
        self.party.press("^We met")
        self.party.sees("Your answer is noted")
        self.party.look("we met")

    def dana_hears_of_it(self) -> None:
        self.mailbox.next_to(self.dana_address, "have met. Thank you")
        self.dana.open("/introductions/")
        [row] = self.dana.page.get_by_role("article").all()
        row.get_by_text("Met", exact=True).wait_for()
        self.dana.look("introductions")
        row.get_by_role("link").first.click()
        self.dana.sees("have met. Thank you")
        self.dana.look("introduction met")

    # --- 7. Goal and weekly summary -----------------------------------------------------------

    def dana_promises_three_a_week(self) -> None:
        dana = self.dana
        dana.open("/goals/")
        dana.look("goals")
        dana.page.get_by_label("How many").first.fill("3")
        dana.page.get_by_label("How often").select_option(label="a week")
        dana.press("Promise")
        dana.sees("Promised: three introductions a week")
        dana.look("goals promised")
        dana.open("/")
        dana.page.get_by_role("img", name="0 of 3").wait_for()
        dana.sees("Three introductions to go this week")
        dana.look("today with ring")

    def summaries(self) -> list[Mail]:
        return [mail for mail in self.mailbox.to(self.dana_address) if "on Mondays" in mail.text]

    def summary_is_right(self) -> None:
        """It came once, with the three suggestions that the goal lacks and that are ready."""
        [summary] = self.summaries()
        self.dana.look_at_mail(summary, "weekly summary")
        self.dana.open("/suggestions/")
        self.dana.look("suggestions")
        cards = self.dana.page.get_by_role("article").all()
        best = [(card.get_attribute("aria-label") or "").split(" and ") for card in cards[:3]]
        pairs = re.findall(r"^(.+) \(.+\)\n(.+) \(.+\)$", summary.text, re.MULTILINE)
        assert [list(pair) for pair in pairs] == best
        assert len(re.findall(r"/introduce/\d+/\d+/", summary.text)) == 3
