"""Read, sort, place, find twins, dispatch; six dispositions; merge with every caller kept; the art. 17 block."""
