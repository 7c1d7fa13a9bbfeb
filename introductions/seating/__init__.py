"""Who sits with whom at a meeting, so that those who have not met and should sit together.

planner.py  pure: tables for a few rounds, from what each pair is worth; no Django
reading.py  who comes, what the matcher says of each pair, who has met, who is kept apart
reasons.py  why two of a table should talk, in a sentence
looking.py  a stored plan as one member, or the organizer, sees it
"""
