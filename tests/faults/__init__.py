"""Killed processes, full disks, stale screens."""
