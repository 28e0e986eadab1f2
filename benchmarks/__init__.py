"""Speed and memory, shown beside a peer in the same run. ``make bench-tone``, ``make bench-streams``,
``make bench-stories``, ``make bench-pages``; and how right the storm detector is on invented streams: ``make bench-storms``."""
