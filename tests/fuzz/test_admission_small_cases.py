"""Admission on small cases in full number: 10,000 beside every stable assignment, 2,000 with every misreport."""

from gangmu.engines.matching.tests.test_mechanisms import check_against_brute_force, check_misreports


def test_ten_thousand_cases_equal_brute_force_over_all_stable_assignments():
    assert check_against_brute_force(10_000, 20) > 100


def test_no_misreport_pays_in_two_thousand_cases_and_immediate_acceptance_shows_that_the_test_can_find_them():
    by_deferred, by_serial, by_immediate = check_misreports(2_000, 21)
    assert by_deferred == by_serial == 0
    assert by_immediate > 300
