"""A question to the database ends when its time is over, and what is asked afterwards has its own time."""

import time

import pytest
from django.db import OperationalError, connection

from gangmu.foundation.kernel.time_limit import TooLong, within
from gangmu.foundation.registers import asking
from gangmu.foundation.registers.views import lists

#: Counts as long as it is let: minutes on any machine.
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n"


def asked(words):
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_gives_up_a_question_whose_time_is_over():
    began = time.monotonic()
    with pytest.raises(TooLong), within(0.2):
        asked(ENDLESS)
    assert 0.2 <= time.monotonic() - began < 5


@pytest.mark.django_db
def test_after_a_question_that_was_given_up_and_after_one_in_time_there_is_no_limit():
    with pytest.raises(TooLong), within(0.1):
        asked(ENDLESS)
    with within(0.1):
        assert asked("SELECT 1") == 1
    long = ENDLESS.replace("1000000000", "1000000")
    began = time.monotonic()
    assert asked(long) == 1_000_000
    assert time.monotonic() - began > 0.1, "long enough to have been given up"


@pytest.mark.django_db
def test_another_fault_of_the_database_is_no_question_of_time():
    with pytest.raises(OperationalError), within(60):
        raise OperationalError("disk I/O error")


def test_count_and_sums_that_take_too_long_end_in_words_and_can_be_asked_for_again(cast, monkeypatch):
    monkeypatch.setattr(lists, "TOTALS_SECONDS", 0.2)
    monkeypatch.setattr(lists, "sums_of", lambda _declared, _rows: asked(ENDLESS))
    client = cast.client("小陈")
    answer = client.get("/r/publicity/totals/")
    assert answer.status_code == 200
    assert "统计用时过长" in answer.content.decode()
    assert "data-ask" in answer.content.decode()
    monkeypatch.undo()
    assert "共 0 条" in client.get("/r/publicity/totals/").content.decode()


def test_a_long_list_asks_for_its_totals_beside_the_page_and_can_be_stopped(cast, monkeypatch):
    client = cast.client("小陈")
    monkeypatch.setattr(asking, "COUNTED", 1)
    page = client.get("/r/units/?kind=section").content.decode()
    assert 'data-totals="/r/units/totals/?kind=section"' in page
    assert "data-stop" in page and "registers/totals.js" in page
    monkeypatch.undo()
    assert "registers/totals.js" not in client.get("/r/units/?kind=section").content.decode()
