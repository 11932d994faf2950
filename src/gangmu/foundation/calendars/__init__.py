"""School years, terms, teaching weeks, holidays and working days: data edited by the office."""
