"""Promises and what they bring: goals and weekly summaries. Knows introductions and members."""
