"""Grids and party-member zones on a map, patrols and findings, also without a signal."""
