"""Mails under fire: real servers and processes, broken on purpose, and a checker that counts.

python -m tests.faults --trials 5      a few minutes
python -m tests.faults --mutants       seven wrong designs, which must be caught
make faults                            the long round; docs/reliability.md has its result

the generator     plan.py, owing.py, village.py
the mail server   mail_server.py: smtp_server.py, imap_server.py, misbehaviour.py, ledger.py
the application   stage.py, bootstrap.py (what makes it mortal), nursery.py, worker.py, crashing.py
the nemesis       dying.py, web.py, surroundings.py, mailing.py, clocks.py, poison.py, soak.py
the checker       checker.py: plan against ledger against database
the rest          matrix.py (F1-F20), rounds.py, running.py, mutants.py, report.py
"""
