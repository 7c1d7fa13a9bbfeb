"""Rings: a trigger event with the professions it needs, and who of one's circle fills each.

closing.py  which few introductions would connect everybody (pure)
reading.py  the rings of one person's circle, from the database
drawing.py  a ring as a picture (pure)
words.py    a ring in sentences
"""
