"""Chores that keep disks and tables small. Each may run beside loads and extracts, and be killed and run again.

Nothing that a running task needs is removed. Three things say what that is: the ledger (what every sink has passed is needed
by none), the saved positions (a file that one names is kept), and, for what no ledger knows, an age far beyond the longest
task.
"""
