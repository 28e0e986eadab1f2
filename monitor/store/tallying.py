"""Sums of mentions by time, kept by triggers where mentions are written, because there are many ways in which one changes or
goes: the SQL of the tables ``tally`` and ``theme_tally``, for migrations. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

LABELS = ("positive", "neutral", "negative", "unknown")
_CHANGES = "UPDATE OF label, complaint, anger, themes, rule, brand, at, muted"
_NAMES = ("mention_tally_new", "mention_tally_changed", "mention_tally_gone")
# Seconds.
_SPANS = "(SELECT CAST(900 AS bigint) AS span UNION ALL SELECT 3600 UNION ALL SELECT 86400) spans"
_THEME_SPANS = "(SELECT CAST(900 AS bigint) AS span UNION ALL SELECT 86400) spans"


@dataclass(frozen=True, slots=True)
class Counted:
    """Which mentions count as somebody's voice about the brand. ``muted``: also those of which nobody wants to hear."""

    muted: bool = False

    def sql(self, row: str) -> str:
        """The condition, of a row of mentions."""
        heard = "" if self.muted else f" AND NOT {row}.muted"
        return f"{row}.label IS NOT NULL AND {row}.rule NOT IN ('ours', 'maybe_us'){heard}"


def _sums(row: str, sign: int) -> tuple[list[str], str]:
    """What a mention adds to the sum of each label, and of the unhappy."""
    one = f"CASE WHEN {{}} THEN {sign} ELSE 0 END"
    unhappy = f"coalesce({row}.complaint, 0) >= 0.5 OR coalesce({row}.anger, 0) >= 0.5"
    return [one.format(f"{row}.label = '{label}'") for label in LABELS], one.format(unhappy)


def _at(row: str) -> str:
    return f"{row}.at / (span * 1000000) * (span * 1000000)"


def _themes(row: str, sqlite: bool) -> str:
    if sqlite:
        return f"(SELECT DISTINCT value AS theme FROM json_each({row}.themes) WHERE value IS NOT NULL) told"  # noqa: S608  # only words of ours
    listed = f"CASE WHEN json_typeof({row}.themes) = 'array' THEN {row}.themes ELSE '[]' END"
    return f"(SELECT DISTINCT json_array_elements_text({listed}) AS theme) told"


def _add(row: str, sign: int, sqlite: bool, counted: Counted) -> str:
    """The statements that add a mention to the sums, or take it away."""
    labels, unhappy = _sums(row, sign)
    sums = ", ".join(f"{name} = tally.{name} + excluded.{name}" for name in ("mentions", *LABELS, "unhappy"))
    themes = ", ".join(f"{name} = theme_tally.{name} + excluded.{name}" for name in ("mentions", "unhappy"))
    return f"""
        INSERT INTO tally (span, brand, at, mentions, {", ".join(LABELS)}, unhappy)
        SELECT span, {row}.brand, {_at(row)}, {sign}, {", ".join(labels)}, {unhappy}
        FROM {_SPANS} WHERE {counted.sql(row)}
        ON CONFLICT (span, brand, at) DO UPDATE SET {sums};
        INSERT INTO theme_tally (span, brand, theme, at, mentions, unhappy)
        SELECT span, {row}.brand, theme, {_at(row)}, {sign}, {unhappy}
        FROM {_THEME_SPANS}, {_themes(row, sqlite)} WHERE {counted.sql(row)}
        ON CONFLICT (span, brand, theme, at) DO UPDATE SET {themes};
    """  # noqa: S608  # only words of ours


def count(sqlite: bool, counted: Counted) -> list[str]:
    """The statements that count every mention there is."""
    labels, unhappy = _sums("mention", 1)
    sums = ", ".join(f"sum({one})" for one in labels)
    told = "json_each(mention.themes) told" if sqlite else f"LATERAL {_themes('mention', sqlite)}"
    theme = "told.value" if sqlite else "told.theme"
    return [
        f"""
        INSERT INTO tally (span, brand, at, mentions, {", ".join(LABELS)}, unhappy)
        SELECT span, brand, {_at("mention")}, count(*), {sums}, sum({unhappy})
        FROM mention CROSS JOIN {_SPANS} WHERE {counted.sql("mention")} GROUP BY 1, 2, 3
        """,  # noqa: S608  # only words of ours
        f"""
        INSERT INTO theme_tally (span, brand, theme, at, mentions, unhappy)
        SELECT span, brand, {theme}, {_at("mention")}, count(*), sum({unhappy})
        FROM mention CROSS JOIN {_THEME_SPANS} CROSS JOIN {told}
        WHERE {counted.sql("mention")} AND {theme} IS NOT NULL GROUP BY 1, 2, 3, 4
        """,  # noqa: S608  # only words of ours
    ]


def _forget(row: str) -> str:
    """The statements that drop sums of nothing, where a mention was."""
    at = ", ".join(f"{row}.at / {span}000000 * {span}000000" for span in (900, 3600, 86400))
    return "".join(
        f"DELETE FROM {table} WHERE span IN (900, 3600, 86400) AND brand = {row}.brand AND at IN ({at}) AND mentions = 0;\n"  # noqa: S608  # only words of ours
        for table in ("tally", "theme_tally")
    )


def keep(sqlite: bool, counted: Counted) -> list[str]:
    """The statements that make the triggers."""
    add, take, forget = _add("new", 1, sqlite, counted), _add("old", -1, sqlite, counted), _forget("old")
    changes = _CHANGES if not counted.muted else _CHANGES.removesuffix(", muted")
    made = []
    for name, when, body in zip(_NAMES, ("INSERT", changes, "DELETE"), (add, take + add, take + forget), strict=True):
        if sqlite:
            made.append(f"CREATE TRIGGER {name} AFTER {when} ON mention BEGIN {body} END")
        else:
            made.append(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
            )
            made.append(f"CREATE TRIGGER {name} AFTER {when} ON mention FOR EACH ROW EXECUTE FUNCTION {name}()")
    return made


def leave(sqlite: bool) -> list[str]:
    """The statements that drop them."""
    return [f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name} CASCADE" for name in _NAMES]
