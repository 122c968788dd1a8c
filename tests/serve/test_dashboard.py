"""The dashboard for Grafana shows what the service exports, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .service_client import PNG

DASHBOARD = Path(__file__).parents[2] / "docs" / "lenet-dashboard.json"
GIVEN_BY_PROMETHEUS = {"job", "instance"}
"""The labels that Prometheus adds to whatever it scrapes."""


def dashboard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DASHBOARD.read_text("utf-8"))
    return read


def queries() -> list[str]:
    return [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]


@pytest.fixture(scope="module")
def exported_labels() -> dict[str, set[str]]:
    """The labels of each name that ``/metrics`` gives."""
    from prometheus_client.parser import text_string_to_metric_families

    from lenet.serve.edge.metrics import Metrics

    metrics = Metrics()
    metrics.requests.labels("/api/read", "POST", 200).inc()
    metrics.seconds.labels("/api/read").observe(0.1)
    metrics.count_readings([True])
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_figure_of_the_dashboard_is_exported_with_its_labels(exported_labels):
    assert len(queries()) >= 8
    for query in queries():
        names = set(re.findall(r"\blenet_\w+", query))
        assert names
        assert names <= exported_labels.keys(), query
        matched = re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", query)
        kept = [label for labels in re.findall(r"by \(([^)]*)\)", query) for label in
                re.split(r",\s*", labels)]  # fmt: skip
        (name,) = names
        assert {*matched, *kept} <= exported_labels[name] | GIVEN_BY_PROMETHEUS, query


def test_every_figure_that_is_exported_is_on_the_dashboard(exported_labels):
    shown = set(re.findall(r"\blenet_\w+", " ".join(queries())))
    left_out = {"lenet_request_seconds_count", "lenet_request_seconds_sum"}
    told = {name for name in exported_labels if not name.endswith("_created")}
    assert told - shown == left_out


def test_a_legend_names_only_labels_that_its_query_keeps():
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            kept = re.search(r"by \(([^)]*)\)", target["expr"])
            labels = set(re.split(r",\s*", kept[1])) if kept else set()
            assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= labels


def test_the_dashboard_asks_for_a_data_source_and_its_panels_do_not_overlap():
    told = dashboard()
    variables = {one["name"]: one["type"] for one in told["templating"]["list"]}
    assert variables == {"datasource": "datasource", "job": "query"}
    places: set[tuple[int, int]] = set()
    for panel in told["panels"]:
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        x, y, width, height = (panel["gridPos"][name] for name in "xywh")
        assert x + width <= 24
        squares = {(column, row) for column in range(x, x + width) for row in range(y, y + height)}
        assert not places & squares
        places |= squares
    assert len({panel["id"] for panel in told["panels"]}) == len(told["panels"])


def test_the_queries_are_promql():
    parser = pytest.importorskip("promql_parser")
    for query in queries():
        parser.parse(query.replace("$__rate_interval", "5m").replace("$job", ".*"))


def test_readings_are_counted_by_their_verdict_and_memory_is_told(serve, seven_png):
    client = serve()
    assert 'lenet_readings_total{verdict="accepted"} 0.0' in client.get("/metrics").text
    readings = client.post("/api/read", content=seven_png, headers=PNG).json()["readings"]
    accepted = sum(one["accepted"] for one in readings)
    told = client.get("/metrics").text
    assert readings
    assert f'lenet_readings_total{{verdict="accepted"}} {accepted}.0' in told
    assert f'lenet_readings_total{{verdict="rejected"}} {len(readings) - accepted}.0' in told
    (memory,) = re.findall(r"^lenet_memory_bytes (\S+)$", told, re.MULTILINE)
    assert float(memory) > 10_000_000 or not Path("/proc/self/statm").exists()
