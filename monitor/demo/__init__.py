"""``earful demo``: the real pipeline against toy services on 127.0.0.1, which are also the fakes of the tests.

``toy_forum`` has customers, ``toy_slack`` and ``toy_mailbox`` are where their owners hear of them.
"""
