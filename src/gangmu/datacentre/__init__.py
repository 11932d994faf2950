"""Where numbers come from: facts, indicators, targets."""
