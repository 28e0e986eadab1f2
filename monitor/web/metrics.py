"""Figures for Prometheus (``/metrics``), for whoever has the token.

They name sources and brands, so without ``metrics_token`` in the configuration there are none. What is counted "since the
start" begins at 0 with every start, as counters of Prometheus may.  https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from monitor.web.problems import Problem
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind, Figures


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/metrics``."""

    @needs(Right.OPEN)
    async def metrics(request: web.Request) -> web.Response:
        token = behind.config().page.metrics_token
        if not token:
            raise Problem(
                404, "There is nothing here", "Figures are shown once metrics_token stands under page: in the config."
            )
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            given.strip().encode("utf-8", "replace"), token.encode()
        ):
            detail = "Send the metrics_token of the config: Authorization: Bearer TOKEN."
            raise Problem(401, "The token is missing or wrong", detail, headers={"WWW-Authenticate": "Bearer"})
        body = exposition(await behind.figures(), behind.now())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", metrics)]


def exposition(figures: Figures, now: datetime) -> bytes:
    """The figures in the text format of Prometheus. Ages are seconds before ``now``."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(list(_families(figures, now))))
    return generate_latest(registry)


class _Once(Collector):
    """Hands over what has been gathered already."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _families(figures: Figures, now: datetime) -> Iterator[Metric]:
    info = InfoMetricFamily("earful", "The version, and the scorer that reads tones.")
    info.add_metric([], {"version": figures.version, "scorer": figures.scorer})
    yield info
    yield _counter("earful_polls", "Visits to sources since the start.", ("source", "outcome"), figures.polls)
    yield _counter("earful_posts", "Posts that were new, ever.", ("source",), _single(figures.posts))
    mentions = "Mentions decided about since the start, by how the author feels."
    yield _counter("earful_mentions", mentions, ("brand", "label"), figures.mentions)
    yield _counter("earful_deliveries", "Tries to deliver since the start.", ("channel", "result"), figures.delivered)
    heard = {name: (now - at).total_seconds() for name, at in figures.heard_at.items()}
    yield _gauge("earful_source_heard_seconds", "Seconds since a source was last heard.", ("source",), _single(heard))
    yield _gauge("earful_source_blind", "1 for a source that cannot be heard.", ("source",), _single(figures.blind))
    yield _gauge("earful_cases", "Cases by how they stand.", ("brand", "state"), figures.cases)
    yield _gauge("earful_cases_overdue", "Open cases past the promise.", (), {(): figures.overdue})
    yield _gauge("earful_mentions_pending", "Mentions that wait for a decision.", (), {(): figures.pending})
    yield _gauge("earful_outbox", "Messages that have not arrived.", ("channel", "state"), figures.outbox)
    oldest = (now - figures.oldest).total_seconds() if figures.oldest else 0.0
    yield _gauge("earful_outbox_oldest_seconds", "How late the oldest message is.", (), {(): max(0.0, oldest)})
    yield _gauge(
        "earful_loop_lag_seconds", "By how much the event loop was late, at most, in a minute.", (), {(): figures.lag}
    )


def _single(values: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    return {(name,): value for name, value in values.items()}


def _counter(name: str, help_: str, labels: tuple[str, ...], values: Mapping[Any, float]) -> Metric:
    return _filled(CounterMetricFamily(name, help_, labels=labels), values)


def _gauge(name: str, help_: str, labels: tuple[str, ...], values: Mapping[Any, float]) -> Metric:
    return _filled(GaugeMetricFamily(name, help_, labels=labels), values)


def _filled(family: CounterMetricFamily | GaugeMetricFamily, values: Mapping[Any, float]) -> Metric:
    """``values``: a label's values, a tuple in the order of the labels, to the number."""
    for labels, value in sorted(values.items()):
        family.add_metric(labels, value)
    return family
