"""国土空间规划: versions of the town's plan, their zones, and whether a spot conforms to them."""
