"""Signing in: accounts, passwords, sessions, lock-out."""
