"""Mail that is neither lost nor doubled: owed as a row, claimed, cleared up, sent, marked.

kinds.py      what kinds of mail there are and when one may still go
queueing.py   owe somebody a mail
stopping.py   who wants no more mail, or none about a topic
bounces.py    addresses whose mail comes back
daily.py      no more than so many a day to one person
rendering.py  from templates to bytes, once
smtp.py       one conversation with the mail server for one recipient
cutter.py     end a conversation in time
server_urls.py  addresses of servers in settings, read
locks.py      a lock that lives exactly as long as the worker's connection
claiming.py   take one mail, so that nobody else does
history.py    what the evidence says
oracles.py    whom to ask about a mail that may have gone
archive.py    the mailbox that gets a copy of each
marking.py    note what came of a try
backoff.py    how long a mail waits that was put off
draining.py   claim, clear up, re-check, send, mark; and forget what need not be kept
providers.py  mail services that tell what became of a mail
webhooks.py   what they tell
"""
