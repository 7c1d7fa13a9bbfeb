"""Starts Proactive, its tests and its checks with one command; needs nothing but Python itself.

Only the standard library is imported, because this code also runs before anything is installed.
"""
