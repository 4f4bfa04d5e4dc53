"""The chart and the table of the results say the same as the figures."""

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import plot

SVG = "{http://www.w3.org/2000/svg}"


def result(label, rate, **more):
    return {"label": label, "letters_per_cpu_second": rate, "bytes_per_letter": 1000.0, **more}


def bars(svg):
    """Width of each bar, in the order drawn; the first rectangle is the paper."""
    return [float(found.get("width")) for found in ElementTree.fromstring(svg).iter(f"{SVG}rect")][1:]


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=8))
def test_a_quicker_way_has_the_longer_bar_and_no_bar_leaves_the_chart(rates):
    rows = plot.rows_of([result(str(number), rate) for number, rate in enumerate(rates)])
    widths = bars(plot.chart(rows))
    assert widths == sorted(widths, reverse=True)
    assert all(0 < width <= plot.WIDTH - plot.LEFT - plot.RIGHT for width in widths)


def test_ten_times_the_rate_is_always_the_same_length():
    hundred, ten, one = bars(plot.chart(plot.rows_of([result(str(rate), rate) for rate in (200.0, 20.0, 2.0)])))
    assert hundred - ten == pytest.approx(ten - one, abs=0.2)


def test_a_way_that_did_not_run_has_its_reason_in_the_table_and_no_bar():
    absent = {"peer": "typst", "per_document": 1, "letters_per_cpu_second": None, "not_run": "ERROR: no | wheel"}
    rows = plot.rows_of([absent, result("other", 5.0)])
    assert len(bars(plot.chart(rows))) == 1
    assert "not run" in plot.chart(rows)
    assert plot.table(rows).splitlines()[-1] == "| typst, one letter a document | not run: ERROR: no / wheel | | |"


def test_the_table_gives_multiples_of_the_reference():
    ours = result("ours", 25_300.0, ours=True)
    rows = plot.rows_of([result(plot.REFERENCE, 8.0), ours])
    assert plot.table(rows).splitlines()[2] == "| **ours** | 25\u202f300 | 1\u202f000 | 3\u202f162 |"
    assert plot.table(rows[:1]).splitlines()[2] == "| **ours** | 25\u202f300 | 1\u202f000 |  |"


@pytest.mark.parametrize(
    "value,text",
    [
        (0.5, "0.5"),
        (6.234, "6.23"),
        (99.96, "100"),
        (182.4, "182"),
        (31_249.0, "31\u202f249"),
        (10.0, "10"),
        (None, ""),
    ],
)
def test_figures_are_whole_or_have_three_digits(value, text):
    assert plot._number(value) == text


def test_labels_are_text_and_never_markup():
    svg = plot.chart(plot.rows_of([result("<b>&", 5.0)]))
    assert "<b>&" in [found.text for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_command_writes_both_files(tmp_path):
    source = tmp_path / "results.json"
    source.write_text(json.dumps({"results": [result("ours", 5.0, low=4.0, high=6.0)]}))
    command = [sys.executable, plot.__file__, str(source), str(tmp_path / "c.svg"), str(tmp_path / "t.md")]
    subprocess.run(command, check=True)
    assert len(bars((tmp_path / "c.svg").read_text())) == 1
    assert "| ours | 5 |" in (tmp_path / "t.md").read_text()
