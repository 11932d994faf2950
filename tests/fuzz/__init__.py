"""Any bytes, any text: an answer or a refusal in words, never a fault of the program. `make fuzz` runs it long."""
