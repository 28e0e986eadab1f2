"""From what was decided to what somebody reads: who hears it, in which words, together with what, and how it gets there."""
