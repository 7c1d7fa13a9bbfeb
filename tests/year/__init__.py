"""A year in the life of some groups: a real worker, a moved clock, and every mail counted.

    make year                                 # 200 people, 52 weeks
    make year ARGS="--people 40 --weeks 8"

scenario.py  who the people are and what they do on which day, drawn from a seed. Plain Python
expected.py  which mails that must bring, worked out day by day by a second, naive implementation
             that knows nothing of the application's code
living.py    the days as they pass: acts by the application's own services, ticks to the worker
workers.py   the worker under the moved clock, and waiting until it has done what it was told
counting.py  what the mail server got, against what was expected
"""
