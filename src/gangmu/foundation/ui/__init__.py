"""The page frame, components, assets, and how a refusal looks."""
