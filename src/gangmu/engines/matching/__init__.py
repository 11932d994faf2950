"""Admission: who gets which place by a published rule, why, and the proof; draws that anyone can repeat."""
