"""The services of the tests: the demo's toys, and what only a test needs."""

from monitor.demo.toy_forum import ToyForum
from monitor.demo.toy_mailbox import ToyMailbox
from monitor.demo.toy_slack import ToySlack

__all__ = ["ToyForum", "ToyMailbox", "ToySlack"]
