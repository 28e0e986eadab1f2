"""What the pages ask of the database. Reads only; each question is answered in a few milliseconds, whatever is stored.

Every question takes ``brands``, what the one who asks may see; None is everything. What they may not see is as if it were not
there. Mentions are in ``monitor.store.searching``; of sources ``asking.sources`` tells, and
``monitor.show_sources.source_health`` puts it into words.
"""
