"""Every matter of the noon-to-noon window read and instructed, counted."""
