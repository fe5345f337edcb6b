"""耕地台账: parcels, what is sown on them by season, and the areas that the town and its villages have to sow."""
