"""Real pages in Chromium, served by the real processes: web, worker, beat, PostgreSQL, Valkey.

site.py      the processes, their database and their clock
mails.py     what the mail server got: links, codes
database.py  a database whose clock moves too
visitor.py   somebody with a browser, who notices whatever is not as it should be
walk.py      the steps of the path
"""

import pytest

# Their assertions are told in full too.
pytest.register_assert_rewrite("tests.browser.site", "tests.browser.walk", "tests.browser.mails")
