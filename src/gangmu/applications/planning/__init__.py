"""From a plan to an adopted year: versions, review, adoption; publicity register (A1)."""
