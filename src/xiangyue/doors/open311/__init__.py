"""Open311 GeoReport v2, for apps that others wrote."""
