"""Mail that is neither lost nor doubled: owed as a row, claimed, sent, marked.

kinds.py      what kinds of mail there are and when one may still go
queueing.py   owe somebody a mail
rendering.py  from templates to bytes, once
smtp.py       one conversation with the mail server for one recipient
draining.py   claim, re-check, send, mark
"""
