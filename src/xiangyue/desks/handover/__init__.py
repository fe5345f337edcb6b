"""Hand-over of a seat: what its holder leaves behind, room by room, accepted by whoever comes next."""
