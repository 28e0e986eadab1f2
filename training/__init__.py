"""How Earful's tone model is made: from labelled texts to the int8 files in ``monitor/tone/weights``.

Run by hand, never by the daemon: see README.md here. Needs ``training/requirements.txt`` beside Earful itself.
"""
