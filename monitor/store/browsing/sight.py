"""What somebody may see, as a condition; and how long a page is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, true

PAGE = 50
"""Rows on a page."""


def seen(column: Any, brands: Collection[str] | None, brand: str = "") -> Any:
    """Which rows, by their column of brands, may be seen, and are of that brand where one is named."""
    allowed = true() if brands is None else column.in_(list(brands))
    return and_(allowed, column == brand) if brand else allowed
