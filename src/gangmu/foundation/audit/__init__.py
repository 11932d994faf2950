"""Every write as a sentence: who did what to which thing, field by field."""
