"""The matcher measured: against plain Python, against public libraries, against the machine."""
