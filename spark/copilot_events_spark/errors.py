"""What can go wrong."""

from __future__ import annotations


class CopilotEventsError(Exception):
    """The job could not be done: bad options, no program on a node, a log that cannot be copied.

    The command line prints the message and ends with exit code 2.
    """
