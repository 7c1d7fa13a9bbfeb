"""The health of a group, as its organizers may see it: counts, gaps, and people to care for.

within.py      who is in the group and what was introduced within it, read once
quiet.py       who was not seen there for six weeks
figures.py     what each had of it, who was left out, who has much at once (pure)
spread.py      how evenly introductions were spread: the Gini coefficient, in words (pure)
following.py   how many introductions led to a meeting, and to more (pure)
months.py      the months of the slider, and how far one looks back (pure)
layout.py      where everybody stands in the picture (pure)
drawing.py     the picture of who was introduced to whom (pure)
lists.py       the four lists as the group has them, and who lists what (pure); reading.py reads
coverage.py    which professions each event and pool has, has once, or lacks (pure)
recruiting.py  the profession that would open most, by the matcher (pure)
words.py       all of it in sentences (pure)
report.py      all of it together; tables.py as tables to download

An introduction is the group's when all three in it are active members. So nothing that members do
in other groups, or with their private contacts, can be read out of it, not even from a count.
"""
