"""What keeps a command from being done. Loads nothing, so that whoever only catches it pays nothing."""


class CannotDo(Exception):
    """It cannot be done; the text says why, and what to do about it."""
