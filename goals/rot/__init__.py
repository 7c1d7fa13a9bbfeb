"""Return on time: what the hours of one person brought them. All of it is theirs alone.

rows.py           plain rows: minutes spent, results, money, introductions
defaults.py       how long an activity takes where nobody said otherwise
introductions.py  reads introductions without their long words
spending.py       reads the minutes: derived from what happened, corrected or typed
circle.py         reads who and which groups are around the person
reading.py        reads everything of some months: a Ledger
attribution.py    pure: to which person, group, activity and lens minutes and results belong
months.py         which months are looked at
report.py         the lines of the page, in their order
charts.py         bars and columns as an SVG template places them
describing.py     the lines of the list of minutes
wording.py        the sentence on top, numbers as they are said

The rules, simple enough to compute by hand:

- Everything counts on the day it happened, in the zone of the person.
- A result is a contribution that the person received and has not refused ("came back"); what
  they gave is shown beside it ("brought to others") and never divided by hours.
- Minutes belong to the people they were spent on, in equal parts: a one-to-one or a call to the
  other; an introduction, and each answer about one, in halves to its two parties (for a party, to
  the other party). A meeting of a group, and what was typed without a name, belongs to nobody in
  particular.
- Minutes belong to the group they were spent in, where that is known; otherwise each person's
  part is divided equally among the groups shared with them today. Results of a person are divided
  the same way. Whoever shares none, and nobody in particular, is outside the groups.
- A result belongs to the last activity before it, or on its day, that touched the person: a
  one-to-one, a call, an introduction with them, a meeting both attended; at most 180 days
  back. Of several on one day the more personal one counts.
- An introduction belongs to the lens of its first reason: the minutes of introducing and of
  following up on it, by the introducer, against those that proved useful.
- Return per hour is results by hours. Below five results or two hours there is too little to say.
- Money is divided like results, and never added up over currencies.
"""
