"""The questions that the network answers."""

from monitor.tone.base import Signal, Theme

THEMES = tuple(theme.value for theme in Theme if theme is not Theme.OTHER)
SIGNALS = tuple(signal.value for signal in Signal)

HEADS = {
    "sentiment": 3, "target": 3, "emotion": 4, "anger": 1, "complaint": 1, "gratitude": 1, "sarcasm": 1,
    "themes": len(THEMES), "signals": len(SIGNALS), "offensive": 1, "hate": 1, "topic": 3, "goemotions": 28,
}  # fmt: skip
"""Each with its number of answers; 1 is yes or no."""

SEVERAL = ("themes", "signals", "goemotions")
"""Those of which several answers may be true at once; labels are 0 or 1 for each."""

TAUGHT = ("sentiment", "target", "emotion", "anger", "complaint", "gratitude", "sarcasm")
"""Those that public sets have labels for, so that teachers can know them."""

SHIPPED = (*TAUGHT, "themes", "signals")
"""Those whose answers leave the house; the others only teach the encoder."""
