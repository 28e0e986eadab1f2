"""Speed and memory, shown beside a peer in the same run. ``make bench-tone``, ``make bench-streams``."""
