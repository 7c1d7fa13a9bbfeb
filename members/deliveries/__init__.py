"""Mail that is neither lost nor doubled: owed as a row, claimed, sent, marked.

kinds.py      what kinds of mail there are and when one may still go
queueing.py   owe somebody a mail
stopping.py   addresses that asked for no more mail
rendering.py  from templates to bytes, once
smtp.py       one conversation with the mail server for one recipient
locks.py      a lock that lives exactly as long as the worker's connection
claiming.py   take one mail, so that nobody else does
marking.py    note what came of a try
draining.py   claim, re-check, send, mark; and forget what need not be kept
"""
