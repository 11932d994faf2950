"""Every write to the ledger: entering, signing for, reporting, asking, closing, handing on."""
