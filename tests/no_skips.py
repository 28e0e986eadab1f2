"""A pytest plugin for CI: a test that is skipped has failed.

On a person's machine a test may be skipped when a system tool is missing; CI installs those tools, so there a skip is a
proof that silently stopped proving. Use: ``pytest -p tests.no_skips``. An expected failure (xfail) is not a skip.
"""

from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def _refuse_skip(report: Report) -> Report:
    """Returns ``report``, turned into a failure that gives the skip's reason if it was a skip."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and in CI no test may be: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Sees the report of every set-up, call and tear-down of a test."""
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Sees the report of every module: ``pytest.importorskip`` and ``pytest.skip`` outside a test end up here."""
    return _refuse_skip((yield))
