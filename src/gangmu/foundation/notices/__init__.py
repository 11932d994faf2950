"""Notices: the bell of a person inside the system, and one outgoing webhook of a bureau to its group robot."""
