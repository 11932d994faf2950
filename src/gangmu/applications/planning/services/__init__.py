"""Every write of planning: uploading, reviewing, answering, adopting."""
