"""The models of the scorer ``earful``: how a text is written for them, read by them, and weighed with the rules."""
