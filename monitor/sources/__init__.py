"""How sources are, whatever they bring: their pace, which silence is usual, what a quota still allows, whether they are heard."""
