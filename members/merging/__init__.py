"""Entries of a roster that look like one person: found, shown side by side, made one.

alike.py     pure rules: when two entries look alike, how strongly, and why
finding.py   the pairs of a group, best first
sides.py     the two sides of a pair: what organizers see of each, and which of them may go
fields.py    what differs between the two, and what stays
bringing.py  what each brings along, in numbers; apps above add theirs
rules.py     what becomes of the rows that point at who goes; apps above add theirs
own_rules.py the rules of members themselves
merge.py     the merge, and saying that two are two
"""
