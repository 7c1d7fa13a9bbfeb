"""The people whom a member keeps for themselves, and the address books they come from.

cards.py     one person out of an address book, made clean
reading.py   from the bytes of a file to cards, or a refusal that says why
csv_books.py the CSV that LinkedIn, Google, Outlook and others export
vcards.py    vCard files
titles.py    which profession a job title means, as a guess to be confirmed
fates.py     what becomes of each card, given whom the member knows already
choosing.py  what the member confirms and chooses before anything is kept
importing.py keep the file, bring the chosen ones, take it back
keeping.py   add, change and delete one contact
using.py     what counts as having done something with a contact; apps above add theirs
"""
