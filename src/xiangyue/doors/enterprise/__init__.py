"""找我就行: a firm's one first contact, request to the end, visits."""
