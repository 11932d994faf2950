"""Where indicators are computed: DuckDB by default. No Django here."""
