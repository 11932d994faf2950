"""Computing, nothing else: arrays, graphs and text in, answers out. No Django, no database, no web."""
