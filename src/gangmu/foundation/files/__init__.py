"""Attachments: hash, type check, size limit, hostile content refused."""
