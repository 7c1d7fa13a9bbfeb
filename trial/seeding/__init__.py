"""The believable trial: two groups that overlap, twelve weeks of history, the same every time.

people.py    the people, their groups, contacts and ties, from trial/data/people.json
history.py   twelve weeks lived through the application's own services
requests.py  what some of them look for
plans.py     Dana's plan and days off, and who keeps an eye on whose promise
ties.py      how often some want to be in touch, and what they noted of it
meetings.py  the meetings of both groups, and who was there
giving.py    what they gave each other beside introductions, and what they would like
lists.py     what Ruth has made of the lists for Riverside
duplicates.py  entries that came onto a roster twice
time.py      how Dana's hours went, and what she earned
tables.py    guests at the last breakfast, and who sits with whom
roster.py    who is invited, who waits for a seat, guests, and one who left
"""
