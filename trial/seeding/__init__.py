"""The believable trial: two groups that overlap, twelve weeks of history, the same every time.

people.py    the people, their groups, contacts and ties, from trial/data/people.json
history.py   twelve weeks lived through the application's own services
requests.py  what some of them look for
"""
