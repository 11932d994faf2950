"""September checks (九月核对): schools look through what the registers count of them, confirm or dispute it, and sign it."""
