"""Everything the simulation takes for granted, in one place, with units; docs/effect.md has why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Assumptions:
    """One world. The defaults are the central assumptions.

    Times are minutes of one person, weeks are steps of the simulation, ties and chances run from
    0 to 1, weights are in logits.
    """

    # The group
    people: int = 120  # who are there at the end, newcomers included
    two_groups_from: int = 80  # so many people or more make two groups that overlap
    in_both: float = 0.2  # share of the people who are in both of two groups
    newcomers: float = 0.25  # share of the people who join while we look
    weeks: int = 26
    joining: float = 0.5  # newcomers join evenly over this first part of the weeks
    acquaintances: float = 10.0  # whom somebody knows at the start, on average
    newcomer_knows: int = 2  # whom a newcomer knows on arrival: who invited them, and one more
    hub: float = 0.7  # how unequal people are in how many they know (sigma, log-normal)

    # Profiles
    keeps: float = 0.8  # chance that a default of the profession is true of somebody
    own_items: float = 1.5  # further sources, pools and events each that are true, on average
    shown: float = 0.85  # chance that something true stands in the profile
    wrong_items: float = 0.5  # things in a profile, of each kind, that are not true

    # What a meeting brings, hidden from everybody
    correlation: float = 0.5  # of true shared need with what makes two people useful to each other
    usual: float = 0.2  # chance that a meeting of an average pair proves useful
    spread: float = 1.2  # how much pairs differ (logits, standard deviation)
    chemistry: float = 0.4  # how much people differ in how useful they are to anybody (logits)
    renown: float = 0.3  # correlation of that with how many people know somebody
    live_need: float = 1.0  # what it adds that one side needs that very profession now (logits)

    # Hours
    minutes: float = 90.0  # for networking, each person, each week, under every policy
    saved_weeks: float = 2.0  # minutes not used can be saved up to this many weeks' worth
    introducing: float = 15.0  # for the introducer: think, write, remember
    answering: float = 5.0  # for each side: read who is proposed and answer
    meeting: float = 60.0  # for each side: the meeting, with the way there and back
    asking: float = 5.0  # to ask "do you know a ...?", for who asks and for who is asked

    # What people do
    yes_to_a_stranger: float = 0.6  # chance of a yes when one does not know the introducer at all
    yes_to_a_friend: float = 0.9  # and when one knows them very well
    yes_to_a_list: float = 0.6  # chance of a yes to a random coffee: the same
    willing: float = 0.5  # chance that somebody who owes nobody gives in a given week
    gratitude: float = 0.8  # what each useful introduction received adds to that (logits)
    remembered: float = 8.0  # weeks after which gratitude has faded to a half
    quota: int = 2  # introductions that somebody willing makes in a week, at most
    needs: float = 0.25  # chance a week that somebody begins to need a profession
    need_lasts: int = 4  # weeks
    asks: int = 3  # people asked a week while one needs somebody
    knows: float = 0.5  # tie from which one knows somebody well enough to introduce them
    tie_grows: float = 0.01  # a week between members of a group, from seeing each other
    tie_grows_to: float = 0.3


CENTRAL = Assumptions()
