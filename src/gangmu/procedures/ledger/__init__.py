"""The loop of a task: owners, deadlines, milestones, sub-tasks, state; the registry of systems."""
