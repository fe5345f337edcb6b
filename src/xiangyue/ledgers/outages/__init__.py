"""Planned outages and works: what, where, until when; known before somebody reports them, told when they end."""
