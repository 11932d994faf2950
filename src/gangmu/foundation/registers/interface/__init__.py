"""The machine interface of every register: what its pages do, asked by programs in JSON, and its description."""
