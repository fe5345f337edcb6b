"""What came in, what is due, what is late and where."""
