"""What holds of every fact and every indicator: types, grain, a source, and a worked example that comes out."""

import re

import pytest

from gangmu.datacentre.backends.duckdb import work_example
from gangmu.datacentre.facts import all_facts, is_filled
from gangmu.datacentre.indicators import all_indicators
from gangmu.foundation.registers.declaration import is_register, register_named

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@pytest.mark.parametrize("entry", all_indicators(), ids=lambda entry: entry.code)
def test_the_worked_example_of_every_indicator_comes_out(entry) -> None:
    assert work_example(entry) == (entry.example.value, entry.example.denominator)
    assert f"{entry.example.value:g}" in entry.example.words


@pytest.mark.parametrize("entry", all_indicators(), ids=lambda entry: entry.code)
def test_every_indicator_names_its_quantity_its_source_and_columns_that_exist(entry) -> None:
    assert NAME.fullmatch(entry.code)
    assert entry.formula
    assert entry.unit
    assert re.search(r"\[(V|V-local|V-calc|R|design)\]", entry.source), "the mark of the source is missing"
    facts = {fact.name: {column.name for column in fact.columns} for fact in all_facts()}
    for question in filter(None, (entry.numerator, entry.denominator)):
        named = {question.date_column, question.organisation_column, *(c[0] for c in question.conditions)}
        named |= {e.condition[0] for e in question.excluding} | ({question.sum_of} - {None})
        assert named <= facts[question.fact]


@pytest.mark.parametrize("entry", all_facts(), ids=lambda entry: entry.name)
def test_every_fact_is_filled_and_its_figures_open_in_its_register(entry) -> None:
    assert NAME.fullmatch(entry.name)
    assert entry.grain
    assert is_filled(entry.name)
    assert entry.schema().names == [column.name for column in entry.columns]
    if entry.register:
        assert is_register(entry.register)
        declared = register_named(entry.register)
        own = f"{declared.organisation_field}_id"
        asked = {
            column
            for indicator in all_indicators()
            for question in filter(None, (indicator.numerator, indicator.denominator))
            if question.fact == entry.name
            for column in (question.date_column, *(c[0] for c in question.conditions))
        }
        assert asked <= declared.filterable() | {own}
