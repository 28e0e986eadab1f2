"""Speed, memory and rightness: ``make bench-tone`` beside peers in the same run, ``make bench-storms`` on invented streams."""
