"""Reads a plan or a summary: source text in; outline, targets, tasks, clauses and disagreements with their spans out."""
