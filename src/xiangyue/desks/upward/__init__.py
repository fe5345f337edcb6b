"""Not ours: objected to upward by its article, answered by the upper level; who handles beside who should by law."""
